// Find what a text says about its own writer, by the one rule file of both languages (LINT.md). Leaves asking to its callers.

import { sha256, toHex, utf8 } from "./bytes";

const HARD = ["phone", "resident_id", "email", "chat_id"]; // the portal refuses these unkept
const MARK = "\u25ae"; // stands for the hit itself in a rule's contexts
const BEFORE = 64; // code points before a hit that its contexts see
const AFTER = 16; // code points after it
const FRAGMENT = 5; // code points; what an earlier rule leaves of a span tells nothing below this

/** A part of a text, in code points, that a rule found; the portal refuses a `hard` one that is not kept. */
export interface Hit {
  readonly rule: string;
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly hard: boolean;
}

interface Rule {
  readonly id: string;
  readonly type: string;
  readonly view: number;
  readonly find: RegExp;
  readonly needs: RegExp | undefined;
  readonly unless: RegExp | undefined;
}

/** A rule file, ready to use: the maps of its views, and its rules in the order in which they claim a text. */
export interface Rules {
  readonly ranges: readonly (readonly [number, number, number, number])[]; // first, last, target, how many until it starts anew
  readonly fold: Map<string, string>;
  readonly digits: Map<string, string>;
  readonly rules: readonly Rule[];
}

/** Return the rules of a rule file's value; the file is part of the bundle, and a test reads it. */
export function loadRules(value: any): Rules {
  const words: { [name: string]: string } = {};
  const speltOut = (pattern: string) => pattern.replace(/\{([a-z_]+)\}/g, (_, name) => `(?:${words[name]})`);
  for (const name of Object.keys(value.words)) words[name] = speltOut(value.words[name]);
  const optional = (pattern?: string) => (pattern === undefined ? pattern : new RegExp(speltOut(pattern)));
  const rule = ({ id, type, view = 1, before = "", find, after = "", needs, unless }: any): Rule => ({
    id,
    type,
    view,
    find: new RegExp(`(${speltOut(before)})(${speltOut(find)})(?=${speltOut(after)})`, "g"),
    needs: optional(needs),
    unless: optional(unless),
  });
  const map = ([from, to]: string[]) => new Map(Array.from(from as string, (symbol, at) => [symbol, (to as string).charAt(at)]));
  return { ranges: value.ranges, fold: map(value.fold), digits: map(value.digits), rules: value.rules.map(rule) };
}

/** Return what `text` says about its writer, in order of start; no two hits overlap. */
export function hits(text: string, rules: Rules): Hit[] {
  const views = viewsOf(text, rules);
  const taken = new Uint8Array(views[0].length);
  const found: Hit[] = [];
  for (const rule of rules.rules) {
    const { id, type } = rule;
    if (type === "could_know") continue;
    for (const { start, end } of spans(rule, views)) {
      const first = start + taken.subarray(start, end).indexOf(0);
      if (first < start) continue;
      const other = taken.subarray(first, end).indexOf(1);
      const last = other < 0 ? end : first + other;
      if (last - first < Math.min(end - start, FRAGMENT)) continue;
      taken.fill(1, first, last);
      if (type) found.push({ rule: id, type, start: first, end: last, hard: HARD.includes(type) });
    }
  }
  return found.sort((one, other) => one.start - other.start);
}

/** Return whether somebody could know the writer by `text`: only one household could have seen what it tells. */
export function couldKnow(text: string, rules: Rules): boolean {
  const views = viewsOf(text, rules);
  return rules.rules.some((rule) => rule.type === "could_know" && spans(rule, views).length > 0);
}

/** Return the SHA-256 of the exact text of a hit, 64 hexadecimal digits: what `keep` names it by. */
export function keepHash(text: string): string {
  return toHex(sha256(utf8(text)));
}

/**
 * Return the text as it is folded, in lower case, and with numerals as digits, between two line feeds. Every view has one
 * UTF-16 unit for each code point, so that positions in it are those in the text, counted in code points.
 */
function viewsOf(text: string, rules: Rules): [string, string, string] {
  const folded = `\n${Array.from(text, (symbol) => fold(symbol, rules)).join("")}\n`;
  const lower = folded.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return [folded, lower, Array.from(lower, (symbol) => rules.digits.get(symbol) || symbol).join("")];
}

function fold(symbol: string, { ranges, fold: known }: Rules): string {
  let folded = known.get(symbol);
  if (folded === undefined) {
    const point = symbol.codePointAt(0) as number;
    const range = ranges.find(([first, last]) => first <= point && point <= last);
    folded = range === undefined ? symbol : String.fromCharCode(range[2] + ((point - range[0]) % range[3]));
    known.set(symbol, folded); // a text has few distinct characters, and ranges are many
  }
  return folded;
}

/** Return the spans that a rule finds, as positions in the text itself. */
function spans({ find, view, needs, unless }: Rule, views: readonly string[]): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (let match; (match = find.exec(views[view] as string)) !== null; ) {
    const end = match.index + match[0].length;
    const start = end - (match[2] as string).length;
    const low = views[1] as string;
    const around = low.slice(Math.max(0, start - BEFORE), start) + MARK + low.slice(end, end + AFTER);
    if ((needs === undefined || needs.test(around)) && !(unless !== undefined && unless.test(around))) {
      found.push({ start: start - 1, end: end - 1 });
    }
  }
  return found;
}
