// Choose a unit by a few keys: what is typed narrows the list, an arrow or a digit picks, and Enter sends what is picked.

import { byId, empty, made, only } from "../../screen/dom";
import { say } from "../../screen/words";
import type { Configuration } from "../configuration";
import { narrow, NUMBERED } from "../units";
import { composing } from "./keys";

/** The unit of the dispatch form. */
export class Choice {
  private units: readonly string[] = [];
  private shown: readonly string[] = [];
  private picked = -1; // in `shown`

  constructor(
    private readonly given: Configuration,
    private readonly changed: (unit: string) => void,
  ) {
    this.field().addEventListener("input", () => this.narrow());
    this.field().addEventListener("keydown", (event) => this.key(event));
    this.list().addEventListener("click", (event) => {
      const option = (event.target as HTMLElement).closest<HTMLElement>("[role=option]");
      if (option !== null) this.pick(this.shown.indexOf(option.dataset.unit as string));
      this.field().focus();
    });
  }

  /** Offer these units; `unit` was picked before, empty for none. */
  begin(units: readonly string[], unit: string): void {
    this.units = units;
    this.field().value = "";
    this.narrow();
    if (unit !== "") this.pick(this.shown.indexOf(unit));
  }

  private narrow(): void {
    this.shown = narrow(this.units, this.given.units, this.field().value);
    empty(this.list());
    this.shown.forEach((unit, at) => this.list().appendChild(this.option(unit, at)));
    // The best of what was typed for is picked; of the whole list nothing is, so that Enter alone sends nothing.
    this.pick(this.field().value.trim() === "" ? -1 : 0);
  }

  private option(unit: string, at: number): HTMLElement {
    const option = made("li");
    option.id = `dispatch-unit-${at}`;
    option.setAttribute("role", "option");
    option.dataset.unit = unit;
    const number = made("kbd", at < NUMBERED ? String(at + 1) : "");
    number.setAttribute("aria-hidden", "true");
    option.appendChild(number);
    option.appendChild(made("span", this.given.units[unit] || unit));
    const id = made("small", unit);
    id.className = "notranslate";
    id.translate = false;
    option.appendChild(id);
    return option;
  }

  private pick(at: number): void {
    this.picked = at < this.shown.length ? at : -1;
    const unit = this.shown[this.picked];
    Array.from(this.list().children).forEach((option, place) =>
      option.setAttribute("aria-selected", String(place === this.picked)),
    );
    if (unit === undefined) this.field().removeAttribute("aria-activedescendant");
    else {
      this.field().setAttribute("aria-activedescendant", `dispatch-unit-${this.picked}`);
      this.reveal(this.list().children[this.picked] as HTMLElement);
    }
    byId("dispatch-chosen").textContent = unit === undefined ? "" : say("dispatch.chosen", { unit: this.given.units[unit] || unit });
    only<HTMLInputElement>('[data-form="dispatch"] [name="to"]').value = unit || "";
    this.changed(unit || "");
  }

  /** Scroll the list, and nothing but the list, so that an option can be seen. */
  private reveal(option: HTMLElement): void {
    const list = this.list();
    if (option.offsetTop < list.scrollTop) list.scrollTop = option.offsetTop;
    const end = option.offsetTop + option.offsetHeight - list.clientHeight;
    if (end > list.scrollTop) list.scrollTop = end;
  }

  private key(event: KeyboardEvent): void {
    if (composing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    const last = this.shown.length - 1;
    if (event.key === "ArrowDown") this.pick(Math.min(this.picked + 1, last));
    else if (event.key === "ArrowUp") this.pick(Math.max(this.picked - 1, 0));
    else if (/^[1-9]$/.test(event.key)) this.pick(Number(event.key) - 1);
    else return;
    event.preventDefault();
  }

  private field(): HTMLInputElement {
    return byId<HTMLInputElement>("dispatch-to");
  }

  private list(): HTMLElement {
    return byId("dispatch-units");
  }
}
