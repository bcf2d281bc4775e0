// Take words out of a text so that the rest reads as if they had never stood there: no comma on its own, no empty brackets.

import type { Span } from "./own";

const OPENING = "（([【「『“‘《〈";
const CLOSING = "）)]】」』”’》〉";
const BLANKS = /[^\S\n]+$/;
const LOOSE = /[、：:]$/; // leads to something that is gone with the words
const PAUSES = /[，,、；;：:]+$/;
const PAUSE = /^[^\S\n]*[，,、；;：:]+/;
const STOP = /^[^\S\n]*[。．.]/;
const ENDS = /^[^\S\n]*([\n。．.！!？?…）)\]】」』”’》〉]|$)/; // nothing follows that a pause could lead to
const BEGINS = /(^|[\n，,、；;：:。．.！!？?…（([【「『“‘《〈])$/; // nothing stands before that a mark could end
const LINE = /(^|\n)$/;

/** Return a text without some of its words, and without the marks and blanks that only they needed. */
export function without(text: string, { start, end }: Span): string {
  let before = text.slice(0, start);
  let after = text.slice(end);
  while (before !== "" && after !== "" && OPENING.indexOf(before.slice(-1)) === closes(after)) {
    before = before.slice(0, -1);
    after = after.slice(1);
  }
  const blank = (BLANKS.exec(before) || [""])[0];
  before = before.slice(0, before.length - blank.length);
  if (PAUSE.test(after) || ENDS.test(after)) before = before.replace(LOOSE, "");
  if (ENDS.test(after)) before = before.replace(PAUSES, "");
  if (BEGINS.test(before)) after = after.replace(PAUSE, "").replace(STOP, "");
  if (PAUSE.test(after) || ENDS.test(after)) return before + after;
  return before + blank + (blank !== "" || LINE.test(before) ? after.replace(/^ /, "") : after);
}

function closes(after: string): number {
  const at = CLOSING.indexOf(after.charAt(0));
  return at < 0 ? OPENING.length : at; // which no place in OPENING is
}
