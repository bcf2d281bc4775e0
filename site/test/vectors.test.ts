// Every scenario of protocol/vectors ends in TypeScript as its file says, refusals at the step or member that it names.

import assert from "node:assert/strict";
import { test } from "node:test";

import rules from "../../protocol/lint_rules.json";
import * as b64 from "../src/protocol/b64";
import * as base32 from "../src/protocol/base32";
import { fromHex, sha256, toHex } from "../src/protocol/bytes";
import * as canonical from "../src/protocol/canonical";
import * as code from "../src/protocol/code";
import * as entry from "../src/protocol/entry";
import * as envelope from "../src/protocol/envelope";
import { Malformed, Refused, WrongCode } from "../src/protocol/errors";
import * as facts from "../src/protocol/facts";
import * as key from "../src/protocol/key";
import { couldKnow, hits, loadRules } from "../src/protocol/lint";
import * as mark from "../src/protocol/mark";
import * as note from "../src/protocol/note";
import * as photo from "../src/protocol/photo";
import * as receipt from "../src/protocol/receipt";
import * as report from "../src/protocol/report";
import * as upload from "../src/protocol/upload";
import * as work from "../src/protocol/work";
import { boxPair, seal, verify } from "../src/seal";
import { holder, scenarios, type Vector } from "./vectors";

const OFFICER_KEY = "0f581700d1831e24";

// A pouch travels from the courier to the officer: no browser ever reads one.
const NOT_OF_THE_BROWSER = ["pouch"];

const RUN: { [area: string]: (vector: Vector) => void } = {
  b64(vector) {
    const data = b64.decode(vector.text);
    assert.equal(toHex(data), vector.hex);
    assert.equal(b64.encode(data), vector.text);
  },
  base32(vector) {
    assert.equal(base32.encode(fromHex(vector.hex), vector.symbols), vector.text);
  },
  canonical(vector) {
    const data = fromHex(vector.hex);
    assert.deepEqual(canonical.toBytes(canonical.parse(data)), data);
  },
  code(vector) {
    let secret: string;
    try {
      secret = code.parse(vector.text);
    } catch (error) {
      assert.equal((error as WrongCode).group, vector.group);
      throw error;
    }
    const derived = code.derive(secret);
    assert.equal(secret, vector.secret);
    assert.deepEqual(
      {
        lookup: b64.encode(derived.lookup),
        proof: b64.encode(derived.proof),
        label_key: b64.encode(derived.labelKey),
        entry_key: b64.encode(derived.entryKey),
        box_seed: b64.encode(derived.boxSeed),
      },
      vector.derived,
    );
    assert.equal(b64.encode(boxPair(derived.boxSeed).open), vector.reply_to);
    assert.equal(code.ref(vector.case), vector.ref);
  },
  facts(vector) {
    const parsed = facts.parse(vector.value);
    assert.deepEqual(facts.toValue(parsed), vector.value);
    assert.equal(facts.hashOf(parsed), vector.hash);
  },
  key(vector) {
    const parsed = key.parsePublic(vector.value);
    assert.deepEqual(key.toValue(parsed), vector.value);
    assert.deepEqual([key.keyId(parsed), key.fingerprint(parsed)], [vector.key, vector.fingerprint]);
  },
  lint(vector) {
    const loaded = loadRules(rules);
    if ("hits" in vector) assert.deepEqual(hits(vector.text, loaded), vector.hits);
    else assert.equal(couldKnow(vector.text, loaded), vector.could_know);
  },
  seal(vector) {
    const plain = fromHex(vector.plain);
    const data = new Uint8Array(plain.length + vector.zeros);
    data.set(plain);
    const box = seal(data, b64.decode(vector.public), boxPair(b64.decode(vector.ephemeral_seed)).secret);
    assert.equal(toHex(sha256(box)), vector.box_sha256);
  },
  envelope(vector) {
    const given = vector.stored;
    const stored: envelope.Stored = {
      portal: given.portal,
      case: given.case,
      factsHash: given.facts_hash,
      replyTo: b64.decode(given.reply_to),
      lookupHash: fromHex(given.lookup_hash),
      labelKeyHash: fromHex(given.label_key_hash),
      entryKeyHash: fromHex(given.entry_key_hash),
      proofHash: fromHex(given.proof_hash),
    };
    const keyring = new Map([[OFFICER_KEY, holder(b64.decode(vector.seed))]]);
    assert.deepEqual(envelope.openEnvelope(vector.sealed, stored, keyring).contact, vector.contact);
  },
  entry(vector) {
    const parsed = entry.parse(vector.value);
    assert.deepEqual(entry.toValue(parsed), vector.value);
    assert.equal(entry.hashOf(parsed), vector.hash);
    assert.equal(toHex(entry.leaf(parsed, b64.decode(vector.label_key), b64.decode(vector.entry_key))), vector.leaf);
    assert.equal(entry.mark(b64.decode(vector.label_key), parsed.n), vector.mark);
  },
  mark(vector) {
    assert.equal(mark.parse(vector.text), vector.mark);
    assert.equal(mark.number(vector.mark), vector.number);
    assert.deepEqual(mark.lines(vector.mark), vector.lines);
  },
  note(vector) {
    assert.equal(note.verifiedText(vector.note, vector.name, b64.decode(vector.public), verify), vector.text);
  },
  receipt(vector) {
    const parsed = receipt.parse(vector.note, vector.portal, b64.decode(vector.public), verify);
    const { act, n, hour, build } = parsed;
    const fields = { act, case: parsed.case, n, facts_hash: parsed.factsHash, box_hash: parsed.boxHash, key: parsed.key };
    assert.deepEqual({ ...fields, build, hour }, vector.fields);
    assert.equal(receipt.text(parsed), `${vector.note.split("\n\n")[0]}\n`);
  },
  photo(vector) {
    const [head, tail] = [fromHex(vector.head), fromHex(vector.tail)];
    const data = new Uint8Array(head.length + vector.zeros + tail.length);
    data.set(head);
    data.set(tail, head.length + vector.zeros);
    photo.check(data);
    assert.equal(photo.hashOf(data), vector.hash);
  },
  upload(vector) {
    const parsed = upload.parse(vector.value);
    assert.equal(toHex(upload.toBody(parsed, vector.photos, fromHex(vector.picture))), vector.body);
  },
  work(vector) {
    const found = { challenge: work.parseChallenge(vector.challenge), n: vector.n };
    assert.equal(work.solves(found, vector.case), vector.expect === "solved");
  },
  report(vector) {
    const parsed = report.parse(vector.value);
    assert.deepEqual(report.toValue(parsed), vector.value);
    assert.deepEqual([report.caseOf(parsed), report.sameness(parsed)], [vector.case, vector.sameness]);
    assert.ok(canonical.toBytes(report.toValue(parsed)).length < report.BODY_MOST);
  },
};

for (const [area, name, vector] of scenarios()) {
  if (NOT_OF_THE_BROWSER.includes(area)) continue;
  test(`${area}/${name}: ${vector.expect}`, () => {
    const run = RUN[area];
    assert.ok(run !== undefined, `no runner for the area ${area}`);
    const [expected, refusal = ""] = vector.expect.split(": ");
    if (expected !== "refused") {
      run(vector);
      return;
    }
    assert.throws(
      () => run(vector),
      (error: unknown) => {
        if (error instanceof Refused) assert.equal(error.step, refusal);
        else if (error instanceof WrongCode) assert.equal(error.why, refusal);
        else if (error instanceof Malformed) assert.equal(error.member, refusal);
        else return false;
        return true;
      },
    );
  });
}
