"""Exactly one report arrives, whatever the fingers, the network, the clock or a new deployment do meanwhile."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from protocol import canonical, report
from tests.browser import journey
from tests.browser.portal import LOST, Answer, Portal, problem
from tests.browser.test_failures import failed, to_the_check, words

PATIENCE = 45_000  # milliseconds after which the page says that no answer came
WATCHED = """
const real = window.fetch;
window.asked = [];
window.fetch = (path, request) => {
  const code = document.querySelector('[data-value="secret-code"]');
  if (request.method === "PUT") window.asked.push(code.getClientRects().length > 0 ? code.textContent : "");
  return real(path, request);
};
"""


def one_report(portal: Portal) -> report.Report:
    """Return the only report that the portal holds; whatever else was sent were the same bytes."""
    assert len(portal.filed) == 1
    assert len({sameness(body) for body in portal.bodies}) == 1
    return report.parse(canonical.loads(portal.bodies[0]))


def sameness(body: bytes) -> str:
    """Return what makes a filing the same filing."""
    return report.parse(canonical.loads(body)).sameness()


PRESSES: dict[str, Callable[[Page], None]] = {
    "ten presses": lambda page: page.locator('[data-act="send"]').evaluate(
        "button => { for (let press = 0; press < 10; press++) button.click(); }"
    ),
    "a double click": lambda page: journey.act(page, "send").dblclick(),
    "ten Enters": lambda page: press_keys(page, "Enter", 10),
    "Space held down": lambda page: press_keys(page, "Space", 10),
}


def press_keys(page: Page, key: str, times: int) -> None:
    """Press a key many times on the send button, wherever the focus goes."""
    journey.act(page, "send").focus()
    for _ in range(times):
        page.keyboard.press(key)


@pytest.mark.parametrize("press", PRESSES.values(), ids=PRESSES.keys())
def test_many_presses_are_one_report(page: Page, portal: Portal, press: Callable[[Page], None]) -> None:
    """However often and by whatever key the button is pressed, one request leaves."""
    portal.held.clear()
    to_the_check(page, portal)
    press(page)
    journey.secret_code(page)
    portal.held.set()
    journey.filed(page)
    one_report(portal)
    assert len(portal.bodies) == 1


def test_ten_presses_on_try_again_are_one_request(page: Page, portal: Portal) -> None:
    """Impatience after a failure sends the same report once more, and not ten times."""
    portal.script(LOST)
    to_the_check(page, portal)
    journey.send(page)
    failed(page)
    page.locator('#failed [data-act="retry"]').evaluate(
        "button => { for (let press = 0; press < 10; press++) button.click(); }"
    )
    journey.filed(page)
    one_report(portal)
    assert len(portal.bodies) == 2


def test_an_input_method_confirms_its_words_and_sends_nothing(page: Page, portal: Portal) -> None:
    """Enter while Chinese is being composed ends the composition; in no control does Enter alone move on."""
    journey.open_report(page, portal)
    journey.write(page, journey.SHORT, {})
    typing = page.context.new_cdp_session(page)
    for name in ("spot", "when", "contact.name", "contact.relation"):
        journey.control(page, name).fill("")
        journey.control(page, name).focus()
        typing.send("Input.imeSetComposition", {"text": "zhou", "selectionStart": 4, "selectionEnd": 4})
        page.keyboard.press("Enter")
        typing.send("Input.insertText", {"text": "周"})
        page.keyboard.press("Enter")
        assert "周" in journey.control(page, name).input_value()
    page.locator('[name="kind"]').first.focus()
    page.keyboard.press("Enter")
    expect(page.locator('[data-step="write"]')).to_be_visible()
    expect(page.locator("#mistakes")).to_be_hidden()
    assert page.url == f"{portal.site}/zh-CN/report/"
    assert portal.bodies == []


def test_the_code_is_visible_before_the_report_leaves(page: Page, portal: Portal) -> None:
    """At the very call that sends, and at each later one, the code that opens the case is on screen."""
    page.add_init_script(WATCHED)
    portal.script(LOST)
    to_the_check(page, portal)
    journey.send(page)
    failed(page)
    journey.act(page, "retry").click()
    journey.filed(page)
    shown = journey.secret_code(page)
    assert page.evaluate("window.asked") == [shown, shown]


def leaving_asks(page: Page, go: str) -> None:
    """Leave by a script's step, fail unless the browser asks, and stay."""
    with page.expect_event("dialog", lambda dialog: dialog.type == "beforeunload") as asked:
        page.evaluate(f"setTimeout(() => {go}, 0)")
    asked.value.dismiss()


