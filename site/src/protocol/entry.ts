// Read and write custody entries, and the 48-byte leaves that commit to them (CUSTODY.md).

import * as base32 from "./base32";
import { hmac, join, sha256, toHex } from "./bytes";
import * as canonical from "./canonical";
import { Malformed } from "./errors";
import * as hour from "./hour";
import { at, caseId, has, hexadecimal, identifier, line, members, number, oneOf, version, type Check } from "./members";

export const ACTS = [
  "filed", "pulled", "traced", "viewed", "accepted", "declined", "dispatched", "returned", "asked", "answered", "extended",
  "linked", "closed", "reopened",
] as const;
export const ROLES = ["reporter", "officer", "handler", "machine"] as const;
export const STAFF: readonly string[] = ["handler", "machine"]; // roles whose entries name a unit and a person
export const OFFICERS: readonly string[] = ["pulled", "traced"]; // acts that say what for
export const MOVES: readonly string[] = ["dispatched", "returned"]; // acts that name the unit that gets the case
export const PURPOSES = ["verify", "answer", "release", "court", "inquiry", "danger"] as const;
export const FIELDS = ["kind", "category", "place", "spot", "when", "what", "wish", "contact", "photos"] as const;
export const NOTE_MOST = 80; // code points
export const LABEL_SIZE = 16; // bytes
export const MARK_SYMBOLS = 10; // of base32: the first 50 bits of a label
const PERSON = /^[0-9A-HJKMNP-TV-Z]{8}$/;

/** One look at, or act on, a case: `n` counts from 0, `prev` is the hash of entry n - 1 and absent for 0. */
export interface Entry {
  readonly case: string;
  readonly n: number;
  readonly hour: string;
  readonly act: (typeof ACTS)[number];
  readonly role: (typeof ROLES)[number];
  readonly fields: readonly (typeof FIELDS)[number][];
  readonly subject: string;
  readonly prev?: string;
  readonly unit?: string;
  readonly person?: string;
  readonly to?: string;
  readonly purpose?: (typeof PURPOSES)[number];
  readonly note?: string;
}

const CHECKS: { readonly [name: string]: Check<unknown> } = {
  case: caseId,
  n: number,
  hour: hour.check,
  act: oneOf(ACTS),
  role: oneOf(ROLES),
  fields: fieldNames,
  subject: hexadecimal(64),
  prev: hexadecimal(64),
  unit: identifier,
  person: personOf,
  to: identifier,
  purpose: oneOf(PURPOSES),
  note: line(NOTE_MOST),
};
const REQUIRED = ["case", "n", "hour", "act", "role", "fields", "subject"];
const OPTIONAL = ["prev", "unit", "person", "to", "purpose", "note"];

/** Return the object that is stored and hashed; absent members are left out. */
export function toValue(entry: Entry): object {
  return { v: 1, ...entry };
}

/** Return the entry that an object holds. Throws Malformed naming the member that is wrong. */
export function parse(value: unknown): Entry {
  const found = members(value, ["v", ...REQUIRED], OPTIONAL);
  at("v", version, found.v);
  const checked: { [name: string]: unknown } = {};
  for (const [name, check] of Object.entries(CHECKS)) {
    if (has(found, name)) checked[name] = at(name, check, found[name]);
  }
  if ((checked.n === 0) !== (checked.prev === undefined)) {
    throw new Malformed("prev", "present for the first entry, or missing for a later one");
  }
  const entry = checked as unknown as Entry;
  checkAct(entry);
  return entry;
}

/** Refuse an entry that does not hold what its act needs (CUSTODY.md, the table of acts). */
function checkAct(entry: Entry): void {
  const { act, role, fields } = entry;
  if (rolesOf(act).indexOf(role) < 0) throw new Malformed("role", "not a role of this act");
  if ((act === "filed") !== (entry.n === 0)) throw new Malformed("n", "not 0 for the filing, or 0 for another act");
  const staff = STAFF.indexOf(role) >= 0;
  const told = OFFICERS.indexOf(act) >= 0;
  const moves = MOVES.indexOf(act) >= 0 || (act === "filed" && has(entry, "to"));
  const wanted = { unit: staff, person: staff, purpose: told, note: told, to: moves };
  for (const [name, should] of Object.entries(wanted)) {
    if (has(entry, name) !== should) throw new Malformed(name, "missing for this act, or not of this act");
  }
  if (act === "traced" && entry.purpose !== "inquiry") throw new Malformed("purpose", "not the purpose of this act");
  if (!areFieldsOf(act, fields)) throw new Malformed("fields", "not the fields of this act");
}

function rolesOf(act: Entry["act"]): readonly string[] {
  return act === "filed" ? ["reporter"] : OFFICERS.indexOf(act) >= 0 ? ["officer"] : STAFF;
}

/** Return whether an act shows these fields: a pull contact details, a look facts, or pictures and nothing else. */
function areFieldsOf(act: Entry["act"], shown: Entry["fields"]): boolean {
  const contact = shown.indexOf("contact") >= 0;
  const photos = shown.indexOf("photos") >= 0;
  if (act === "pulled") return contact && !photos;
  if (act === "viewed") return !contact && (!photos || shown.length === 1);
  return shown.length === 0;
}

/** Return the canonical bytes of an entry. */
export function toBytes(entry: Entry): Uint8Array {
  return canonical.toBytes(toValue(entry));
}

/** Return the SHA-256 of an entry, 64 hexadecimal digits: the next entry's `prev`. */
export function hashOf(entry: Entry): string {
  return toHex(sha256(toBytes(entry)));
}

/** Return the 16-byte label by which only holders of the label key find entry n in the log. */
export function label(labelKey: Uint8Array, n: number): Uint8Array {
  return hmac(labelKey, bigEndian(n)).slice(0, LABEL_SIZE);
}

/** Return the watermark of entry n, 10 base32 symbols, which the views that it records carry. */
export function mark(labelKey: Uint8Array, n: number): string {
  return base32.encode(label(labelKey, n), MARK_SYMBOLS);
}

/** Return k_n, 32 bytes, with which entry n alone can be opened in court. */
export function openingKey(entryKey: Uint8Array, n: number): Uint8Array {
  return hmac(entryKey, bigEndian(n));
}

/** Return the 48-byte leaf that commits to an entry: label_n ‖ HMAC-SHA256(k_n, entry_n). */
export function leaf(entry: Entry, labelKey: Uint8Array, entryKey: Uint8Array): Uint8Array {
  return join(label(labelKey, entry.n), hmac(openingKey(entryKey, entry.n), toBytes(entry)));
}

/** Return n as 8 bytes, most significant first, without BigInt. */
function bigEndian(n: number): Uint8Array {
  const data = new Uint8Array(8);
  const view = new DataView(data.buffer);
  view.setUint32(0, Math.floor(n / 2 ** 32));
  view.setUint32(4, n % 2 ** 32);
  return data;
}

function personOf(value: unknown): string {
  if (typeof value !== "string" || !PERSON.test(value)) throw new Malformed("", "not 8 base32 symbols");
  return value;
}

function fieldNames(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw new Malformed("", "not a list");
  const names = value.map(oneOf(FIELDS));
  if (new Set(names).size !== names.length) throw new Malformed("", "names a field twice");
  return names;
}
