// Ask before the page goes while there is something to lose. Links that lead away are pressed twice then, for the browsers
// of iPhones never ask by themselves, and some chat apps show nothing of the question.

import { all, byId, show } from "./dom";
import { announce, say } from "./words";

/** What goes with the page: a text that nobody has yet, or the secret code. */
export type Stake = "text" | "code" | null;

const SAME_PRESS = 600; // milliseconds: a second press within them was the end of a double one

let pressed: HTMLElement | null = null; // the link that waits for its second press
let when = 0;

/** What may be left: `finished` is set before it goes for good. */
interface Page {
  finished: boolean;
  stake(): Stake;
}

/** Ask before the page goes, by the browser where it does ask, and at every link to another page. */
export function watch(page: Page): void {
  window.addEventListener("beforeunload", (event) => {
    if (page.stake() === null) return;
    event.preventDefault();
    event.returnValue = "";
  });
  for (const link of all<HTMLAnchorElement>("a[href^='/']:not([data-act])")) {
    link.addEventListener("click", (event) => press(event, link, page));
  }
  const meant = (event: Event): void => {
    if (pressed !== null && !pressed.contains(event.target as Node)) forget();
  };
  for (const other of ["input", "click"]) window.addEventListener(other, meant, true);
}

function press(event: MouseEvent, link: HTMLAnchorElement, page: Page): void {
  const [stake, beside] = [page.stake(), link.target !== ""];
  // A text stays where a tab opens beside it; a code is not left to whether one does.
  if (stake === null || (stake === "text" && beside)) return;
  if (pressed === link && event.timeStamp - when >= SAME_PRESS) {
    forget();
    if (stake === "text") page.finished = true; // has been asked; for a code the browser asks again where it does
    return;
  }
  event.preventDefault();
  if (pressed !== link) ask(link, event.timeStamp, stake);
}

function ask(link: HTMLElement, at: number, stake: "text" | "code"): void {
  [pressed, when] = [link, at];
  const note = byId("going");
  note.textContent = say(`going.${stake}`);
  show(note, true);
  note.scrollIntoView({ block: "nearest" });
  announce(note.textContent);
}

function forget(): void {
  pressed = null;
  show(byId("going"), false);
}
