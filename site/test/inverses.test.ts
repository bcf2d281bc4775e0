// Inverses, sizes and hostile bytes of the protocol twins, by fast-check.

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import * as b64 from "../src/protocol/b64";
import * as base32 from "../src/protocol/base32";
import { fromHex, same, toHex, utf8 } from "../src/protocol/bytes";
import * as canonical from "../src/protocol/canonical";
import * as code from "../src/protocol/code";
import * as entry from "../src/protocol/entry";
import * as envelope from "../src/protocol/envelope";
import { Malformed, WrongCode } from "../src/protocol/errors";
import * as facts from "../src/protocol/facts";
import * as hour from "../src/protocol/hour";
import * as key from "../src/protocol/key";
import { length } from "../src/protocol/members";
import * as note from "../src/protocol/note";
import * as receipt from "../src/protocol/receipt";
import * as report from "../src/protocol/report";
import * as work from "../src/protocol/work";
import { seal, verify } from "../src/seal";
import { holder, officerPublic } from "./vectors";

const bytes = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
const anyText = fc.string({ unit: "binary" });
const tree = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: "grapheme" }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: "grapheme", maxLength: 5 }), tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

/** Return what `run` returns, or the Malformed that it threw; anything else thrown fails the test. */
function refusedOr<T>(run: () => T): T | Malformed {
  try {
    return run();
  } catch (error) {
    assert.ok(error instanceof Malformed, String(error));
    return error;
  }
}

test("b64 decodes what it encodes, and only the one spelling", () => {
  fc.assert(fc.property(fc.uint8Array(), (data) => same(b64.decode(b64.encode(data)), data)));
  fc.assert(
    fc.property(anyText, (text) => {
      const data = refusedOr(() => b64.decode(text));
      return data instanceof Malformed || b64.encode(data) === text;
    }),
  );
  fc.assert(fc.property(fc.uint8Array(), (data) => b64.encode(data) === Buffer.from(data).toString("base64url")));
});

test("hexadecimal digits and UTF-8 come back as they were", () => {
  fc.assert(fc.property(fc.uint8Array(), (data) => same(fromHex(toHex(data)), data)));
  assert.throws(() => utf8("a\ud83d"), Malformed);
  assert.throws(() => utf8("\ude00\ud83d"), Malformed);
  assert.equal(utf8("😀").length, 4);
});

test("base32 has as many symbols as asked, whose bits are those of the data", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 0, max: 60 }), (data, symbols) => {
      const bits = Array.from(base32.encode(data, symbols), (s) => base32.ALPHABET.indexOf(s).toString(2).padStart(5, "0")).join("");
      const wanted = Array.from(data, (byte) => byte.toString(2).padStart(8, "0")).join("");
      return bits === wanted.padEnd(5 * symbols, "0").slice(0, 5 * symbols);
    }),
  );
});

test("canonical JSON parses back to the value and the same bytes", () => {
  fc.assert(
    fc.property(tree, (value) => {
      const data = canonical.toBytes(value);
      return refusedOr(() => same(canonical.toBytes(canonical.parse(data)), data)) === true;
    }),
  );
});

test("no bytes make the JSON parser do anything but return or refuse", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (data) => void refusedOr(() => canonical.loads(data))));
  fc.assert(fc.property(fc.json(), (text) => void refusedOr(() => canonical.loads(utf8(text)))));
  const hostile = ["[".repeat(10000), '"'.repeat(9999), '"\\'.repeat(5000), "{\"a\":1,\"\\u0061\":2}", "1e400"];
  for (const text of hostile) assert.throws(() => canonical.loads(utf8(text)), Malformed, text.slice(0, 20));
  assert.throws(() => canonical.parse(utf8("-0")), Malformed);
  assert.throws(() => canonical.loads(utf8("9007199254740993")), Malformed);
});

test("every code is parsed back to its secret, and one wrong symbol is found 1,023 times in 1,024 or more", () => {
  fc.assert(
    fc.property(bytes(15), (random) => {
      const made = code.fromRandom(random);
      assert.equal(made.length, 25);
      assert.equal(code.parse(code.show(made)), made.slice(0, 23));
    }),
  );
  let passed = 0;
  fc.assert(
    fc.property(bytes(15), fc.integer({ min: 0, max: 24 }), fc.integer({ min: 1, max: 31 }), (random, at, step) => {
      const made = code.fromRandom(random);
      const wrong = base32.ALPHABET.charAt((base32.ALPHABET.indexOf(made.charAt(at)) + step) % 32);
      try {
        code.parse(made.slice(0, at) + wrong + made.slice(at + 1));
        passed++;
      } catch (error) {
        assert.ok(error instanceof WrongCode && error.why === "check");
      }
    }),
    { numRuns: 500 },
  );
  assert.ok(passed < 8, `${passed} of 500 wrong codes passed`);
});

