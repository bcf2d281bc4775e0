// Narrow a list of units by what is typed: by the beginnings of the words of their names and ids first. Units are picked
// by number too, so that no unit needs more than a letter and a digit.

import type { Names } from "./configuration";

export const NUMBERED = 9; // units that a digit picks

/** Return the ids of `units` that fit what is typed, the best first, their own order among equals. */
export function narrow(units: readonly string[], names: Names, typed: string): readonly string[] {
  const wanted = folded(typed);
  if (wanted === "") return units;
  const ranked = units.map((unit, place) => ({ unit, place, rank: rank(unit, names[unit] || "", wanted) }));
  return ranked
    .filter((found) => found.rank < 3)
    .sort((one, other) => one.rank - other.rank || one.place - other.place)
    .map((found) => found.unit);
}

/** Return 0 where a name or id begins so, 1 where a word of it does, 2 where it holds it, 3 where it does not. */
function rank(unit: string, name: string, wanted: string): number {
  const texts = [folded(name), unit];
  if (texts.some((text) => text.indexOf(wanted) === 0)) return 0;
  if (texts.some((text) => text.split(/[^a-z0-9\u3400-\u9fff]+/).some((word) => word.indexOf(wanted) === 0))) return 1;
  return texts.some((text) => text.indexOf(wanted) >= 0) ? 2 : 3;
}

/** Return text without case, full-width forms and outer blanks. */
function folded(text: string): string {
  return text.normalize("NFKC").trim().toLowerCase();
}
