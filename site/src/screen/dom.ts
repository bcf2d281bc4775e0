// Find, show and fill elements of the page. What a template leaves out is a fault, found before the form opens.

/** Return the element with an id. Throws when the page has none. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found as T;
}

/** Return the one element that a selector names. Throws when there is none, or another. */
export function only<T extends Element>(selector: string): T {
  const found = document.querySelectorAll<T>(selector);
  if (found.length !== 1) throw new Error(`the page has ${found.length} of ${selector}`);
  return found[0] as T;
}

/** Return every element that a selector names, the page's own order. */
export function all<T extends HTMLElement = HTMLElement>(selector: string): T[] {
  return Array.from(document.querySelectorAll<T>(selector));
}

/** Show or hide an element. */
export function show(element: HTMLElement, shown: boolean): void {
  element.hidden = !shown;
}

/** Return a new element holding only text. */
export function made(name: string, text: string = ""): HTMLElement {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

/** Remove all that an element holds. */
export function empty(element: HTMLElement): void {
  element.textContent = "";
}

/** Run `then` on each press of the buttons that carry an act. */
export function onAct(act: string, then: (button: HTMLElement) => void): void {
  for (const button of all(`[data-act="${act}"]`)) button.addEventListener("click", () => then(button));
}

/** Return a new quiet button. */
export function press(text: string, then: (event: Event) => void): HTMLElement {
  const button = made("button", text) as HTMLButtonElement;
  button.type = "button";
  button.className = "button quiet";
  button.addEventListener("click", then);
  return button;
}
