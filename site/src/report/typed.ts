// Turn what was typed into facts and contact details, or say at which control something is missing or too long.

import { CONTACT_BOUNDS, parseContact, type Contact } from "../protocol/envelope";
import { BOUNDS, parse as parseFacts, type Facts } from "../protocol/facts";
import { has, length } from "../protocol/members";

/** The controls' values by their names, which are member paths: `what`, `contact.phone`, … */
export type Typed = { readonly [name: string]: string };

/** Why a control's value cannot be sent; `over` is by how many code points it is too long. */
export interface Mistake {
  readonly name: string;
  readonly why: "missing" | "long";
  readonly over: number;
}

/** What offices will read, what is sealed, the hashes of words kept in the facts as somebody else's, and units to keep away. */
export interface Content {
  readonly facts: Facts;
  readonly contact: Contact;
  readonly keep: readonly string[];
  readonly avoid: readonly string[];
}

export const REQUIRED = ["kind", "category", "place", "what"];

/** The bound of every text control in code points, in the order of the page. */
export const MOST: { readonly [name: string]: number } = {
  spot: BOUNDS.spot,
  when: BOUNDS.when,
  what: BOUNDS.what,
  wish: BOUNDS.wish,
  ...Object.entries(CONTACT_BOUNDS).reduce((all, [name, most]) => ({ ...all, [`contact.${name}`]: most }), {}),
};

/**
 * Return text as the protocol has it: CRLF, CR and other line ends as LF, TAB as a blank, no other control characters, lone
 * surrogates as U+FFFD, NFC. Nothing is trimmed; what comes out is shown before it is sent.
 */
export function clean(text: string): string {
  return text
    .replace(/\r\n|[\r\v\f\u0085]/g, "\n")
    .replace(/\t/g, " ")
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, "")
    .replace(/[\ud800-\udfff]/gu, "\ufffd")
    .normalize("NFC");
}

/** Return by how many code points a control's value is over its bound, negative while there is room. */
export function over(name: string, value: string): number {
  return length(clean(value)) - (MOST[name] as number);
}

/** Return what has to be mended before the report can be reviewed, in the order of the page; a text of blanks is none. */
export function mistakes(typed: Typed): Mistake[] {
  const order = ["kind", "category", "place", ...Object.keys(MOST)];
  const found: Mistake[] = [];
  for (const name of order) {
    const value = typed[name] || "";
    const excess = has(MOST, name) ? over(name, value) : 0;
    if (REQUIRED.indexOf(name) >= 0 && blank(value)) found.push({ name, why: "missing", over: 0 });
    else if (excess > 0) found.push({ name, why: "long", over: excess });
  }
  return found;
}

/**
 * Return the content of a report without mistakes; a text of blanks only is left out, and so is an empty list of photos.
 * Throws Malformed where a mistake is left.
 */
export function read(
  typed: Typed,
  photos: readonly string[] = [],
  keep: readonly string[] = [],
  avoid: readonly string[] = [],
): Content {
  const facts: { [name: string]: unknown } = photos.length > 0 ? { v: 1, photos } : { v: 1 };
  const contact: { [name: string]: string } = {};
  for (const [name, value] of Object.entries(typed)) {
    if (blank(value)) continue;
    if (name.indexOf("contact.") === 0) contact[name.slice(8)] = clean(value);
    else facts[name] = clean(value);
  }
  return { facts: parseFacts(facts), contact: parseContact(contact), keep, avoid };
}

/** Return the name of the control that holds a member of the report's body, null when none does. */
export function controlOf(member: string): string | null {
  const name = member.replace(/^facts\./, "");
  return has(MOST, name) || REQUIRED.indexOf(name) >= 0 || name === "avoid" ? name : null;
}

function blank(text: string): boolean {
  return clean(text).trim() === "";
}
