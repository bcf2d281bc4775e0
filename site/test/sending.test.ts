// Sending ends in a verified arrival or a named failure, whatever comes back and in whatever order.

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { failure, Failure, parseFiled, read as readAnswer, REASONS, type Answer } from "../src/report/answer";
import type { Filing } from "../src/report/filing";
import { Labour } from "../src/report/labour";
import { Sender, type Files } from "../src/report/sending";
import type { Challenge, Work } from "../src/protocol/work";
import { solves } from "../src/protocol/work";

const CHALLENGE: Challenge = { difficulty: 4, expiry: "2026-11-26T09Z", hmac: new Uint8Array(32) };
const EXPIRED: Challenge = { ...CHALLENGE, expiry: "2026-11-24T09Z" };
const NOW = Date.parse("2026-11-25T09:00:00Z");
const CASE = "X3S6J24VNA1ABRYEVFRQ9Z598G";

function answer(status: number, text: string, type = "application/json", retryAfter = ""): Answer {
  return { status, type, retryAfter, text };
}

function problem(status: number, code: string, member?: string): Answer {
  return answer(status, JSON.stringify({ type: `urn:tightlip:problem:${code}`, title: "x", status, code, member }), "application/problem+json");
}

test("each problem is told by its code, and by its status where the code is missing or contradicts it", () => {
  const told: [Answer, string][] = [
    [problem(400, "malformed"), "malformed"], [problem(404, "unknown"), "unknown"], [problem(409, "conflict"), "conflict"],
    [problem(413, "too-large"), "too-large"], [problem(422, "member"), "member"], [problem(422, "work"), "work"], [problem(422, "key"), "key"],
    [problem(422, "lint"), "lint"], [problem(422, "photo"), "photo"], [problem(422, "upload"), "upload"], [problem(400, "lint"), "malformed"],
    [problem(429, "busy"), "busy"], [problem(503, "unavailable"), "unavailable"], [problem(500, "fault"), "server"], [problem(400, "key"), "malformed"],
    [answer(429, "{}"), "busy"], [answer(503, "<html>", "text/html"), "unavailable"], [answer(502, ""), "server"], [answer(403, "no"), "refused"],
    [answer(418, ""), "refused"], [answer(204, ""), "foreign"], [answer(302, ""), "foreign"], [problem(422, "toString"), "member"],
    [answer(422, "{", "application/problem+json"), "member"],
  ];
  for (const [given, reason] of told) assert.equal(failure(given).reason, reason, JSON.stringify(given));
});

test("no answer makes the reader do anything but return or fail by name", () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 599 }), fc.string({ unit: "binary" }), fc.string(), fc.string(), (status, text, type, wait) => {
      try {
        readAnswer(answer(status, text, type, wait), parseFiled);
        return false; // no random text is a receipt
      } catch (error) {
        assert.ok(error instanceof Failure);
        assert.ok(REASONS.includes(error.reason));
        return true;
      }
    }),
  );
});

test("a wait is read in seconds, a day at most, and anything else is none", () => {
  const waits: [string, number][] = [["30", 30], ["999999", 86400], ["-1", 0], ["1e3", 0], ["Wed, 25 Nov 2026 09:00:00 GMT", 0], ["", 0]];
  for (const [header, wait] of waits) assert.equal(failure(answer(503, "", "", header)).wait, wait);
});

function labour(challenges: (Challenge | Failure)[]): Labour {
  const challenge = (): Promise<Challenge> => {
    const next = challenges.shift();
    if (next === undefined) throw new Error("asked too often");
    return next instanceof Failure ? Promise.reject(next) : Promise.resolve(next);
  };
  return new Labour({ challenge, pause: () => Promise.resolve(), now: () => NOW }, CASE);
}

test("work begun early is the work that is used, and one challenge is fetched", async () => {
  const under = labour([CHALLENGE]);
  under.begin();
  under.begin();
  assert.ok(solves(await under.ready(), CASE));
  assert.ok(solves(await under.ready(), CASE));
});

test("expired work is renewed once, also when the clock calls the new challenge expired", async () => {
  assert.equal((await labour([EXPIRED, CHALLENGE]).ready()).challenge, CHALLENGE);
  assert.equal((await labour([EXPIRED, EXPIRED]).ready()).challenge, EXPIRED);
});

