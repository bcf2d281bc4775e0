// Read what the staff page says of its deployment: where to sign in, and what units, categories and places are called.

import { Malformed } from "../protocol/errors";
import * as hour from "../protocol/hour";
import { at, line, members, text, version } from "../protocol/members";

export interface Names {
  readonly [id: string]: string;
}

/** Where people sign in: three addresses of an OIDC issuer, this page's client there, and what it asks for. */
export interface Oidc {
  readonly authorize: string;
  readonly token: string;
  readonly logout: string;
  readonly client: string;
  readonly scope: string;
}

/** One row of the table of statuses (functions/domain/status.py): an act, its word in entries, and where it leads. */
export interface Step {
  readonly act: string;
  readonly entry: string;
  readonly leads: Names;
  readonly needs?: string;
}

/**
 * One page's deployment. `zone` is an IANA name, `parents` the unit above each unit, empty for the one at the top, and
 * `begins` the hours at which the known working days begin, in order.
 */
export interface Configuration {
  readonly portal: string;
  readonly build: string;
  readonly language: string;
  readonly zone: string;
  readonly oidc: Oidc;
  readonly units: Names;
  readonly parents: Names;
  readonly categories: Names;
  readonly places: Names;
  readonly begins: readonly string[];
  readonly steps: readonly Step[];
}

const MEMBERS = [
  "v", "portal", "build", "language", "zone", "oidc", "units", "parents", "categories", "places", "begins", "table",
];
const OIDC = ["authorize", "token", "logout", "client", "scope"] as const;

/** Return the configuration that the page's JSON holds. Throws Malformed naming the member. */
export function parse(source: string): Configuration {
  const found = members(JSON.parse(source), MEMBERS);
  at("v", version, found.v);
  return {
    portal: at("portal", line(100), found.portal),
    build: at("build", line(16), found.build),
    language: at("language", line(20), found.language),
    zone: at("zone", line(60), found.zone),
    oidc: at("oidc", oidc, found.oidc),
    units: at("units", names, found.units),
    parents: at("parents", names, found.parents),
    categories: at("categories", names, found.categories),
    places: at("places", names, found.places),
    begins: at("begins", hours, found.begins),
    steps: at("table", steps, found.table),
  };
}

function oidc(value: unknown): Oidc {
  const found = members(value, OIDC);
  const checked: { [name: string]: string } = {};
  for (const name of OIDC) checked[name] = at(name, line(500), found[name]);
  return checked as unknown as Oidc;
}

function names(value: unknown): Names {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Malformed("", "not names by id");
  for (const name of Object.keys(value)) {
    const found = (value as { [id: string]: unknown })[name];
    if (found !== "") at(name, text(200), found);
  }
  return value as Names;
}

function steps(value: unknown): readonly Step[] {
  const found = (value as { acts?: unknown } | null)?.acts;
  if (!Array.isArray(found)) throw new Malformed("", "not the table of statuses");
  return found.map((item: unknown) => {
    const step = members(item, ["act", "entry", "leads", "members"], ["needs"]);
    return {
      act: at("act", line(24), step.act),
      entry: at("entry", line(24), step.entry),
      leads: at("leads", names, step.leads),
      ...(step.needs === undefined ? {} : { needs: at("needs", line(24), step.needs) }),
    };
  });
}

function hours(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw new Malformed("", "not a list");
  return value.map(hour.check);
}
