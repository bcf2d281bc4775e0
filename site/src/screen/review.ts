// Show what is about to be sent, in two columns: what offices will read, and what is sealed.

import type { Content } from "../report/typed";
import { byId, empty, made, show } from "./dom";
import { control } from "./form";
import { say } from "./words";

const FACTS = ["kind", "category", "place", "spot", "when", "what", "wish"] as const;
const CHOSEN = ["kind", "category", "place"];
const CONTACT = ["name", "phone", "email", "address", "relation", "safe_times", "note"] as const;

/** One line of the review: in which column, under which label. */
interface Line {
  readonly column: "facts" | "contact";
  readonly label: string;
  readonly text: string;
}

/** Fill both columns; the texts are those that will be sent, not those in the controls. */
export function fill(content: Content): void {
  clear();
  for (const line of lines(content)) {
    const value = made("dd", line.text);
    value.className = "said-text";
    value.dir = "auto";
    const pair = made("div");
    pair.appendChild(made("dt", line.label));
    pair.appendChild(value);
    byId(line.column).appendChild(pair);
  }
  show(byId("no-contact"), Object.keys(content.contact).length === 0);
}

/** Forget both columns. */
export function clear(): void {
  empty(byId("facts"));
  empty(byId("contact"));
}

/** Return all that was written as plain text, for whoever has to take it elsewhere. */
export function asText(content: Content): string {
  return lines(content)
    .map((line) => `${line.label}${say("between")} ${line.text}`)
    .join("\n");
}

function lines(content: Content): Line[] {
  const found: Line[] = [];
  for (const name of FACTS) {
    const text = content.facts[name];
    if (text !== undefined) found.push({ column: "facts", label: say(`review.${name}`), text: chosenText(name, text) });
  }
  for (const name of CONTACT) {
    const text = content.contact[name];
    if (text !== undefined) found.push({ column: "contact", label: say(`review.contact.${name}`), text });
  }
  return found;
}

/** Return how the page words a choice, and any other text as it is. */
function chosenText(name: string, value: string): string {
  if (CHOSEN.indexOf(name) < 0) return value;
  const found = control(name);
  if (found.tagName === "SELECT") {
    const options = Array.from((found as HTMLSelectElement).options);
    return (options.find((option) => option.value === value) as HTMLOptionElement).text;
  }
  const radio = Array.from(document.getElementsByName(name) as NodeListOf<HTMLInputElement>).find((one) => one.value === value);
  return ((radio as HTMLInputElement).parentElement as HTMLElement).getElementsByTagName("b")[0]?.textContent || value;
}
