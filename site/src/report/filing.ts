// Make the secret code, and seal one report under it: what is sent stays the same bytes until its content changes.
// Leaves randomness to the caller and the work to `labour`.

import { fromUtf8, sha256, toHex } from "../protocol/bytes";
import * as canonical from "../protocol/canonical";
import * as code from "../protocol/code";
import * as envelope from "../protocol/envelope";
import * as facts from "../protocol/facts";
import * as key from "../protocol/key";
import * as report from "../protocol/report";
import type { Work } from "../protocol/work";
import { boxPair, seal } from "../seal";
import type { Configuration } from "./configuration";
import type { Content } from "./typed";

const EPHEMERAL_SIZE = 32; // bytes

/** One reporter of one report: the code only he holds, and what the portal may know of it. */
export interface Identity {
  readonly code: string;
  readonly derived: code.Derived;
  readonly replyTo: Uint8Array;
  readonly case: string;
}

/** One sealed report, ready to be sent as often as it takes; hashes are 64 hex and must come back in the receipt. */
export interface Filing {
  readonly case: string;
  readonly report: Omit<report.Report, "work">;
  readonly factsHash: string;
  readonly boxHash: string;
  readonly sameness: string;
}

/** Return the identity of 15 random bytes. */
export function identity(random: Uint8Array): Identity {
  const made = code.fromRandom(random);
  const derived = code.derive(code.parse(made));
  const replyTo = boxPair(derived.boxSeed).open;
  const caseId = code.caseId({
    replyTo,
    lookupHash: sha256(derived.lookup),
    labelKeyHash: sha256(derived.labelKey),
    entryKeyHash: sha256(derived.entryKey),
    proofHash: sha256(derived.proof),
  });
  return { code: made, derived, replyTo, case: caseId };
}

/** Return the filing of some content; `ephemeral` is 32 random bytes, used once. Nothing is returned that is not sealed. */
export function file(who: Identity, content: Content, given: Configuration, ephemeral: Uint8Array): Filing {
  const factsHash = facts.hashOf(content.facts);
  const keyId = key.keyId(given.key);
  const plain = envelope.plaintext({
    portal: given.portal,
    case: who.case,
    key: keyId,
    proof: who.derived.proof,
    build: given.build,
    factsHash,
    contact: content.contact,
  });
  const box = seal(envelope.pad(plain), given.key.box, ephemeral);
  const made = {
    facts: content.facts,
    avoid: content.avoid,
    keep: content.keep,
    sealed: envelope.parseSealed(envelope.sealedToValue({ suite: given.key.suite, key: keyId, box })),
    build: given.build,
    replyTo: who.replyTo,
    lookupHash: sha256(who.derived.lookup),
    proofHash: sha256(who.derived.proof),
    labelKey: who.derived.labelKey,
    entryKey: who.derived.entryKey,
  };
  return { case: who.case, report: made, factsHash, boxHash: toHex(sha256(box)), sameness: report.sameness(made) };
}

/** Return the body of the request that files a report. */
export function body(filing: Filing, work: Work): string {
  return JSON.stringify(report.toValue({ ...filing.report, work }));
}

/** The filings of one identity: the same content is the same filing, so that going back and forth seals nothing twice. */
export class Filings {
  private readonly made = new Map<string, Filing>();

  constructor(
    private readonly who: Identity,
    private readonly given: Configuration,
    private readonly random: (size: number) => Uint8Array,
  ) {}

  /** Return the filing of some content, sealed at the first asking. */
  of(content: Content): Filing {
    const name = fromUtf8(canonical.toBytes({ ...content, facts: facts.toValue(content.facts) }));
    const filing = this.made.get(name) || file(this.who, content, this.given, this.random(EPHEMERAL_SIZE));
    this.made.set(name, filing);
    return filing;
  }
}
