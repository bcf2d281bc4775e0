// Say how long a case still has in working days, as its unit's people count them. Leaves the words to the catalogue.

import * as hour from "../protocol/hour";

const DAY = 24 * 60 * 60 * 1000; // milliseconds
const SATURDAY = 6;

/** What is left: `over` when the deadline has passed; `days` working days that begin in between, 0 for the same day. */
export interface Left {
  readonly over: boolean;
  readonly days: number;
  readonly same: boolean; // whether both are on one calendar day of the zone
}

/** Return what is left at hour `now` until hour `due`; `begins` are the hours at which the known working days begin. */
export function left(due: string, now: string, begins: readonly string[], zone: string): Left {
  const over = now >= due;
  const [from, to] = over ? [due, now] : [now, due];
  return { over, days: between(from, to, begins, zone), same: dayOf(from, zone) === dayOf(to, zone) };
}

/** Count the working days that begin after `from` and not after `to`; past the last known one, Monday to Friday count. */
function between(from: string, to: string, begins: readonly string[], zone: string): number {
  const known = begins.filter((begin) => begin > from && begin <= to).length;
  const last = begins.length > 0 ? (begins[begins.length - 1] as string) : "";
  if (to <= last) return known;
  let count = known;
  const start = last > from ? last : from;
  const until = dayOf(to, zone);
  for (let at = hour.parse(start).getTime() + DAY; dayOf(hour.fromDate(new Date(at)), zone) <= until; at += DAY) {
    if (weekday(new Date(at), zone)) count += 1;
  }
  return count;
}

function weekday(moment: Date, zone: string): boolean {
  const [year, month, day] = dayOf(hour.fromDate(moment), zone).split("-").map(Number) as [number, number, number];
  const found = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return found !== 0 && found !== SATURDAY;
}

/** Return the calendar day of an hour in a zone, such as 2026-11-25. */
export function dayOf(at: string, zone: string): string {
  const parts: { [type: string]: string } = {};
  const format = formatter("en-US", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  for (const part of format.formatToParts(hour.parse(at))) parts[part.type] = part.value;
  return `${parts.year}-${parts.month}-${parts.day}`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Return what writes a moment in a form; each is made once, which takes longer than writing a page of them. */
export function formatter(language: string, form: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(form)}`;
  const found = formatters.get(key) || new Intl.DateTimeFormat(language, form);
  formatters.set(key, found);
  return found;
}
