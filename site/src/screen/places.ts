// Help to find a place: a district narrows the list, and the official name stands below a romanised one.

import { byId, made, show } from "./dom";

const HAN = /[\u3400-\u9fff]+/g;

let parts: HTMLElement[] = []; // of the list, in its order
let groups: HTMLOptGroupElement[] = [];

/** Fill the lists as soon as one is reached for, and narrow the places to a district while it is chosen. */
export function watch(): void {
  show(part(), kept().querySelectorAll("optgroup").length > 1);
  for (const one of [part(), list()]) for (const reach of ["focus", "mousedown"]) one.addEventListener(reach, fill);
  part().addEventListener("change", () => narrow());
  list().addEventListener("change", () => {
    byId("place-official").textContent = /[A-Za-z]/.test(name()) ? (name().match(HAN) || []).join("") : "";
  });
}

/** Fill the lists, once: what no screen shows yet is laid out when the form is open. */
export function fill(): void {
  if (kept().childElementCount === 0) return;
  list().appendChild(kept());
  parts = Array.from(list().children).slice(1) as HTMLElement[];
  groups = Array.from(list().getElementsByTagName("optgroup"));
  for (const group of groups) part().appendChild(made("option", group.label));
}

/** Return the chosen place with the district that it lies in. */
export function name(): string {
  const chosen = list().options[list().selectedIndex] as HTMLOptionElement;
  const group = chosen.parentElement as HTMLElement;
  // The first of a group is the district itself, which its own words name.
  const within = group.tagName === "OPTGROUP" && chosen !== group.firstElementChild;
  return within ? `${(group as HTMLOptGroupElement).label} ${chosen.text}` : chosen.text;
}

/** Show the whole list again, with nothing chosen. */
export function clear(): void {
  part().selectedIndex = 0;
  narrow();
  list().selectedIndex = 0;
  byId("place-official").textContent = "";
}

/** Keep what is chosen when it lies in the district; without a district, list all. */
function narrow(): void {
  const before = list().value;
  const only = groups[part().selectedIndex - 1];
  // Hidden options still show on some phones, so they are taken out.
  for (const one of parts) {
    if (only === undefined || one === only) list().appendChild(one);
    else if (one.parentElement !== null) list().removeChild(one);
  }
  list().value = before;
  if (list().selectedIndex < 0) list().selectedIndex = 0;
  list().dispatchEvent(new Event("change"));
}

function kept(): DocumentFragment {
  return byId<HTMLTemplateElement>("places").content;
}

function part(): HTMLSelectElement {
  return byId<HTMLSelectElement>("district");
}

function list(): HTMLSelectElement {
  return byId<HTMLSelectElement>("place");
}