test("no text makes the code parser do anything but return or refuse", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      try {
        code.parse(text);
      } catch (error) {
        assert.ok(error instanceof WrongCode);
      }
      void refusedOr(() => code.parseRef(text));
    }),
  );
});

test("padding is undone at every size, always 8192 bytes, and 8192 bytes of text are refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 0, max: 7891 }), (data, zeros) => {
      const plain = new Uint8Array(data.length + zeros);
      plain.set(data, zeros);
      const padded = envelope.pad(plain);
      return padded.length === 8192 && same(envelope.unpad(padded), plain);
    }),
  );
  assert.equal(envelope.pad(new Uint8Array(8191)).length, 8192);
  assert.throws(() => envelope.pad(new Uint8Array(8192)), Malformed);
  fc.assert(fc.property(fc.uint8Array(), (data) => refusedOr(() => envelope.unpad(data)) instanceof Malformed));
});

test("what is sealed opens with the officer's seed only, and is 48 bytes longer", () => {
  fc.assert(
    fc.property(bytes(32), bytes(32), bytes(32), fc.uint8Array({ maxLength: 200 }), (seed, other, ephemeral, plain) => {
      fc.pre(!same(seed, other));
      const officer = holder(seed);
      const box = seal(plain, officerPublic(seed), ephemeral);
      assert.equal(box.length, plain.length + 48);
      assert.ok(same(officer.open(box), plain));
      assert.throws(() => holder(other).open(box));
    }),
    { numRuns: 20 },
  );
});

test("no value makes a decoder do anything but return or refuse", () => {
  const decoders = [facts.parse, envelope.parseSealed, envelope.parseContact, key.parsePublic, entry.parse, report.parse, work.parse, hour.parse];
  fc.assert(
    fc.property(fc.anything(), (value) => {
      for (const decode of decoders) void refusedOr(() => decode(value));
    }),
  );
});

test("no text makes the receipt parser do anything but refuse", () => {
  fc.assert(
    fc.property(anyText, bytes(32), (text, open) => {
      const found = refusedOr(() => receipt.parse(text, "demo.tightlip.example", open, verify));
      return found instanceof Malformed && refusedOr(() => note.verifiedText(`${text}\n\n\u2014 a AAAA\n`, "a", open, verify)) instanceof Malformed;
    }),
  );
});

test("lengths count code points", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => length(text) === Array.from(text).length));
  assert.equal(length("𠮷"), 1);
  assert.equal(length("👨‍👩‍👧"), 5);
});

test("an hour is read back as it was written", () => {
  const dates = fc.date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:00:00Z"), noInvalidDate: true });
  fc.assert(fc.property(dates, (date) => hour.fromDate(hour.parse(hour.fromDate(date))) === hour.fromDate(date)));
  for (const wrong of ["2026-02-30T09Z", "2026-11-24T24Z", "2026-11-24T09:00Z", "0000-01-01T00Z"]) {
    assert.throws(() => hour.parse(wrong), Malformed, wrong);
  }
});

test("codes drop exactly the blanks, dashes, format and control characters that Unicode names", () => {
  // Beyond the first plane, versions of Unicode still differ; nobody's keyboard writes a code there.
  const look = "\u30fc\u2212\u2043\u02d7\u2500\u2501";
  const made = code.fromRandom(new Uint8Array(15));
  for (let point = 0; point < 0x10000; point++) {
    const symbol = String.fromCodePoint(point);
    if ((point >= 0xd800 && point < 0xe000) || symbol.normalize("NFKC") !== symbol) continue;
    const dropped = /^[\p{Zs}\p{Zl}\p{Zp}\p{Cf}\p{Cc}\p{Pd}]$/u.test(symbol) || look.includes(symbol);
    let length = false;
    try {
      code.parse(symbol + made);
    } catch (error) {
      length = (error as WrongCode).why === "length";
    }
    assert.equal(length, !dropped, point.toString(16));
  }
});
