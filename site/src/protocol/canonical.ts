// Parse JSON strictly and serialise it as RFC 8785, the one spelling that is hashed, signed and sealed.
// Leaves the meaning of members to the modules that name them.

import serialize from "canonicalize";

import { fromUtf8, same, utf8 } from "./bytes";
import { Malformed } from "./errors";

export const MAX_DEPTH = 4; // levels of nested objects and lists

const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g;
const INTEGER = /^-?[0-9]{1,16}$/;

/** Return `value` as RFC 8785 bytes. Throws Malformed for lone surrogates and for anything that JSON cannot hold. */
export function toBytes(value: unknown): Uint8Array {
  check(value);
  return utf8(serialize(value) as string);
}

/** Return the value that canonical `data` holds. Throws Malformed for any other spelling and for all that `loads` refuses. */
export function parse(data: Uint8Array): unknown {
  const value = loads(data);
  if (!same(toBytes(value), data)) throw new Malformed("", "not canonical JSON");
  return value;
}

/**
 * Return the value that `data` holds, in any spelling. Throws Malformed for bytes that are not UTF-8 JSON, nesting deeper
 * than 4 (refused before parsing), repeated members, lone surrogates, and numbers other than integers of at most 53 bits.
 */
export function loads(data: Uint8Array): unknown {
  const text = fromUtf8(data);
  const tokens = text.match(TOKEN) || [];
  if (depth(tokens) > MAX_DEPTH) throw new Malformed("", "nested too deep");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Malformed("", "not JSON");
  }
  refuseRepeats(tokens);
  check(value);
  return value;
}

/** Return how deep brackets nest outside strings, without parsing. */
function depth(tokens: readonly string[]): number {
  let open = 0;
  let deepest = 0;
  for (const token of tokens) {
    if (token === "[" || token === "{") deepest = Math.max(deepest, ++open);
    else if (token === "]" || token === "}") open--;
  }
  return deepest;
}

/** Refuse repeated members, which JSON.parse overwrites, and numbers that it rounds; the tokens are valid JSON by now. */
function refuseRepeats(tokens: readonly string[]): void {
  const seen: Set<string>[] = [];
  tokens.forEach((token, at) => {
    if (token === "{" || token === "[") seen.push(new Set());
    else if (token === "}" || token === "]") seen.pop();
    else if (token.charAt(0) === '"' && tokens[at + 1] === ":") {
      const name = JSON.parse(token) as string;
      const names = seen[seen.length - 1] as Set<string>;
      if (names.has(name)) throw new Malformed("", "a member is repeated");
      names.add(name);
    } else if (/^[-0-9]/.test(token) && !INTEGER.test(token)) throw new Malformed("", "a number is not a small integer");
  });
}

function check(value: unknown): void {
  if (value === null || typeof value === "boolean") return;
  if (typeof value === "string") utf8(value);
  else if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Malformed("", "a number is not a small integer");
  } else if (Array.isArray(value)) value.forEach(check);
  else if (typeof value === "object") {
    for (const [name, member] of Object.entries(value as object)) {
      utf8(name);
      check(member);
    }
  } else throw new Malformed("", "cannot be written as canonical JSON");
}
