// What was typed becomes facts and contact details in the protocol's form, or a mistake at a named control.

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { CONTACT_BOUNDS } from "../src/protocol/envelope";
import { BOUNDS } from "../src/protocol/facts";
import { text } from "../src/protocol/members";
import { clean, controlOf, mistakes, MOST, over, read } from "../src/report/typed";

const GOOD = { kind: "report", category: "education", place: "yx-hedong", what: "噪声" };

test("whatever is typed, its cleaned form is what the protocol takes, and cleaning again changes nothing", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (typed) => {
      const cleaned = clean(typed);
      assert.equal(clean(cleaned), cleaned);
      if (cleaned !== "") text(Infinity)(cleaned);
    }),
  );
  const hostile = fc.string({ unit: fc.constantFrom("\ud83d", "\ude00", "\r", "\n", "\t", "\u0000", "\u0085", "e", "\u0301", "👍") });
  fc.assert(fc.property(hostile, (typed) => clean(typed) === "" || text(Infinity)(clean(typed)) !== ""));
});

test("line ends become line feeds, a tab a blank, and nothing is trimmed", () => {
  assert.equal(clean("a\r\nb\rc\n\td \u0007e\u007f "), "a\nb\nc\n d e ");
  assert.equal(clean("e\u0301"), "\u00e9");
  assert.equal(clean("\ude00\ud83d"), "\ufffd\ufffd");
  assert.equal(clean("😀"), "😀");
});

test("the page's bounds are the protocol's", () => {
  const wanted: { [name: string]: number } = { ...BOUNDS };
  for (const [name, most] of Object.entries(CONTACT_BOUNDS)) wanted[`contact.${name}`] = most;
  assert.deepEqual(MOST, wanted);
});

test("a text at its bound is taken and one more code point is over by one, whatever the characters", () => {
  for (const unit of ["a", "字", "𠮷"]) {
    for (const [name, most] of Object.entries(MOST)) {
      const full = { ...GOOD, [name]: unit.repeat(most) };
      assert.deepEqual(mistakes(full), []);
      read(full);
      assert.deepEqual(mistakes({ ...full, [name]: unit.repeat(most + 1) }), [{ name, why: "long", over: 1 }]);
      assert.equal(over(name, unit.repeat(most + 3)), 3);
    }
  }
});

test("what is missing is named in the order of the page, a text of blanks among it", () => {
  assert.deepEqual(mistakes({}).map((mistake) => mistake.name), ["kind", "category", "place", "what"]);
  assert.deepEqual(mistakes({ ...GOOD, what: " \n\t\u3000" }).map((mistake) => mistake.name), ["what"]);
});

test("texts of blanks are left out, and facts and contact details are told apart by their names", () => {
  const { facts, contact } = read({ ...GOOD, spot: "  ", wish: "", "contact.phone": "139 0000 4271", "contact.note": "\n" });
  assert.deepEqual(facts, GOOD);
  assert.deepEqual(contact, { phone: "139 0000 4271" });
  const { avoid, facts: same } = read(GOOD, [], [], ["street-3"]);
  assert.deepEqual([avoid, same], [["street-3"], facts]);
});

test("a member that the portal names leads to its control, and others to none", () => {
  assert.equal(controlOf("facts.spot"), "spot");
  assert.equal(controlOf("facts.kind"), "kind");
  assert.equal(controlOf("avoid"), "avoid");
  for (const member of ["sealed.box", "facts.v", "", "facts.toString", "contact.phone.x"]) assert.equal(controlOf(member), null);
});
