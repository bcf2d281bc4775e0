// Join, compare and spell bytes; and hash them with the two hashes of the protocol.

import { blake2bFinal, blake2bInit, blake2bUpdate } from "blakejs/blake2b.js";
import { hash, hmac as mac } from "fast-sha256";

import { Malformed } from "./errors";

/** Return the UTF-8 bytes of `text`. Throws Malformed for lone surrogates, which an encoder would silently replace. */
export function utf8(text: string): Uint8Array {
  if (/[\ud800-\udfff]/u.test(text)) throw new Malformed("", "holds a lone surrogate");
  return new TextEncoder().encode(text);
}

/** Return the text that UTF-8 bytes spell, a byte order mark kept. Throws Malformed for other bytes. */
export function fromUtf8(data: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    throw new Malformed("", "not UTF-8");
  }
}

/** Return the bytes of all parts, one after the other. */
export function join(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Return whether two byte strings are the same. */
export function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** Return bytes as lower-case hexadecimal digits. */
export function toHex(data: Uint8Array): string {
  return Array.from(data, (byte) => (byte < 16 ? "0" : "") + byte.toString(16)).join("");
}

/** Return the bytes that hexadecimal digits spell; what the digits are is the caller's check. */
export function fromHex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) || [], (pair) => parseInt(pair, 16));
}

/** Return the SHA-256 of `data`, 32 bytes. */
export function sha256(data: Uint8Array): Uint8Array {
  return hash(data);
}

/** Return the HMAC-SHA256 of `data`, 32 bytes. */
export function hmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return mac(key, data);
}

/** Return the BLAKE2b of `data` in `size` bytes, keyed and personalised (zero-padded to 16 bytes) as asked. */
export function blake2b(
  data: Uint8Array,
  size: number,
  { key, person }: { key?: Uint8Array; person?: string } = {},
): Uint8Array {
  const padded = new Uint8Array(16);
  if (person !== undefined) padded.set(utf8(person));
  const state = blake2bInit(size, key, undefined, person === undefined ? undefined : padded);
  blake2bUpdate(state, data);
  return blake2bFinal(state);
}
