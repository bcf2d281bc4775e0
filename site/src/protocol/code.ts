// Read and write the secret code, and derive from it all that a case rests on (CODE.md).
// Leaves randomness to the caller, and the Curve25519 public half `replyTo` to whoever holds that arithmetic.

import * as base32 from "./base32";
import { blake2b, join, utf8 } from "./bytes";
import { Malformed, WrongCode } from "./errors";

export const SECRET_SYMBOLS = 23; // random symbols: 115 bits
export const CODE_SYMBOLS = 25; // with 2 check symbols
export const GROUP = 5; // symbols
export const CASE_SYMBOLS = 26;
export const REF_SYMBOLS = 10;
export const RANDOM_SIZE = 15; // bytes
export const DERIVED_SIZE = 32; // bytes

// Blanks, format characters (zero-width, soft hyphen, bidi) and dashes of every kind carry no meaning in a code; nor do dash
// look-alikes that Unicode files elsewhere: the Japanese long-vowel mark, minus and hyphen-bullet signs. The categories Zs, Zl,
// Zp, Cf, Cc and Pd are spelled out, because not every Chromium 64 knows \p in a regular expression.
const DROPPED = new RegExp(
  "[" +
    "\\u0000-\\u0020\\u002d\\u007f-\\u00a0\\u00ad\\u02d7\\u058a\\u05be\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891" +
    "\\u08e2\\u1400\\u1680\\u1806\\u180e\\u2000-\\u2015\\u2028-\\u202f\\u2043\\u205f-\\u2064\\u2066-\\u206f\\u2212\\u2500" +
    "\\u2501\\u2e17\\u2e1a\\u2e3a\\u2e3b\\u2e40\\u2e5d\\u3000\\u301c\\u3030\\u30a0\\u30fc\\ufe31\\ufe32\\ufe58\\ufe63\\ufeff" +
    "\\uff0d\\ufff9-\\ufffb\\u{10ead}\\u{110bd}\\u{110cd}\\u{13430}-\\u{13438}\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}" +
    "\\u{e0001}\\u{e0020}-\\u{e007f}" +
    "]",
  "gu",
);
const LOOK_ALIKES: { readonly [symbol: string]: string } = { O: "0", I: "1", L: "1" };

/** What one secret code gives: five values of 32 bytes each. */
export interface Derived {
  readonly lookup: Uint8Array;
  readonly proof: Uint8Array;
  readonly labelKey: Uint8Array;
  readonly entryKey: Uint8Array;
  readonly boxSeed: Uint8Array;
}

/** The five values of 32 bytes that the portal gets; hashes are SHA-256. */
export interface CaseInputs {
  readonly replyTo: Uint8Array;
  readonly lookupHash: Uint8Array;
  readonly labelKeyHash: Uint8Array;
  readonly entryKeyHash: Uint8Array;
  readonly proofHash: Uint8Array;
}

/** Return the 25-symbol code of 15 random bytes, of which the first 115 bits count. */
export function fromRandom(random: Uint8Array): string {
  if (random.length !== RANDOM_SIZE) throw new RangeError("a secret code takes 15 random bytes");
  const secret = base32.encode(random, SECRET_SYMBOLS);
  return secret + checkSymbols(secret);
}

/** Return a code or ref in its groups of five, `XXXXX-XXXXX-…`. */
export function show(code: string): string {
  return (code.match(/.{1,5}/g) || []).join("-");
}

/** Return the secret, 23 symbols, of a code typed in any shape. Throws WrongCode. */
export function parse(text: string): string {
  const folded = Array.from(fold(text));
  if (folded.length !== CODE_SYMBOLS) throw new WrongCode("length");
  folded.forEach((symbol, place) => {
    if (base32.ALPHABET.indexOf(symbol) < 0) throw new WrongCode("symbol", Math.floor(place / GROUP) + 1);
  });
  const secret = folded.slice(0, SECRET_SYMBOLS).join("");
  if (folded.slice(SECRET_SYMBOLS).join("") !== checkSymbols(secret)) throw new WrongCode("check");
  return secret;
}

/** Return the derived values of a 23-symbol secret. */
export function derive(secret: string): Derived {
  const key = utf8(secret);
  const value = (person: string): Uint8Array => blake2b(new Uint8Array(0), DERIVED_SIZE, { key, person });
  return {
    lookup: value("tightlip.lookup"),
    proof: value("tightlip.proof"),
    labelKey: value("tightlip.label"),
    entryKey: value("tightlip.entry"),
    boxSeed: value("tightlip.box"),
  };
}

/** Return the case, 26 symbols, of what the portal gets. */
export function caseId(given: CaseInputs): string {
  const message = join(given.replyTo, given.lookupHash, given.labelKeyHash, given.entryKeyHash, given.proofHash);
  return base32.encode(blake2b(message, 16, { person: "tightlip.case" }), CASE_SYMBOLS);
}

/** Return the part of a case that people say aloud, `XXXXX-XXXXX`. */
export function ref(caseId: string): string {
  return show(caseId.slice(0, REF_SYMBOLS));
}

/** Return the 10 symbols of a ref typed in any shape. Throws Malformed when it has another length or symbol. */
export function parseRef(text: string): string {
  const folded = fold(text);
  if (!/^[0-9A-HJKMNP-TV-Z]{10}$/.test(folded)) throw new Malformed("", "not a report number such as 37T2H-8PWP1");
  return folded;
}

function fold(text: string): string {
  return text
    .normalize("NFKC")
    .toUpperCase()
    .replace(DROPPED, "")
    .replace(/[OIL]/g, (symbol) => LOOK_ALIKES[symbol] as string);
}

function checkSymbols(secret: string): string {
  return base32.encode(blake2b(utf8(secret), 32), CODE_SYMBOLS - SECRET_SYMBOLS);
}
