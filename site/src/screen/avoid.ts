// Let people keep units away from their report. A unit stands for all below it, which then need no choice of their own.

import { MOST_AVOID } from "../protocol/report";
import { all } from "./dom";
import { announce, say } from "./words";

const chosen = new Set<string>();

/** Take a choice with each press; a deployment whose units nobody can avoid offers none. */
export function watch(): void {
  for (const box of boxes()) {
    box.addEventListener("change", () => {
      if (box.checked) chosen.add(box.value);
      else chosen.delete(box.value);
      refresh();
      if (box.checked && full()) announce(words());
    });
  }
}

/** Return the units to keep away, in the page's order. */
export function units(): string[] {
  return boxes()
    .map((box) => box.value)
    .filter((unit) => chosen.has(unit));
}

/** Return what some units are called, in one text. */
export function named(some: readonly string[]): string {
  return boxes()
    .filter((box) => some.indexOf(box.value) >= 0)
    .map((box) => ((box.parentElement as HTMLElement).textContent as string).trim())
    .join(say("avoid.between"));
}

/** Forget every choice. */
export function clear(): void {
  chosen.clear();
  refresh();
  for (const shown of all<HTMLDetailsElement>("#avoiding")) shown.open = false;
}

/** Show who is kept away: units below a chosen one with it, and no more to choose once there are as many as a report may name. */
function refresh(): void {
  for (const box of boxes()) {
    const within = covered(box);
    if (within) chosen.delete(box.value);
    box.checked = within || chosen.has(box.value);
  }
  for (const box of boxes()) box.disabled = covered(box) || (full() && !box.checked);
  for (const shown of all("#avoid-full")) shown.textContent = full() ? words() : "";
}

/** Return whether a unit above is chosen. */
function covered(box: HTMLInputElement): boolean {
  const list = (box.closest("li") as HTMLElement).parentElement as HTMLElement;
  const above = (list.parentElement as HTMLElement).closest("li");
  if (above === null) return false;
  const its = above.querySelector("input") as HTMLInputElement;
  return chosen.has(its.value) || covered(its);
}

function full(): boolean {
  return chosen.size >= MOST_AVOID;
}

function words(): string {
  return say("avoid.full", { most: MOST_AVOID });
}

function boxes(): HTMLInputElement[] {
  return all<HTMLInputElement>('[name="avoid"]');
}
