// What stays of a text when words are taken out of it.

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { without } from "../src/report/remove";

// “#” is what is taken out.
const TAKEN: readonly (readonly [text: string, left: string])[] = [
  ["有人很吵，#，请处理。", "有人很吵，请处理。"],
  ["#，请处理。", "请处理。"],
  ["#。请处理。", "请处理。"],
  ["请处理，#。", "请处理。"],
  ["请处理，#", "请处理"],
  ["请处理。#，谢谢。", "请处理。谢谢。"],
  ["请处理。#。谢谢。", "请处理。谢谢。"],
  ["真的很吵……#。谢谢", "真的很吵……谢谢"],
  ["我的电话：#，请尽快。", "我的电话，请尽快。"],
  ["我的电话：#。", "我的电话。"],
  ["我的电话：#\n谢谢", "我的电话\n谢谢"],
  ["打给老张、#，都行", "打给老张，都行"],
  ["第一行\n#，第二行", "第一行\n第二行"],
  ["邻居（#）很吵", "邻居很吵"],
  ["邻居（“#”）很吵", "邻居很吵"],
  ["邻居（老张，#）很吵", "邻居（老张）很吵"],
  ["邻居（#，老张）很吵", "邻居（老张）很吵"],
  ["打#找我", "打找我"],
  ["#", ""],
  ["Ring me: # any time", "Ring me: any time"],
  ["Please come, #, or write.", "Please come, or write."],
  ["Please come. #. Thanks.", "Please come. Thanks."],
  ["Please call #.", "Please call."],
  ["# is mine", "is mine"],
  ["one\n# two", "one\ntwo"],
  ["tell (#) him", "tell him"],
];

for (const [text, left] of TAKEN) {
  test(`taking # out of ${JSON.stringify(text)} leaves ${JSON.stringify(left)}`, () => {
    const start = text.indexOf("#");
    assert.equal(without(text, { start, end: start + 1 }), left);
  });
}

test("nothing goes but the words, and marks and blanks beside them", () => {
  const words = fc.array(fc.constantFrom("吵", "a", "，", "。", "：", " ", "\n", "（", "）", ",", ".", "😀"), { maxLength: 12 });
  const letters = (text: string): string => text.replace(/[^吵a\n😀]/gu, "");
  fc.assert(
    fc.property(words, words, (before, after) => {
      const [start, text] = [before.join("").length, `${before.join("")}#${after.join("")}`];
      const left = without(text, { start, end: start + 1 });
      assert.equal(letters(left), letters(text));
      assert.ok(left.length < text.length);
    }),
  );
});
