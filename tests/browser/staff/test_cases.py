"""A case is recorded before it is shown, shown as text, and acted on exactly once, whatever happens meanwhile."""

import hashlib
import threading
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import journey
from tests.browser.portal import Answer, problem
from tests.browser.staff import work
from tests.browser.staff.offices import Offices, done_and_lost, lost

HOSTILE = '<img src=x onerror="document.title=1"><b>粗</b>\u202e=1+1'
SHOWN = HOSTILE.replace("\u202e", "⟨U+202E⟩")
PICTURE = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
STATUS = {"zh-CN": {"accepted": "已受理", "in_progress": "办理中", "closed": "已办结"},
          "en": {"accepted": "Accepted", "in_progress": "In progress", "closed": "Closed"}}  # fmt: skip


def typed(page: Page, act: str) -> str:
    """Return what stands in the text of a form."""
    return work.form(page, act).locator("textarea").input_value()


def failed(page: Page) -> str:
    """Wait until an act is said not to have gone through; return the words."""
    expect(page.locator("#act-failed")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "act-failed"
    return page.locator("#act-failed").inner_text()


def test_facts_are_text_and_every_look_is_recorded_first(desk: Page, offices: Offices) -> None:
    """Markup stays text; the look is in the chain before the answer; a photo is asked for by a press, and recorded."""
    digests = tuple(hashlib.sha256(bytes([number])).hexdigest() for number in (1, 2))
    offices.photos[digests[0]] = PICTURE
    case = offices.file(1, what=HOSTILE, photos=digests)
    recorded, shown = threading.Event(), threading.Event()

    def look(answered: Any) -> Answer:
        answer: Answer = answered()
        recorded.set()
        shown.wait(20)
        return answer

    offices.before("case", look)
    work.sign_in(desk, offices)
    desk.locator(f'[data-case="{case}"]').click()
    assert recorded.wait(20)
    assert offices.acts(case) == ["viewed"]
    assert desk.locator("#facts").is_hidden()
    expect(desk.locator("#recorded")).to_have_text("正在打开。这次查看会先记下来。")
    shown.set()
    expect(desk.locator("#facts")).to_be_visible()
    assert desk.locator('[data-fact="what"] dd').evaluate("one => one.textContent") == SHOWN
    assert desk.locator("#facts img, #facts b").count() == 0
    assert offices.mark(case) in desk.locator("#recorded").inner_text()
    assert not any("photos" in path for path in offices.asked)
    desk.keyboard.press("v")
    expect(desk.locator("#photos img")).to_have_count(1)
    assert desk.locator("#photos img").get_attribute("src").startswith("data:image/jpeg;base64,/9j/")  # type: ignore[union-attr]  # it has one
    desk.keyboard.press("v")
    expect(desk.locator("#photos [role=status]").last).to_have_text("这张照片没有送到。")
    assert offices.acts(case) == ["viewed", "viewed"]
    assert desk.faults == ["Failed to load resource: the server responded with a status of 404 (Not Found)"]  # type: ignore[attr-defined]  # as conftest's `watched` keeps them
    assert "不要打电话" in desk.locator("#only-here").inner_text()


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_a_case_goes_from_acceptance_to_its_end(desk: Page, offices: Offices, language: str) -> None:
    """Accept, ask, extend, link, answer by a template and close: each arrives as it was typed."""
    case, other = offices.file(1), offices.file(2, due=200)
    work.sign_in(desk, offices, language)
    work.opened(desk, offices, case)
    desk.keyboard.press("a")
    work.status(desk, STATUS[language]["accepted"])
    for key, act, fields in (
        ("q", "ask", {"text": "哪一天？\n几点？"}),
        ("e", "extend", {"days": "3", "reason": "等检测"}),
        ("l", "link", {"link": other[:5].lower() + "-" + other[5:10]}),
    ):
        desk.keyboard.press(key)
        for name, value in fields.items():
            work.form(desk, act).locator(f'[name="{name}"]').fill(value)
        desk.keyboard.press("Control+Enter")
        expect(work.form(desk, act)).to_be_hidden()
        assert desk.evaluate("document.activeElement.id") == "acts-heading"
    assert not work.act(desk, "close").is_visible()
    desk.keyboard.press("w")
    form = work.form(desk, "answer")
    form.locator('[name="findings"]').select_option("confirmed")
    form.locator("#answer-template").select_option(index=1)
    assert desk.evaluate("document.getSelection().toString()") == "____"
    work.send(desk, "answer")
    expect(form.locator("#answer-text-mistake")).to_be_visible()
    assert (form.locator("textarea").get_attribute("aria-invalid"), len(offices.bodies)) == ("true", 4)
    answer = typed(desk, "answer").replace("____", "昨天")
    form.locator("textarea").fill(answer)
    work.send(desk, "answer")
    work.status(desk, STATUS[language]["in_progress"])
    desk.keyboard.press("w")
    assert typed(desk, "answer") == ""
    desk.keyboard.press("Escape")
    desk.keyboard.press("c")
    desk.keyboard.press("Enter")
    work.listed(desk)
    assert offices.acts(case) == ["viewed", "accepted", "asked", "extended", "linked", "answered", "closed"]
    sent = [{name: body[name] for name in body if name not in ("v", "id", "n")} for body in offices.bodies]
    assert sent == [
        {}, {"text": "哪一天？\n几点？"}, {"days": 3, "reason": "等检测"}, {"link": other[:10]},
        {"findings": "confirmed", "text": answer}, {},
    ]  # fmt: skip
    assert [body["n"] for body in offices.bodies] == [1, 2, 3, 4, 5, 6]
    assert desk.locator(f'[data-case="{case}"]').count() == 0


def test_a_case_is_declined_returned_and_reopened(desk: Page, offices: Offices, issuer: Any) -> None:
    """The other ways: to the unit above, to the reporter, and back to work; what is empty is not sent."""
    first, second = offices.file(1), offices.file(2)
    work.sign_in(desk, offices)
    work.opened(desk, offices, first)
    desk.keyboard.press("r")
    work.send(desk, "return")
    expect(desk.locator("#return-reason-mistake")).to_be_visible()
    assert (offices.bodies, desk.evaluate("document.activeElement.id")) == ([], "return-reason")
    desk.keyboard.type("不在本市")
    work.send(desk, "return")
    work.listed(desk)
    assert offices.chains.cases[first].unit == "province"
    work.opened(desk, offices, second)
    desk.keyboard.press("r")
    assert work.form(desk, "return").locator('[type="submit"]').get_attribute("aria-disabled") == "false"
    assert typed(desk, "return") == ""
    desk.keyboard.press("Escape")
    desk.keyboard.press("x")
    work.form(desk, "decline").locator('[name="ground"]').select_option("elsewhere")
    work.form(desk, "decline").locator("textarea").fill("法院正在审理")
    work.send(desk, "decline")
    work.listed(desk)
    assert offices.chains.cases[second].status == "declined"
    assert offices.asked[-1] == "GET /api/staff/inbox"


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_a_conflict_is_told_and_loses_nothing(desk: Page, offices: Offices, language: str) -> None:
    """What a colleague did first is told with unit, act and hour; the text waits, and goes or is kept to copy."""
    case = offices.file(1)
    offices.do(case, "accept")
    work.sign_in(desk, offices, language)
    work.opened(desk, offices, case)
    desk.keyboard.press("q")
    desk.keyboard.type("Which day?")
    offices.do(case, "answer", text="办好了", findings="confirmed")
    work.send(desk, "ask")
    city = offices.portal.tree.units["city"].names[language]
    said = failed(desk)
    assert city in said
    assert ("10时" if language == "zh-CN" else "10h") in said
    assert typed(desk, "ask") == "Which day?"
    work.act(desk, "newest").click()
    expect(desk.locator("#history ol li")).to_have_count(3)  # filing, acceptance, answer
    assert typed(desk, "ask") == "Which day?"
    assert desk.evaluate("document.activeElement.id") == "ask-text"
    offices.do(case, "close")
    desk.keyboard.press("Control+Enter")
    assert ("办结" if language == "zh-CN" else "closed it") in failed(desk)
    work.act(desk, "newest").click()
    expect(desk.locator("#kept")).to_be_visible()
    assert desk.locator("#kept pre").inner_text() == "Which day?"
    assert not work.act(desk, "ask").is_visible()
    assert "asked" not in offices.acts(case)
    desk.locator("#kept button").click()
    expect(desk.locator("#kept")).to_be_hidden()


def test_an_act_whose_answer_is_lost_is_done_once(desk: Page, offices: Offices) -> None:
    """Sent again, it has the same id and bytes and gets the same answer; changed meanwhile, it is another act."""
    case = offices.file(1)
    work.sign_in(desk, offices)
    work.opened(desk, offices, case)
    offices.before("accept", lost, done_and_lost, lambda _: problem(503, "unavailable"))
    for _ in range(3):
        desk.keyboard.press("a")
        assert "再按一次" in failed(desk)
    desk.keyboard.press("a")
    work.status(desk, "已受理")
    assert len(offices.bodies) == 4
    assert all(body == offices.bodies[0] for body in offices.bodies)
    assert offices.acts(case) == ["viewed", "accepted"]
    offices.bodies.clear()
    desk.keyboard.press("q")
    desk.keyboard.type("day?")
    offices.before("ask", lost)
    work.send(desk, "ask")
    failed(desk)
    work.form(desk, "ask").locator("textarea").fill("which day?")
    work.form(desk, "ask").locator('[type="submit"]').evaluate(
        "button => { for (let press = 0; press < 10; press++) button.click(); }"
    )
    expect(work.form(desk, "ask")).to_be_hidden()
    assert [body["text"] for body in offices.bodies] == ["day?", "which day?"]
    assert offices.bodies[0]["id"] != offices.bodies[1]["id"]


def test_contact_details_in_a_text_are_asked_about_before_they_go(desk: Page, offices: Offices) -> None:
    """The portal points at a number; the page shows it, and sends it only when the handler keeps it."""
    case = offices.file(1)
    offices.do(case, "accept")
    work.sign_in(desk, offices)
    work.opened(desk, offices, case)
    desk.keyboard.press("q")
    work.form(desk, "ask").locator("textarea").fill("𠮷请打 13900004271 找我们")
    work.send(desk, "ask")
    assert "13900004271" in failed(desk)
    assert desk.locator("#act-failed-span").inner_text() == "13900004271"
    assert "asked" not in offices.acts(case)
    work.act(desk, "keep").click()
    expect(work.form(desk, "ask")).to_be_hidden()
    assert offices.bodies[-1]["keep"] == [hashlib.sha256(b"13900004271").hexdigest()]
    assert offices.acts(case)[-1] == "asked"


def test_what_is_typed_waits_in_its_case(desk: Page, offices: Offices) -> None:
    """Put away, left for the list and opened again, a text is still there; leaving the page asks first."""
    case, other = offices.file(1), offices.file(2)
    work.sign_in(desk, offices)
    work.opened(desk, offices, case)
    desk.keyboard.press("r")
    desk.keyboard.type("bdk1")
    desk.keyboard.press("Escape")
    assert desk.evaluate("document.activeElement.dataset.act") == "return"
    desk.keyboard.press("b")
    work.listed(desk)
    work.opened(desk, offices, other)
    desk.keyboard.press("r")
    assert typed(desk, "return") == ""
    desk.keyboard.press("Escape")
    desk.keyboard.press("b")
    work.listed(desk)
    work.opened(desk, offices, case)
    desk.keyboard.press("r")
    assert typed(desk, "return") == "bdk1"
    with desk.expect_event("dialog", lambda dialog: dialog.type == "beforeunload") as asked:
        desk.evaluate("setTimeout(() => location.reload(), 0)")
    asked.value.dismiss()
    assert typed(desk, "return") == "bdk1"
    with desk.expect_event("dialog", lambda dialog: dialog.type == "confirm") as asked:
        desk.evaluate("setTimeout(() => document.querySelector('[data-act=sign-out]').click(), 0)")
    asked.value.dismiss()
    assert typed(desk, "return") == "bdk1"
    assert offices.bodies == []
