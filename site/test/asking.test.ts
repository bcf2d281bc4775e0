// What is asked about a text, what an answer lasts for, and what stands in the way of a review.

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import value from "../../protocol/lint_rules.json";
import { couldKnow, hits, keepHash, loadRules, type Hit } from "../src/protocol/lint";
import { Asking, ASKED, TARGET, type Question } from "../src/report/asking";
import { fold, spans } from "../src/report/own";
import { clean, MOST, type Typed } from "../src/report/typed";

const RULES = loadRules(value);
const LINT = { hits: (text: string) => hits(text, RULES), couldKnow: (text: string) => couldKnow(text, RULES), hash: keepHash };
const PHONE = "139 0000 4271";

/** A lint that finds every run of `#` hard and every run of `~` soft, to test what is made of hits without its rules. */
const MARKS = {
  hits(text: string): Hit[] {
    const found: Hit[] = [];
    const symbols = Array.from(text);
    symbols.forEach((symbol, start) => {
      if ((symbol !== "#" && symbol !== "~") || symbols[start - 1] === symbol) return;
      let end = start;
      while (symbols[end] === symbol) end++;
      found.push({ rule: symbol, type: symbol === "#" ? "phone" : "self_relation", start, end, hard: symbol === "#" });
    });
    return found;
  },
  couldKnow: (text: string) => text.includes("alone"),
  hash: (text: string) => `hash of ${text}`,
};

function looked(asking: Asking, typed: Typed): Question[] {
  for (const field of ASKED) asking.look(field, typed[field] || "");
  return asking.open(typed);
}

function texts(questions: readonly Question[]): string[] {
  return questions.map((one) => one.text);
}

test("a question holds the exact words at their place in UTF-16 units, whatever stands before them", () => {
  const typed = { what: `😀𠮷 请打${PHONE}找我` };
  const [found] = looked(new Asking(LINT), typed);
  assert.equal(found?.text, PHONE);
  assert.equal(typed.what.slice(found?.start, found?.end), PHONE);
  assert.deepEqual([found?.field, found?.type, found?.must, found?.hit], ["what", "phone", true, true]);
});

test("an answer lasts through edits elsewhere, and is gone once its words have changed", () => {
  const asking = new Asking(MARKS);
  const [found] = looked(asking, { what: "a ### b" });
  asking.keep(found as Question);
  assert.deepEqual(looked(asking, { what: "more before ### and after, also in spot", spot: "###" }), []);
  assert.deepEqual(texts(looked(asking, { what: "a #### b" })), ["####"]);
  assert.deepEqual(texts(looked(asking, { what: "a ### b" })), ["###"], "an answer to words that were gone is gone");
});

test("a kept answer can be taken back", () => {
  const asking = new Asking(MARKS);
  const [found] = looked(asking, { what: "###" });
  asking.keep(found as Question);
  asking.ask(found as Question);
  assert.deepEqual(texts(looked(asking, { what: "###" })), ["###"]);
});

test("keep names each kept hit once, hard ones first, forty at most, and nothing that is no hit", () => {
  const asking = new Asking(MARKS);
  const typed = { spot: "~~", what: "### ## ###", wish: "周见微来过", "contact.name": "周见微" };
  for (const one of looked(asking, typed)) asking.keep(one);
  assert.deepEqual(looked(asking, typed), []);
  assert.deepEqual(asking.keeps(typed), ["hash of ###", "hash of ##", "hash of ~~"]);
  const many = { what: Array.from({ length: 50 }, (_, n) => "~".repeat(n + 1)).join(" ") + " #" };
  for (const one of looked(asking, many)) asking.keep(one);
  assert.deepEqual([asking.keeps(many).length, asking.keeps(many)[0]], [40, "hash of #"]);
});

test("hashes are those of the protocol", () => {
  const asking = new Asking(LINT);
  const typed = { what: `招聘电话是${PHONE}` };
  for (const one of looked(asking, typed)) asking.keep(one);
  assert.deepEqual(asking.keeps(typed), looked(new Asking(LINT), typed).map((one) => keepHash(one.text)));
});

test("a review waits for every hard question, and once for each soft one", () => {
  const asking = new Asking(MARKS);
  const typed = { what: "### ~~" };
  const blocked = (given: Typed): string[] => {
    looked(asking, given);
    return texts(asking.block(given));
  };
  assert.deepEqual(blocked(typed), ["###", "~~"]);
  assert.deepEqual(blocked(typed), ["###"]);
  asking.keep(looked(asking, typed)[0] as Question);
  assert.deepEqual(blocked(typed), []);
  assert.deepEqual(blocked({ what: "### ~~ ~" }), ["~"]);
  assert.deepEqual(blocked({ what: "### ~~ ~" }), []);
});

test("words that are also contact details are asked about, and the lint's own span is the one that is hashed", () => {
  const asking = new Asking(LINT);
  const typed = { what: `打１３９-0000-4271，周 见微的家`, "contact.phone": `+86 ${PHONE}`, "contact.name": "周见微" };
  const found = looked(asking, typed);
  assert.deepEqual(found.map((one) => [one.type, one.text, one.must]), [["typed", "１３９-0000-4271", true], ["typed", "周 见微", true]]);
  assert.deepEqual(found.map((one) => one.hit), [true, false]);
});

