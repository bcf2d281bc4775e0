// Leave at once: hide the page, forget all that it holds, and put an empty page in its place (docs/decisions/0013).
// The control is a link that also works without this; here it becomes immediate, and gets a way by keyboard.

const CONTROL = '[data-act="leave"]';
const TARGET = "about:blank"; // needs no network and shows no address; without script the link leads to /blank/
const KEY = "Escape";
const PRESSES = 3;
const WITHIN = 5000; // milliseconds for all of them
const TAKEN = 229; // key code of what an input method takes for itself: Safari's only sign of it

/**
 * Have the page's leave control, and Escape pressed three times, leave at once; `clear` forgets what the page's own script
 * holds. Call it once, before anything else that may ask whether to stay.
 */
export function leave(clear: () => void): void {
  let left = false;
  const go = (event: Event): void => {
    event.preventDefault();
    if (left) return;
    left = true;
    vanish();
    try {
      clear();
    } finally {
      document.body.textContent = "";
      location.replace(TARGET);
    }
  };
  window.addEventListener("beforeunload", (event) => left && event.stopImmediatePropagation(), true);
  each(CONTROL, (control) => control.addEventListener("click", go));
  onKeys(go);
}

/** Show nothing from now on; what is typed stays out of sight even where clearing or leaving takes its time. */
function vanish(): void {
  document.documentElement.hidden = true;
  document.title = "–";
}

/** Call `go` at the third Escape in a row; whoever hears the page is told how many are left. */
function onKeys(go: (event: Event) => void): void {
  const region = document.getElementById("leaving") as HTMLElement;
  let count = 0;
  let timer = 0;
  const again = (): void => {
    clearTimeout(timer);
    count = 0;
    region.textContent = "";
  };
  const press = (event: KeyboardEvent): void => {
    // Escape that ends a composition, or that is held down, is meant for something else.
    if (event.key !== KEY || event.isComposing || event.keyCode === TAKEN || event.repeat) return again();
    if (count === 0) timer = window.setTimeout(again, WITHIN);
    count += 1;
    if (count === PRESSES) go(event);
    else region.textContent = region.getAttribute(`data-after-${count}`);
  };
  window.addEventListener("keydown", press, true);
  each("[data-leave-keys]", (hint) => (hint.hidden = false));
}

function each(selector: string, then: (element: HTMLElement) => void): void {
  for (const found of Array.from(document.querySelectorAll<HTMLElement>(selector))) then(found);
}
