// The report page: takes a report from writing to its receipt, and reviews none before the known-answer test is through.
// What is typed stays in the memory of this page: no storage, no address, and nothing leaves unsealed.

import { ref, show as grouped } from "../protocol/code";
import { check } from "../known_answer";
import { leave } from "../leave/leave";
import { Failure } from "../report/answer";
import { parse, type Configuration } from "../report/configuration";
import { Filings, identity, type Identity } from "../report/filing";
import { Labour } from "../report/labour";
import { browser, Portal } from "../report/portal";
import { Sender, type Arrival } from "../report/sending";
import { controlOf, read, type Content } from "../report/typed";
import { all, byId, onAct, only, show } from "./dom";
import * as avoid from "./avoid";
import * as form from "./form";
import * as going from "./going";
import * as keeping from "./keeping";
import * as outcome from "./outcome";
import * as photos from "./photos";
import * as places from "./places";
import * as questions from "./questions";
import * as review from "./review";
import { painted, pause } from "./waiting";
import * as words from "./words";
import { say } from "./words";

type Step = "write" | "review" | "code" | "done";

/** What there is once the known-answer test is through: the reporter of this page, and what seals and sends for him. */
interface Hand {
  readonly who: Identity;
  readonly filings: Filings;
  readonly labour: Labour;
  readonly sender: Sender;
  readonly portal: Portal;
}

/** One report's way through the page. */
class Journey {
  private step: Step = "write";
  private busy = false;
  finished = false; // nothing is to be lost any more
  private hand: Hand | null = null;
  private content: Content | null = null;
  private arrival: Arrival | null = null;
  private readonly warned = new Set<string>(); // of what is said once, and never stands in the way again

  constructor(
    private readonly given: Configuration,
    private readonly proved: Promise<Hand>,
  ) {}

  begin(): void {
    for (const watch of [form.watch, avoid.watch, places.watch, questions.watch, photos.watch]) watch();
    byId("form").addEventListener("submit", (event) => event.preventDefault());
    byId("form").addEventListener("input", () => this.labour());
    onAct("review", () => void this.review());
    onAct("edit", () => history.back());
    onAct("correct", () => this.go("write"));
    onAct("send", () => void this.send());
    onAct("retry", () => void this.send());
    onAct("copy", (button) => void this.copy(button.dataset.of as string));
    onAct("print", (button) => void this.print(button.dataset.of as string));
    onAct("picture", () => this.picture());
    onAct("finish", () => this.finish());
    this.guard();
    byId<HTMLFieldSetElement>("controls").disabled = false;
    show(byId("closed"), false);
  }

  /** Return what is lost when the page goes. */
  stake(): going.Stake {
    const written = form.touched() || avoid.units().length > 0 || photos.photos().length > 0;
    return this.finished ? null : this.step === "code" ? "code" : written ? "text" : null;
  }