test("a challenge that fails while typing is asked for again when it is needed, and not at each letter", async () => {
  const under = labour([new Failure("lost"), CHALLENGE]);
  under.begin();
  await Promise.resolve();
  under.begin();
  await new Promise((resolve) => setTimeout(resolve, 0));
  under.begin();
  assert.equal((await under.ready()).challenge, CHALLENGE);
});

test("a challenge that fails when it is needed rejects, and the next try asks anew", async () => {
  const under = labour([new Failure("busy"), CHALLENGE]);
  await assert.rejects(under.ready(), (error) => error instanceof Failure && error.reason === "busy");
  assert.ok(solves(await under.ready(), CASE));
});

const WORK: Work = { challenge: CHALLENGE, n: 1 };
const READY = { ready: () => Promise.resolve(WORK), renew: () => Promise.resolve({ ...WORK, n: 2 }) };

function filing(name: string): Filing {
  return { case: CASE, report: {} as Filing["report"], factsHash: name, boxHash: name, sameness: name };
}

function portal(script: (Failure | "filed")[], sent: [string, number][]): Files {
  return {
    file(given, work) {
      sent.push([given.sameness, work.n]);
      const next = script.shift();
      if (next === undefined) throw new Error("asked too often");
      return next === "filed" ? Promise.resolve({ hour: "2026-11-25T09Z", receipt: "not a note", upload: null }) : Promise.reject(next);
    },
  };
}

test("refused work is renewed once within one sending", async () => {
  const sent: [string, number][] = [];
  await new Sender(portal([new Failure("work"), "filed"], sent), READY, {} as never).send(filing("a"));
  assert.deepEqual(sent, [["a", 1], ["a", 2]]);
  const refused = new Sender(portal([new Failure("work"), new Failure("work")], []), READY, {} as never).send(filing("a"));
  await assert.rejects(refused, (error) => error instanceof Failure && error.reason === "work");
});

test("a conflict asks for each version that may have arrived, newest content never called filed", async () => {
  const sent: [string, number][] = [];
  const script = [new Failure("lost"), new Failure("server"), new Failure("conflict"), new Failure("conflict"), "filed" as const];
  const sender = new Sender(portal(script, sent), READY, {} as never);
  await assert.rejects(sender.send(filing("a")));
  await assert.rejects(sender.send(filing("b")));
  const arrival = await sender.send(filing("c"));
  assert.deepEqual(sent.map(([name]) => name), ["a", "b", "c", "a", "b"]);
  assert.deepEqual([arrival.filing.sameness, arrival.earlier, arrival.receipt], ["b", true, null]);
});

test("a version that was clearly refused is not asked for after a conflict", async () => {
  const sent: [string, number][] = [];
  const sender = new Sender(portal([new Failure("member"), new Failure("conflict")], sent), READY, {} as never);
  await assert.rejects(sender.send(filing("a")));
  await assert.rejects(sender.send(filing("b")), (error) => error instanceof Failure && error.reason === "conflict");
  assert.equal(sent.length, 2);
});

test("only a clear refusal says that nothing arrived", () => {
  const uncertain = REASONS.filter((reason) => new Failure(reason).uncertain);
  assert.deepEqual(uncertain, ["lost", "slow", "unavailable", "server", "foreign"]);
});

test("a lint problem says which code points of which member, and whatever else stands there is no place", () => {
  const named = (start: unknown, end: unknown): Answer =>
    answer(422, JSON.stringify({ code: "lint", member: "facts.what", rule: "x", start, end }), "application/problem+json");
  const found = failure(named(3, 14));
  assert.deepEqual([found.reason, found.member, found.span], ["lint", "facts.what", [3, 14]]);
  assert.deepEqual(failure(named("3", null)).span, [0, 0]);
});

test("a filing's answer brings an upload when the report has photos, and nothing else besides", () => {
  const filed = { hour: "2026-11-25T09Z", receipt: "a note" };
  assert.equal(parseFiled(filed).upload, null);
  const hmac = "A".repeat(43);
  assert.equal(parseFiled({ ...filed, upload: { expiry: "2026-11-25T10Z", hmac } }).upload?.expiry, "2026-11-25T10Z");
  for (const upload of [null, {}, { expiry: "soon", hmac }]) assert.throws(() => parseFiled({ ...filed, upload }), /upload/);
});
