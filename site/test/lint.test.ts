// The identity lint in TypeScript beyond the vectors: positions, hashes, and no text that makes it slow.

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import value from "../../protocol/lint_rules.json";
import { Malformed } from "../src/protocol/errors";
import * as lint from "../src/protocol/lint";

const rules = lint.loadRules(value);

// Texts that make expressions try much and find little; each is repeated to 5,000 characters, as in test_lint.py.
const WEARING = [
  ..."我王住姓一寄“，\n😀a1A".match(/[^]/gu)!,
  ...["我家", "我是", "是我", "我在", "我叫", "我住3号", "只有我", "全校", "本人", "1 ", "13", "0", "+1", "一三九", "电话1", "身份证1"],
  ...["公司", "公司1390000427", "。公司", "微信", "微信a", "楼上", "地址是", '"', "a.", "a@", "a at ", "Aa ", "my ", "i ", "i was "],
  ...["one ", "京a", "他说", "我跟他", "还剩"],
];

test("a kept text is named by the SHA-256 of its UTF-8, and half a character has none", () => {
  assert.equal(lint.keepHash("139"), "8d27ba37c5d810106b55f3fd6cdb35842007e88754184bfc0e6035f9bcede633");
  assert.throws(() => lint.keepHash("\ud83d"), Malformed);
});

test("hits lie in the text in order and apart, counted in code points", () => {
  const texts = fc.array(fc.oneof(fc.string({ unit: "binary", maxLength: 3 }), fc.constantFrom("我", "是", "139", "0000", "4271", "微信", "😀", "住", "号", "，")), { maxLength: 40 });
  fc.assert(
    fc.property(texts, (pieces) => {
      const text = pieces.join("");
      let end = 0;
      for (const hit of lint.hits(text, rules)) {
        assert.ok(end <= hit.start && hit.start < hit.end && hit.end <= Array.from(text).length);
        end = hit.end;
      }
    }),
  );
});

test("looking twice finds the same, whatever was looked at in between", () => {
  const first = lint.hits("我电话13900004271", rules);
  lint.hits("我叫周小满", rules);
  assert.deepEqual(lint.hits("我电话13900004271", rules), first);
});

function least(run: () => void): number {
  let took = Infinity;
  for (let at = 0; at < 7; at++) {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start); // other work on the machine only ever adds
    took = Math.min(took, user + system);
  }
  return took;
}

for (const piece of WEARING) {
  test(`eight times as much of ${JSON.stringify(piece)} takes less than 32 times as long, where squared it would be 64`, () => {
    const long = piece.repeat(5000 / Array.from(piece).length);
    const short = piece.repeat(625 / Array.from(piece).length);
    const allowed = 32 * least(() => lint.hits(short, rules));
    assert.ok(least(() => lint.hits(long, rules)) < allowed);
  });
}
