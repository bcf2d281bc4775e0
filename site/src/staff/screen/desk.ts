// One case at a time: opens it, takes its acts from a key to the portal's answer, and loses nothing that was typed.

import { keepHash } from "../../protocol/lint";
import { byId, empty, made, onAct, only, press, show } from "../../screen/dom";
import { announce, say } from "../../screen/words";
import { after, entryOf, MEMBERS, read } from "../acts";
import type { Case, Done } from "../answer";
import type { Configuration } from "../configuration";
import { actOf, type Draft, type Drafts } from "../drafts";
import { Failure } from "../failure";
import type { Act, Portal } from "../portal";
import { Choice } from "./dispatch";
import * as screen from "./case";
import { Forms, told } from "./form";
import { named, unread } from "./named";
import { local, present } from "./when";

const ENDED = ["declined", "closed", "withdrawn"];

/** The case that is open, if any. */
export class Desk {
  private view: Case | null = null;
  wanted = ""; // the case that was asked for last
  private act = ""; // whose form is open
  private busy = false;
  private span = ""; // a text that the portal would not take
  private readonly forms: Forms;
  private readonly choice: Choice;

  constructor(
    private readonly given: Configuration,
    private readonly portal: Portal,
    private readonly drafts: Drafts,
    private readonly marked: (mark: string) => void,
    private readonly gone: (said: string) => void,
  ) {
    this.forms = new Forms(
      () => this.draft(),
      () => void this.send(),
      () => this.putAway(),
    );
    this.choice = new Choice(given, (unit) => this.act === "dispatch" && (this.draft().values.to = unit));
    for (const act of Object.keys(MEMBERS)) onAct(act, () => this.begin(act));
    onAct("newest", () => void this.open(this.wanted, this.act));
    onAct("reopen-case", () => void this.open(this.wanted));
    onAct("keep", () => this.keep());
  }

  /** Open a case, and the form of an act if one is named and still possible; what is shown was recorded before. */
  async open(caseId: string, act = ""): Promise<void> {
    this.wanted = caseId;
    this.leave();
    for (const id of ["case-failed", "acts", "history", "facts", "only-here", "earlier", "kept"]) show(byId(id), false);
    byId("recorded").textContent = say("opening");
    byId("recorded").focus();
    try {
      const view = await this.portal.open(caseId);
      if (this.wanted !== caseId) return;
      this.show(view);
      if (act !== "accept") this.begin(act);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (this.wanted === caseId) this.closed(error);
    }
  }

  /** Take the case off the page; its drafts stay. */
  leave(): void {
    this.view = null;
    this.act = "";
    this.forms.open("");
    this.failure(null);
    screen.clear();
    this.marked("");
  }

  /** Forget that any case was asked for. */
  forget(): void {
    this.wanted = "";
    this.leave();
    this.forms.forget();
    empty(byId("kept-texts"));
    show(byId("kept"), false);
  }

  /** Begin an act: at once where nothing is asked, else with its form. */
  begin(act: string): void {
    if (this.view === null || this.busy || this.view.acts.indexOf(act) < 0) return;
    this.act = act;
    this.failure(null);
    if (act === "accept") return void this.send();
    this.forms.open(act);
    if (act === "dispatch") this.choice.begin(this.view.to, this.draft().values.to || "");
    this.forms.focus(act);
  }

  /** Whether nothing of the case that was asked for is on the page. */
  get empty(): boolean {
    return this.view === null && this.wanted !== "";
  }

  /** Go on where a sign-in that had ended broke off. */
  resume(): void {
    this.failure(null);
    if (this.act !== "" && this.act !== "accept") this.forms.focus(this.act);
    else only<HTMLElement>("#case h1").focus();
  }

  /** Show the first picture that is not shown yet. */
  photo(): void {
    const button = byId("photos").querySelector<HTMLElement>('[data-act="photo"]');
    if (button !== null) button.click();
  }

  private show(view: Case): void {
    this.view = view;
    screen.fill(view, present(), this.given);
    screen.photos(view, this.portal, this.marked);
    this.marked(view.mark);
    this.kept(view);
    only<HTMLElement>("#case h1").focus();
    const status = named("status", view.status);
    announce(say("opened", { status }));
  }

  /** Lay aside what was typed for acts that are no longer possible, to be read and copied. */
  private kept(view: Case): void {
    const list = byId("kept-texts");
    empty(list);
    for (const act of Object.keys(MEMBERS)) {
      const texts = view.acts.indexOf(act) < 0 ? told(this.drafts.of(view.case, act)) : [];
      if (texts.length === 0) continue;
      const item = made("li");
      item.appendChild(made("b", say(`act.${act}`)));
      for (const text of texts) item.appendChild(text);
      item.appendChild(
        press(say("drop"), () => {
          this.drafts.drop(view.case, act);
          this.kept(view);
        }),
      );
      list.appendChild(item);
    }
    show(byId("kept"), list.children.length > 0);
  }

