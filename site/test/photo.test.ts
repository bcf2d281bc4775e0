// What a canvas adds to a picture is dropped, wherever it stands, and nothing else is.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fromHex, join } from "../src/protocol/bytes";
import { Malformed } from "../src/protocol/errors";
import * as photo from "../src/protocol/photo";
import { scenarios } from "./vectors";

const PICTURES = scenarios()
  .filter(([area, , vector]) => area === "photo" && vector.expect === "right" && vector.zeros === 0)
  .map(([, name, vector]): [string, Uint8Array] => [name, fromHex(vector.head)]);

/** Return where each segment starts: after SOI, and after every other segment but the data of a scan. */
function starts(data: Uint8Array): number[] {
  const found = [2];
  for (let place = 2; data[place + 1] !== 0xd9; ) {
    const scan = data[place + 1] === 0xda;
    place += 2 + (data[place + 2] as number) * 256 + (data[place + 3] as number);
    while (scan && !(data[place] === 0xff && data[place + 1] !== 0 && (data[place + 1] as number) >> 3 !== 0x1a)) place++;
    found.push(place);
  }
  return found;
}

for (const [name, picture] of PICTURES) {
  test(`${name}: segments that may hold metadata are dropped wherever they stand`, () => {
    for (const place of starts(picture)) {
      for (const marker of [0xe1, 0xe2, 0xed, 0xee, 0xef, 0xfe].concat(place > 2 ? [0xe0] : [])) {
        const added = Uint8Array.from([0xff, marker, 0, 6, 0x45, 0x78, 0x69, 0x66]);
        const changed = join(picture.subarray(0, place), added, picture.subarray(place));
        assert.throws(() => photo.check(changed), Malformed);
        // Where the first segment was pushed away from its place, its APP0 goes too.
        const expected = place === 2 && picture[3] === 0xe0 ? join(picture.subarray(0, 2), picture.subarray(20)) : picture;
        assert.deepEqual(photo.plain(changed), expected);
        photo.check(photo.plain(changed));
      }
    }
    assert.deepEqual(photo.plain(picture), picture);
  });
}

test("what stands after the end is dropped, and what is cut off is refused", () => {
  for (const [, picture] of PICTURES) {
    assert.deepEqual(photo.plain(join(picture, Uint8Array.of(1, 2, 3))), picture);
    for (let size = 2; size < picture.length; size++) {
      assert.throws(() => photo.plain(picture.subarray(0, size)), Malformed, `${size} bytes`);
    }
  }
});
