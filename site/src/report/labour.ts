// Have the proof of work done by the time it is needed: fetched and solved while the person types, renewed when it expires.

import * as hour from "../protocol/hour";
import type { Challenge, Work } from "../protocol/work";
import { Solver } from "./solver";

export const SLICE = 8; // milliseconds of search between two pauses
const AT_EASE = 40; // milliseconds of pause while the person types
export const IN_HASTE = 0; // and while the person waits

/** What labour needs of the world. */
export interface Means {
  challenge(): Promise<Challenge>;
  pause(milliseconds: number): Promise<void>;
  now(): number; // milliseconds since 1970
}

/** The work for one case. */
export class Labour {
  private under: Promise<Work> | null = null;
  private begun = false;
  private hurried = false;

  constructor(
    private readonly means: Means,
    private readonly caseId: string,
  ) {}

  /** Start, at the first call only: what fails then is kept quiet, and asked for again by `ready` and not by each letter. */
  begin(): void {
    if (this.begun) return;
    this.begun = true;
    this.start();
  }

  /** Return solved work that has not expired by this clock. Rejects as fetching a challenge does. */
  async ready(): Promise<Work> {
    this.hurried = true;
    if (this.under === null) this.start();
    try {
      const work = await (this.under as Promise<Work>);
      // Once only: a clock that is wrong calls every challenge expired, and the portal has the last word on it.
      return this.expired(work.challenge) ? await this.renew() : work;
    } catch (error) {
      this.under = null;
      throw error;
    }
  }

  /** Return work on a new challenge. Rejects as fetching it does. */
  async renew(): Promise<Work> {
    this.start();
    return this.under as Promise<Work>;
  }

  private start(): void {
    this.begun = true;
    const under = this.solve();
    under.catch(() => {
      if (this.under === under) this.under = null;
    });
    this.under = under;
  }

  private async solve(): Promise<Work> {
    const challenge = await this.means.challenge();
    const solver = new Solver(challenge, this.caseId);
    for (;;) {
      const end = this.means.now() + SLICE;
      const n = solver.search(() => this.means.now() < end);
      if (n !== null) return { challenge, n };
      await this.means.pause(this.hurried ? IN_HASTE : AT_EASE);
    }
  }

  private expired(challenge: Challenge): boolean {
    return this.means.now() >= hour.parse(challenge.expiry).getTime();
  }
}
