// Read and write the body of a filing (API.md, PUT /api/reports/{case}).

import * as b64 from "./b64";
import { fromHex, sha256, toHex } from "./bytes";
import * as canonical from "./canonical";
import * as code from "./code";
import * as envelope from "./envelope";
import * as facts from "./facts";
import { boxPublic } from "./key";
import { at, distinct, hexadecimal, identifier, keyBytes, members, version } from "./members";
import * as work from "./work";

export const MOST_AVOID = 8; // units
export const MOST_KEEP = 40; // hits kept as somebody else's
// The largest legal body is about 43,000 bytes: 5,820 code points of at most 4 bytes, an 11 KB box and the hashes.
export const BODY_MOST = 64 * 1024; // bytes

/** One filing: facts in clear, contact details sealed, and what the portal must hold to know the reporter again. */
export interface Report {
  readonly facts: facts.Facts;
  readonly avoid: readonly string[];
  readonly keep: readonly string[];
  readonly sealed: envelope.Sealed;
  readonly build: string;
  readonly replyTo: Uint8Array;
  readonly lookupHash: Uint8Array;
  readonly proofHash: Uint8Array;
  readonly labelKey: Uint8Array;
  readonly entryKey: Uint8Array;
  readonly work: work.Work;
}

const REQUIRED = [
  "v",
  "facts",
  "avoid",
  "keep",
  "sealed",
  "build",
  "reply_to",
  "lookup_hash",
  "proof_hash",
  "label_key",
  "entry_key",
  "work",
];

/** Return the case that a report's values hash to. */
export function caseOf(report: Omit<Report, "work">): string {
  return code.caseId({
    replyTo: report.replyTo,
    lookupHash: report.lookupHash,
    labelKeyHash: sha256(report.labelKey),
    entryKeyHash: sha256(report.entryKey),
    proofHash: report.proofHash,
  });
}

/** Return the object on the wire. */
export function toValue(report: Report): object {
  return { ...withoutWork(report), work: work.toValue(report.work) };
}

/** Return the SHA-256 (64 hex) of all that makes a repeat the same report: everything but the work. */
export function sameness(report: Omit<Report, "work">): string {
  return toHex(sha256(canonical.toBytes(withoutWork(report))));
}

/** Return the report that an object holds. Throws Malformed naming the member by its dotted path. */
export function parse(value: unknown): Report {
  const found = members(value, REQUIRED);
  at("v", version, found.v);
  const key = (name: string): Uint8Array => at(name, keyBytes, found[name]);
  const hash = (name: string): Uint8Array => fromHex(at(name, hexadecimal(64), found[name]));
  return {
    facts: at("facts", facts.parse, found.facts),
    avoid: at("avoid", distinct(identifier, 0, MOST_AVOID), found.avoid),
    keep: at("keep", distinct(hexadecimal(64), 0, MOST_KEEP), found.keep),
    sealed: at("sealed", envelope.parseSealed, found.sealed),
    build: at("build", hexadecimal(16), found.build),
    replyTo: at("reply_to", boxPublic, found.reply_to),
    lookupHash: hash("lookup_hash"),
    proofHash: hash("proof_hash"),
    labelKey: key("label_key"),
    entryKey: key("entry_key"),
    work: at("work", work.parse, found.work),
  };
}

function withoutWork(report: Omit<Report, "work">): object {
  return {
    v: 1,
    facts: facts.toValue(report.facts),
    avoid: report.avoid,
    keep: report.keep,
    sealed: envelope.sealedToValue(report.sealed),
    build: report.build,
    reply_to: b64.encode(report.replyTo),
    lookup_hash: toHex(report.lookupHash),
    proof_hash: toHex(report.proofHash),
    label_key: b64.encode(report.labelKey),
    entry_key: b64.encode(report.entryKey),
  };
}
