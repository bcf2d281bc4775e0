// Read and write the officer's public key, and name it (ENVELOPE.md, officer key).
// Leaves private halves to the officer's tool, which runs elsewhere.

import * as b64 from "./b64";
import { blake2b, join, toHex } from "./bytes";
import { Malformed } from "./errors";
import { at, keyBytes, members, number, version } from "./members";

export const SUITE = 1; // crypto_box_seal
export const KEY_ID_SIZE = 8; // bytes

/** The public half of an officer key: `box` seals to it, `sign` verifies what it signed; 32 bytes each. */
export interface PublicKey {
  readonly suite: number;
  readonly box: Uint8Array;
  readonly sign: Uint8Array;
}

/** Return the first 8 bytes of the key's hash, 16 hexadecimal digits. */
export function keyId(key: PublicKey): string {
  return toHex(hash(key).subarray(0, KEY_ID_SIZE));
}

/** Return what people compare: 8 groups of 4 hexadecimal digits. */
export function fingerprint(key: PublicKey): string {
  return (toHex(hash(key).subarray(0, 16)).match(/.{4}/g) || []).join(" ");
}

/** Return the public file's object. */
export function toValue(key: PublicKey): object {
  return { v: 1, suite: key.suite, box: b64.encode(key.box), sign: b64.encode(key.sign) };
}

/** Return the public key that an object holds. Throws Malformed for other members, suites, sizes and for low order. */
export function parsePublic(value: unknown): PublicKey {
  const found = members(value, ["v", "suite", "box", "sign"]);
  at("v", version, found.v);
  const suite = at("suite", number, found.suite);
  if (suite !== SUITE) throw new Malformed("suite", "not a suite that this version knows");
  const key = { suite, box: at("box", keyBytes, found.box), sign: at("sign", keyBytes, found.sign) };
  if (LOW_ORDER.indexOf(toHex(key.box)) >= 0) {
    throw new Malformed("box", "a key of low order, to which nothing can be sealed");
  }
  return key;
}

function hash(key: PublicKey): Uint8Array {
  return blake2b(join(Uint8Array.of(key.suite), key.box, key.sign), 32);
}

// The encodings of small-order points of Curve25519 that libsodium refuses as well; a shared secret with one is public.
const LOW_ORDER = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];