test("what the portal names is asked about, at code points of the cleaned text, and can be kept", () => {
  const asking = new Asking(MARKS);
  const typed = { what: "😀\r\nabc ##" };
  looked(asking, typed);
  asking.insist("what", 2, 5);
  const found = looked(asking, typed);
  assert.deepEqual(found.map((one) => [one.type, one.text, one.must]), [["portal", "abc", true], ["phone", "##", true]]);
  for (const one of found) asking.keep(one);
  assert.deepEqual(asking.keeps(typed), ["hash of abc", "hash of ##"]);
  asking.distrust();
  assert.deepEqual(asking.keeps(typed), ["hash of abc"]);
  asking.insist("what", 2, 5);
  assert.deepEqual(texts(looked(asking, typed)), ["abc"], "the portal's word is above an earlier answer");
});

test("places outside the text that a portal may name ask nothing", () => {
  for (const [start, end] of [[0, 0], [7, 9], [-1, 0], [5, 2], [NaN, NaN]] as const) {
    const asking = new Asking(MARKS);
    looked(asking, { what: "abc" });
    asking.insist("what", start, end);
    assert.deepEqual(looked(asking, { what: "abc" }), []);
  }
});

test("the second question is for texts that few could have written, unless the words were about others", () => {
  const asking = new Asking(MARKS);
  looked(asking, { what: "nothing" });
  assert.equal(asking.couldKnow({ what: "nothing" }), false);
  looked(asking, { spot: "alone", what: "nothing" });
  assert.equal(asking.couldKnow({ spot: "alone", what: "nothing" }), true);
  const typed = { what: "~~" };
  const [found] = looked(asking, typed);
  looked(asking, { spot: "", ...typed });
  assert.equal(asking.couldKnow(typed), true);
  asking.keep(found as Question);
  assert.equal(asking.couldKnow(typed), false);
});

test("after clearing there is no question, no answer and no text", () => {
  const asking = new Asking(MARKS);
  const typed = { what: "### ~" };
  for (const one of looked(asking, typed)) asking.keep(one);
  asking.insist("what", 0, 3);
  asking.clear();
  assert.deepEqual(asking.open(typed), []);
  assert.deepEqual(asking.keeps(typed), []);
  assert.equal(JSON.stringify(asking), JSON.stringify(new Asking(MARKS)));
});

test("every target is a control of the sealed part", () => {
  for (const name of Object.values(TARGET)) assert.ok(name.startsWith("contact.") && name in MOST);
});

const OWN: [string, { [name: string]: string }, string[]][] = [
  ["周见微说过", { name: "周见微" }, ["周见微"]],
  ["周　见·微说过", { name: "周见微" }, ["周　见·微"]],
  ["周先生说过", { name: "周" }, []],
  ["the living room; Li was there", { name: "Li" }, ["Li"]],
  ["call ZHOU jianwei", { name: "Zhou Jianwei" }, ["ZHOU jianwei"]],
  ["打１３９ ００００-4271", { phone: "139 0000 4271" }, ["１３９ ００００-4271"]],
  ["打139ー0000−4271", { phone: "１３９－００００　４２７１" }, ["139ー0000−4271"]],
  ["+8613900004271", { phone: "13900004271" }, []],
  ["+86 13900004271", { phone: "+86 139-0000-4271" }, ["13900004271"]],
  ["订单139000042710", { phone: "13900004271" }, []],
  ["门牌 271", { phone: "271" }, []],
  ["写信到ZHOU＠example．org", { email: "zhou@example.org" }, ["ZHOU＠example．org"]],
  ["我在32号楼1单元101。", { address: "云溪市河东区32号楼1单元101" }, ["32号楼1单元101"]],
  ["云溪市 河东区32号楼1单元101", { address: "云溪市河东区32号楼1单元101" }, ["云溪市 河东区32号楼1单元101"]],
  ["在32号楼1单元1012。", { address: "云溪市河东区32号楼1单元101" }, []],
  ["在河东区红星小区", { address: "云溪市河东区红星小区" }, []],
  ["我 住在 楼下", { relation: "住在楼下" }, ["住在 楼下"]],
  ["晚上八点以后", { safe_times: "晚上八点以后", note: "晚上八点以后" }, []],
  ["𠮷田家在吵", { name: "𠮷田" }, ["𠮷田"]],
];

for (const [text, contact, wanted] of OWN) {
  test(`of ${JSON.stringify(contact)} is found in “${text}”: ${wanted.join()}`, () => {
    const found = spans(text, fold(text), contact).map(({ start, end }) => text.slice(start, end));
    assert.deepEqual(found, wanted);
  });
}

test("whatever is typed, spans lie within the text and cut no character in two", () => {
  const unit = fc.constantFrom("周", "见", "𠮷", "😀", "1", "１", " ", "-", "a", "\u0301", "\n", "ﬁ", "\ud83d");
  const text = fc.string({ unit, maxLength: 30 });
  fc.assert(
    fc.property(text, text, text, (raw, name, phone) => {
      const whole = clean(raw);
      for (const { start, end } of spans(whole, fold(whole), { name: clean(name), phone: clean(phone) })) {
        assert.ok(0 <= start && start < end && end <= whole.length);
        assert.doesNotMatch(whole.slice(start, end), /^[\udc00-\udfff]|[\ud800-\udbff]$/);
      }
    }),
  );
});
