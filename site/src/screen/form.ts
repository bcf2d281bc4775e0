// Read the controls, count what is typed into them, and show mistakes where they are and in one summary.

import { mistakes, MOST, over, type Mistake, type Typed } from "../report/typed";
import { all, byId, empty, made, show } from "./dom";
import { announce, entitle, plainTitle, say } from "./words";

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const NEAR = 0.8; // of the bound: from here on a single line shows its count

/** Return the first control of a name: a radio group has several. */
export function control(name: string): Control {
  return document.getElementsByName(name)[0] as Control;
}

/** Return the label of a control as the page shows it. */
export function labelOf(name: string): string {
  const field = document.querySelector(`[data-field="${name}"]`) as HTMLElement;
  const label = field.querySelector("label, legend") as HTMLElement;
  return ((label.firstChild as Node).textContent as string).trim();
}

/** Return every control's value by its name, the empty ones as empty texts. */
export function typed(): Typed {
  const values: { [name: string]: string } = {};
  for (const found of all<Control>("#form [name]")) {
    if (found.type === "checkbox") continue; // units to keep away are no facts (screen/avoid.ts)
    if (found.type !== "radio") values[found.name] = found.value;
    else if ((found as HTMLInputElement).checked) values[found.name] = found.value;
  }
  return values;
}

/** Return whether anything was typed or chosen. */
export function touched(): boolean {
  return Object.values(typed()).some((value) => value !== "");
}

/** Keep counts and the example of the category up to date. */
export function watch(): void {
  for (const name of Object.keys(MOST)) {
    control(name).addEventListener("input", () => count(name));
    count(name);
  }
  window.addEventListener("input", (event) => mended((event.target as HTMLElement).closest<HTMLElement>("[data-field]")));
  const category = control("category") as HTMLSelectElement;
  const hint = byId("category-hint");
  const plain = hint.textContent;
  category.addEventListener("change", () => {
    const chosen = category.options[category.selectedIndex];
    const example = chosen === undefined ? undefined : chosen.dataset.example;
    hint.textContent = example === undefined ? plain : say("example", { example });
  });
}

function count(name: string): void {
  const found = control(name);
  const shown = byId(`${found.id}-count`);
  const most = MOST[name] as number;
  const excess = over(name, found.value);
  const was = shown.classList.contains("over");
  shown.classList.toggle("over", excess > 0);
  if (excess > 0) {
    shown.textContent = say("count.over", { over: excess, most });
    if (!was) announce(`${labelOf(name)} ${shown.textContent}`);
  } else {
    const seen = found.tagName === "TEXTAREA" || excess > -most * (1 - NEAR);
    shown.textContent = seen ? say("count", { count: most + excess, most }) : "";
    if (was) announce(say("count.within", { field: labelOf(name) }));
  }
}

/** Return whether the form can be reviewed; show its mistakes and move there when it cannot. */
export function complete(): boolean {
  const found = mistakes(typed());
  tell(found.map((mistake) => [mistake.name, words(mistake)]));
  return found.length === 0;
}

/**
 * Show mistakes by the names of their fields, in one summary that gets the focus; none clears the earlier ones. Each leads to
 * its control, or to another target.
 */
export function tell(found: readonly (readonly [name: string, text: string, target?: HTMLElement])[]): void {
  const summary = byId("mistakes");
  const list = byId("mistakes-list");
  empty(list);
  for (const shown of all("[data-field]")) mark(shown, null);
  for (const [name, text, target = control(name)] of found) {
    mark(document.querySelector(`[data-field="${name}"]`) as HTMLElement, text);
    const folded = target.closest("details");
    if (folded !== null) folded.open = true;
    const link = made("a", text) as HTMLAnchorElement;
    link.href = `#${target.id || name}`;
    link.addEventListener("click", (event) => {
      event.preventDefault(); // moving by address would add to the history
      target.focus();
    });
    const item = made("li");
    item.dataset.of = name;
    item.appendChild(link);
    list.appendChild(item);
  }
  show(summary, found.length > 0);
  if (found.length > 0) {
    entitle(null);
    document.title = say("title.error", { title: plainTitle() });
    summary.focus();
  }
}

/** Call nothing wrong any longer that was put right: whoever just wrote it would look for another fault. */
function mended(field: HTMLElement | null): void {
  if (field === null || mistakes(typed()).some(({ name }) => name === field.dataset.field)) return;
  const list = byId("mistakes-list");
  const items = Array.from(list.children) as HTMLElement[];
  const right = items.filter((item) => item.dataset.of === field.dataset.field);
  if (right.length === 0) return;
  mark(field, null);
  for (const item of right) list.removeChild(item);
  if (right.length < items.length) return;
  show(byId("mistakes"), false);
  entitle(null);
}

function mark(field: HTMLElement, text: string | null): void {
  const shown = field.querySelector(".mistake") as HTMLElement;
  shown.textContent = text === null ? "" : text;
  show(shown, text !== null);
  field.classList.toggle("wrong", text !== null);
  const marked = field.getAttribute("role") === "radiogroup" ? [field] : Array.from(field.querySelectorAll("[name]"));
  for (const one of marked) {
    if (text === null) one.removeAttribute("aria-invalid");
    else one.setAttribute("aria-invalid", "true");
  }
}

function words(mistake: Mistake): string {
  if (mistake.why === "missing") return say(`mistake.missing.${mistake.name}`);
  return say("mistake.long", { field: labelOf(mistake.name), over: mistake.over });
}

/** Empty every control and all that shows their text. */
export function clear(): void {
  byId<HTMLFormElement>("form").reset();
  for (const found of all<HTMLInputElement | HTMLTextAreaElement>("#form input:not([type=radio]):not([type=checkbox]), #form textarea")) {
    found.value = "";
    found.defaultValue = "";
  }
  for (const name of Object.keys(MOST)) count(name);
  tell([]);
}
