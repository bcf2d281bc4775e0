// Write hours and deadlines for people: in the deployment's zone, and in working days.

import * as hour from "../../protocol/hour";
import { made } from "../../screen/dom";
import { say } from "../../screen/words";
import type { Configuration } from "../configuration";
import { formatter, left, type Left } from "../left";

/** Return an hour as its day and hour in the deployment's zone, with the year where it is not that of `now`. */
export function local(text: string, given: Configuration, now: string): string {
  return say("when", { date: day(text, given, now), hour: digits(text, given) });
}

/** Return the hour that it is by this machine's clock. */
export function present(): string {
  return hour.fromDate(new Date());
}

/** Return what is left of a deadline in words; what is over is marked by a sign and a word, and by colour besides. */
export function deadline(due: string, now: string, given: Configuration): HTMLElement {
  const found = left(due, now, given.begins, given.zone);
  const element = made("span");
  element.className = found.over ? "due over" : found.days === 0 ? "due soon" : "due";
  const date = day(due, given, now);
  const time = digits(due, given);
  element.appendChild(made("b", found.over ? over(found) : ahead(found, date, time)));
  element.appendChild(made("small", say("left.until", { date, hour: time })));
  return element;
}

function over({ days }: Left): string {
  if (days === 0) return say("left.over");
  return days === 1 ? say("left.over-day") : say("left.over-days", { days });
}

function ahead({ days, same }: Left, date: string, time: string): string {
  if (days === 0) return same ? say("left.today", { hour: time }) : say("left.until", { date, hour: time });
  return days === 1 ? say("left.day") : say("left.days", { days });
}

function day(text: string, { language, zone }: Configuration, now: string): string {
  const year = text.slice(0, 4) === now.slice(0, 4) ? {} : ({ year: "numeric" } as const);
  const form = { ...year, month: "short", day: "numeric", weekday: "short", timeZone: zone } as const;
  return formatter(language, form).format(hour.parse(text));
}

function digits(text: string, { zone }: Configuration): string {
  const written = formatter("en-GB", { hour: "2-digit", hour12: false, timeZone: zone }).format(hour.parse(text));
  return String(Number(written) % 24); // some browsers write midnight as 24
}
