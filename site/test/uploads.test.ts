// Photos follow their report one at a time; whatever becomes of one, the others go on, and it all ends.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fromUtf8 } from "../src/protocol/bytes";
import type { Upload } from "../src/protocol/upload";
import { Failure, REASONS, type Reason } from "../src/report/answer";
import { Uploads, type Means } from "../src/report/uploads";
import { fitted, LADDER } from "../src/photo/drawing";

const FIRST: Upload = { expiry: "2026-11-25T10Z", hmac: new Uint8Array(32) };
const SECOND: Upload = { expiry: "2026-11-25T12Z", hmac: new Uint8Array(32).fill(1) };
const PHOTOS = ["a", "b", "c"].map((hash) => ({ hash, bytes: new Uint8Array([hash.charCodeAt(0)]) }));
const NAMED = PHOTOS.map((photo) => photo.hash);

/** A portal that answers as scripted, and takes all once the script is over; it notes what was brought and every pause. */
function portal(script: (Reason | Failure | "ok")[], renewed: (Upload | Failure)[] = []) {
  const brought: string[] = [];
  const pauses: number[] = [];
  const means: Means = {
    async photo(caseId, number, body) {
      brought.push(`${caseId}/${number} ${fromUtf8(body).split("\n")[1]} ${fromUtf8(body).includes(FIRST.expiry) ? "first" : "second"}`);
      const next = script.shift() || "ok";
      if (next !== "ok") throw next instanceof Failure ? next : new Failure(next);
    },
    async renew() {
      const next = renewed.shift();
      if (next === undefined) throw new Error("asked too often");
      if (next instanceof Failure) throw next;
      return next;
    },
    async pause(milliseconds) {
      pauses.push(milliseconds);
    },
  };
  return { means, brought, pauses };
}

test("photos are brought in their order, each with every name and its own bytes", async () => {
  const { means, brought } = portal([]);
  const seen: string[] = [];
  const uploads: Uploads = new Uploads(means, "CASE", NAMED, PHOTOS, FIRST, () => seen.push(uploads.states.join()));
  await Promise.all([uploads.run(), uploads.run()]);
  assert.deepEqual(brought, ["CASE/1 a first", "CASE/2 b first", "CASE/3 c first"]);
  assert.equal(seen[1], "arrived,waiting,waiting");
  assert.ok(seen.every((states) => states.split("sending").length <= 2), "never two at once");
  assert.equal(uploads.arrived, 3);
});

test("a lost answer is tried again after a pause, and the portal's own wait is kept within a bound", async () => {
  const { means, brought, pauses } = portal(["lost", new Failure("busy", "", 7), "ok", new Failure("unavailable", "", 9999)]);
  const uploads = new Uploads(means, "CASE", NAMED.slice(0, 2), PHOTOS, FIRST, () => undefined);
  await uploads.run();
  assert.deepEqual(uploads.states, ["arrived", "arrived"]);
  assert.deepEqual(pauses, [3000, 7000, 30000]);
  assert.equal(brought.length, 5);
});

test("three tries that fail end in failure, the next photo goes on, and another run brings what is missing", async () => {
  const { means, brought } = portal(["server", "slow", "foreign", "ok"]);
  const uploads = new Uploads(means, "CASE", NAMED.slice(0, 2), PHOTOS, FIRST, () => undefined);
  await uploads.run();
  assert.deepEqual(uploads.states, ["failed", "arrived"]);
  await uploads.run();
  assert.deepEqual(uploads.states, ["arrived", "arrived"]);
  assert.deepEqual(brought.map((one) => one[5]), ["1", "1", "1", "2", "1"]);
});

test("a clear refusal is not tried again", async () => {
  for (const reason of REASONS) {
    if (reason === "upload" || reason === "busy" || new Failure(reason).uncertain) continue;
    const { means, brought } = portal([reason]);
    const uploads = new Uploads(means, "CASE", ["a"], PHOTOS, FIRST, () => undefined);
    await uploads.run();
    assert.deepEqual([uploads.states, brought.length], [["failed"], 1], reason);
  }
});

test("an upload that has expired is renewed, and so is one that was never handed out", async () => {
  for (const upload of [FIRST, null]) {
    const { means, brought } = portal(upload === null ? [] : ["upload"], [SECOND]);
    const uploads = new Uploads(means, "CASE", ["a"], PHOTOS, upload, () => undefined);
    await uploads.run();
    assert.deepEqual(uploads.states, ["arrived"]);
    assert.equal(brought[brought.length - 1], "CASE/1 a second");
  }
});

test("an upload that cannot be renewed fails, and is not asked for without end", async () => {
  const refused = portal(["upload"], [new Failure("lost")]);
  const one = new Uploads(refused.means, "CASE", ["a"], PHOTOS, FIRST, () => undefined);
  await one.run();
  assert.deepEqual(one.states, ["failed"]);
  const endless = portal(["upload", "upload", "upload", "upload"], [SECOND, SECOND, SECOND]);
  const other = new Uploads(endless.means, "CASE", ["a"], PHOTOS, FIRST, () => undefined);
  await other.run();
  assert.deepEqual([other.states, endless.brought.length], [["failed"], 3]);
});

test("a photo that was taken away since is not brought, and the others are under their own numbers", async () => {
  const { means, brought } = portal([]);
  const uploads = new Uploads(means, "CASE", NAMED, [PHOTOS[2]!], FIRST, () => undefined);
  await uploads.run();
  assert.deepEqual(uploads.states, ["failed", "failed", "arrived"]);
  assert.deepEqual(brought, ["CASE/3 c first"]);
});

test("after stopping nothing more is brought, and nothing more is heard", async () => {
  const { means, brought } = portal([]);
  let heard = 0;
  const uploads: Uploads = new Uploads(means, "CASE", NAMED, PHOTOS, FIRST, () => {
    heard++;
    uploads.stop();
  });
  await uploads.run();
  assert.deepEqual([brought, heard], [[], 1]);
});

test("a picture is made to fit, never made larger, and never without a pixel", () => {
  assert.deepEqual(fitted(4000, 3000, 1600), [1600, 1200]);
  assert.deepEqual(fitted(3000, 4000, 1600), [1200, 1600]);
  assert.deepEqual(fitted(1600, 10, 1600), [1600, 10]);
  assert.deepEqual(fitted(64, 48, 1600), [64, 48]);
  assert.deepEqual(fitted(50000, 3, 1600), [1600, 1]);
});

test("each attempt at a size asks for less than the one before", () => {
  LADDER.forEach(([side, quality], at) => {
    const before = LADDER[at - 1];
    if (before !== undefined) assert.ok(side <= before[0] && quality < before[1]);
  });
});
