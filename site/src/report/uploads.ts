// Bring a filed report's photos after it, one at a time and each until it has arrived or is given up: the report itself
// is long acknowledged, and waits for none of them (PHOTO.md).

import { toBody, type Upload } from "../protocol/upload";
import { Failure } from "./answer";

const TRIES = 3;
const PAUSE = 3; // seconds before another try, where the portal names none
const LONGEST_PAUSE = 30;

/** A drawn picture, ready to be sent; `hash` is its name. */
export interface Photo {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

export type State = "waiting" | "sending" | "arrived" | "failed";

/** What uploads need of the world; both reject with a Failure. */
export interface Means {
  photo(caseId: string, number: number, brought: Uint8Array): Promise<void>;
  renew(): Promise<Upload | null>;
  pause(milliseconds: number): Promise<void>;
}

/**
 * The photos of one filed report: `named` are their hashes as its facts have them, `photos` those that are still here.
 * `changed` hears of every change of `states`, which are in the order of the names.
 */
export class Uploads {
  readonly states: State[];
  private readonly bytes = new Map<string, Uint8Array>();
  private running = false;
  private stopped = false;

  constructor(
    private readonly means: Means,
    private readonly caseId: string,
    private readonly named: readonly string[],
    photos: readonly Photo[],
    private upload: Upload | null,
    private readonly changed: () => void,
  ) {
    this.states = named.map(() => "waiting");
    for (const photo of photos) this.bytes.set(photo.hash, photo.bytes);
  }

  /** Return how many have arrived. */
  get arrived(): number {
    return this.states.filter((state) => state === "arrived").length;
  }

  /** Bring every photo that has not arrived. Never rejects; a second call while it runs does nothing. */
  async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (let at = 0; at < this.named.length && !this.stopped; at++) {
      if (this.states[at] === "arrived") continue;
      this.become(at, "sending");
      this.become(at, (await this.brought(at)) ? "arrived" : "failed");
    }
    this.running = false;
  }

  /** Bring nothing more; what is under way is no longer heard of. */
  stop(): void {
    this.stopped = true;
  }

  private become(at: number, state: State): void {
    this.states[at] = state;
    if (!this.stopped) this.changed();
  }

  private async brought(at: number): Promise<boolean> {
    const bytes = this.bytes.get(this.named[at] as string);
    if (bytes === undefined) return false; // the version that arrived is an earlier one, with a photo taken away since
    for (let tries = 1; !this.stopped; tries++) {
      try {
        await this.put(at, bytes);
        return true;
      } catch (error) {
        if (tries === TRIES || !(await this.mended(error))) return false;
      }
    }
    return false;
  }

  private async put(at: number, bytes: Uint8Array): Promise<void> {
    if (this.upload === null) throw new Failure("upload");
    await this.means.photo(this.caseId, at + 1, toBody(this.upload, this.named, bytes));
  }

  /** Do what makes another try worth while, and return whether it is. */
  private async mended(error: unknown): Promise<boolean> {
    if (!(error instanceof Failure)) return false;
    try {
      if (error.reason === "upload") this.upload = await this.means.renew();
      else if (error.uncertain || error.reason === "busy") {
        await this.means.pause(Math.min(error.wait || PAUSE, LONGEST_PAUSE) * 1000);
      } else return false;
    } catch {
      return false; // the filing could not be sent again: no upload, and the reporter may try later
    }
    return true;
  }
}
