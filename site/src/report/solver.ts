// Search for the number that solves a challenge, a few milliseconds at a time, so that typing never stutters.

import { Hash } from "fast-sha256";

import { enough, prefix, type Challenge } from "../protocol/work";

const BLOCK = 64; // bytes that SHA-256 takes at once
export const BATCH = 32; // hashes between two looks at the clock

/** A search that can be interrupted after any batch. */
export class Solver {
  private readonly state = new Uint32Array(8);
  private readonly hashed: number; // bytes of the prefix that `state` already holds
  private readonly tail: Uint8Array; // the rest of the prefix, then room for the number
  private readonly start: number; // where in `tail` the number begins
  private readonly hash = new Hash();
  private readonly digest = new Uint8Array(32);
  private n = 0;

  constructor(
    private readonly challenge: Challenge,
    caseId: string,
  ) {
    const before = prefix(challenge, caseId);
    this.hashed = before.length - (before.length % BLOCK);
    this.hash.update(before.subarray(0, this.hashed))._saveState(this.state);
    this.start = before.length - this.hashed;
    this.tail = new Uint8Array(this.start + 16);
    this.tail.set(before.subarray(this.hashed));
  }

  /** Search until `more` says no; return the number when found, else null. */
  search(more: () => boolean): number | null {
    do {
      for (let tries = 0; tries < BATCH; tries++, this.n++) {
        if (this.tries(this.n)) return this.n;
      }
    } while (more());
    return null;
  }

  private tries(n: number): boolean {
    const digits = String(n);
    for (let at = 0; at < digits.length; at++) this.tail[this.start + at] = digits.charCodeAt(at);
    this.hash._restoreState(this.state, this.hashed);
    this.hash.update(this.tail, this.start + digits.length).finish(this.digest);
    return enough(this.digest, this.challenge.difficulty);
  }
}