  private async send(): Promise<void> {
    const view = this.view;
    const act = this.act;
    if (view === null || act === "" || this.busy) return;
    const draft = this.draft();
    const { members, mistakes } = read(act, draft.values);
    if (act !== "accept") this.forms.mistakes(act, mistakes);
    if (mistakes.length > 0) return announce(say("mistakes"));
    const keep = draft.keep.length > 0 ? { keep: draft.keep } : {};
    const sent = actOf(draft, act, view.n, { ...members, ...keep });
    draft.sent = sent;
    this.work(act, true);
    this.failure(null);
    try {
      const done = await this.portal.act(view.case, sent);
      this.drafts.drop(view.case, act);
      if (this.view === view) this.done(view, sent, done);
      else announce(this.said(view, done));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.reason === "conflict") draft.sent = null;
      if (this.view === view) this.failure(error);
      else announce(`${view.ref}: ${this.why(error)}`);
    } finally {
      this.work(act, false);
    }
  }

  private done(view: Case, sent: Act, done: Done): void {
    const now = present();
    const said = this.said(view, done);
    this.act = "";
    this.forms.open("");
    if (done.unit !== view.unit || ENDED.indexOf(done.status) >= 0) return this.gone(said);
    this.view = after(view, sent, done, now, this.given.steps);
    screen.standing(this.view, now, this.given);
    this.kept(this.view);
    byId("acts-heading").focus();
    announce(said);
  }

  private said(view: Case, done: Done): string {
    const values = { status: named("status", done.status), unit: this.given.units[done.unit] || done.unit };
    return done.unit === view.unit ? say("done", values) : say("done-to", values);
  }

  /** Say why an act did not go through and what there is to do; null takes it back. */
  private failure(error: Failure | null): void {
    const card = byId("act-failed");
    show(card, error !== null);
    this.span = "";
    if (error === null) return;
    const stale = ["moved", "act", "conflict", "unknown"].indexOf(error.reason) >= 0;
    show(only('[data-act="newest"]'), stale);
    byId("act-failed-why").textContent = this.why(error);
    show(byId("act-failed-kept"), this.act !== "accept");
    if (error.reason === "lint") this.span = this.cut(error);
    show(only('[data-act="keep"]'), this.span !== "");
    show(byId("act-failed-span"), this.span !== "");
    only("#act-failed-span mark").textContent = this.span;
    card.focus();
  }

  private why(error: Failure): string {
    const { moved } = error;
    if (moved !== null) {
      const act = entryOf(moved.act, this.given.steps);
      const on = act === "dispatched" || act === "returned" ? "-on" : ""; // a unit that comes after is not told
      const did = named("did", act + on, { unit: this.given.units[moved.unit] || moved.unit, days: "" });
      const status = named("status", moved.status);
      return say("moved", { did, hour: local(moved.hour, this.given, present()), status });
    }
    if (error.reason === "member" && error.member === "link") return say("failed.link");
    if (error.reason === "member" && error.member === "days") return say("failed.days");
    return say(`failed.${error.reason}`);
  }

  /** Return the text that the portal's lint points at: code points of a member as it was sent. */
  private cut(error: Failure): string {
    const sent = this.draft().sent;
    const text = sent === null ? undefined : sent.members[error.member];
    return typeof text === "string" ? Array.from(text).slice(...error.span).join("") : "";
  }

  private keep(): void {
    if (this.span === "") return;
    this.draft().keep.push(keepHash(this.span));
    void this.send();
  }

  private closed(error: Failure): void {
    byId("recorded").textContent = say("not-opened");
    if (error.reason === "signed-out") return; // said above, where it can be mended
    show(byId("case-failed"), true);
    byId("case-failed-why").textContent = error.reason === "unknown" ? say("failed.case") : unread(error);
    only<HTMLElement>('[data-act="reopen-case"]').focus();
  }

  /** Close the form; what is typed stays for when it is opened again. */
  private putAway(): void {
    if (this.act === "" || this.busy) return;
    const button = only<HTMLElement>(`#act-buttons [data-act="${this.act}"]`);
    this.act = "";
    this.forms.open("");
    this.failure(null);
    button.focus();
  }

  private draft(): Draft {
    return this.drafts.of(this.wanted, this.act);
  }

  private work(act: string, busy: boolean): void {
    this.busy = busy;
    this.forms.busy(act, busy);
    byId("case").setAttribute("aria-busy", String(busy));
  }
}
