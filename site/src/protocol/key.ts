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
  return { suite, box: at("box", boxPublic, found.box), sign: at("sign", signPublic, found.sign) };
}

/** Return the 32 bytes of a Curve25519 public key. Throws Malformed for one of low order: anybody opens its boxes. */
export function boxPublic(value: unknown): Uint8Array {
  return ofHighOrder(keyBytes(value), LOW_ORDER_BOX);
}

/** Return the 32 bytes of an Ed25519 public key. Throws Malformed for one of low order: anybody signs for it. */
export function signPublic(value: unknown): Uint8Array {
  return ofHighOrder(keyBytes(value), LOW_ORDER_SIGN);
}

function ofHighOrder(key: Uint8Array, low: readonly string[]): Uint8Array {
  // The top bit of the last byte counts in neither curve's arithmetic as far as the order goes.
  const cleared = key.slice();
  cleared[31] = (cleared[31] ?? 0) & 0x7f;
  if (low.indexOf(toHex(cleared)) >= 0) throw new Malformed("", "a key of low order");
  return key;
}

function hash(key: PublicKey): Uint8Array {
  return blake2b(join(Uint8Array.of(key.suite), key.box, key.sign), 32);
}

// The encodings, top bit cleared, of small-order points that libsodium refuses as well (crypto_scalarmult_curve25519 and
// ge25519_has_small_order).
const LOW_ORDER_BOX = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];
const LOW_ORDER_SIGN = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];
