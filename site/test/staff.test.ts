// The staff page's own rules: time left in working days, units by a few keys, acts, ids of acts, answers and tokens.

import assert from "node:assert/strict";
import { test } from "node:test";

import { after, read } from "../src/staff/acts";
import { failure, parseCase, parseList, read as readAnswer, type Case } from "../src/staff/answer";
import type { Oidc, Step } from "../src/staff/configuration";
import { actOf, Drafts } from "../src/staff/drafts";
import { Failure } from "../src/staff/failure";
import { left } from "../src/staff/left";
import { address, crossing } from "../src/staff/pkce";
import { Portal } from "../src/staff/portal";
import { parse, Session, subjectOf } from "../src/staff/session";
import { narrow } from "../src/staff/units";
import { visible } from "../src/staff/visible";

const SHANGHAI = "Asia/Shanghai";
// Wednesday to Friday, then Monday: each begins at midnight in Shanghai.
const BEGINS = ["2026-11-24T16Z", "2026-11-25T16Z", "2026-11-26T16Z", "2026-11-29T16Z"];
const OIDC: Oidc = { authorize: "a", token: "t", logout: "l", client: "c", scope: "openid" };
const CASE = "0".repeat(26);

test("time left is counted in the working days that begin in between", () => {
  const cases: [due: string, now: string, over: boolean, days: number, same: boolean][] = [
    ["2026-11-25T10Z", "2026-11-25T02Z", false, 0, true],
    ["2026-11-26T10Z", "2026-11-25T02Z", false, 1, false],
    ["2026-11-30T10Z", "2026-11-25T02Z", false, 3, false], // a weekend between
    ["2026-12-01T10Z", "2026-11-25T02Z", false, 4, false], // past the last known day: Monday to Friday
    ["2026-12-07T10Z", "2026-11-25T02Z", false, 8, false],
    ["2026-11-25T02Z", "2026-11-25T02Z", true, 0, true], // from the hour of the deadline on
    ["2026-11-24T10Z", "2026-11-25T02Z", true, 1, false],
    ["2026-11-26T10Z", "2026-11-25T16Z", false, 0, true], // from midnight on, today is no day that is left
    ["2026-12-05T02Z", "2026-12-04T02Z", false, 0, false], // a Saturday
  ];
  for (const [due, now, over, days, same] of cases) {
    assert.deepEqual(left(due, now, BEGINS, SHANGHAI), { over, days, same }, `${due} at ${now}`);
  }
  assert.equal(left("2026-12-01T10Z", "2026-11-27T02Z", [], SHANGHAI).days, 2);
});

test("units are found by the beginnings of words in names and ids, the best first", () => {
  const names = { "hongxing-binhe": "红星街道滨河社区", naxi: "纳溪区政务服务中心", hongxing: "红星街道办事处", "naxi-education": "Naxi Education" };
  const units = Object.keys(names);
  assert.deepEqual(narrow(units, names, " "), units);
  assert.deepEqual(narrow(units, names, "红星"), ["hongxing-binhe", "hongxing"]);
  assert.deepEqual(narrow(units, names, "B"), ["hongxing-binhe"]);
  assert.deepEqual(narrow(units, names, "ｅｄｕ"), ["naxi-education"]);
  assert.deepEqual(narrow(units, names, "滨河"), ["hongxing-binhe"]);
  assert.deepEqual(narrow(units, names, "x"), ["hongxing-binhe", "naxi", "hongxing", "naxi-education"]);
  assert.deepEqual(narrow(units, names, "zz"), []);
});

test("what is typed becomes an act, or a mistake that is named", () => {
  assert.deepEqual(read("dispatch", { to: "naxi", text: " " }), { members: { to: "naxi" }, mistakes: [] });
  assert.deepEqual(read("extend", { days: "3", reason: "等\r\n检测 " }), { members: { days: 3, reason: "等\n检测" }, mistakes: [] });
  assert.deepEqual(read("link", { link: "abcde fghjk" }).members, { link: "ABCDEFGHJK" });
  const wrong: [string, { [name: string]: string }, string, string][] = [
    ["return", { reason: "" }, "reason", "missing"],
    ["return", { reason: "长".repeat(501) }, "reason", "long"],
    ["ask", { text: "𠮷".repeat(2001) }, "text", "long"],
    ["answer", { findings: "none", text: "我们____去看过" }, "text", "blank"],
    ["extend", { days: "0", reason: "x" }, "days", "days"],
    ["extend", { days: "1e1", reason: "x" }, "days", "days"],
    ["link", { link: "123" }, "link", "link"],
  ];
  for (const [act, values, member, code] of wrong) assert.deepEqual(read(act, values).mistakes, [{ member, code }], act);
  assert.deepEqual(read("ask", { text: "𠮷".repeat(2000) }).mistakes, []);
});

