// Try every computation that a report rests on against answers known beforehand, in the browser that is to do it.
// The answers are those of protocol/vectors: the code `as-shown`, the seal `padded-envelope` and the note `verifies`.

import * as b64 from "./protocol/b64";
import { sha256, toHex, utf8 } from "./protocol/bytes";
import * as code from "./protocol/code";
import * as envelope from "./protocol/envelope";
import * as note from "./protocol/note";
import { boxPair, seal, verify } from "./seal";

export const ANSWERS = {
  code: "9NMHT-H41E1-90DB1-MQ66X-EXEJD",
  case: "X3S6J24VNA1ABRYEVFRQ9Z598G",
  officer: "Ox38BJR-4tjZ-J9VAD8EuDqSfTQEmdkuhUfWbYn4E3k",
  ephemeral: "iYixIJ4-NZb67piVFYtqB5bxFSmqSp4BBVG5EK_u-Jk", // the secret half that the vector's seed gives
  box: "c90c29fd09f73865c204b7346d374c3fb639e8b7fca0534fe7cc1269abf7f426",
  noteName: "demo.tightlip.example/receipt",
  notePublic: "MOHhAVoNVV5ZbPwgvElaeIkRJI1zx3kE6wOsnlS9YA0",
  note:
    "one\ntwo\n\n\u2014 demo.tightlip.example/receipt " +
    "CYuvd7VvPX9x+bou/nj+Kcgzxy2HEafpNsLENFIf3vitLtGmkB6ZvQKXilW/8UITOIFDfTep1f6+l8NgLPI4pHfQmww=\n",
  abc: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", // FIPS 180-4, SHA-256 of "abc"
};

const PLAIN = {
  portal: "demo.tightlip.example",
  case: ANSWERS.case,
  key: "0f581700d1831e24",
  build: "0123456789abcdef",
  factsHash: "8b16f90430d05c67648e38230e257d022d5dd136c3ac4580571d2041c84c52e5",
  contact: { name: "周见微", phone: "13900004271", note: "晚上八点后方便 ☎" },
};

/** A computation that gave another answer than the known one, or randomness that is none. */
export class WrongAnswer extends Error {}

/**
 * Run every test, one at each step: the first step holds those that cost nothing, each later one a computation on a curve,
 * which an old phone feels. Throws WrongAnswer naming the first that fails, or whatever the computation itself threw.
 */
export function* check(random: (size: number) => Uint8Array): Generator<void, void, void> {
  const [one, other] = [toHex(random(32)), toHex(random(32))];
  expect("random", one !== other && !/^0*$/.test(one) && !/^0*$/.test(other));
  expect("sha256", toHex(sha256(utf8("abc"))) === ANSWERS.abc);
  yield;
  const derived = code.derive(code.parse(ANSWERS.code));
  const found = code.caseId({
    replyTo: boxPair(derived.boxSeed).open,
    lookupHash: sha256(derived.lookup),
    labelKeyHash: sha256(derived.labelKey),
    entryKeyHash: sha256(derived.entryKey),
    proofHash: sha256(derived.proof),
  });
  expect("derive", found === ANSWERS.case);
  yield;
  const padded = envelope.pad(envelope.plaintext({ ...PLAIN, proof: derived.proof }));
  const box = seal(padded, b64.decode(ANSWERS.officer), b64.decode(ANSWERS.ephemeral));
  expect("seal", toHex(sha256(box)) === ANSWERS.box);
  yield;
  const key = b64.decode(ANSWERS.notePublic);
  expect("verify", note.verifiedText(ANSWERS.note, ANSWERS.noteName, key, verify) === "one\ntwo\n");
  // No point of the curve has y = 2, which is found out early: a second whole verification would cost an old phone 0.1 s.
  const none = new Uint8Array(32).fill(2, 0, 1);
  expect("refuse", !verify(none, utf8("one\n"), new Uint8Array(64)));
}

function expect(name: string, right: boolean): void {
  if (!right) throw new WrongAnswer(name);
}
