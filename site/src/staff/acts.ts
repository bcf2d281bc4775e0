// Say what a handler may do to a case next, and what of a form makes an act. Leaves the last word to the portal.

import type { Case, Done, Event } from "./answer";
import type { Step } from "./configuration";
import type { Act } from "./portal";

export const TEXT_MOST = 2000; // code points, as functions/domain/wishes.py has them
export const REASON_MOST = 500;
export const BLANK = "____"; // what a template leaves open, and no answer may hold

/** Members of each act; those that end in `?` may be left out. An act without members but `accept` is asked about once. */
export const MEMBERS: { readonly [act: string]: readonly string[] } = {
  accept: [],
  decline: ["ground", "text"],
  dispatch: ["to", "text?"],
  return: ["reason"],
  ask: ["text"],
  answer: ["findings", "text"],
  extend: ["days", "reason"],
  link: ["link"],
  close: [],
  reopen: ["reason"],
};
const MOST: { readonly [member: string]: number } = { text: TEXT_MOST, reason: REASON_MOST };

/** A member of a form that cannot be sent as it stands: `code` says why. */
export interface Mistake {
  readonly member: string;
  readonly code: "missing" | "long" | "days" | "blank" | "link";
}

/** Return the members that typed values make. Throws nothing; what is wrong is in `mistakes`. */
export function read(act: string, values: { readonly [name: string]: string }): { members: Act["members"]; mistakes: Mistake[] } {
  const made: { [name: string]: string | number } = {};
  const mistakes: Mistake[] = [];
  for (const spelled of MEMBERS[act] || []) {
    const member = spelled.replace("?", "");
    const typed = (values[member] || "").replace(/\r\n?/g, "\n").trim();
    if (typed === "") {
      if (member === spelled) mistakes.push({ member, code: "missing" });
    } else if (typed.indexOf(BLANK) >= 0) mistakes.push({ member, code: "blank" });
    else if (Array.from(typed).length > (MOST[member] || Infinity)) mistakes.push({ member, code: "long" });
    else if (member === "days") {
      if (/^[1-9][0-9]?$/.test(typed)) made.days = Number(typed);
      else mistakes.push({ member, code: "days" });
    } else if (member === "link") {
      const named = typed.toUpperCase().replace(/[^0-9A-Z]/g, "");
      if (/^(.{10}|.{26})$/.test(named)) made.link = named;
      else mistakes.push({ member, code: "link" });
    } else made[member] = typed;
  }
  return { members: made, mistakes };
}

/**
 * Return the case after an act of this page. Which acts are possible now follows from the table of statuses; of the rules
 * beside it, the page goes by what the portal allowed before.
 */
export function after(view: Case, sent: Act, done: Done, now: string, steps: readonly Step[]): Case {
  const { keep: _, ...told } = sent.members;
  const act = entryOf(sent.act, steps);
  const history = [...view.history, { hour: now, act, unit: view.unit, ...told } as Event];
  const next = { ...view, status: done.status, due: done.due || view.due, n: done.n, unit: done.unit || view.unit, history };
  const allowed = (step: Step): boolean => {
    if (step.leads[done.status] === undefined) return false;
    if (step.needs === "below") return view.to.length > 0;
    if (step.needs === "above") return view.acts.indexOf("return") >= 0;
    if (step.needs === "answered") return sent.act === "answer" || view.acts.indexOf("close") >= 0;
    return step.act !== sent.act || (step.needs !== "question" && step.needs !== "extension");
  };
  return { ...next, acts: steps.filter(allowed).map((step) => step.act) };
}

/** Return the word by which entries, histories and words of the page call an act. */
export function entryOf(act: string, steps: readonly Step[]): string {
  const found = steps.filter((step) => step.act === act)[0];
  return found === undefined ? act : found.entry;
}
