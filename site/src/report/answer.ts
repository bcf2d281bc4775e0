// Judge what came back from the portal, or from whatever stands before it: by problem code first, then by status.

import { utf8 } from "../protocol/bytes";
import * as canonical from "../protocol/canonical";
import { Malformed } from "../protocol/errors";
import * as hour from "../protocol/hour";
import { at, has, members, text } from "../protocol/members";
import * as upload from "../protocol/upload";

/** An HTTP answer as the page received it; `retryAfter` and `type` are header values, empty when absent. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly retryAfter: string;
  readonly text: string;
}

/** Every way in which sending can fail; each has its own message. */
export const REASONS = [
  "lost", // no answer at all
  "slow", // no answer in time
  "malformed",
  "unknown",
  "conflict",
  "too-large",
  "member",
  "work",
  "key",
  "lint",
  "photo",
  "upload",
  "busy",
  "unavailable",
  "server", // 500 and the like
  "foreign", // an answer that is not the portal's
  "refused", // another 4xx
] as const;
export type Reason = (typeof REASONS)[number];

/**
 * A failure; `member` is the path that the portal named, `wait` the seconds that it asked for, 0 when it named none, and
 * `span` the code points of the member that it would not take.
 */
export class Failure extends Error {
  constructor(
    readonly reason: Reason,
    readonly member: string = "",
    readonly wait: number = 0,
    readonly span: readonly [start: number, end: number] = [0, 0],
  ) {
    super(reason);
  }

  /** Whether the report may have arrived all the same: only a clear refusal says that it has not. */
  get uncertain(): boolean {
    return ["lost", "slow", "unavailable", "server", "foreign"].indexOf(this.reason) >= 0;
  }
}

/** What the portal says of a filed report: the hour, the receipt as a signed note, and the leave to upload photos if it has any. */
export interface Filed {
  readonly hour: string;
  readonly receipt: string;
  readonly upload: upload.Upload | null;
}

const CODES: { readonly [code: string]: number } = {
  malformed: 400,
  unknown: 404,
  conflict: 409,
  "too-large": 413,
  member: 422,
  work: 422,
  key: 422,
  lint: 422,
  photo: 422,
  upload: 422,
  busy: 429,
  unavailable: 503,
};
const MOST = 64 * 1024; // characters of an answer that are looked at
const LONGEST_WAIT = 24 * 60 * 60; // seconds

/** Return the object of a successful answer. Throws Failure for every other one. */
export function read<T>(answer: Answer, parse: (value: unknown) => T): T {
  if (answer.status !== 200 && answer.status !== 201) throw failure(answer);
  try {
    return parse(json(answer));
  } catch (error) {
    throw error instanceof Malformed ? new Failure("foreign") : error;
  }
}

/** Return what a filing's answer holds. Throws Malformed. */
export function parseFiled(value: unknown): Filed {
  const found = members(value, ["hour", "receipt"], ["upload"]);
  return {
    hour: at("hour", hour.check, found.hour),
    receipt: at("receipt", text(4000), found.receipt),
    upload: has(found, "upload") ? at("upload", upload.parse, found.upload) : null,
  };
}

/** Return nothing of what a photo's answer holds. Throws Malformed when it holds anything. */
export function parseStored(value: unknown): void {
  members(value, []);
}

/** Return the failure that an unsuccessful answer means. */
export function failure(answer: Answer): Failure {
  const wait = /^[0-9]{1,6}$/.test(answer.retryAfter) ? Math.min(Number(answer.retryAfter), LONGEST_WAIT) : 0;
  const problem = answer.type.indexOf("application/problem+json") === 0 ? problemOf(answer) : null;
  if (problem !== null && CODES[problem.code] === answer.status) {
    return new Failure(problem.code as Reason, problem.member, wait, problem.span);
  }
  return new Failure(byStatus(answer.status), "", wait);
}

function byStatus(status: number): Reason {
  for (const code of ["malformed", "unknown", "conflict", "too-large", "member", "busy", "unavailable"] as const) {
    if (CODES[code] === status) return code;
  }
  if (status >= 500) return "server";
  return status >= 400 ? "refused" : "foreign";
}

function problemOf(answer: Answer): { code: string; member: string; span: [number, number] } | null {
  try {
    const found = json(answer) as { [name: string]: unknown };
    if (typeof found !== "object" || found === null || typeof found.code !== "string") return null;
    const [start, end] = [found.start, found.end].map((place) => (typeof place === "number" ? place : 0)) as [number, number];
    return { code: found.code, member: typeof found.member === "string" ? found.member.slice(0, 100) : "", span: [start, end] };
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

function json(answer: Answer): unknown {
  if (answer.text.length > MOST) throw new Malformed("", "longer than any answer of the portal");
  return canonical.loads(utf8(answer.text));
}
