// Write, pad and check the envelope in which contact details travel (ENVELOPE.md).
// Leaves sealing and opening to a key holder that the caller supplies: this module holds no key and no arithmetic.

import * as b64 from "./b64";
import { same, sha256 } from "./bytes";
import * as canonical from "./canonical";
import * as code from "./code";
import { BoxClosed, Malformed, Refused } from "./errors";
import { SUITE } from "./key";
import { at, caseId, has, hexadecimal, keyBytes, line, members, number, text, version } from "./members";

export const CONTACT_BOUNDS = {
  name: 80,
  phone: 40,
  email: 160,
  address: 240,
  relation: 240,
  safe_times: 120,
  note: 400,
} as const; // code points
export const PADDED_SIZE = 8192; // bytes
export const BOX_SIZE = 8240; // bytes: padded plaintext, 32 of ephemeral key, 16 of authenticator

const PLAIN_MEMBERS = ["v", "from", "portal", "case", "key", "proof", "build", "facts", "contact"];

export type Contact = { readonly [name in keyof typeof CONTACT_BOUNDS]?: string };

/** Whoever can open boxes of one officer key; `open` throws BoxClosed for a box of another key, or an altered one. */
export interface KeyHolder {
  readonly suite: number;
  open(box: Uint8Array): Uint8Array;
}

/** A sealed box as it travels: `key` is the key id (16 hex), `box` always 8240 bytes. */
export interface Sealed {
  readonly suite: number;
  readonly key: string;
  readonly box: Uint8Array;
}

/** What the portal keeps beside a box and opening is checked against; factsHash is 64 hex. */
export interface Stored extends code.CaseInputs {
  readonly portal: string;
  readonly case: string;
  readonly factsHash: string;
}

/** Contact details that passed every step, with the site build that sealed them and the key id that opened them. */
export interface Opened {
  readonly contact: Contact;
  readonly build: string;
  readonly key: string;
}

/** Return the object on the wire. */
export function sealedToValue(sealed: Sealed): object {
  return { v: 1, suite: sealed.suite, key: sealed.key, box: b64.encode(sealed.box) };
}

/** Return the sealed box that an object holds. Throws Malformed for other members, versions, suites and sizes. */
export function parseSealed(value: unknown): Sealed {
  const found = members(value, ["v", "suite", "key", "box"]);
  at("v", version, found.v);
  const suite = at("suite", number, found.suite);
  if (suite !== SUITE) throw new Malformed("suite", "not a suite that this version knows");
  return {
    suite,
    key: at("key", hexadecimal(16), found.key),
    box: at("box", (box) => b64.decode(box, BOX_SIZE), found.box),
  };
}

/** Return contact details: any of seven bounded texts, or none. Throws Malformed naming the member. */
export function parseContact(value: unknown): Contact {
  const found = members(value, [], Object.keys(CONTACT_BOUNDS));
  const contact: { [name: string]: string } = {};
  for (const [name, most] of Object.entries(CONTACT_BOUNDS)) {
    if (has(found, name)) contact[name] = at(name, text(most), found[name]);
  }
  return contact;
}

/** Return the canonical plaintext of an envelope, at most 8191 bytes since the bounds of its members leave no more. */
export function plaintext(given: {
  portal: string;
  case: string;
  key: string;
  proof: Uint8Array;
  build: string;
  factsHash: string;
  contact: Contact;
}): Uint8Array {
  return canonical.toBytes({
    v: 1,
    from: "citizen",
    portal: given.portal,
    case: given.case,
    key: given.key,
    proof: b64.encode(given.proof),
    build: given.build,
    facts: given.factsHash,
    contact: parseContact(given.contact),
  });
}

/** Return `data` padded to 8192 bytes by ISO/IEC 7816-4. Throws Malformed when it has over 8191. */
export function pad(data: Uint8Array): Uint8Array {
  if (data.length >= PADDED_SIZE) {
    throw new Malformed("", `longer than ${PADDED_SIZE - 1} bytes by ${data.length - PADDED_SIZE + 1}`);
  }
  const padded = new Uint8Array(PADDED_SIZE);
  padded.set(data);
  padded[data.length] = 0x80;
  return padded;
}

/** Return what `pad` was given. Throws Malformed for another size or padding. */
export function unpad(data: Uint8Array): Uint8Array {
  let end = data.length - 1;
  while (end >= 0 && data[end] === 0) end--;
  if (data.length !== PADDED_SIZE || data[end] !== 0x80) {
    throw new Malformed("", "not padded by ISO/IEC 7816-4 to 8192 bytes");
  }
  return data.slice(0, end);
}

/**
 * Open a sealed box and check it, in this order, throwing Refused with the name of the failing step:
 * 1 form and size  2 key known and of that suite  3 box opens  4 padding  5 json canonical of this version  6 portal
 * 7 case  8 facts equal the stored record  9 proof and the stored values hash to the case  10 from fits the direction
 */
export function openEnvelope(value: unknown, stored: Stored, keyring: ReadonlyMap<string, KeyHolder>): Opened {
  // 1 form
  const sealed = step("form", () => parseSealed(value));
  // 2 key
  const holder = keyring.get(sealed.key);
  if (holder === undefined || holder.suite !== sealed.suite) {
    throw new Refused("key", `sealed to key ${sealed.key}, which is not at hand`);
  }
  // 3 box
  const padded = step("box", () => holder.open(sealed.box));
  // 4 padding
  const data = step("padding", () => unpad(padded));
  // 5 json
  const plain = step("json", () => parsePlain(data, sealed.key));
  checkPlain(plain, stored);
  return { contact: plain.contact, build: plain.build, key: sealed.key };
}

type Plain = ReturnType<typeof parsePlain>;

function parsePlain(data: Uint8Array, key: string) {
  const found = members(canonical.parse(data), PLAIN_MEMBERS);
  at("v", version, found.v);
  if (found.key !== key) throw new Malformed("key", "not the key that the box names");
  return {
    sender: at("from", line(20), found.from),
    portal: at("portal", line(100), found.portal),
    case: at("case", caseId, found.case),
    proof: at("proof", keyBytes, found.proof),
    factsHash: at("facts", hexadecimal(64), found.facts),
    contact: at("contact", parseContact, found.contact),
    build: at("build", hexadecimal(16), found.build),
  };
}

function checkPlain(plain: Plain, stored: Stored): void {
  // 6 portal
  if (plain.portal !== stored.portal) throw new Refused("portal", "sealed for another portal");
  // 7 case
  if (plain.case !== stored.case) throw new Refused("case", "sealed for another case");
  // 8 facts
  if (plain.factsHash !== stored.factsHash) {
    throw new Refused("facts", "the stored facts are not those that the reporter sealed");
  }
  // 9 proof
  if (!same(sha256(plain.proof), stored.proofHash) || code.caseId(stored) !== stored.case) {
    throw new Refused("proof", "not sealed by whoever holds the secret code of this case");
  }
  // 10 from
  if (plain.sender !== "citizen") throw new Refused("from", "not sent by a citizen");
}

/** Return what `run` returns, a refusal of its bytes turned into a refusal at the named step. */
function step<T>(name: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof BoxClosed) throw new Refused(name, "altered, cut or sealed to another key");
    // The refusal names the member and the rule, never the value: what is inside stays inside.
    throw error instanceof Malformed ? new Refused(name, error.message) : error;
  }
}
