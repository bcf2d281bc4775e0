// Write a watermark as the number that a view shows, and read the number that a picture gave back (CUSTODY.md).
// Its 50 bits fit a plain number.

import { ALPHABET } from "./base32";
import { MARK_SYMBOLS } from "./entry";
import { Malformed } from "./errors";

export const DIGITS = 18; // of which the last two are the check
const GROUP = /\d{3}/g;
const LINE = 9; // digits
const BLANKS = /[\t\n\r \u00a0\u3000]/g;
const NUMBER = /^[0-9]{18}$/;
const MARK = /^[0-9A-HJKMNP-TV-Z]{10}$/;

/** Return a mark, 10 base32 symbols. Throws Malformed for anything else. */
export function check(value: unknown): string {
  if (typeof value !== "string" || !MARK.test(value)) throw new Malformed("", "not 10 base32 symbols");
  return value;
}

/** Return the 18 digits of a mark: its 50 bits as 16 decimal digits, and the two check digits of ISO 7064. */
export function number(mark: string): string {
  let value = 0;
  for (const symbol of check(mark)) value = value * 32 + ALPHABET.indexOf(symbol);
  return String(value).padStart(DIGITS - 2, "0") + String(checkDigits(value)).padStart(2, "0");
}

/** Return the number as a view shows it: two lines of three groups of three digits. */
export function lines(mark: string): readonly [string, string] {
  const digits = number(mark);
  return [grouped(digits.slice(0, LINE)), grouped(digits.slice(LINE))];
}

/**
 * Return the mark of a number, with blanks anywhere in it.
 * Throws Malformed when it has not 18 digits, is larger than any mark's, or has wrong check digits.
 */
export function parse(text: string): string {
  const digits = text.replace(BLANKS, "");
  if (!NUMBER.test(digits)) throw new Malformed("", "not 18 digits");
  let value = Number(digits.slice(0, -2));
  if (value >= 2 ** 50) throw new Malformed("", "larger than any mark");
  if (Number(digits.slice(-2)) !== checkDigits(value)) throw new Malformed("", "the check digits are wrong");
  let mark = "";
  for (let place = 0; place < MARK_SYMBOLS; place++) {
    mark = ALPHABET.charAt(value % 32) + mark;
    value = Math.floor(value / 32);
  }
  return mark;
}

/** Return what makes value × 100 + check ≡ 1 modulo 97 (ISO 7064, MOD 97-10): 2 to 98. */
function checkDigits(value: number): number {
  return 98 - (((value % 97) * 100) % 97);
}

function grouped(digits: string): string {
  return (digits.match(GROUP) as string[]).join(" ");
}
