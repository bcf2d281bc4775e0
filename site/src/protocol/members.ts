// Check the members of a JSON object one by one, so that every refusal names the path of what is wrong.
// Leaves which members an object has, and their bounds, to the modules that name them.

import * as b64 from "./b64";
import { Malformed } from "./errors";

export type Check<T> = (value: unknown) => T;
export type Members = { readonly [name: string]: unknown };

/** Return how many code points a text has: the unit of every bound, as in the other language. */
export function length(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/**
 * Return `value` as an object that has every required member and no unknown one. Throws Malformed naming the first member
 * that is missing; an unknown name is not echoed.
 */
export function members(value: unknown, required: readonly string[], optional: readonly string[] = []): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Malformed("", "not an object");
  const names = Object.keys(value);
  for (const name of required) {
    if (names.indexOf(name) < 0) throw new Malformed(name, "missing");
  }
  if (names.some((name) => required.indexOf(name) < 0 && optional.indexOf(name) < 0)) {
    throw new Malformed("", "has an unknown member");
  }
  return value as Members;
}

/** Return whether an object has a member of its own, whatever its prototype offers. */
export function has(value: object, name: string): boolean {
  return Object.prototype.hasOwnProperty.call(value, name);
}

/** Return `check(value)`, with `name` put before the path of any refusal. */
export function at<T>(name: string, check: Check<T>, value: unknown): T {
  try {
    return check(value);
  } catch (error) {
    throw error instanceof Malformed ? error.within(name) : error;
  }
}

/** Refuse any version but 1. */
export function version(value: unknown): void {
  if (value !== 1) throw new Malformed("", "not version 1");
}

/** Return a check for a text of 1 to `most` code points without control characters (Cc) but line feed. */
export function text(most: number): Check<string> {
  return (value) => {
    if (typeof value !== "string" || value === "") throw new Malformed("", "not a text, or an empty one");
    const over = length(value) - most;
    if (over > 0) throw new Malformed("", `longer than ${most} characters by ${over}`);
    if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ud800-\udfff]/u.test(value)) {
      throw new Malformed("", "holds a control character");
    }
    return value;
  };
}

/** Return a check for a text as `text` has it, of one line. */
export function line(most: number): Check<string> {
  return (value) => {
    const found = text(most)(value);
    if (found.indexOf("\n") >= 0) throw new Malformed("", "has more than one line");
    return found;
  };
}

/** Return a check for one of a closed set of words. */
export function oneOf<T extends string>(choices: readonly T[]): Check<T> {
  return (value) => {
    if (choices.indexOf(value as T) < 0) throw new Malformed("", "not one of the values that the spec names");
    return value as T;
  };
}

/** Return an integer from 0 to 2^53 - 1. */
export function number(value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw new Malformed("", "not a whole number");
  return value as number;
}

/** Return the 32 bytes that a b64 text spells. */
export function keyBytes(value: unknown): Uint8Array {
  return b64.decode(value, 32);
}

/** Return a check for exactly `digits` lower-case hexadecimal digits. */
export function hexadecimal(digits: number): Check<string> {
  return (value) => {
    if (typeof value !== "string" || value.length !== digits || !/^[0-9a-f]*$/.test(value)) {
      throw new Malformed("", `not ${digits} lower-case hexadecimal digits`);
    }
    return value;
  };
}

/** Return a check for a list of `least` to `most` things that pass `check`, no two of them the same. */
export function distinct(check: Check<string>, least: number, most: number): Check<readonly string[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) {
      throw new Malformed("", `not a list of ${least} to ${most}`);
    }
    const items = value.map(check);
    if (new Set(items).size !== items.length) throw new Malformed("", "names one thing twice");
    return items;
  };
}

/** Return a case: 26 base32 symbols whose two final bits are zero (128 bits). */
export function caseId(value: unknown): string {
  if (typeof value !== "string" || !/^[0-9A-HJKMNP-TV-Z]{25}[048CGMRW]$/.test(value)) throw new Malformed("", "not a case");
  return value;
}

/** Return an id of the deployment's own, such as a category, place or unit: 1 to 24 of a-z, 0-9 and hyphen. */
export function identifier(value: unknown): string {
  if (typeof value !== "string" || !/^[a-z0-9][a-z0-9-]{0,23}$/.test(value)) throw new Malformed("", "not an id");
  return value;
}
