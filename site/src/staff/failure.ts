// Name every way in which a call can fail for a handler; each has its own words (staff-say.failed.*).

export const REASONS = [
  "lost", // no answer at all
  "slow", // no answer in time
  "signed-out", // the sign-in has ended, and could not be renewed
  "token", // signed in, and yet not as the portal wants it
  "unknown", // no such case for this unit, or no unit for this person
  "moved", // somebody else acted first
  "conflict", // this id has carried another act
  "act", // not possible from this status
  "member",
  "lint",
  "malformed",
  "too-large",
  "busy",
  "unavailable",
  "server", // 500 and the like
  "foreign", // an answer that is not the portal's
  "refused", // another 4xx
] as const;
export type Reason = (typeof REASONS)[number];

/** What came first when a case has moved. */
export interface Moved {
  readonly act: string;
  readonly unit: string;
  readonly hour: string;
  readonly status: string;
  readonly n: number;
}

/** A failure: `member` and `span` (code points) as the portal named them, `moved` when the case has moved. */
export class Failure extends Error {
  constructor(
    readonly reason: Reason,
    readonly member: string = "",
    readonly span: readonly [start: number, end: number] = [0, 0],
    readonly moved: Moved | null = null,
  ) {
    super(reason);
  }

  /** Whether an act may have arrived all the same: only a clear refusal says that it has not. */
  get uncertain(): boolean {
    return ["lost", "slow", "unavailable", "server", "foreign"].indexOf(this.reason) >= 0;
  }
}
