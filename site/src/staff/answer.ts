// Read what the staff API answers (API.md, staff). Members that this page does not know are left alone: a portal may be
// newer than the page that is open.

import { Malformed } from "../protocol/errors";
import * as hour from "../protocol/hour";
import { at, caseId, has, line, number, text, type Check } from "../protocol/members";
import { Failure, type Moved, type Reason } from "./failure";

/** An HTTP answer as the page received it. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** One line of a list; a list leaves out what it does not show, and the overseer's has no `case` to open. */
export interface Row {
  readonly ref: string;
  readonly status: string;
  readonly due: string;
  readonly case?: string;
  readonly unit?: string;
  readonly category?: string;
  readonly place?: string;
}

/** One page of a list; `now` is empty where the list does not say it, `after` when nothing follows. */
export interface List {
  readonly unit: string;
  readonly role: string;
  readonly now: string;
  readonly cases: readonly Row[];
  readonly after: string;
}

export interface Event {
  readonly hour: string;
  readonly act: string;
  readonly unit: string;
  readonly to?: string;
  readonly text?: string;
  readonly ground?: string;
  readonly findings?: string;
  readonly reason?: string;
  readonly days?: number;
  readonly link?: string;
}

/** A case as its unit sees it; `facts` is null for a unit earlier on the path, which sees status and deadline. */
export interface Case {
  readonly case: string;
  readonly ref: string;
  readonly status: string;
  readonly due: string;
  readonly n: number;
  readonly mark: string;
  readonly hour: string;
  readonly unit: string;
  readonly facts: { readonly [name: string]: string | readonly string[] } | null;
  readonly history: readonly Event[];
  readonly acts: readonly string[];
  readonly to: readonly string[];
  readonly final: boolean;
  readonly links: readonly { readonly case: string; readonly ref: string }[];
}

/** What an act has made of a case. */
export interface Done {
  readonly status: string;
  readonly due: string;
  readonly n: number;
  readonly unit: string;
}

/** A photo and the mark of the look at it. */
export interface Photo {
  readonly photo: string;
  readonly mark: string;
}

type Members = { readonly [name: string]: unknown };
const CODES: { readonly [code: string]: number } = {
  token: 401,
  unknown: 404,
  moved: 409,
  conflict: 409,
  act: 422,
  member: 422,
  lint: 422,
  malformed: 400,
  "too-large": 413,
  busy: 429,
  unavailable: 503,
};
const EVENT = ["to", "text", "ground", "findings", "reason", "link"] as const;
const ROW = ["unit", "category", "place"] as const;

/** Return what a successful answer holds. Throws Failure for every other one. */
export function read<T>(answer: Answer, parse: Check<T>): T {
  if (answer.status !== 200) throw failure(answer);
  try {
    return parse(JSON.parse(answer.text));
  } catch (error) {
    if (error instanceof Malformed || error instanceof SyntaxError) throw new Failure("foreign");
    throw error;
  }
}

export const parseList: Check<List> = (value) => {
  const found = object(value);
  return {
    unit: given(found, "unit", line(24), ""),
    role: given(found, "role", line(24), ""),
    now: given(found, "now", hour.check, ""),
    cases: at("cases", list(row), found.cases),
    after: given(found, "after", text(4000), ""),
  };
};

export const parseCase: Check<Case> = (value) => {
  const found = object(value);
  return {
    case: at("case", caseId, found.case),
    ref: at("ref", line(40), found.ref),
    status: at("status", line(24), found.status),
    due: given(found, "due", hour.check, ""),
    n: at("n", number, found.n),
    mark: at("mark", line(20), found.mark),
    hour: given(found, "hour", hour.check, ""),
    unit: given(found, "unit", line(24), ""),
    facts: given(found, "facts", facts, null),
    history: given(found, "history", list(event), []),
    acts: given(found, "acts", list(line(24)), []),
    to: given(found, "to", list(line(24)), []),
    final: found.final === true,
    links: given(found, "links", list(link), []),
  };
};

