// Decide what to ask about the texts that offices read: what the lint finds, what is typed as contact details as well, and
// what the portal would not take. Leaves how it is asked to the screen, and the rules to the lint.

import type { Hit } from "../protocol/lint";
import { fold, spans, type Folded, type Span } from "./own";
import { clean, type Typed } from "./typed";

/** The lint as this module needs it; starts and ends in code points. */
export interface Lint {
  hits(text: string): Hit[];
  couldKnow(text: string): boolean;
  hash(text: string): string;
}

/** Something that may give the reporter away: where it stands in a field's cleaned text, in UTF-16 units. */
export interface Question extends Span {
  readonly field: string;
  readonly type: string;
  readonly text: string;
  readonly must: boolean; // nothing is sent before it is answered
  readonly hit: boolean; // the lint's or the portal's: its hash may stand in `keep`
}

export const ASKED = ["spot", "when", "what", "wish"];
/** The control of the sealed part that a type of words belongs into; what has none is only removed or kept. */
export const TARGET: { readonly [type: string]: string } = {
  phone: "contact.phone",
  email: "contact.email",
  chat_id: "contact.note",
  self_name: "contact.name",
  self_address: "contact.address",
  self_relation: "contact.relation",
};
const MOST_KEEP = 40; // protocol/report.ts, which the page does not carry for a number

/** A field's text, and what was found in it alone. */
interface Looked {
  readonly text: string;
  readonly hits: readonly Hit[];
  readonly folded: Folded;
}

const NOTHING: Looked = { text: "", hits: [], folded: fold("") };

/** The questions of one report, and the answers that were given. */
export class Asking {
  private readonly looked = new Map<string, Looked>();
  private readonly refused = new Map<string, Set<string>>(); // field → texts that the portal named
  private kept = new Set<string>();
  private seen = new Set<string>();
  private foreign = false; // the portal's rules are not this page's: only what it named is kept towards it

  constructor(private readonly lint: Lint) {}

  /** Look at a field's text, at no cost when it is the one looked at before. */
  look(field: string, value: string): void {
    const text = clean(value);
    const before = this.looked.get(field);
    if (before === undefined || before.text !== text) this.looked.set(field, { text, hits: this.lint.hits(text), folded: fold(text) });
  }

  /** Return what is still to be asked of the texts last looked at, in the page's order; answers to texts that are gone go too. */
  open(typed: Typed): Question[] {
    const all = this.all(typed);
    this.kept = new Set(all.map((one) => one.text).filter((text) => this.kept.has(text)));
    return all.filter((one) => !this.kept.has(one.text));
  }

  /** Keep some words as somebody else's, wherever they stand. */
  keep(question: Question): void {
    this.kept.add(question.text);
  }

  /** Ask about kept words again. */
  ask(question: Question): void {
    this.kept.delete(question.text);
  }

  /** Return the questions that stand in the way of a review: those that must be answered, and once those that need not. */
  block(typed: Typed): Question[] {
    const open = this.open(typed);
    const found = open.filter((one) => one.must || !this.seen.has(one.text));
    for (const one of open) this.seen.add(one.text);
    return found;
  }

  /** Return the hashes of the words that were kept and are hits, hard ones first, as many as a report may have. */
  keeps(typed: Typed): string[] {
    const hits = this.all(typed).filter((one) => one.hit && this.kept.has(one.text) && !(this.foreign && !this.named(one)));
    const texts = [...hits.filter((one) => one.must), ...hits].map((one) => one.text);
    return Array.from(new Set(texts)).slice(0, MOST_KEEP).map((text) => this.lint.hash(text));
  }

  /** Return whether the texts let others conclude who wrote them. */
  couldKnow(typed: Typed): boolean {
    return ASKED.some((field) => this.lint.couldKnow(this.lookedAt(field).text)) || this.open(typed).some((one) => one.type === "self_relation");
  }

  /** Ask about what the portal named: a field, and code points of its text. */
  insist(field: string, start: number, end: number): void {
    const text = Array.from(this.lookedAt(field).text).slice(start, end).join("");
    this.kept.delete(text);
    if (text !== "") this.refused.set(field, (this.refused.get(field) || new Set<string>()).add(text));
  }

  /** The portal knows none of the hits that were kept: from now on only what it names is kept towards it. */
  distrust(): void {
    this.foreign = true;
  }

  /** Forget every text and answer. */
  clear(): void {
    for (const held of [this.looked, this.refused, this.kept, this.seen]) held.clear();
  }

  private all(typed: Typed): Question[] {
    const contact: { [name: string]: string } = {};
    for (const name of Object.keys(typed)) contact[name.replace("contact.", "")] = typed[name] as string;
    return ASKED.reduce<Question[]>((all, field) => all.concat(this.of(field, contact)), []);
  }

  /** Return all that may be asked of a field, kept or not: what the portal named goes before the lint, and that before the rest. */
  private of(field: string, contact: { readonly [name: string]: string }): Question[] {
    const { text, hits, folded } = this.lookedAt(field);
    const own = spans(text, folded, contact);
    const found: Question[] = [];
    const add = (span: Span, type: string, must: boolean, hit: boolean): void => {
      if (found.some((one) => meet(one, span))) return;
      const { start, end } = span;
      found.push({ field, start, end, type, must, hit, text: text.slice(start, end) });
    };
    for (const named of Array.from(this.refused.get(field) || [])) {
      for (let at = text.indexOf(named); at >= 0; at = text.indexOf(named, at + named.length)) {
        add({ start: at, end: at + named.length }, "portal", true, true);
      }
    }
    inUnits(text, hits).forEach((span, at) => {
      const { type, hard } = hits[at] as Hit;
      const typed = own.some((one) => meet(one, span));
      add(span, typed ? "typed" : type, hard || typed, true);
    });
    for (const span of own) add(span, "typed", true, false);
    return found.sort((one, other) => one.start - other.start);
  }

  private named(question: Question): boolean {
    const named = this.refused.get(question.field);
    return named !== undefined && named.has(question.text);
  }

  private lookedAt(field: string): Looked {
    return this.looked.get(field) || NOTHING;
  }
}

function meet(one: Span, other: Span): boolean {
  return one.start < other.end && other.start < one.end;
}

/** Return hits, whose places count code points and come in order, as spans of UTF-16 units. */
function inUnits(text: string, hits: readonly Hit[]): Span[] {
  const units: number[] = [];
  let unit = 0;
  if (hits.length > 0) {
    for (const symbol of text) {
      units.push(unit);
      unit += symbol.length;
    }
    units.push(unit);
  }
  return hits.map(({ start, end }) => ({ start: units[start] as number, end: units[end] as number }));
}
