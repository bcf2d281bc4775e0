// Fill, check and read the form of one act. What is typed goes into a draft at each key, and leaves it when it has arrived.

import { byId, made, only, show } from "../../screen/dom";
import { say } from "../../screen/words";
import { MEMBERS, type Mistake } from "../acts";
import type { Draft } from "../drafts";
import { composing } from "./keys";

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** The forms of all acts; `send` and `away` are asked for by buttons and keys. */
export class Forms {
  constructor(
    private readonly draft: () => Draft,
    send: () => void,
    away: () => void,
  ) {
    for (const act of Object.keys(MEMBERS)) {
      if (act === "accept") continue;
      const form = formOf(act);
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        send();
      });
      form.addEventListener("input", () => this.note(act));
      form.addEventListener("change", () => this.note(act));
      form.addEventListener("keydown", (event) => press(event, send, away));
      only<HTMLElement>(`[data-form="${act}"] [data-act="put-away"]`).addEventListener("click", away);
    }
    const template = byId<HTMLSelectElement>("answer-template");
    template.addEventListener("change", () => this.insert(template));
  }

  /** Show the form of an act as its draft has it, and no other; empty for none. */
  open(act: string): void {
    for (const name of Object.keys(MEMBERS)) if (name !== "accept") show(formOf(name), name === act);
    if (act === "") return;
    const { values } = this.draft();
    for (const control of controls(act)) control.value = values[control.name] || "";
    this.mistakes(act, []);
  }

  /** Let no form hold anything typed. */
  forget(): void {
    for (const act of Object.keys(MEMBERS)) {
      if (act === "accept") continue;
      for (const control of controls(act)) control.value = "";
    }
    byId<HTMLInputElement>("dispatch-to").value = "";
  }

  /** Put the focus where typing begins, or on the form's button where nothing is typed. */
  focus(act: string): void {
    const first = formOf(act).querySelector<HTMLElement>('input:not([type="hidden"]), select, textarea');
    (first || only<HTMLElement>(`[data-form="${act}"] [type="submit"]`)).focus();
  }

  /** Mark what cannot be sent as it stands, and go to the first of it. */
  mistakes(act: string, found: readonly Mistake[]): void {
    for (const name of members(act)) {
      const place = byId(`${act}-${name}-mistake`);
      const mistake = found.filter((one) => one.member === name)[0];
      show(place, mistake !== undefined);
      place.textContent = mistake === undefined ? "" : say(`mistake.${mistake.code}`);
      byId(`${act}-${name}`).setAttribute("aria-invalid", String(mistake !== undefined));
      (place.parentElement as HTMLElement).classList.toggle("wrong", mistake !== undefined);
    }
    if (found.length > 0) byId(`${act}-${(found[0] as Mistake).member}`).focus();
  }

  /** Let nothing be typed or sent, or let it again. */
  busy(act: string, busy: boolean): void {
    if (act === "accept") return;
    const button = only<HTMLButtonElement>(`[data-form="${act}"] [type="submit"]`);
    button.setAttribute("aria-disabled", String(busy));
    button.classList.toggle("working", busy);
  }

  private note(act: string): void {
    const draft = this.draft();
    for (const control of controls(act)) draft.values[control.name] = control.value;
  }

  /** Put a template at the end of what is typed, and the focus on the first thing that it leaves open. */
  private insert(template: HTMLSelectElement): void {
    if (template.value === "") return;
    const text = byId<HTMLTextAreaElement>("answer-text");
    const before = text.value.trim() === "" ? "" : `${text.value.replace(/\s+$/, "")}\n`;
    text.value = before + template.value;
    template.value = "";
    this.note("answer");
    text.focus();
    const open = /_{4,}/.exec(text.value.slice(before.length));
    const start = open === null ? text.value.length : before.length + open.index;
    text.setSelectionRange(start, start + (open === null ? 0 : open[0].length));
  }
}

/** Return what the members of an act are called in words, with what is typed for each. */
export function told(draft: Draft): HTMLElement[] {
  return Object.keys(draft.values)
    .filter((name) => (name === "text" || name === "reason") && draft.values[name] !== "")
    .map((name) => {
      const text = made("pre", draft.values[name] as string);
      text.className = "said-text kept";
      text.tabIndex = 0;
      return text;
    });
}

function press(event: KeyboardEvent, send: () => void, away: () => void): void {
  if (composing(event)) {
    if (event.key === "Enter") event.preventDefault(); // it ends a composition, and sends nothing
    return;
  }
  if (event.key === "Escape") away();
  else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
  else return;
  event.preventDefault();
}

function members(act: string): string[] {
  return (MEMBERS[act] || []).map((name) => name.replace("?", ""));
}

function controls(act: string): Control[] {
  return Array.from(formOf(act).querySelectorAll<Control>("[name]"));
}

export function formOf(act: string): HTMLFormElement {
  return only<HTMLFormElement>(`[data-form="${act}"]`);
}
