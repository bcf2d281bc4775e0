// The outside reading of the protocol, whose values nobody of this project computed, read by TypeScript.

import assert from "node:assert/strict";
import { test } from "node:test";

import nacl from "tweetnacl";

import * as b64 from "../src/protocol/b64";
import { blake2b, fromHex, sha256, toHex } from "../src/protocol/bytes";
import * as code from "../src/protocol/code";
import * as entry from "../src/protocol/entry";
import * as envelope from "../src/protocol/envelope";
import { Refused, WrongCode } from "../src/protocol/errors";
import * as facts from "../src/protocol/facts";
import * as key from "../src/protocol/key";
import { boxPair } from "../src/seal";
import { holder, read } from "./vectors";

const REFERENCE = read("reference.json");
const FIRST = REFERENCE.codes[0];
const OFFICER = REFERENCE.officer;

function hashOf(text: string): Uint8Array {
  return sha256(b64.decode(text));
}

function opened(box: string): envelope.Opened {
  const stored: envelope.Stored = {
    portal: "demo",
    case: FIRST.case,
    factsHash: REFERENCE.envelope.facts_hash,
    replyTo: b64.decode(FIRST.reply_to),
    lookupHash: fromHex(FIRST.lookup_hash),
    labelKeyHash: hashOf(FIRST.label_key),
    entryKeyHash: hashOf(FIRST.entry_key),
    proofHash: fromHex(FIRST.proof_hash),
  };
  const sealed = { v: 1, suite: 1, key: OFFICER.key, box };
  return envelope.openEnvelope(sealed, stored, new Map([[OFFICER.key, holder(b64.decode(OFFICER.seed))]]));
}

for (const given of REFERENCE.codes) {
  test(`the code of ${given.ref} derives what the reference derives, from every spelling`, () => {
    for (const text of [given.code, ...given.also]) assert.equal(code.parse(text), code.parse(given.code));
    const derived = code.derive(code.parse(given.code));
    const pair = boxPair(derived.boxSeed);
    assert.equal(b64.encode(pair.open), given.reply_to);
    assert.equal(b64.encode(pair.secret), given.box_secret);
    assert.equal(b64.encode(derived.lookup), given.lookup);
    assert.equal(b64.encode(derived.proof), given.proof);
    assert.equal(b64.encode(derived.labelKey), given.label_key);
    assert.equal(b64.encode(derived.entryKey), given.entry_key);
    assert.equal(toHex(sha256(derived.lookup)), given.lookup_hash);
    assert.equal(toHex(sha256(derived.proof)), given.proof_hash);
    const found = code.caseId({
      replyTo: pair.open,
      lookupHash: sha256(derived.lookup),
      labelKeyHash: sha256(derived.labelKey),
      entryKeyHash: sha256(derived.entryKey),
      proofHash: sha256(derived.proof),
    });
    assert.deepEqual([found, code.ref(found)], [given.case, given.ref]);
  });
}

for (const given of REFERENCE.refused_codes) {
  test(`a code is refused for its ${given.why}`, () => {
    assert.throws(() => code.parse(given.code), (error) => error instanceof WrongCode && error.why === given.why);
  });
}

test("the officer key is named as in the reference", () => {
  const seed = b64.decode(OFFICER.seed);
  const half = (person: string): Uint8Array => blake2b(new Uint8Array(0), 32, { key: seed, person });
  const found = {
    suite: 1,
    box: boxPair(half("tightlip.obox")).open,
    sign: nacl.sign.keyPair.fromSeed(half("tightlip.osign")).publicKey,
  };
  assert.deepEqual([b64.encode(found.box), b64.encode(found.sign)], [OFFICER.box_public, OFFICER.sign_public]);
  assert.deepEqual([key.keyId(found), key.fingerprint(found)], [OFFICER.key, OFFICER.fingerprint]);
});

test("the reference envelope is written and opened alike", () => {
  const given = REFERENCE.envelope;
  const { contact } = JSON.parse(given.plain);
  assert.equal(facts.hashOf(facts.parse(given.facts)), given.facts_hash);
  assert.deepEqual(opened(given.box).contact, contact);
  const written = envelope.plaintext({
    portal: "demo",
    case: FIRST.case,
    key: OFFICER.key,
    proof: b64.decode(FIRST.proof),
    build: "0123456789abcdef",
    factsHash: given.facts_hash,
    contact,
  });
  assert.equal(new TextDecoder().decode(written), given.plain);
});

for (const given of REFERENCE.refused_envelopes) {
  test(`a reference box is ${given.expect}`, () => {
    assert.throws(() => opened(given.box), (error) => error instanceof Refused && `refused: ${error.step}` === given.expect);
  });
}

for (const given of REFERENCE.entries) {
  test(`the ${given.entry.act} entry commits to the leaf of the reference`, () => {
    const found = entry.leaf(entry.parse(given.entry), b64.decode(FIRST.label_key), b64.decode(FIRST.entry_key));
    assert.equal(toHex(found), given.leaf);
  });
}

test("the second reference entry chains to the first", () => {
  const [first, second] = REFERENCE.entries.map((given: { entry: unknown }) => entry.parse(given.entry));
  assert.equal(second.prev, entry.hashOf(first));
});