def test_back_while_sending_takes_nothing_away(page: Page, portal: Portal) -> None:
    """The phone's Back during the request stays on the code, a second one asks, and the report arrives once."""
    portal.held.clear()
    to_the_check(page, portal)
    journey.send(page)
    shown = journey.secret_code(page)
    page.go_back()
    assert journey.secret_code(page) == shown
    leaving_asks(page, "history.back()")
    portal.held.set()
    journey.filed(page)
    assert journey.secret_code(page) == shown
    one_report(portal)


def test_a_reload_while_sending_asks(page: Page, portal: Portal) -> None:
    """Staying keeps code and request."""
    portal.held.clear()
    to_the_check(page, portal)
    journey.send(page)
    shown = journey.secret_code(page)
    leaving_asks(page, "location.reload()")
    portal.held.set()
    journey.filed(page)
    assert journey.secret_code(page) == shown
    one_report(portal)


def test_a_lost_network_keeps_everything_until_it_is_back(page: Page, portal: Portal) -> None:
    """Offline, the page says so plainly, loses nothing, and sends the same report when the network is there again."""
    to_the_check(page, portal)
    page.context.set_offline(True)
    journey.send(page)
    failed(page)
    expect(page.locator("#failed-why")).to_have_text(words(page, "failed.lost"))
    shown = journey.secret_code(page)
    assert portal.bodies == []
    page.context.set_offline(False)
    journey.act(page, "retry").click()
    journey.filed(page)
    assert journey.secret_code(page) == shown
    assert one_report(portal).facts.what == journey.FACTS["what"]


def test_a_network_lost_in_the_middle_is_found_again(page: Page, portal: Portal) -> None:
    """The connection breaks while the portal is at work: sending again brings the receipt of what it had taken."""
    portal.held.clear()
    portal.script(portal.store_and_lose)
    to_the_check(page, portal)
    journey.send(page)
    journey.secret_code(page)
    expect(page.locator("#sending")).to_be_visible()
    portal.held.set()
    failed(page)
    expect(page.locator("#failed-sure")).to_have_text(words(page, "sure.unknown"))
    journey.act(page, "retry").click()
    journey.filed(page)
    one_report(portal)


def test_a_slow_answer_is_told_and_the_next_press_finds_the_report(page: Page, portal: Portal) -> None:
    """After 45 seconds the page says that no answer came in time; what arrived is not sent as another."""
    page.clock.install()
    portal.held.clear()
    to_the_check(page, portal)
    journey.send(page)
    expect(page.locator("#sending")).to_be_visible()
    while not portal.bodies:
        page.clock.run_for(100)  # the search for the work pauses by the page's clock
    page.clock.run_for(PATIENCE - 10_000)
    expect(page.locator("#sending")).to_be_visible()
    page.clock.run_for(11_000)
    failed(page)
    expect(page.locator("#failed-why")).to_have_text(words(page, "failed.slow"))
    expect(page.locator("#failed-sure")).to_have_text(words(page, "sure.unknown"))
    journey.act(page, "retry").click()
    portal.held.set()
    page.clock.run_for(1000)
    journey.filed(page)
    one_report(portal)


HTML = "text/html; charset=utf-8"
FOREIGN = {
    "503 as a page": Answer(503, b"<html>Service Unavailable</html>", HTML),
    "503 without a body": Answer(503, b""),
    "200 as a page": Answer(200, b"<html>log in to the hotel</html>", HTML),
    "200 as a page that says JSON": Answer(200, b"<html>"),
    "201 with the receipt cut": Answer(201, b'{"hour":"2026-11-26T09Z","receipt":"tightl'),
    "302 to another host": Answer(302, b"", HTML, {"Location": "http://127.0.0.1:9/"}),
    "204": Answer(204, b""),
}


