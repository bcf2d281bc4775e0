// Check that a picture is a JPEG in the strict form, which has no room for metadata, and drop what a canvas adds (PHOTO.md).
// Leaves drawing, and what the picture shows, to the page.

import { join, sha256, toHex } from "./bytes";
import { Malformed } from "./errors";

export const PHOTO_MOST = 300000; // bytes
export const SIDE_MOST = 4096; // pixels
export const SCANS_MOST = 16; // a picture that is drawn in steps has about 10

const SOI = 0xd8;
const EOI = 0xd9;
const APP0 = 0xe0;
const DQT = 0xdb;
const DHT = 0xc4;
const DRI = 0xdd;
const SOS = 0xda;
const COM = 0xfe;
const SOF = [0xc0, 0xc2];
const JFIF = [0x4a, 0x46, 0x49, 0x46, 0, 1];
const APP0_SIZE = 14; // bytes after the length
const TABLE_SIZE = 65; // bytes: one of destination, 64 of 8-bit steps
const CODES = 16; // lengths that a Huffman code may have, in bits
const SYMBOLS_MOST = 256; // of a Huffman table

/** What stood before the present place: `frame` is the frame's component ids, empty before it. */
interface Seen {
  frame: number[];
  tables: number[];
  restarts: boolean;
  scans: number;
}

/** Return the SHA-256 of a picture's bytes, 64 hexadecimal digits: its name. */
export function hashOf(data: Uint8Array): string {
  return toHex(sha256(data));
}

/** Refuse all but a JPEG in the strict form. Throws Malformed whose member is size, start, segment, table, frame, scan or end. */
export function check(data: Uint8Array): void {
  if (data.length > PHOTO_MOST) throw new Malformed("size", `more than ${PHOTO_MOST} bytes`);
  if (data[0] !== 0xff || data[1] !== SOI) throw new Malformed("start", "not a JPEG");
  const seen: Seen = { frame: [], tables: [], restarts: false, scans: 0 };
  let place = 2;
  for (let found = marker(data, place); found !== EOI; found = marker(data, place)) {
    const held = body(data, place);
    segment(found, held, seen, place === 2);
    place += 4 + held.length;
    if (found === SOS) place = scanEnd(data, place);
  }
  if (place + 2 !== data.length || seen.scans === 0) throw new Malformed("end", "no picture before the end, or something after it");
}

/**
 * Return a JPEG without the segments that may hold metadata: APP1 to APP15, COM, and every APP0 but a JFIF header that comes
 * first. Throws Malformed when its segments cannot be told apart; what is left is for `check`.
 */
export function plain(data: Uint8Array): Uint8Array {
  const kept = [data.subarray(0, 2)];
  let place = 2;
  for (let found = marker(data, place); found !== EOI; found = marker(data, place)) {
    let end = place + 4 + body(data, place).length;
    if (found === SOS) end = scanEnd(data, end);
    const dropped = found === COM || (found >= APP0 && found < APP0 + 16 && !(found === APP0 && place === 2));
    if (!dropped) kept.push(data.subarray(place, end));
    place = end;
  }
  return join(...kept, data.subarray(place, place + 2));
}

function marker(data: Uint8Array, place: number): number {
  if (place + 2 > data.length) throw new Malformed("end", "cut off");
  if (data[place] !== 0xff) throw new Malformed("segment", "something between two segments");
  return data[place + 1] as number;
}

/** Return what a segment holds after its marker and length. */
function body(data: Uint8Array, place: number): Uint8Array {
  const size = number(data, place + 2);
  if (!(size >= 2) || place + 2 + size > data.length) {
    throw new Malformed("segment", "longer than the file, or shorter than its length");
  }
  return data.subarray(place + 4, place + 2 + size);
}

