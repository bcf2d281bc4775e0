// Read the public files of statistics: which months there are, and the figures of one (protocol API.md, statistics).
// Whatever is not in their form is a fault, and no figure is shown.

export const TABLES = ["category", "place", "status"] as const;

export interface Table {
  readonly figures: { readonly [name: string]: number };
  readonly total: number;
}

export interface Month {
  readonly month: string;
  readonly made: string;
  readonly tables: { readonly [table: string]: Table };
}

/** Return the months that have figures, the newest first. Throws for another form. */
export function months(value: unknown): string[] {
  const found = object(value)["months"];
  if (!Array.isArray(found) || !found.every((month) => /^\d{4}-\d\d$/.test(String(month)))) throw new Error("not months");
  return found.map(String);
}

/** Return the figures of a month. Throws for another month, or another form. */
export function month(value: unknown, wanted: string): Month {
  const found = object(value);
  if (found["month"] !== wanted || !/^\d{4}-\d\d-\d\d$/.test(String(found["made"]))) throw new Error("not this month");
  const tables: { [table: string]: Table } = {};
  for (const name of TABLES) tables[name] = table(object(found[name]));
  return { month: wanted, made: String(found["made"]), tables };
}

/** Return the rows of a table: as `order` has them, or the largest figure first. */
export function rows(table: Table, order: readonly string[] | null): [string, number][] {
  const found = Object.keys(table.figures).map((name): [string, number] => [name, table.figures[name] as number]);
  if (order === null) return found.sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
  return found.sort((one, other) => order.indexOf(one[0]) - order.indexOf(other[0]));
}

function table(value: { readonly [name: string]: unknown }): Table {
  const figures: { [name: string]: number } = {};
  const given = object(value["figures"]);
  for (const name of Object.keys(given)) figures[name] = count(given[name]);
  return { figures, total: count(value["total"]) };
}

function count(value: unknown): number {
  if (typeof value !== "number" || value < 0 || Math.floor(value) !== value) throw new Error("not a figure");
  return value;
}

function object(value: unknown): { readonly [name: string]: unknown } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("not an object");
  return value as { readonly [name: string]: unknown };
}
