// Show what is about to be sent, in two columns: what offices will read, and what is sealed.

import type { Content } from "../report/typed";
import { named } from "./avoid";
import { byId, empty, made, only, show } from "./dom";
import { control } from "./form";
import { name as placeName } from "./places";
import { say } from "./words";

const FACTS = ["kind", "category", "place", "spot", "when", "what", "wish"] as const;
const CHOSEN = ["kind", "category"];
const HAN = /([\u3400-\u9fff]+)/;
const CONTACT = ["name", "phone", "email", "address", "relation", "safe_times", "note"] as const;

/** One line of the review: in which column, under which label. */
interface Line {
  readonly column: "facts" | "contact";
  readonly label: string;
  readonly text: string;
}

/** Fill both columns; the texts are those that will be sent, not those in the controls, and so are the pictures. */
export function fill(content: Content, pictures: readonly HTMLElement[]): void {
  clear();
  for (const line of lines(content)) {
    const value = pair(line.column, line.label);
    value.className = "said-text";
    value.dir = "auto";
    if (line.label === say("review.place")) line.text.split(HAN).forEach((text, at) => value.appendChild(official(text, at)));
    else value.textContent = line.text;
  }
  if (pictures.length > 0) {
    const value = pair("facts", say("review.photos"));
    for (const picture of pictures) value.appendChild(picture);
  }
  const avoided = avoidedText(content);
  byId("avoided").textContent = avoided;
  show(byId("avoided"), avoided !== "");
  show(byId("no-contact"), Object.keys(content.contact).length === 0);
}

/** Return a part of a place's name; every second one is the official name, which a page of another language must mark. */
function official(text: string, at: number): HTMLElement {
  const part = made("span", text);
  if (at % 2 === 1) part.lang = "zh-CN";
  return part;
}

/** Put the second question, or do not: whether others could know who wrote this. It stands before the same two acts. */
export function ask(asked: boolean): void {
  const send = only<HTMLElement>('[data-act="send"]');
  const plain = (send.dataset.plain = send.dataset.plain || (send.textContent as string));
  send.textContent = asked ? (send.dataset.known as string) : plain;
  show(byId("could-know"), asked);
}

/** Return the new, empty value under a label at the end of a column. */
function pair(column: string, label: string): HTMLElement {
  const [both, value] = [made("div"), made("dd")];
  both.appendChild(made("dt", label));
  both.appendChild(value);
  byId(column).appendChild(both);
  return value;
}

/** Forget both columns. */
export function clear(): void {
  empty(byId("facts"));
  empty(byId("contact"));
  empty(byId("avoided"));
}

/** Return all that was written as plain text, for whoever has to take it elsewhere. */
export function asText(content: Content): string {
  const said = lines(content).map((line) => `${line.label}${say("between")} ${line.text}`);
  return [...said, avoidedText(content)].join("\n").trim();
}

function avoidedText(content: Content): string {
  return content.avoid.length > 0 ? say("review.avoid", { units: named(content.avoid) }) : "";
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
  if (name === "place") return placeName();
  if (CHOSEN.indexOf(name) < 0) return value;
  const found = control(name);
  if (found.tagName === "SELECT") {
    const options = Array.from((found as HTMLSelectElement).options);
    return (options.find((option) => option.value === value) as HTMLOptionElement).text;
  }
  const radio = Array.from(document.getElementsByName(name) as NodeListOf<HTMLInputElement>).find((one) => one.value === value);
  return ((radio as HTMLInputElement).parentElement as HTMLElement).getElementsByTagName("b")[0]?.textContent || value;
}
