"""Every failed send says what happened, keeps what was typed, and sends the same report again."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from protocol import canonical, report
from tests.browser import journey
from tests.browser.portal import LOST, Answer, Portal, problem

HTML = "text/html; charset=utf-8"
FAILURES = {
    "lost": LOST,
    "malformed": problem(400, "malformed"),
    "unknown": problem(404, "unknown"),
    "too-large": problem(413, "too-large"),
    "member": problem(422, "member", member="sealed.box"),
    "key": problem(422, "key"),
    "busy": Answer(429, b'{"message":"Too Many Requests"}'),
    "unavailable": Answer(503, problem(503, "unavailable").body, "application/problem+json", {"Retry-After": "30"}),
    "server": Answer(500, b"<html><h1>Internal Server Error</h1></html>", HTML),
    "gateway": Answer(502, b"", HTML),
    "refused": Answer(403, b"denied by policy", "text/plain"),
    "html with 200": Answer(200, b"<html>Sign in to the network</html>", HTML),
    "empty 200": Answer(200, b""),
    "other json with 201": Answer(201, b'{"message":"ok"}'),
}
REASON = {"gateway": "server", "html with 200": "foreign", "empty 200": "foreign", "other json with 201": "foreign"}
UNCERTAIN = ("lost", "unavailable", "server", "gateway", "html with 200", "empty 200", "other json with 201")


def to_the_check(page: Page, portal: Portal, language: str = "zh-CN") -> None:
    """Write a report up to its check."""
    journey.open_report(page, portal, language)
    journey.write(page, journey.SHORT, {"phone": journey.CONTACT["phone"]})
    journey.review(page)


def words(page: Page, name: str) -> str:
    """Return what the page's catalogue says."""
    return str(json.loads(page.locator("#words").text_content() or "{}")[name])


def failed(page: Page) -> None:
    """Wait for the page to say that it failed, and for no sign of success."""
    expect(page.locator("#failed")).to_be_visible()
    expect(page.locator("#filed")).to_be_hidden()
    expect(page.locator("#receipt")).to_be_hidden()


@pytest.mark.parametrize("language", journey.LANGUAGES)
@pytest.mark.parametrize("name", FAILURES)
def test_each_failure_has_its_own_words_and_loses_nothing(page: Page, portal: Portal, name: str, language: str) -> None:
    """The message is the failure's own, says whether the report may have arrived, and the same bytes go out again."""
    portal.script(FAILURES[name])
    to_the_check(page, portal, language)
    journey.send(page)
    failed(page)
    assert page.locator("#failed-why").inner_text().startswith(words(page, f"failed.{REASON.get(name, name)}"))
    expect(page.locator("#failed-sure")).to_have_text(words(page, "sure.unknown" if name in UNCERTAIN else "sure.no"))
    shown = journey.secret_code(page)
    expect(page.locator("#live")).to_contain_text(words(page, f"failed.{REASON.get(name, name)}"))
    journey.act(page, "retry").click()
    journey.filed(page)
    assert journey.secret_code(page) == shown
    assert portal.bodies[0] == portal.bodies[1]


def test_each_failure_has_words_that_no_other_has(page: Page, portal: Portal) -> None:
    """No two failures are told alike."""
    journey.open_report(page, portal)
    told = {
        name: text
        for name, text in json.loads(page.locator("#words").text_content() or "").items()
        if name.startswith("failed.")
    }
    assert len(set(told.values())) == len(told) > 14


def test_a_wait_that_the_portal_asks_for_is_told(page: Page, portal: Portal) -> None:
    """Retry-After is said in seconds."""
    portal.script(FAILURES["unavailable"])
    to_the_check(page, portal, "en")
    journey.send(page)
    failed(page)
    expect(page.locator("#failed-why")).to_contain_text("30 seconds")


def test_a_lost_answer_is_found_again_as_the_same_report(page: Page, portal: Portal) -> None:
    """The report was stored, its answer was lost: sending again brings the first receipt and files nothing twice."""
    portal.script(portal.store_and_lose)
    to_the_check(page, portal)
    journey.send(page)
    failed(page)
    journey.act(page, "retry").click()
    journey.filed(page)
    assert len(portal.filed) == 1


def test_a_change_after_a_lost_answer_shows_that_the_first_version_arrived(page: Page, portal: Portal) -> None:
    """The portal has the first version: its receipt is shown, and the page says that the change was not taken."""
    portal.script(portal.store_and_lose)
    to_the_check(page, portal)
    journey.send(page)
    failed(page)
    journey.act(page, "correct").click()
    journey.control(page, "what").fill("改过的内容")
    journey.review(page)
    journey.send(page)
    journey.filed(page)
    expect(page.locator("#earlier")).to_be_visible()
    assert [json.loads(body)["facts"]["what"] for body in portal.bodies] == [
        journey.FACTS["what"], "改过的内容", journey.FACTS["what"],
    ]  # fmt: skip
    assert portal.bodies[0] == portal.bodies[2]


