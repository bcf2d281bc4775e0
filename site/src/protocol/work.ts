// Check the proof of work that slows naive spam (API.md, work), and name the bytes that a solver hashes.
// Leaves the authentication of a challenge to the portal, which made it.

import * as b64 from "./b64";
import { join, sha256, utf8 } from "./bytes";
import * as canonical from "./canonical";
import { Malformed } from "./errors";
import * as hour from "./hour";
import { at, keyBytes, members, number } from "./members";

export const MOST_DIFFICULTY = 24; // leading zero bits
export const LIFETIME = 24; // hours

/** What the portal sets: `difficulty` in leading zero bits, the last `expiry` hour, and its HMAC over both, 32 bytes. */
export interface Challenge {
  readonly difficulty: number;
  readonly expiry: string;
  readonly hmac: Uint8Array;
}

/** A challenge and the number that solves it for one case. */
export interface Work {
  readonly challenge: Challenge;
  readonly n: number;
}

/** Return the challenge's object on the wire. */
export function challengeToValue(challenge: Challenge): object {
  return { difficulty: challenge.difficulty, expiry: challenge.expiry, hmac: b64.encode(challenge.hmac) };
}

/** Return the challenge that an object holds. Throws Malformed naming the member. */
export function parseChallenge(value: unknown): Challenge {
  const found = members(value, ["difficulty", "expiry", "hmac"]);
  const difficulty = at("difficulty", number, found.difficulty);
  if (difficulty > MOST_DIFFICULTY) throw new Malformed("difficulty", `more than ${MOST_DIFFICULTY}`);
  return {
    difficulty,
    expiry: at("expiry", hour.check, found.expiry),
    hmac: at("hmac", keyBytes, found.hmac),
  };
}

/** Return the work's object on the wire. */
export function toValue(work: Work): object {
  return { challenge: challengeToValue(work.challenge), n: work.n };
}

/** Return the work that an object holds. Throws Malformed naming the member. */
export function parse(value: unknown): Work {
  const found = members(value, ["challenge", "n"]);
  return { challenge: at("challenge", parseChallenge, found.challenge), n: at("n", number, found.n) };
}

/** Return the bytes that stand before the number: challenge ‖ 0A ‖ case ‖ 0A. */
export function prefix(challenge: Challenge, caseId: string): Uint8Array {
  return join(canonical.toBytes(challengeToValue(challenge)), utf8(`\n${caseId}\n`));
}

/** Return whether a hash starts with `difficulty` zero bits. */
export function enough(hash: Uint8Array, difficulty: number): boolean {
  for (let at = 0, left = difficulty; left > 0; at++, left -= 8) {
    if ((hash[at] as number) >> Math.max(0, 8 - left) !== 0) return false;
  }
  return true;
}

/** Return whether the work is done: SHA-256(challenge ‖ 0A ‖ case ‖ 0A ‖ decimal n) starts with `difficulty` zero bits. */
export function solves(work: Work, caseId: string): boolean {
  const message = join(prefix(work.challenge, caseId), utf8(String(work.n)));
  return enough(sha256(message), work.challenge.difficulty);
}
