// Write times as whole UTC hours, `2026-11-24T09Z`: the portal keeps nothing finer (protocol conventions).

import { Malformed } from "./errors";

const FORM = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2})Z$/;

/** Return the UTC start of an hour. Throws Malformed for any other form. */
export function parse(text: unknown): Date {
  const found = typeof text === "string" ? FORM.exec(text) : null;
  if (found === null) throw new Malformed("", "not an hour such as 2026-11-24T09Z");
  const start = new Date(`${(text as string).slice(0, 13)}:00:00Z`);
  // Date rolls 30 February over into March; what comes back must be what was read.
  if (isNaN(start.getTime()) || fromDate(start) !== text || found[1] === "0000") {
    throw new Malformed("", "not an hour of the calendar");
  }
  return start;
}

/** Return the hour that holds a moment. */
export function fromDate(moment: Date): string {
  return `${moment.toISOString().slice(0, 13)}Z`;
}

/** Return `text` when it is an hour; throws Malformed otherwise. */
export function check(text: unknown): string {
  parse(text);
  return text as string;
}
