// Ask at the field about words that may give the reporter away: kindly, once the typing rests, and never in its way.
// What is asked, and what an answer means, is `report/asking`.

import rules from "../../../protocol/lint_rules.json";
import { couldKnow, hits, keepHash, loadRules, type Rules } from "../protocol/lint";
import { ASKED, Asking, TARGET, type Question } from "../report/asking";
import { fold } from "../report/own";
import { without } from "../report/remove";
import { clean, MOST, over } from "../report/typed";
import { byId, made, press, show } from "./dom";
import { control, labelOf, typed } from "./form";
import { announce, say } from "./words";

const CALM = 700; // milliseconds after the last letter
const LEFT = 350; // after a field was left: longer than a press, which must not find its button moved
const SAME_PRESS = 400; // a second press within them was meant for the question that is gone
const AROUND = 14; // characters shown before and after the words

let loaded: Rules | null = null;
const ready = (): Rules => loaded || (loaded = loadRules(rules));
const asking = new Asking({
  hits: (text) => hits(text, ready()),
  couldKnow: (text) => couldKnow(text, ready()),
  hash: keepHash,
});

/** Shows mistakes in the form's summary. */
type Tell = (found: [name: string, text: string, target: HTMLElement][]) => void;

/** What taking an answer back restores. */
interface Undo {
  readonly values: readonly (readonly [name: string, value: string])[];
  readonly kept: Question | null;
}

const undos = new Map<string, Undo>();
const told = new Set<string>();
let timer = 0;
let changing = false; // the page itself changes a text
let answeredAt = -SAME_PRESS;

/** Make room for questions below each field, and look at the texts whenever the typing rests. */
export function watch(): void {
  for (const field of ASKED) {
    const asked = made("p");
    asked.className = "asked";
    asked.appendChild(made("span"));
    asked.appendChild(press(say("ask.undo"), () => undo(field)));
    const box = made("div");
    box.id = `${field}-asks`;
    box.appendChild(asked);
    show(asked, false);
    (document.querySelector(`[data-field="${field}"]`) as HTMLElement).appendChild(box);
  }
  for (const name of Object.keys(MOST)) {
    control(name).addEventListener("input", () => {
      if (!changing) forget(name);
      later(CALM);
    });
    control(name).addEventListener("blur", () => later(LEFT));
  }
}

/** Return whether nothing stands in the way of a review; show what does, by `tell`. */
export function answered(tell: Tell): boolean {
  ASKED.forEach(look);
  const block = asking.block(typed());
  refresh(false);
  const found = ASKED.filter((field) => block.some((one) => one.field === field));
  tell(
    found.map((field): [string, string, HTMLElement] => {
      const must = block.some((one) => one.field === field && one.must);
      return [field, say(must ? "ask.must" : "ask.may", { field: labelOf(field) }), first(field)];
    }),
  );
  return found.length === 0;
}

/** Return the hashes of what was kept as somebody else's. */
export function keeps(): string[] {
  return asking.keeps(typed());
}

/** Return whether the texts let others conclude who wrote them. */
export function known(): boolean {
  return asking.couldKnow(typed());
}

/** Ask about what the portal would not take, at a field and there at code points of its text; return whether there is such a place. */
export function insist(field: string, span: readonly [number, number], tell: Tell): boolean {
  if (ASKED.indexOf(field) < 0) return false;
  look(field);
  asking.insist(field, span[0], span[1]);
  return !answered(tell);
}

/** The portal's rules are other ones than this page's. */
export function distrust(): void {
  asking.distrust();
}

/** Forget every question and answer. */
export function clear(): void {
  clearTimeout(timer);
  asking.clear();
  told.clear();
  for (const field of ASKED) {
    forget(field);
    render(field, []);
  }
}

function look(field: string): void {
  asking.look(field, control(field).value);
}

function later(wait: number): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => step(0), wait);
}

/** Look at one field a slice, so that a letter typed meanwhile does not wait for all of them. */
function step(at: number): void {
  const field = ASKED[at];
  idle(() => {
    if (field === undefined) return refresh(true);
    look(field);
    step(at + 1);
  });
}

function idle(then: () => void): void {
  if ("requestIdleCallback" in window) window.requestIdleCallback(then, { timeout: 1000 });
  else setTimeout(then, 0);
}

/** Show what is open now; new questions are announced, once and all together. */
function refresh(speak: boolean): void {
  const open = asking.open(typed());
  const news = open.filter((one) => !told.has(one.field + one.text));
  for (const one of open) told.add(one.field + one.text);
  for (const field of ASKED) render(field, open.filter((one) => one.field === field));
  if (speak && news.length > 0) announce(say("ask.new", { count: news.length, field: labelOf((news[0] as Question).field) }));
}

function boxOf(field: string): HTMLElement {
  return byId(`${field}-asks`);
}

