// Write and check C2SP signed notes with Ed25519 signatures (https://c2sp.org/signed-note).
// Leaves the signature arithmetic to a callable that the caller supplies.

import * as b64 from "./b64";
import { join, same, sha256, utf8 } from "./bytes";
import { Malformed } from "./errors";

export const ED25519 = 1; // signature type
export const HASH_SIZE = 4; // bytes of key hash before a signature
export const SIGNATURE_SIZE = 64; // bytes
export const MOST_SIGNATURES = 16;
export const MARK = "\u2014 ";

/** Return whether a signature of 64 bytes over `message` verifies under a public key of 32 bytes. */
export type Verify = (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

/** Return the 4 bytes that name an Ed25519 note key. */
export function keyHash(name: string, key: Uint8Array): Uint8Array {
  return sha256(join(utf8(`${name}\n`), Uint8Array.of(ED25519), key)).slice(0, HASH_SIZE);
}

/** Return a note over `text` (which ends in a line feed) with one signature by key `name`. */
export function write(text: string, name: string, key: Uint8Array, signature: Uint8Array): string {
  return `${text}\n${MARK}${name} ${standard(join(keyHash(name, key), signature))}\n`;
}

/**
 * Return the signed text of a note, signatures of other keys ignored. Throws Malformed when the note has another form, or
 * no valid signature by this key.
 */
export function verifiedText(note: string, name: string, key: Uint8Array, verify: Verify): string {
  const { text, found } = split(note);
  const wanted = keyHash(name, key);
  const matching = found.filter((given) => given.name === name && same(given.blob.slice(0, HASH_SIZE), wanted));
  if (matching.length === 0) throw new Malformed("", `not signed by the key ${name}`);
  // Known keys must verify: a second, broken signature of the same key is refused rather than passed over.
  for (const { blob } of matching) {
    const signature = blob.slice(HASH_SIZE);
    if (signature.length !== SIGNATURE_SIZE || !verify(key, utf8(text), signature)) {
      throw new Malformed("", "its signature does not verify");
    }
  }
  return text;
}

interface Signature {
  readonly name: string;
  readonly blob: Uint8Array;
}

function split(note: string): { text: string; found: Signature[] } {
  if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ud800-\udfff]/u.test(note)) throw new Malformed("", "holds a control character");
  const gap = note.lastIndexOf("\n\n");
  const lines = note.slice(gap + 2).split("\n");
  if (gap < 0 || lines.pop() !== "" || lines.length < 1 || lines.length > MOST_SIGNATURES) {
    throw new Malformed("", "not a signed note");
  }
  return { text: note.slice(0, gap + 1), found: lines.map(signature) };
}

function signature(line: string): Signature {
  const [, name, blob] = /^\u2014 ([^ +]+) (.*)$/.exec(line) || [];
  const data = name === undefined || blob === undefined ? new Uint8Array(0) : fromStandard(blob);
  if (name === undefined || data.length <= HASH_SIZE) throw new Malformed("", "has a malformed signature line");
  return { name, blob: data };
}

function standard(data: Uint8Array): string {
  const text = b64.encode(data, b64.STANDARD_ALPHABET);
  return text + "=".repeat((4 - (text.length % 4)) % 4);
}

function fromStandard(text: string): Uint8Array {
  const data = b64.decode(text.replace(/={1,2}$/, ""), undefined, b64.STANDARD_ALPHABET);
  if (standard(data) !== text) throw new Malformed("", "has a malformed signature line");
  return data;
}
