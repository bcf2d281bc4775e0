// Keep what a handler has typed for each act on each case, and the id under which it was sent, in this page's memory.

import { random } from "./pkce";
import type { Act } from "./portal";

const ID_SIZE = 16; // bytes

type Members = Act["members"];

/** What is typed for one act, and the act as it was last sent. */
export interface Draft {
  values: { [name: string]: string };
  keep: string[]; // hashes of texts that are somebody else's, and may stay
  sent: Act | null;
}

/** The drafts of one person. */
export class Drafts {
  private readonly held = new Map<string, Draft>();

  /** Return the draft of an act on a case, an empty one when there is none. */
  of(caseId: string, act: string): Draft {
    const key = `${caseId} ${act}`;
    const found = this.held.get(key) || { values: {}, keep: [], sent: null };
    this.held.set(key, found);
    return found;
  }

  /** Forget the draft of an act that has arrived, or that was put away. */
  drop(caseId: string, act: string): void {
    this.held.delete(`${caseId} ${act}`);
  }

  /** Whether anything typed would be lost with this page. */
  get any(): boolean {
    return Array.from(this.held.values()).some(({ values }) => Object.keys(values).some((name) => values[name] !== ""));
  }

  forget(): void {
    this.held.clear();
  }
}

/**
 * Return the act to send: the very same as before, id included, as long as nothing about it has changed, so that an act
 * whose answer was lost is not done twice; any change makes it another act.
 */
export function actOf(draft: Draft, act: string, n: number, members: Members): Act {
  const sent = draft.sent;
  if (sent !== null && sent.act === act && sent.n === n && JSON.stringify(sent.members) === JSON.stringify(members)) return sent;
  return { act, id: random(ID_SIZE), n, members };
}
