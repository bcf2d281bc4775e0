// What the report page computes, for `build.py bench` to time in a slowed browser. No page carries this.

import rules from "../../protocol/lint_rules.json";
import { check } from "../src/known_answer";
import { PADDED_SIZE } from "../src/protocol/envelope";
import { hits, loadRules } from "../src/protocol/lint";
import { IN_HASTE, SLICE } from "../src/report/labour";
import { Solver, BATCH } from "../src/report/solver";
import { boxPair, seal } from "../src/seal";

const random = (size: number): Uint8Array => crypto.getRandomValues(new Uint8Array(size));
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const HARD = { difficulty: 255, expiry: "2030-01-01T00Z", hmac: new Uint8Array(32) }; // nothing solves it

/** Return the milliseconds of one of `times` runs. A slowed browser stops and goes, so that a single run shows nothing. */
function each(times: number, run: () => void): number {
  const start = performance.now();
  for (let at = 0; at < times; at++) run();
  return (performance.now() - start) / times;
}

const computing = {
  /** Milliseconds to seal an envelope, after the known-answer test as on the page. */
  seal(): number {
    Array.from(check(random));
    const officer = boxPair(random(32)).open;
    const padded = random(PADDED_SIZE);
    return each(50, () => seal(padded, officer, random(32)));
  },

  /** Hashes a second of the proof of work, in the slices and pauses of somebody who waits for it. */
  async work(milliseconds: number): Promise<number> {
    const solver = new Solver(HARD, "0".repeat(26));
    const start = performance.now();
    let hashes = 0;
    while (performance.now() - start < milliseconds) {
      const end = performance.now() + SLICE;
      solver.search(() => (hashes += BATCH) > 0 && performance.now() < end);
      await pause(IN_HASTE);
    }
    return (hashes * 1000) / (performance.now() - start);
  },

  /** Milliseconds to look through a text for what gives its writer away. */
  lint(text: string): number {
    const loaded = loadRules(rules);
    return each(20, () => hits(text, loaded));
  },
};

(window as unknown as { computing: typeof computing }).computing = computing;
