// Read the scenarios of protocol/vectors, shared with the Python implementation.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import nacl from "tweetnacl";

import { BoxClosed } from "../src/protocol/errors";
import type { KeyHolder } from "../src/protocol/envelope";
import { blake2b, join as joined } from "../src/protocol/bytes";
import { boxPair } from "../src/seal";

declare const SITE: string;

export const FOLDER = join(SITE, "..", "protocol", "vectors");
export type Vector = { [name: string]: any } & { about: string; expect: string };

/** Return every scenario as [area, name, vector]. */
export function scenarios(): [string, string, Vector][] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((area) =>
      readdirSync(join(FOLDER, area.name)).map((name): [string, string, Vector] => [
        area.name,
        name.replace(/\.json$/, ""),
        read(join(area.name, name)),
      ]),
    );
}

/** Return what one file of the vectors holds. */
export function read(name: string): any {
  return JSON.parse(readFileSync(join(FOLDER, name), "utf-8"));
}

function officerPair(seed: Uint8Array): ReturnType<typeof boxPair> {
  return boxPair(blake2b(new Uint8Array(0), 32, { key: seed, person: "tightlip.obox" }));
}

/** Return the box public key that an officer seed gives. */
export function officerPublic(seed: Uint8Array): Uint8Array {
  return officerPair(seed).open;
}

/** Return a holder of the box key that an officer seed gives; no page ever opens a box, so it stands among the tests. */
export function holder(seed: Uint8Array): KeyHolder {
  const pair = officerPair(seed);
  return {
    suite: 1,
    open(box) {
      const sender = box.slice(0, 32);
      const nonce = blake2b(joined(sender, pair.open), 24);
      const opened = nacl.box.open(box.slice(32), nonce, sender, pair.secret);
      if (opened === null) throw new BoxClosed();
      return opened;
    },
  };
}
