// The staff page: signs a handler in, and shows lists and cases. Everything it knows is in this page's memory: tokens, cases
// and what is typed go with it. Leaves what staff may do to the portal.

import { all, byId, onAct, only, show } from "../../screen/dom";
import * as words from "../../screen/words";
import { say } from "../../screen/words";
import { MEMBERS } from "../acts";
import type { List } from "../answer";
import { parse, type Configuration } from "../configuration";
import { Drafts } from "../drafts";
import { Mark } from "./mark";
import { browser, issuer, Portal, type ListName } from "../portal";
import { Session, subjectOf, type Tokens } from "../session";
import * as crossing from "./crossing";
import { Desk } from "./desk";
import * as keys from "./keys";
import { Lists } from "./list";

type View = "sign-in" | "done" | "list" | "case";
const LISTS: readonly ListName[] = ["inbox", "passed", "overdue"];

/** One person at the page. */
class Staff {
  private view: View = "sign-in";
  private waiting: { readonly stop: () => void } | null = null;
  private readonly session: Session;
  private readonly drafts = new Drafts();
  private readonly lists: Lists;
  private readonly desk: Desk;

  constructor(private readonly given: Configuration) {
    this.session = new Session(given.oidc, issuer);
    this.session.onEnd = () => this.ended();
    const portal = new Portal(this.session, browser);
    const marks = new Mark(document.body);
    this.lists = new Lists(given, portal, (caseId) => this.open(caseId), (list) => this.known(list));
    this.desk = new Desk(given, portal, this.drafts, (mark) => marks.show(mark), (said) => this.gone(said));
  }

  async begin(): Promise<void> {
    onAct("sign-in", () => void this.depart());
    onAct("sign-out", () => this.signOut());
    onAct("back", () => history.back());
    for (const name of LISTS) onAct(name, () => this.list(name));
    keys.listen(() => this.keys(), () => byId<HTMLInputElement>("keys-on").checked && this.session.access !== "");
    this.guard();
    show(byId("closed"), false);
    const state = crossing.wanted();
    if (state !== null) return this.depart(state);
    const arrival = await crossing.arrive(this.session);
    if (arrival === "signed-in") return this.list("inbox");
    if (arrival === "handed-over") return this.go("done");
    this.go("sign-in");
    if (arrival !== "none") this.refused(arrival);
  }

  private async depart(state?: string): Promise<void> {
    try {
      await crossing.depart(this.given.oidc, state);
    } catch {
      this.go("sign-in");
      this.refused("storage"); // a browser that keeps nothing, or has no Web Crypto
    }
  }

  private refused(why: string): void {
    const card = byId("sign-in-why");
    show(card, true);
    (card.firstElementChild as HTMLElement).textContent = say(`sign-in.${why}`);
  }

  private list(name: ListName): void {
    if (!this.lists.has(name)) return;
    if (this.view === "case") history.back(); // the entry of the case goes with it
    this.desk.leave();
    this.go("list");
    void this.lists.begin(name);
  }

  private open(caseId: string): void {
    history.pushState({ case: true }, "");
    this.go("case");
    void this.desk.open(caseId);
  }

  private gone(said: string): void {
    this.back();
    history.back();
    words.announce(said);
  }

  /** Come back from a case to the list that it was opened from. */
  private back(): void {
    this.desk.leave();
    this.go("list");
    void this.lists.load();
  }

  private known({ unit }: List): void {
    byId("unit").textContent = this.given.units[unit] || unit;
  }

  private go(view: View): void {
    this.view = view;
    for (const section of all("[data-view]")) show(section, section.dataset.view === view);
    const inside = view === "list" || view === "case";
    for (const element of [byId("lists"), byId("keys"), only<HTMLElement>('[data-act="sign-out"]')]) show(element, inside);
    for (const line of all("#keys [data-keys]")) {
      const name = line.dataset.keys as string;
      const own = ["back", "photo", "put-away", "send"].indexOf(name) >= 0 || MEMBERS[name] !== undefined;
      if (name !== "lists") show(line, own === (view === "case"));
    }
    if (view === "sign-in" || view === "done") {
      words.entitle(null);
      only<HTMLElement>(`[data-view="${view}"] h1`).focus();
    }
    window.scrollTo(0, 0);
  }

  private keys(): keys.Keys {
    const shared: { [key: string]: () => void } = {};
    LISTS.forEach((name, at) => (shared[String(at + 1)] = () => this.list(name)));
    if (this.view === "case") {
      const acts: { [key: string]: () => void } = { ...shared, b: () => history.back(), v: () => this.desk.photo() };
      for (const button of all("#act-buttons [data-act]")) {
        acts[button.getAttribute("aria-keyshortcuts") as string] = () => this.desk.begin(button.dataset.act as string);
      }
      return { moves: {}, acts };
    }
    if (this.view !== "list") return { moves: {}, acts: {} };
    const [next, last] = [() => this.lists.move(1), () => this.lists.move(-1)];
    const acts = { ...shared, n: () => this.lists.later(), p: () => this.lists.earlier(), u: () => void this.lists.load() };
    return { moves: { j: next, ArrowDown: next, k: last, ArrowUp: last }, acts };
  }

  /** Say that the sign-in has ended, and wait for a tab that makes it anew; the page and what is typed stay as they are. */
  private ended(): void {
    if (this.waiting !== null) return;
    const expected = crossing.expect((tokens) => this.again(tokens));
    const link = byId<HTMLAnchorElement>("again-link");
    show(byId("again-text"), expected !== null);
    show(byId("again-old"), expected === null);
    this.waiting = expected || { stop: () => undefined };
    if (expected !== null) link.href = expected.address;
    else {
      link.href = location.pathname;
      link.removeAttribute("target");
    }
    show(byId("again"), true);
    byId("again").focus();
  }

  private again(tokens: Tokens): void {
    this.waiting = null;
    show(byId("again"), false);
    const same = this.session.subject !== "" && this.session.subject === subjectOf(tokens.id);
    if (!same) this.forget();
    this.session.take(tokens);
    words.announce(same ? say("again") : say("again-other"));
    if (!same) return this.list("inbox");
    if (this.view === "list") void this.lists.load();
    else if (this.desk.empty) void this.desk.open(this.desk.wanted);
    else this.desk.resume();
  }

  private signOut(): void {
    if (this.drafts.any && !window.confirm(say("sign-out"))) return;
    this.forget();
    this.session.forget();
    this.go("sign-in");
    crossing.signOut(this.given.oidc);
  }

  private forget(): void {
    this.drafts.forget();
    this.desk.forget();
    this.lists.forget();
    byId("unit").textContent = "";
  }

  /** Ask before what is typed would be lost; go back to the list by Back; leave nothing to a page that comes back. */
  private guard(): void {
    window.addEventListener("beforeunload", (event) => {
      if (!this.drafts.any) return;
      event.preventDefault();
      event.returnValue = "";
    });
    window.addEventListener("popstate", () => this.view === "case" && this.back());
    window.addEventListener("pagehide", () => {
      this.session.forget();
      this.forget();
    });
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  }
}

words.load();
void new Staff(parse(byId("config").textContent as string)).begin();