function segment(found: number, held: Uint8Array, seen: Seen, first: boolean): void {
  if (found === APP0 && first) jfif(held);
  else if (found === DQT) quantisation(held, seen);
  else if (found === DHT) huffman(held);
  else if (found === DRI) restart(held, seen);
  else if (SOF.indexOf(found) >= 0) frame(held, seen);
  else if (found === SOS) scan(held, seen);
  else throw new Malformed("segment", "a kind that may hold metadata, or that no drawn picture has");
}

function jfif(held: Uint8Array): void {
  const right = held.length === APP0_SIZE && JFIF.every((byte, at) => held[at] === byte) && (held[6] as number) <= 2 && (held[7] as number) <= 2;
  if (!right || number(held, 8) === 0 || number(held, 10) === 0 || number(held, 12) !== 0) {
    throw new Malformed("segment", "not a JFIF header of 16 bytes without thumbnail");
  }
}

function quantisation(held: Uint8Array, seen: Seen): void {
  if (held.length === 0 || held.length % TABLE_SIZE !== 0) throw new Malformed("table", "not whole 8-bit quantisation tables");
  for (let at = 0; at < held.length; at += TABLE_SIZE) {
    const destination = held[at] as number;
    if (destination > 3 || seen.tables.indexOf(destination) >= 0) {
      throw new Malformed("table", "a quantisation table of another kind, or one that stood before");
    }
    seen.tables.push(destination);
  }
}

function huffman(held: Uint8Array): void {
  let place = 0;
  do {
    const kind = held[place] as number;
    const counts = held.subarray(place + 1, place + 1 + CODES);
    const symbols = counts.reduce((sum, count) => sum + count, 0);
    if (counts.length < CODES || kind >> 4 > 1 || (kind & 15) > 3 || symbols > SYMBOLS_MOST) {
      throw new Malformed("table", "not whole Huffman tables");
    }
    place += 1 + CODES + symbols;
  } while (place < held.length);
  if (place !== held.length) throw new Malformed("table", "not whole Huffman tables");
}

function restart(held: Uint8Array, seen: Seen): void {
  if (held.length !== 2 || seen.restarts || seen.scans > 0) {
    throw new Malformed("table", "not one restart interval before the first scan");
  }
  seen.restarts = true;
}

function frame(held: Uint8Array, seen: Seen): void {
  if (seen.frame.length > 0) throw new Malformed("frame", "more than one frame");
  const components = held[5];
  if ((components !== 1 && components !== 3) || held.length !== 6 + 3 * components || held[0] !== 8) {
    throw new Malformed("frame", "not 8 bits of 1 or 3 components");
  }
  for (const side of [number(held, 1), number(held, 3)]) {
    if (side < 1 || side > SIDE_MOST) throw new Malformed("frame", `not 1 to ${SIDE_MOST} pixels high and wide`);
  }
  for (let at = 6; at < held.length; at += 3) seen.frame.push(held[at] as number);
}

function scan(held: Uint8Array, seen: Seen): void {
  const components = held[0] || 0;
  const named: number[] = [];
  for (let at = 1; at < 1 + 2 * components; at += 2) named.push(held[at] as number);
  const known = named.every((id, at) => seen.frame.indexOf(id) >= 0 && named.indexOf(id) === at);
  if (components === 0 || held.length !== 4 + 2 * components || !known || seen.scans === SCANS_MOST) {
    throw new Malformed("scan", "not a scan of the frame's components, or one too many");
  }
  seen.scans++;
}

/** Return where the marker after a scan's data stands. */
function scanEnd(data: Uint8Array, from: number): number {
  for (let place = data.indexOf(0xff, from); place >= 0; place = data.indexOf(0xff, place + 2)) {
    const following = data[place + 1] as number;
    if (following !== 0 && !(following >= 0xd0 && following <= 0xd7)) return place;
  }
  throw new Malformed("end", "cut off");
}

/** Return a number of two bytes; NaN when they are not there. */
function number(data: Uint8Array, place: number): number {
  return (data[place] as number) * 256 + (data[place + 1] as number);
}