test("the same act keeps its id, and any change makes another act", () => {
  const drafts = new Drafts();
  const draft = drafts.of(CASE, "ask");
  const first = actOf(draft, "ask", 3, { text: "a" });
  draft.sent = first;
  assert.equal(actOf(draft, "ask", 3, { text: "a" }), first);
  assert.equal(first.id.length, 22);
  for (const other of [actOf(draft, "ask", 4, { text: "a" }), actOf(draft, "ask", 3, { text: "b" })]) assert.notEqual(other.id, first.id);
  assert.equal(drafts.any, false);
  draft.values.text = "a";
  assert.equal(drafts.any, true);
  drafts.drop(CASE, "ask");
  assert.deepEqual(drafts.of(CASE, "ask"), { values: {}, keep: [], sent: null });
});

const STEPS: Step[] = [
  { act: "dispatch", entry: "dispatched", leads: { accepted: "dispatched" }, needs: "below" },
  { act: "return", entry: "returned", leads: { accepted: "returned", in_progress: "returned" }, needs: "above" },
  { act: "ask", entry: "asked", leads: { accepted: "in_progress", in_progress: "in_progress" }, needs: "question" },
  { act: "answer", entry: "answered", leads: { accepted: "in_progress", in_progress: "in_progress" } },
  { act: "close", entry: "closed", leads: { accepted: "closed", in_progress: "closed" }, needs: "answered" },
];
const VIEW: Case = {
  case: CASE, ref: "00000-00000", status: "submitted", due: "2026-11-25T10Z", n: 1, mark: "M", hour: "2026-11-24T10Z", unit: "city",
  facts: {}, history: [], acts: ["accept", "return"], to: ["naxi"], final: false, links: [],
};

test("after an act the page offers what the table and the rules beside it allow", () => {
  const done = { status: "accepted", due: "2026-12-16T10Z", n: 2, unit: "city" };
  const accepted = after(VIEW, { act: "accept", id: "i", n: 1, members: {} }, done, "2026-11-25T02Z", STEPS);
  assert.deepEqual(accepted.acts, ["dispatch", "return", "ask", "answer"]);
  assert.deepEqual([accepted.n, accepted.due, accepted.history[0]?.act], [2, done.due, "accept"]);
  const asked = after(accepted, { act: "ask", id: "i", n: 2, members: { text: "?", keep: ["h"] } }, { ...done, status: "in_progress" }, "2026-11-25T02Z", STEPS);
  assert.deepEqual(asked.acts, ["return", "answer"]);
  assert.deepEqual(asked.history[1], { hour: "2026-11-25T02Z", act: "asked", unit: "city", text: "?" });
  const answered = after(asked, { act: "answer", id: "i", n: 3, members: { text: "!", findings: "none" } }, { ...done, status: "in_progress" }, "2026-11-25T02Z", STEPS);
  assert.deepEqual(answered.acts, ["return", "ask", "answer", "close"]);
  assert.deepEqual(after({ ...VIEW, to: [], acts: [] }, { act: "accept", id: "i", n: 1, members: {} }, done, "2026-11-25T02Z", STEPS).acts, ["ask", "answer"]);
});

