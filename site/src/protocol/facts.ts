// Read and write the facts of a report: what handlers work on, and nothing about the reporter (FACTS.md).

import { sha256, toHex } from "./bytes";
import * as canonical from "./canonical";
import { at, distinct, has, hexadecimal, identifier, members, oneOf, text, version } from "./members";

export const KINDS = ["consult", "help", "complaint", "report", "advice", "praise"] as const;
export const BOUNDS = { spot: 200, when: 120, what: 5000, wish: 500 } as const; // code points
export const OPTIONAL = ["spot", "when", "wish"] as const; // texts that may be absent
export const MOST_PHOTOS = 3;

/**
 * What happened, where and when; `spot`, `when` and `wish` may be absent. `photos` are SHA-256 (64 hex) of pictures that are
 * stored apart (PHOTO.md), in the reporter's order; absent for none.
 */
export interface Facts {
  readonly kind: (typeof KINDS)[number];
  readonly category: string;
  readonly place: string;
  readonly what: string;
  readonly spot?: string;
  readonly when?: string;
  readonly wish?: string;
  readonly photos?: readonly string[];
}

/** Return the object on the wire; absent members are left out. */
export function toValue(facts: Facts): object {
  return { v: 1, ...facts };
}

export const parsePhotos = distinct(hexadecimal(64), 1, MOST_PHOTOS);

/** Return the facts that an object holds. Throws Malformed naming the member that is missing, unknown or out of bounds. */
export function parse(value: unknown): Facts {
  const found = members(value, ["v", "kind", "category", "place", "what"], [...OPTIONAL, "photos"]);
  at("v", version, found.v);
  const texts: { [name: string]: string } = {};
  for (const [name, most] of Object.entries(BOUNDS)) {
    if (has(found, name)) texts[name] = at(name, text(most), found[name]);
  }
  return {
    kind: at("kind", oneOf(KINDS), found.kind),
    category: at("category", identifier, found.category),
    place: at("place", identifier, found.place),
    what: texts.what as string,
    ...texts,
    ...(has(found, "photos") ? { photos: at("photos", parsePhotos, found.photos) } : {}),
  };
}

/** Return the canonical bytes of facts, which their hash is taken of. */
export function toBytes(facts: Facts): Uint8Array {
  return canonical.toBytes(toValue(facts));
}

/** Return the SHA-256 of the canonical facts, 64 hexadecimal digits. */
export function hashOf(facts: Facts): string {
  return toHex(sha256(toBytes(facts)));
}
