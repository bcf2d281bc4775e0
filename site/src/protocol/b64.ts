// Encode bytes as base64url without padding, and decode that one spelling only (protocol conventions).

import { Malformed } from "./errors";

export const URL_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
export const STANDARD_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Return `data` in base64 without padding, by default base64url. */
export function encode(data: Uint8Array, alphabet: string = URL_ALPHABET): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of data) {
    bits = ((bits << 8) | byte) & 0xffff;
    held += 8;
    for (; held >= 6; held -= 6) text += alphabet.charAt((bits >> (held - 6)) & 63);
  }
  return held > 0 ? text + alphabet.charAt((bits << (6 - held)) & 63) : text;
}

/**
 * Return the bytes that `text` spells. Throws Malformed for anything but a string, another alphabet, padding, set trailing
 * bits, or other than `size` bytes.
 */
export function decode(text: unknown, size?: number, alphabet: string = URL_ALPHABET): Uint8Array {
  if (typeof text !== "string") throw new Malformed("", "not base64 without padding");
  const data = new Uint8Array(Math.floor((text.length * 6) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const symbol of text) {
    const value = symbol.length === 1 ? alphabet.indexOf(symbol) : -1;
    if (value < 0) throw new Malformed("", "not base64 without padding");
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      data[at++] = bits >> held;
    }
  }
  if (encode(data, alphabet) !== text) throw new Malformed("", "not the one base64 spelling of its bytes");
  if (size !== undefined && data.length !== size) throw new Malformed("", `not ${size} bytes`);
  return data;
}