  /** Ask before text or code is lost, leave nothing behind in a page that the browser keeps, and let Back mean back. */
  private guard(): void {
    going.watch(this);
    window.addEventListener("pagehide", () => this.wipe());
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) location.reload();
    });
    window.addEventListener("popstate", () => {
      if (this.step === "review") this.go("write");
    });
    (document.querySelector(".skip") as HTMLElement).addEventListener("click", (event) => {
      event.preventDefault(); // an address with a fragment would look like a step back
      byId("main").focus();
    });
  }

  /** Show a step, whose heading gets the focus and so is read: it must hold its words by now. `title` says the state. */
  private go(step: Step, title: string | null = null): void {
    this.step = step;
    form.tell([]);
    for (const section of all("[data-step]")) show(section, section.dataset.step === step);
    words.entitle(title);
    window.scrollTo(0, 0);
    (document.querySelector(`[data-step="${step}"] h1`) as HTMLElement).focus();
  }

  /** Begin the proof of work, as soon as there is a case to do it for. */
  private labour(): void {
    this.proved.then(
      (hand) => hand.labour.begin(),
      () => undefined,
    );
  }

  private async review(): Promise<void> {
    if (!this.reviewable()) return;
    this.hand = await this.proved; // an old phone may take a second; the page shuts when it fails
    if (!this.reviewable()) return;
    const pictures = photos.photos().map((photo) => photo.hash);
    this.content = read(form.typed(), pictures, questions.keeps(), avoid.units());
    this.labour();
    review.fill(this.content, photos.pictures());
    review.ask(questions.known() && this.first("known"));
    history.pushState({ step: "review" }, "");
    this.go("review", (document.querySelector('[data-step="review"] h1') as HTMLElement).textContent);
  }

  private reviewable(): boolean {
    if (this.step !== "write" || !form.complete()) return false;
    if (photos.busy()) form.tell([["photos", say("photo.working"), byId("photos")]]);
    return !photos.busy() && questions.answered(form.tell);
  }

  /** Return whether something is to be said for the first time. */
  private first(what: string): boolean {
    const first = !this.warned.has(what);
    this.warned.add(what);
    return first;
  }

  private async send(): Promise<void> {
    if (this.busy || this.content === null || this.hand === null) return;
    this.busy = true;
    let sent = false;
    try {
      for (const shown of all('[data-value="secret-code"]')) shown.textContent = grouped(this.hand.who.code);
      keeping.layOut(this.sheet("code"));
      outcome.sending();
      this.go("code", say("title.sending"));
      const filing = this.hand.filings.of(this.content);
      sent = true;
      this.arrival = await this.hand.sender.send(filing);
      outcome.arrived(this.arrival, this.given.language, this.given.zone);
      keeping.layOut(this.sheet("code"));
      if (this.arrival.receipt !== null) photos.bring(this.hand.portal, this.hand.sender, this.arrival);
    } catch (error) {
      this.fail(error, sent);
    } finally {
      this.busy = false;
    }
  }

  private fail(error: unknown, sent: boolean): void {
    const failure = error instanceof Failure ? error : null;
    const member = failure !== null && (failure.reason === "member" || failure.reason === "lint") ? failure.member : "";
    if (member === "keep" && this.keepLess()) return;
    const name = controlOf(member);
    if (name === null) {
      outcome.failed(failure, sent);
      return;
    }
    this.go("write");
    if (questions.insist(name, (failure as Failure).span, form.tell)) return;
    form.tell([[name, say("mistake.portal", { field: form.labelOf(name) })]]);
  }

  /** Send without what only this page calls kept, when the portal's rules turn out to be other ones. */
  private keepLess(): boolean {
    const content = this.content as Content;
    questions.distrust();
    const keep = questions.keeps();
    if (keep.length === content.keep.length) return false;
    this.content = { ...content, keep };
    setTimeout(() => void this.send(), 0);
    return true;
  }

  private async copy(what: string): Promise<void> {
    const done = await keeping.copied(this.textOf(what));
    this.remark(what, say(done ? "copied" : "copied.not"));
    if (done) return;
    const shown = only<HTMLElement>(`[data-value="${what === "code" ? "secret-code" : what}"]`);
    if (what === "text") {
      shown.textContent = this.textOf(what);
      show(shown, true);
    }
    const folded = shown.closest("details");
    if (folded !== null) folded.open = true;
    keeping.select(shown);
  }

  /** Say something of a way of keeping, beside it and in the live region. */
  private remark(what: string, text: string): void {
    only(`[data-said="${what}"]`).textContent = text;
    if (text !== "") words.announce(text);
  }

  private textOf(what: string): string {
    if (what === "code") return grouped((this.hand as Hand).who.code);
    if (what === "receipt") return (this.arrival as Arrival).note;
    return review.asText(this.content as Content);
  }

  private async print(what: string): Promise<void> {
    const done = await keeping.printed(this.sheet(what));
    if (this.finished) return;
    keeping.layOut(this.sheet("code"));
    this.remark(what, done ? "" : say("print.not"));
  }

  private picture(): void {
    try {
      keeping.showPicture(keeping.drawn(this.sheet("code")));
    } catch {
      this.remark("code", say("picture.not"));
    }
  }

  /** The code and the receipt never share a sheet: one is secret, the other is for showing. */
  private sheet(what: string): keeping.Sheet {
    if (what === "receipt") return [{ heading: say("print.receipt"), text: (this.arrival as Arrival).note }];
    const code = { heading: say("print.code"), text: grouped((this.hand as Hand).who.code) };
    const verified = this.arrival === null ? null : this.arrival.receipt;
    return verified === null ? [code] : [code, { heading: say("print.ref"), text: ref(verified.case) }];
  }

  private finish(): void {
    if (!byId<HTMLInputElement>("kept").checked) {
      form.tell([["kept", say("mistake.kept")]]);
      return;
    }
    if (photos.missing() > 0 && this.first("photos")) {
      form.tell([["sent", say("mistake.photos"), only('[data-act="finish"]')]]);
      return;
    }
    this.wipe();
    this.go("done", say("title.done"));
  }

  /** Forget everything that was typed, shown or answered. */
  wipe(): void {
    this.finished = true;
    this.content = null;
    this.arrival = null;
    const parts = [form.clear, avoid.clear, places.clear, questions.clear, photos.clear, review.clear, keeping.clear, outcome.clear];
    for (const clear of parts) clear();
  }
}

function random(size: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(size));
}

let journey: Journey | null = null;

/** Take the remaining steps of the known-answer test, letting go of the processor between two of them. Rejects as they throw. */
async function prove(answers: Iterator<void>, given: Configuration): Promise<Hand> {
  await painted();
  places.fill();
  while (!answers.next().done) await pause(0);
  await pause(0);
  const who = identity(random(15));
  const portal = new Portal(browser);
  const labour = new Labour({ challenge: () => portal.challenge(), pause, now: Date.now }, who.case);
  return { who, filings: new Filings(who, given, random), labour, sender: new Sender(portal, labour, given), portal };
}

async function open(): Promise<void> {
  words.load();
  // A script and nothing else: markup that only wears the id would swap the key without changing any script.
  const given = parse(only<HTMLScriptElement>("script#config").textContent as string);
  const answers = check(random);
  answers.next();
  const proved = prove(answers, given);
  journey = new Journey(given, proved);
  journey.begin();
  await proved;
}

/** Shut the form, or leave it shut as the markup has it, and say why to whoever looks. */
function shut(): void {
  byId<HTMLFieldSetElement>("controls").disabled = true;
  show(byId("closed"), true);
  show(byId("closed-why"), true);
  window.scrollTo(0, 0);
}

// Before the form opens, so that the way out works whatever fails, and is asked before anything that asks to stay.
leave(() => journey !== null && journey.wipe());
open().catch((error: unknown) => {
  shut();
  throw error;
});
