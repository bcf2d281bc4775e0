// Show a list of cases a page at a time: what stands in a unit's inbox, what it passed on, and what is overdue below it.

import { all, byId, empty, made, onAct, only, show } from "../../screen/dom";
import { announce, entitle, say } from "../../screen/words";
import type { List, Row } from "../answer";
import type { Configuration } from "../configuration";
import { Failure } from "../failure";
import type { ListName, Portal } from "../portal";
import { named, unread } from "./named";
import { deadline, present } from "./when";

const COLUMNS: { readonly [name in ListName]: readonly string[] } = {
  inbox: ["ref", "category", "place", "status", "left"],
  passed: ["ref", "status", "left"],
  overdue: ["ref", "unit", "status", "left"],
};
const ENDED = ["declined", "closed", "withdrawn"]; // statuses without a deadline that anybody keeps

/** The lists of one person's unit. */
export class Lists {
  name: ListName = "inbox";
  private pages: string[] = [""]; // where each page up to the present one begins
  private following = "";
  private asked = 0;
  private opened = ""; // the case that the focus comes back to
  private overseer = false;

  constructor(
    private readonly given: Configuration,
    private readonly portal: Portal,
    private readonly open: (caseId: string) => void,
    private readonly signedIn: (list: List) => void,
  ) {
    onAct("later", () => this.later());
    onAct("earlier", () => this.earlier());
    onAct("refresh", () => void this.load());
    byId("below").addEventListener("change", () => void this.begin("overdue"));
    byId("below").addEventListener("submit", (event) => event.preventDefault());
  }

  /** Whether this person has a list. */
  has(name: ListName): boolean {
    return name !== "overdue" || this.overseer;
  }

  /** Show a list from its first page. */
  begin(name: ListName): Promise<void> {
    this.name = name;
    this.pages = [""];
    return this.load();
  }

  later(): void {
    if (this.following === "") return;
    this.pages.push(this.following);
    void this.load();
  }

  earlier(): void {
    if (this.pages.length < 2) return;
    this.pages.pop();
    void this.load();
  }

  /** Ask for the present page anew and show it; an answer that another question overtook is dropped. */
  async load(): Promise<void> {
    const asked = ++this.asked;
    this.head();
    show(byId("list-failed"), false);
    this.state(say("list.loading"), true);
    byId("main").setAttribute("aria-busy", "true");
    try {
      let found = await this.portal.list(this.name, this.query());
      // A list over many units may have an empty page while more follows.
      while (asked === this.asked && found.cases.length === 0 && found.after !== "") {
        this.pages[this.pages.length - 1] = found.after;
        found = await this.portal.list(this.name, this.query());
      }
      if (asked !== this.asked) return;
      if (this.name === "inbox") this.known(found);
      this.fill(found);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (asked === this.asked) this.failed(error);
    } finally {
      if (asked === this.asked) byId("main").setAttribute("aria-busy", "false");
    }
  }

  /** Move the focus among the cases, from the one that has it or had it last. */
  move(steps: number): void {
    const rows = this.rows();
    const at = rows.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return this.focus();
    (rows[Math.max(0, Math.min(rows.length - 1, at + steps))] as HTMLElement).focus();
  }

  /** Put the focus back where it was, or on the first case. */
  focus(): void {
    const rows = this.rows();
    const row = rows.filter((found) => found.dataset.case === this.opened)[0] || rows[0];
    (row || byId("list-heading")).focus();
  }

  /** Forget every case that stands on the page. */
  forget(): void {
    this.asked += 1;
    this.opened = "";
    this.overseer = false;
    empty(byId("below-unit"));
    this.rest();
  }

  private query(): { [name: string]: string } {
    const after = this.pages[this.pages.length - 1] as string;
    const own: { [name: string]: string } = {};
    if (this.name === "overdue") {
      own.unit = byId<HTMLSelectElement>("below-unit").value;
      const soon = byId<HTMLSelectElement>("below-soon").value;
      if (soon !== "") own.soon = soon;
    }
    return after === "" ? own : { ...own, after };
  }

  /** Take from the inbox whose it is; the overseer's list opens by it. */
  private known({ unit, role }: List): void {
    this.overseer = role === "overseer";
    show(only('#lists [data-act="overdue"]'), this.overseer);
    const choice = byId<HTMLSelectElement>("below-unit");
    if (this.overseer && choice.options.length === 0) {
      for (const id of below(unit, this.given)) choice.add(new Option(this.given.units[id] || id, id));
    }
  }

