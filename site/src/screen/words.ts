// Say the page's words: catalogue texts that travel in the page as JSON, under the names that templates use.

import { byId } from "./dom";

let words: { readonly [name: string]: string } = {};
let live: HTMLElement;
let title = "";

/** Read the page's words. Throws when the page has none. */
export function load(): void {
  words = JSON.parse(byId("words").textContent as string) as { [name: string]: string };
  live = byId("live");
  title = document.title;
}

/** Return the words called `name` with `{placeholders}` filled. Throws when there are none, which a test finds. */
export function say(name: string, values: { readonly [name: string]: string | number } = {}): string {
  const text = words[name];
  if (text === undefined) throw new Error(`no words called ${name}`);
  return text.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key]));
}

/** Have a screen reader say something once, in the region that was there from the start. */
export function announce(text: string): void {
  live.textContent = "";
  // A region is read when its text changes; the same sentence twice needs a moment of emptiness.
  setTimeout(() => {
    live.textContent = text;
  }, 50);
}

/** Put the state before the page's title, `null` for the plain title. */
export function entitle(state: string | null): void {
  document.title = state === null ? title : `${state} – ${title}`;
}

/** Return the page's plain title. */
export function plainTitle(): string {
  return title;
}
