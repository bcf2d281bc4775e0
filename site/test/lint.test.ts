// The identity lint: what the Python twin finds is found here, in code points, and no text makes it slow.

import assert from "node:assert/strict";
import { test } from "node:test";

import value from "../../protocol/lint_rules.json";
import * as lint from "../src/protocol/lint";

const rules = lint.loadRules(value);

test("a kept text is named by the SHA-256 of its UTF-8", () => {
  assert.equal(lint.keepHash("139"), "8d27ba37c5d810106b55f3fd6cdb35842007e88754184bfc0e6035f9bcede633");
});

test("positions count code points", () => {
  assert.deepEqual(lint.hits("😀😀 13900004271。", rules).map((hit) => [hit.start, hit.end]), [[3, 14]]);
});
