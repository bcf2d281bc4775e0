// A filing is sealed once, opens at the officer's, and is the same bytes each time it is sent.

import assert from "node:assert/strict";
import { test } from "node:test";

import * as b64 from "../src/protocol/b64";
import { utf8, sha256, toHex } from "../src/protocol/bytes";
import * as canonical from "../src/protocol/canonical";
import { openEnvelope } from "../src/protocol/envelope";
import { Malformed } from "../src/protocol/errors";
import { keyId } from "../src/protocol/key";
import * as report from "../src/protocol/report";
import { solves } from "../src/protocol/work";
import { parse } from "../src/report/configuration";
import { body, Filings, identity } from "../src/report/filing";
import { Solver } from "../src/report/solver";
import { ANSWERS, check, WrongAnswer } from "../src/known_answer";
import { boxPair } from "../src/seal";
import { holder, officerPublic, read } from "./vectors";

const SEED = Uint8Array.from({ length: 32 }, (_, at) => at);
const KEY = { suite: 1, box: officerPublic(SEED), sign: SEED };
const PUBLIC = { v: 1, suite: 1, box: b64.encode(KEY.box), sign: b64.encode(KEY.sign) };
const PAGE = {
  v: 1,
  portal: "demo.tightlip.example",
  build: "0123456789abcdef",
  language: "en",
  zone: "Asia/Shanghai",
  key: PUBLIC,
  key_id: keyId(KEY),
  receipt_key: b64.encode(SEED),
};
const GIVEN = parse(JSON.stringify(PAGE));
const CONTENT = {
  facts: { kind: "report", category: "education", place: "yx-hedong", what: "噪声" },
  contact: { name: "周见微", phone: "13900004271" },
  keep: [],
  avoid: [],
} as const;
const CHALLENGE = { difficulty: 6, expiry: "2026-11-26T09Z", hmac: SEED };

let drawn = 0;
function random(size: number): Uint8Array {
  return sha256(utf8(String(drawn++))).slice(0, size);
}

test("what is filed opens at the officer's, and every value of the report agrees with it", () => {
  const who = identity(random(15));
  const filing = new Filings(who, GIVEN, random).of(CONTENT);
  const sent = report.parse(canonical.loads(utf8(body(filing, { challenge: CHALLENGE, n: 7 }))));
  assert.equal(report.caseOf(sent), filing.case);
  const stored = {
    portal: GIVEN.portal,
    case: filing.case,
    factsHash: filing.factsHash,
    replyTo: sent.replyTo,
    lookupHash: sent.lookupHash,
    proofHash: sent.proofHash,
    labelKeyHash: sha256(sent.labelKey),
    entryKeyHash: sha256(sent.entryKey),
  };
  const sealed = { v: 1, suite: 1, key: keyId(KEY), box: b64.encode(sent.sealed.box) };
  const opened = openEnvelope(sealed, stored, new Map([[keyId(KEY), holder(SEED)]]));
  assert.deepEqual(opened.contact, CONTENT.contact);
  assert.equal(filing.boxHash, toHex(sha256(sent.sealed.box)));
});

test("the same content is the same box, other content another one, and every identity its own", () => {
  const filings = new Filings(identity(random(15)), GIVEN, random);
  const first = filings.of(CONTENT);
  assert.equal(filings.of({ facts: { ...CONTENT.facts }, contact: { ...CONTENT.contact }, keep: [], avoid: [] }), first);
  const kept = filings.of({ ...CONTENT, keep: [toHex(sha256(utf8("噪声")))] });
  assert.notEqual(kept.sameness, first.sameness);
  assert.deepEqual(kept.report.keep, ["cf4c983b79398ef47cd3bb9956b74afe07c588d4e488582ae86dc0fd0923e418"]);
  const avoiding = filings.of({ ...CONTENT, avoid: ["street-3"] });
  assert.notEqual(avoiding.sameness, first.sameness);
  assert.deepEqual(avoiding.report.avoid, ["street-3"]);
  assert.equal(avoiding.factsHash, first.factsHash);
  const other = filings.of({ ...CONTENT, contact: {} });
  assert.notEqual(other.boxHash, first.boxHash);
  assert.equal(other.case, first.case);
  assert.equal(other.report.sealed.box.length, first.report.sealed.box.length);
  assert.notEqual(identity(random(15)).case, identity(random(15)).case);
});

test("nothing is filed with content that the protocol refuses", () => {
  const filings = new Filings(identity(random(15)), GIVEN, random);
  assert.throws(() => filings.of({ ...CONTENT, contact: { phone: "1".repeat(41) } }), Malformed);
  assert.throws(() => filings.of({ ...CONTENT, contact: { visibility: "public" } as object }), Malformed);
});

test("a page whose configuration is wrong in any member is refused", () => {
  const wrong: object[] = [
    { v: 2 }, { portal: "" }, { build: "xyz" }, { zone: 8 }, { key_id: "0123456789abcdef" }, { receipt_key: b64.encode(SEED.slice(1)) },
    { key: { ...PUBLIC, box: b64.encode(KEY.box.slice(1)) } }, { key: { ...PUBLIC, box: b64.encode(new Uint8Array(32)) } },
    { key: { ...PUBLIC, box: "undefined" } }, { key: null }, { more: 1 },
  ];
  for (const change of wrong) assert.throws(() => parse(JSON.stringify({ ...PAGE, ...change })), Malformed, JSON.stringify(change));
});

test("the solver finds a number that solves the challenge, however often it is interrupted", () => {
  for (let round = 0; round < 8; round++) {
    const { case: caseId } = identity(random(15));
    const solver = new Solver(CHALLENGE, caseId);
    let n: number | null = null;
    while (n === null) n = solver.search(() => false);
    assert.ok(solves({ challenge: CHALLENGE, n }, caseId));
  }
});

test("the known answers are those of the vectors, and the test passes here", () => {
  assert.equal(Array.from(check(random)).length, 3);
  const [code, seal, note] = [read("code/as-shown.json"), read("seal/padded-envelope.json"), read("note/verifies.json")];
  const ephemeral = b64.encode(boxPair(b64.decode(seal.ephemeral_seed)).secret);
  assert.deepEqual(
    [ANSWERS.code, ANSWERS.case, ANSWERS.officer, ANSWERS.ephemeral, ANSWERS.box, ANSWERS.note, ANSWERS.noteName, ANSWERS.notePublic],
    [code.text, code.case, seal.public, ephemeral, seal.box_sha256, note.note, note.name, note.public],
  );
});

test("randomness that repeats, or is all zeros, fails the known-answer test", () => {
  assert.throws(() => check((size) => new Uint8Array(size)).next(), WrongAnswer);
  assert.throws(() => check((size) => new Uint8Array(size).fill(7)).next(), WrongAnswer);
});