  private head(): void {
    byId("list-heading").textContent = say(`list.${this.name}`);
    byId("list-text").textContent = say(`list.${this.name}-text`);
    entitle(say(`list.${this.name}`));
    show(byId("below"), this.name === "overdue");
    for (const tab of all("#lists [data-act]")) {
      if (tab.dataset.act === this.name) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
  }

  private fill(found: List): void {
    this.rest();
    this.following = found.after;
    const now = found.now || present();
    const columns = COLUMNS[this.name];
    for (const head of all("#cases th[data-column]")) show(head, columns.indexOf(head.dataset.column as string) >= 0);
    for (const row of found.cases) this.body().appendChild(this.row(row, columns, now));
    show(byId("cases"), found.cases.length > 0);
    show(only('[data-act="earlier"]'), this.pages.length > 1);
    show(only('[data-act="later"]'), this.following !== "");
    const over = found.cases.filter((row) => ENDED.indexOf(row.status) < 0 && row.due !== "" && now >= row.due).length;
    const values = { page: this.pages.length, count: found.cases.length, over };
    if (found.cases.length === 0) this.state(say(`list.${this.name}-none`), true);
    else this.state(say(over > 0 ? "list.page-over" : "list.page", values), false);
    if (this.name === "inbox") this.signedIn(found);
    this.focus();
  }

  private row(found: Row, columns: readonly string[], now: string): HTMLElement {
    const line = made("tr");
    line.setAttribute("role", "row");
    for (const column of columns) {
      const cell = made(column === "ref" ? "th" : "td");
      cell.setAttribute("role", column === "ref" ? "rowheader" : "cell");
      if (column === "ref") cell.setAttribute("scope", "row");
      else cell.dataset.label = only(`#cases th[data-column="${column}"]`).textContent as string;
      cell.appendChild(this.cell(found, column, now));
      line.appendChild(cell);
    }
    if (found.case !== undefined) line.addEventListener("click", () => this.choose(found.case as string));
    return line;
  }

  private cell(found: Row, column: string, now: string): Node {
    if (column === "left") {
      const open = ENDED.indexOf(found.status) < 0 && found.due !== "";
      return open ? deadline(found.due, now, this.given) : made("span", say("left.none"));
    }
    if (column === "status") return made("span", named("status", found.status));
    if (column !== "ref") {
      const names = { category: this.given.categories, place: this.given.places, unit: this.given.units }[column] || {};
      const id = { category: found.category, place: found.place, unit: found.unit }[column] || "";
      return made("span", names[id] || id);
    }
    const ref = made(found.case === undefined ? "span" : "button", found.ref);
    ref.className = "ref-in-list notranslate";
    ref.translate = false;
    if (found.case !== undefined) {
      (ref as HTMLButtonElement).type = "button";
      ref.dataset.case = found.case;
    }
    return ref;
  }

  private choose(caseId: string): void {
    this.opened = caseId;
    this.open(caseId);
  }

  private failed(error: Failure): void {
    this.rest();
    show(byId("list-state"), false);
    if (error.reason === "signed-out") return; // said above, where it can be mended
    show(byId("list-failed"), true);
    const why = error.reason === "unknown" ? say("failed.no-unit") : unread(error);
    byId("list-failed-why").textContent = why;
    announce(why);
  }

  private state(text: string, seen: boolean): void {
    const state = byId("list-state");
    state.className = seen ? "card" : "unseen";
    show(state, true);
    state.textContent = text;
  }

  private rest(): void {
    empty(this.body());
    show(byId("cases"), false);
    for (const act of ["earlier", "later"]) show(only(`[data-act="${act}"]`), false);
  }

  private body(): HTMLElement {
    return only("#cases tbody");
  }

  private rows(): HTMLElement[] {
    return all("#cases tbody [data-case]");
  }
}

/** Return a unit and all below it, each after the one above it. */
function below(unit: string, given: Configuration): string[] {
  const found = [unit];
  for (let at = 0; at < found.length; at++) {
    for (const id of Object.keys(given.parents)) if (given.parents[id] === found[at]) found.push(id);
  }
  return found;
}