test("answers are read strictly where they matter, and problems by their code", () => {
  const said = (status: number, value: unknown, type = "application/problem+json") => ({ status, type, text: JSON.stringify(value) });
  assert.equal(readAnswer(said(200, { v: 1, cases: [], new: 1 }), parseList).after, "");
  for (const text of ["<html>", "[]", '{"cases":[{"ref":1}]}', '{"cases":{}}']) {
    assert.throws(() => readAnswer({ status: 200, type: "", text }, parseList), { reason: "foreign" });
  }
  assert.throws(() => parseCase({ case: CASE, ref: "r", status: "s", n: -1, mark: "m" }));
  const moved = { act: "closed", unit: "naxi", hour: "2026-11-25T02Z", status: "closed", n: 7 };
  assert.deepEqual(failure(said(409, { code: "moved", moved })).moved, moved);
  assert.equal(failure(said(409, { code: "moved", moved: {} })).moved, null);
  const lint = failure(said(422, { code: "lint", member: "text", start: 1, end: 12 }));
  assert.deepEqual([lint.reason, lint.member, lint.span], ["lint", "text", [1, 12]]);
  const others: [number, unknown, string, string?][] = [
    [401, {}, "signed-out"], [401, { code: "token" }, "token"], [404, {}, "foreign"], [404, { code: "unknown" }, "unknown"],
    [500, { code: "fault" }, "server"], [503, {}, "unavailable"], [429, {}, "busy"], [418, {}, "refused"], [302, {}, "foreign"],
    [200, { code: "unknown" }, "foreign"], [404, { code: "unknown" }, "foreign", "text/html"],
  ];
  for (const [status, value, reason, type] of others) assert.equal(failure(said(status, value, type)).reason, reason);
});

test("a sign-in begins with a state and a challenge of its own, and without its verifier", async () => {
  const [one, other] = [crossing(), crossing()];
  assert.equal(new Set([one.state, one.verifier, other.state, other.verifier]).size, 4);
  // RFC 7636, appendix B.
  const found = await address(OIDC, { state: "s", verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" }, "https://x/?");
  assert.equal(
    found,
    "a?response_type=code&client_id=c&redirect_uri=https%3A%2F%2Fx%2F%3F&scope=openid&state=s" +
      "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256",
  );
});

test("tokens are read strictly, renewed once for all who ask, and refused calls are sent again", async () => {
  for (const text of ["", "[]", '{"access_token":""}', '{"access_token":1}']) assert.throws(() => parse(text), { reason: "foreign" });
  assert.equal(parse('{"access_token":"x","expires_in":-1}').seconds, 300);
  assert.equal(subjectOf(`e30.${Buffer.from('{"iss":"i","sub":"s"}').toString("base64url")}.x`), "i s");
  assert.deepEqual([subjectOf(""), subjectOf("a.b"), subjectOf("a.e30.c")], ["", "", ""]);

  const forms: string[] = [];
  let status = 200;
  const session = new Session(OIDC, async (_, body) => {
    forms.push(body);
    return { status, type: "application/json", text: `{"access_token":"new${forms.length}","expires_in":3600}` };
  });
  session.take({ access: "old", refresh: "r", id: "", seconds: 3600 });
  const portal = new Portal(session, async (_, token) => ({
    status: token === "old" ? 401 : 200,
    type: "",
    text: '{"cases":[]}',
  }));
  await Promise.all([portal.list("inbox", {}), portal.list("passed", {})]);
  assert.deepEqual(forms, ["grant_type=refresh_token&client_id=c&refresh_token=r"]);
  assert.equal(session.access, "new1");
  let ended = 0;
  session.onEnd = () => void ended++;
  status = 503;
  await assert.rejects(session.renew(), { reason: "server" });
  assert.equal(ended, 0);
  status = 400;
  assert.equal(await session.renew(), false);
  assert.deepEqual([ended, await session.renew(), ended], [1, false, 2]);
  session.forget();
  await assert.rejects(portal.list("inbox", {}), (error: unknown) => error instanceof Failure && error.reason === "signed-out");
});

test("what turns a line round or hides is shown, and writing stays as it is", () => {
  const plain = "有人办园。\nمرحبا 👨\u200d👩 می\u200cخواهم 𠮷 é ©\ufe0f (a)";
  assert.equal(visible(plain), plain);
  const hidden: [string, string][] = [
    ["a\u202eb", "a⟨U+202E⟩b"], ["1\u200d2", "1⟨U+200D⟩2"], ["\u200d👩", "⟨U+200D⟩👩"], ["⟨x", "⟨U+27E8⟩x"], ["\u00ad", "⟨U+00AD⟩"],
    ["\u{e0041}", "⟨U+E0041⟩"], ["\ud800", "⟨U+D800⟩"], ["\u2066x\u2069", "⟨U+2066⟩x⟨U+2069⟩"], ["\u0007", "⟨U+0007⟩"],
  ];
  for (const [text, shown] of hidden) assert.equal(visible(text), shown);
});