export const parseDone: Check<Done> = (value) => {
  const found = object(value);
  return {
    status: at("status", line(24), found.status),
    due: given(found, "due", hour.check, ""),
    n: at("n", number, found.n),
    unit: given(found, "unit", line(24), ""),
  };
};

export const parsePhoto: Check<Photo> = (value) => {
  const found = object(value);
  return { photo: at("photo", text(500000), found.photo), mark: at("mark", line(20), found.mark) };
};

/** Return the failure that an unsuccessful answer means: by its code first, then by its status. */
export function failure(answer: Answer): Failure {
  const found = answer.type.indexOf("application/problem+json") === 0 ? problem(answer.text) : {};
  const code = typeof found.code === "string" ? found.code : "";
  if (!has(CODES, code) || CODES[code] !== answer.status) return new Failure(byStatus(answer.status));
  const member = typeof found.member === "string" ? found.member.slice(0, 100) : "";
  const [start, end] = [found.start, found.end].map((place) => (typeof place === "number" ? place : 0)) as [number, number];
  return new Failure(code as Reason, member, [start, end], code === "moved" ? moved(found.moved) : null);
}

function byStatus(status: number): Reason {
  if (status === 401) return "signed-out";
  if (status >= 500) return status === 503 ? "unavailable" : "server";
  if (status === 404) return "foreign"; // the portal's own says `unknown`
  return status === 429 ? "busy" : status >= 400 ? "refused" : "foreign";
}

function moved(value: unknown): Moved | null {
  try {
    const found = object(value);
    return {
      act: at("act", line(24), found.act),
      unit: at("unit", line(24), found.unit),
      hour: at("hour", hour.check, found.hour),
      status: at("status", line(24), found.status),
      n: at("n", number, found.n),
    };
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

function problem(source: string): Members {
  try {
    return object(JSON.parse(source));
  } catch (error) {
    if (error instanceof Malformed || error instanceof SyntaxError) return {};
    throw error;
  }
}

function object(value: unknown): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Malformed("", "not an object");
  return value as Members;
}

function given<T, U>(found: Members, name: string, check: Check<T>, otherwise: U): T | U {
  return has(found, name) ? at(name, check, found[name]) : otherwise;
}

function list<T>(check: Check<T>): Check<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new Malformed("", "not a list");
    return value.map(check);
  };
}

function row(value: unknown): Row {
  const found = object(value);
  const more: { [name: string]: string } = {};
  for (const name of ROW) if (has(found, name)) more[name] = at(name, line(24), found[name]);
  if (has(found, "case")) more.case = at("case", caseId, found.case);
  return { ref: at("ref", line(40), found.ref), status: at("status", line(24), found.status), due: given(found, "due", hour.check, ""), ...more };
}

function event(value: unknown): Event {
  const found = object(value);
  const more: { [name: string]: unknown } = {};
  for (const name of EVENT) if (has(found, name)) more[name] = at(name, text(5000), found[name]);
  if (has(found, "days")) more.days = at("days", number, found.days);
  return { hour: at("hour", hour.check, found.hour), act: at("act", line(24), found.act), unit: given(found, "unit", line(24), ""), ...more };
}

function link(value: unknown): { case: string; ref: string } {
  const found = object(value);
  return { case: at("case", caseId, found.case), ref: at("ref", line(40), found.ref) };
}

/** Return facts as texts by name, and the hashes of photos; what this page does not know of is left out. */
function facts(value: unknown): { [name: string]: string | readonly string[] } {
  const found = object(value);
  const texts: { [name: string]: string | readonly string[] } = {};
  for (const name of ["kind", "category", "place", "spot", "when", "what", "wish"]) {
    if (has(found, name)) texts[name] = at(name, text(5000), found[name]);
  }
  if (has(found, "photos")) texts.photos = at("photos", list(line(64)), found.photos);
  return texts;
}