@pytest.mark.parametrize("answer", FOREIGN.values(), ids=FOREIGN.keys())
@pytest.mark.parametrize("stored", [False, True], ids=["not stored", "stored"])
def test_no_foreign_answer_is_success_and_none_makes_a_second_report(
    page: Page, portal: Portal, answer: Answer, *, stored: bool
) -> None:
    """Whatever stands before the portal answers, the page says that it does not know, and a retry makes one report."""

    def meddle(body: bytes) -> Answer:
        if stored:
            portal.accept(body)
        return answer

    portal.script(meddle)
    to_the_check(page, portal)
    journey.send(page)
    failed(page)
    expect(page.locator("#failed-sure")).to_have_text(words(page, "sure.unknown"))
    journey.act(page, "retry").click()
    journey.filed(page)
    one_report(portal)
    assert portal.bodies[0] == portal.bodies[1]


def test_two_tabs_are_two_reports_each_once(context_of: Callable[..., BrowserContext], portal: Portal) -> None:
    """The same text from two tabs of one browser is two cases under two codes, and neither tab disturbs the other."""
    context = context_of()
    tabs = [context.new_page(), context.new_page()]
    for tab in tabs:
        to_the_check(tab, portal)
    portal.held.clear()
    for tab in tabs:
        tab.bring_to_front()
        journey.send(tab)
        journey.secret_code(tab)
    portal.held.set()
    for tab in tabs:
        tab.bring_to_front()
        journey.filed(tab)
    assert len(portal.bodies) == len(portal.filed) == 2
    assert journey.secret_code(tabs[0]) != journey.secret_code(tabs[1])
    whats = {report.parse(canonical.loads(body)).facts.what for body in portal.bodies}
    assert whats == {journey.FACTS["what"]}


def test_a_challenge_that_expires_while_the_check_is_read_is_renewed_for_the_same_report(
    page: Page, portal: Portal
) -> None:
    """A day later the portal refuses the old work; the page does new work, asks nothing, and sends the same report."""

    def refuse_once(body: bytes) -> Answer:
        portal.script(portal.accept)
        return problem(422, "work")

    portal.script(refuse_once)
    to_the_check(page, portal)
    journey.send(page)
    journey.filed(page)
    one_report(portal)
    assert len(portal.bodies) == 2


def test_a_page_from_before_a_deployment_still_files(page: Page, portal: Portal) -> None:
    """The tab was open when a new build came: it sends its own build's report and asks for nothing that is gone."""
    to_the_check(page, portal)
    old = portal.page("/zh-CN/report/").body
    build = json.loads(page.locator("script#config").text_content() or "")["build"]
    portal.pages["/zh-CN/report/"] = old.replace(build.encode(), b"f" * 16)
    assert portal.pages["/zh-CN/report/"] != old
    journey.send(page)
    journey.filed(page)
    assert one_report(portal).build == build
    assert [path for method, path in portal.asked if method == "GET"] == ["/zh-CN/report/", "/api/challenge"]


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_a_key_that_is_no_longer_taken_leaves_the_text_to_be_copied(
    context_of: Callable[..., BrowserContext], portal: Portal, language: str
) -> None:
    """The page says that nothing arrived, offers the whole text, and phone and post; nothing leaves unsealed."""
    page = context_of(permissions=["clipboard-read", "clipboard-write"]).new_page()
    portal.script(problem(422, "key"), problem(422, "key"))
    journey.open_report(page, portal, language)
    journey.write(page)
    journey.review(page)
    journey.send(page)
    failed(page)
    expect(page.locator("#failed-why")).to_have_text(words(page, "failed.key"))
    expect(page.locator("#failed-sure")).to_have_text(words(page, "sure.no"))
    journey.act(page, "retry").click()
    failed(page)
    page.locator('[data-act="copy"][data-of="text"]').click()
    expect(page.locator('[data-said="text"]')).to_have_text(words(page, "copied"))
    taken = page.evaluate("navigator.clipboard.readText()")
    chosen = ("kind", "category", "place")
    assert all(text in taken for name, text in journey.FACTS.items() if name not in chosen)
    assert all(text in taken for text in journey.CONTACT.values())
    assert not any(text.encode() in body for text in journey.CONTACT.values() for body in portal.bodies)
    assert portal.filed == {}