def test_a_conflict_without_an_earlier_version_is_no_success(page: Page, portal: Portal) -> None:
    """A portal that says conflict to a first sending is believed, and nothing is called filed."""
    portal.script(problem(409, "conflict"))
    to_the_check(page, portal)
    journey.send(page)
    failed(page)
    expect(page.locator("#failed-why")).to_have_text(words(page, "failed.conflict"))


def test_refused_work_is_done_anew_and_sent_without_a_question(page: Page, portal: Portal) -> None:
    """An expired challenge costs a moment, and not a message."""
    portal.script(problem(422, "work"))
    to_the_check(page, portal)
    journey.send(page)
    journey.filed(page)
    first, second = (json.loads(body) for body in portal.bodies)
    assert {name: first[name] for name in first if name != "work"} == {
        name: second[name] for name in second if name != "work"
    }
    assert [path for _, path in portal.asked].count("/api/challenge") == 2


def test_work_refused_twice_is_told(page: Page, portal: Portal) -> None:
    """A portal that takes no work is not asked for ever."""
    portal.script(problem(422, "work"), problem(422, "work"))
    to_the_check(page, portal)
    journey.send(page)
    failed(page)
    expect(page.locator("#failed-why")).to_have_text(words(page, "failed.work"))


@pytest.mark.parametrize("answer", [LOST, Answer(500, b"<html>", HTML), Answer(200, b"<html>", HTML)])
def test_a_challenge_that_does_not_come_is_asked_for_again(page: Page, portal: Portal, answer: Answer) -> None:
    """Without a challenge nothing is sent; the next press asks again."""
    portal.challenges.extend([answer, answer])
    to_the_check(page, portal)
    journey.send(page)
    failed(page)
    assert portal.bodies == []
    portal.challenges.clear()
    journey.act(page, "retry").click()
    journey.filed(page)


def test_a_member_that_the_portal_refuses_is_shown_at_its_field(page: Page, portal: Portal) -> None:
    """The citizen is led to the field that the portal named, with everything still there."""
    portal.script(problem(422, "member", member="facts.spot"))
    to_the_check(page, portal)
    journey.send(page)
    expect(page.locator("#mistakes")).to_be_visible()
    expect(page.locator("#spot-mistake")).to_be_visible()
    assert journey.control(page, "what").input_value() == journey.FACTS["what"]


def changed_receipt(served: Portal, /, **changed: object) -> Callable[[bytes], Answer]:
    """Return an answer whose receipt is signed by the portal's key, for another report."""

    def answer(body: bytes) -> Answer:
        found = report.parse(canonical.loads(body))
        value = {"hour": "2026-11-26T09Z", "receipt": served.receipt(found, **changed)}
        return Answer(201, json.dumps(value).encode())

    return answer


OTHERS: dict[str, dict[str, object]] = {
    "another case": {"case": "0" * 26},
    "other facts": {"facts_hash": "0" * 64},
    "another box": {"box_hash": "0" * 64},
    "another key": {"key": "0" * 16},
    "another build": {"build": "0" * 16},
    "another hour": {"hour": "2026-11-26T08Z"},
    "another entry": {"n": 1},
    "another portal": {"portal": "other.example"},
    "no facts": {"facts_hash": None},
}


@pytest.mark.parametrize("changed", OTHERS.values(), ids=OTHERS.keys())
def test_a_receipt_for_other_values_is_never_success(page: Page, portal: Portal, changed: dict[str, object]) -> None:
    """A good signature over anything but this report is told as not verified; the true receipt comes with a retry."""
    portal.script(changed_receipt(portal, **changed))
    to_the_check(page, portal)
    journey.send(page)
    expect(page.locator("#unverified")).to_be_visible()
    expect(page.locator("#filed")).to_be_hidden()
    assert page.locator('[data-value="ref"]').inner_text() == ""
    expect(page.locator("#receipt-state")).to_have_text(words(page, "receipt.unverified"))
    journey.act(page, "retry").click()
    journey.filed(page)


def test_a_receipt_signed_by_another_key_is_never_success(page: Page, portal: Portal) -> None:
    """An altered signature is told as not verified."""

    def answer(body: bytes) -> Answer:
        value = json.loads(portal.accept(body).body)
        head, blob = value["receipt"].rstrip("\n").rsplit(" ", 1)
        flipped = blob[:40] + ("A" if blob[40] != "A" else "B") + blob[41:]
        return Answer(201, json.dumps(value | {"receipt": f"{head} {flipped}\n"}).encode())

    portal.script(answer)
    to_the_check(page, portal)
    journey.send(page)
    expect(page.locator("#unverified")).to_be_visible()
    expect(page.locator("#filed")).to_be_hidden()