/** Return the first button of a field's questions, or its control. */
function first(field: string): HTMLElement {
  return (boxOf(field).querySelector(".ask button") as HTMLElement | null) || control(field);
}

/** Show a field's questions, and touch nothing when they are the ones that stand there: the focus may be among them. */
function render(field: string, questions: readonly Question[]): void {
  const box = boxOf(field);
  const old = Array.from(box.querySelectorAll(".ask"));
  const made = questions.map(group);
  if (old.map((one) => one.textContent).join() === made.map((one) => one.textContent).join()) return;
  const focused = document.activeElement as HTMLElement;
  const name = old.some((one) => one.contains(focused)) ? focused.id : "";
  for (const one of old) box.removeChild(one);
  for (const one of made) box.appendChild(one);
  if (name !== "") (document.getElementById(name) || first(field)).focus();
}

function group(question: Question, at: number): HTMLElement {
  const id = `${question.field}-ask-${at}`;
  const box = made("div");
  const why = made("p", say("ask.why", { why: say(`ask.${question.type}`) }));
  const shown = snippet(question);
  const acts = made("p");
  box.className = "ask";
  box.setAttribute("role", "group");
  box.setAttribute("aria-labelledby", `${(why.id = `${id}-why`)} ${(shown.id = `${id}-text`)}`);
  acts.className = "acts";
  for (const how of ["remove", ...(question.type in TARGET ? ["move"] : []), "keep"]) {
    const button = press(say(`ask.${how}`), (event) => answer(question, how, event.timeStamp));
    button.id = `${id}-${how}`;
    acts.appendChild(button);
  }
  for (const part of [why, shown, acts]) box.appendChild(part);
  return box;
}

/** Return the words in their context, no character cut in two. */
function snippet({ field, start, end, text }: Question): HTMLElement {
  const whole = clean(control(field).value);
  const before = Array.from(whole.slice(0, start)).slice(-AROUND).join("");
  const after = Array.from(whole.slice(end)).slice(0, AROUND).join("");
  const shown = made("p", (before.length < start ? "…" : "") + before);
  shown.className = "said-text";
  shown.dir = "auto";
  shown.appendChild(made("mark", text));
  shown.appendChild(document.createTextNode(after + (end + after.length < whole.length ? "…" : "")));
  return shown;
}

/** Do what an answer says to the text as it is now, which may have changed since the question was put. */
function answer(asked: Question, how: string, when: number): void {
  if (when - answeredAt < SAME_PRESS) return;
  const { field } = asked;
  look(field);
  const away = (one: Question): number => Math.abs(one.start - asked.start);
  const same = asking.open(typed()).filter((one) => one.field === field && one.text === asked.text);
  const found = same.sort((one, other) => away(one) - away(other))[0];
  if (found === undefined) return refresh(false);
  const names = how === "move" ? [field, TARGET[found.type] as string] : [field];
  const values = names.map((name): [string, string] => [name, control(name).value]);
  if (how === "move" && !moved(found.text, names[1] as string)) return announce(say("ask.full", { field: labelOf(names[1] as string) }));
  answeredAt = when;
  if (how === "keep") asking.keep(found);
  else change(field, without(clean(control(field).value), found));
  undos.set(field, { values, kept: how === "keep" ? found : null });
  settle(field, say(`ask.done.${how}`));
}

/** Put words into a control of the sealed part, after what it holds; return whether they fit. */
function moved(text: string, name: string): boolean {
  const before = control(name).value;
  if (fold(before).text.indexOf(fold(text).text) >= 0) return true;
  const joined = before.trim() === "" ? text : before + say("ask.join") + text;
  if (over(name, joined) > 0) return false;
  change(name, joined);
  return true;
}

/** Change a control as typing would. */
function change(name: string, value: string): void {
  const found = control(name);
  changing = true;
  found.value = value;
  found.dispatchEvent(new Event("input", { bubbles: true }));
  changing = false;
}

function undo(field: string): void {
  const before = undos.get(field);
  if (before === undefined) return;
  for (const [name, value] of before.values) change(name, value);
  if (before.kept !== null) asking.ask(before.kept);
  undos.delete(field);
  settle(field, "");
}

/** Show what is left to ask after an answer, say what was done, and lead the focus on: to the next question, or to taking it back. */
function settle(field: string, done: string): void {
  look(field);
  refresh(false);
  const asked = boxOf(field).firstChild as HTMLElement;
  (asked.firstChild as HTMLElement).textContent = done;
  show(asked, done !== "");
  const next = first(field);
  if (done === "") return next.focus();
  announce(done);
  (next === control(field) ? (asked.lastChild as HTMLElement) : next).focus();
}

/** Offer to take nothing back that the reporter has written over. */
function forget(name: string): void {
  undos.forEach(({ values }, field) => {
    if (!values.some(([changed]) => changed === name)) return;
    undos.delete(field);
    show(boxOf(field).firstChild as HTMLElement, false);
  });
}
