// Write and check the filing receipt, proof that may be shown (API.md, receipt).

import { Malformed } from "./errors";
import * as hour from "./hour";
import { at, caseId, hexadecimal, number, oneOf } from "./members";
import * as note from "./note";

export const ACTS = ["filed"] as const;
export const LINES = 9;

/** What the portal signs: case, entry number, hashes (64 hex, null when the act carries none), key id, build and hour. */
export interface Receipt {
  readonly portal: string;
  readonly act: (typeof ACTS)[number];
  readonly case: string;
  readonly n: number;
  readonly factsHash: string | null;
  readonly boxHash: string | null;
  readonly key: string;
  readonly build: string;
  readonly hour: string;
}

/** Return the name of the note key that signs a portal's receipts. */
export function keyName(portal: string): string {
  return `${portal}/receipt`;
}

/** Return the nine lines that are signed. */
export function text(receipt: Receipt): string {
  return [
    keyName(receipt.portal),
    receipt.act,
    receipt.case,
    receipt.n,
    receipt.factsHash || "-",
    receipt.boxHash || "-",
    receipt.key,
    receipt.build,
    receipt.hour,
    "",
  ].join("\n");
}

/**
 * Return the receipt that a note of this portal's receipt key holds. Throws Malformed for another form or portal, and when
 * the signature does not verify.
 */
export function parse(signed: string, portal: string, key: Uint8Array, verify: note.Verify): Receipt {
  const lines = note.verifiedText(signed, keyName(portal), key, verify).split("\n");
  if (lines.length !== LINES + 1 || lines[0] !== keyName(portal)) throw new Malformed("", "not a receipt of this portal");
  return {
    portal,
    act: at("act", oneOf(ACTS), lines[1]),
    case: at("case", caseId, lines[2]),
    n: at("n", decimal, lines[3]),
    factsHash: at("facts", hash, lines[4]),
    boxHash: at("box", hash, lines[5]),
    key: at("key", hexadecimal(16), lines[6]),
    build: at("build", hexadecimal(16), lines[7]),
    hour: at("hour", hour.check, lines[8]),
  };
}

function decimal(value: unknown): number {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(String(value))) throw new Malformed("", "not a whole number");
  return number(Number(value));
}

function hash(value: unknown): string | null {
  return value === "-" ? null : hexadecimal(64)(value);
}
