// The script of the statistics page: fetch what this origin publishes, and show it as tables; plus the way out.

import { leave } from "../leave/leave";
import { byId, empty, made, onAct, only, show } from "../screen/dom";
import { announce, load, say } from "../screen/words";
import { month, months, rows, TABLES, type Month, type Table } from "./figures";

const NOT_FOUND = 404;

interface Configuration {
  readonly language: string;
  readonly stages: readonly string[];
  readonly names: { readonly [table: string]: { readonly [id: string]: string } };
}

load();
const given = JSON.parse(byId("config").textContent as string) as Configuration;
const choice = byId<HTMLSelectElement>("month");
let asked = 0; // a number for each look: only the last one is shown

leave(() => undefined);
onAct("retry", () => {
  // The button goes away when it has helped: whoever pressed it by keyboard is led on to what came.
  void start().then(() => choice.focus());
});
choice.addEventListener("change", () => void look(choice.value));
void start();

/** Fetch which months there are, and show the newest. */
async function start(): Promise<void> {
  await trying(++asked, async () => {
    const answer = await fetch("/statistics/index.json");
    const found = answer.status === NOT_FOUND ? [] : months(await value(answer));
    if (found.length === 0) return standing("none", "");
    empty(choice);
    for (const name of found) {
      const option = made("option", named(name)) as HTMLOptionElement;
      option.value = name;
      choice.appendChild(option);
    }
    await look(found[0] as string);
  });
}

async function look(wanted: string): Promise<void> {
  const number = ++asked;
  await trying(number, async () => {
    const found = month(await value(await fetch(`/statistics/${wanted}.json`)), wanted);
    if (number === asked) fill(found);
  });
}

/** Run one look, and show that it failed unless another was begun since. */
async function trying(number: number, act: () => Promise<void>): Promise<void> {
  announce(say("loading"));
  try {
    await act();
  } catch (error) {
    if (number === asked) standing("failed", "");
  }
}

async function value(answer: Response): Promise<unknown> {
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  return answer.json();
}

function standing(shown: "none" | "failed" | "figures", said: string): void {
  for (const id of ["none", "failed", "figures"]) show(byId(id), id === shown);
  announce(said);
}

function fill(found: Month): void {
  for (const name of TABLES) rewrite(name, found.tables[name] as Table);
  only("[data-value=made]").textContent = say("made", { date: day(found.made) });
  standing("figures", say("shown", { month: named(found.month) }));
}

function rewrite(name: string, table: Table): void {
  const place = only<HTMLTableElement>(`[data-table=${name}]`);
  const body = place.tBodies[0] as HTMLTableSectionElement;
  const names = given.names[name] || {};
  const order = rows(table, name === "status" ? given.stages : null);
  const most = Math.max(1, ...order.map((row) => row[1]));
  empty(body);
  for (const [id, figure] of order) {
    const line = made("tr");
    const heading = made("th", names[id] || id);
    heading.setAttribute("scope", "row");
    line.appendChild(heading);
    line.appendChild(cell(figure, most));
    body.appendChild(line);
  }
  (place.tFoot as HTMLTableSectionElement).querySelector("td")!.textContent = String(table.total);
}

/** Return a figure with a bar behind it, which says nothing that the figure does not. */
function cell(figure: number, most: number): HTMLElement {
  const found = made("td", String(figure));
  const bar = made("span");
  bar.className = "bar";
  bar.setAttribute("aria-hidden", "true");
  bar.style.width = `${(figure / most) * 100}%`;
  found.appendChild(bar);
  return found;
}

function named(name: string): string {
  return shown(`${name}-01`, { year: "numeric", month: "long" });
}

function day(date: string): string {
  return shown(date, { year: "numeric", month: "long", day: "numeric" });
}

function shown(date: string, form: Intl.DateTimeFormatOptions): string {
  return new Date(`${date}T00:00Z`).toLocaleDateString(given.language, { ...form, timeZone: "UTC" });
}
