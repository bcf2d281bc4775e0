"""The form is shut where it cannot seal, and nothing typed can leave by any other way."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import journey
from tests.browser.portal import Portal

BROKEN = {
    "a wrong encoder": "TextEncoder.prototype.encode = () => new Uint8Array(3);",
    "wrong numbers": "Uint32Array.of = Float64Array.of; const from = Uint8Array.from; Uint8Array.from = (...given) => "
    "from.apply(Uint8Array, given).fill(1); Math.floor = () => 0;",
    "no randomness": "Crypto.prototype.getRandomValues = (into) => into;",
    "no crypto at all": "Object.defineProperty(window, 'crypto', { value: undefined });",
    "another canonical JSON": "const plain = JSON.stringify; JSON.stringify = (value) => ' ' + plain(value);",
    "a throwing array": "Uint8Array.prototype.subarray = () => { throw new Error('no'); };",
}


def check_shut(page: Page) -> None:
    """Fail unless no control works, the page says why, and phone and post are offered."""
    expect(page.locator("[data-act=review]")).to_be_disabled()
    expect(page.locator("#closed")).to_be_visible()
    expect(page.locator("#closed")).to_contain_text("0190-5550100")
    expect(page.locator("#closed")).to_contain_text("000000")
    working = page.locator("#form :is(input, textarea, select, button):enabled")
    assert working.count() == 0


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_without_script_no_control_works(
    context_of: Callable[..., BrowserContext], portal: Portal, language: str
) -> None:
    """Where scripts are off, nothing can be typed, and phone and post are offered."""
    page = context_of(java_script_enabled=False).new_page()
    page.goto(f"{portal.site}/{language}/report/")
    check_shut(page)


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_browser_that_computes_wrongly_keeps_no_form_open(page: Page, portal: Portal, broken: str) -> None:
    """Each broken computation is found by the known-answer test, and shuts the form."""
    page.add_init_script(broken)
    page.goto(f"{portal.site}/zh-CN/report/")
    expect(page.locator("#closed-why")).to_be_visible()
    check_shut(page)
    assert [path for _, path in portal.asked] == ["/zh-CN/report/"]


def test_nothing_is_reviewed_before_the_known_answer_test_is_through(page: Page, portal: Portal) -> None:
    """Typing may begin while the curve is being tried; pressing on waits for it, and a wrong answer shuts the form."""
    page.add_init_script(
        "window.later = setTimeout; "
        "window.setTimeout = (run, after) => after === 0 ? window.held = run : later(run, after);"
    )
    page.goto(f"{portal.site}/zh-CN/report/")
    journey.write(page)
    page.click("[data-act=review]")
    page.wait_for_timeout(200)
    expect(page.locator('[data-step="write"]')).to_be_visible()
    page.evaluate("Math.floor = () => 0; for (let step = 0; step < 9; step++) later(() => window.held(), step);")
    expect(page.locator("#closed-why")).to_be_visible()
    expect(page.locator('[data-step="review"]')).to_be_hidden()
    check_shut(page)
    assert [path for _, path in portal.asked] == ["/zh-CN/report/"]


def test_a_script_that_the_browser_cannot_read_opens_no_form(page: Page, portal: Portal) -> None:
    """An engine that stops at an unknown token leaves the page as its markup has it."""
    path = "/zh-CN/report/"
    whole = portal.page(path).body
    portal.pages[path] = whole.replace(b'"use strict"', b"#! not a script #!")
    page.goto(f"{portal.site}{path}")
    check_shut(page)


@pytest.mark.parametrize(
    ("member", "wrong"),
    [("key_id", "0123456789abcdef"), ("receipt_key", "="), ("box", "AAAA"), ("sign", ""), ("zone", "")],
)
def test_a_page_with_a_broken_configuration_opens_no_form(page: Page, portal: Portal, member: str, wrong: str) -> None:
    """A key that is cut, misspelt or not the one of its id seals nothing."""
    path = "/en/report/"
    whole = portal.page(path).body
    changed = re.sub(rf'"{member}":"[^"]*"'.encode(), f'"{member}":"{wrong}"'.encode(), whole, count=1)
    assert changed != whole
    portal.pages[path] = changed
    page.goto(f"{portal.site}{path}")
    check_shut(page)


def test_a_second_configuration_opens_no_form(page: Page, portal: Portal) -> None:
    """Which of two keys it should seal to is nothing that a page may guess."""
    path = "/en/report/"
    portal.pages[path] = portal.page(path).body.replace(
        b"</header>", b'</header><script type="application/json" id="config">{}</script>', 1
    )
    page.goto(f"{portal.site}{path}")
    check_shut(page)


def test_markup_that_wears_the_id_of_the_configuration_changes_no_key(page: Page, portal: Portal) -> None:
    """Only a script is read, so the key cannot be swapped without a script that the courier sees too."""
    path = "/en/report/"
    portal.pages[path] = portal.page(path).body.replace(b"</header>", b'</header><p id="config" hidden>{}</p>', 1)
    page.goto(f"{portal.site}{path}")
    expect(page.locator("[data-act=review]")).to_be_enabled()


def test_the_page_runs_under_the_policy_and_no_other_script_does(page: Page, portal: Portal) -> None:
    """A script that somebody put into the page is refused by the policy; the page's own works."""
    path = "/zh-CN/report/"
    whole = portal.page(path).body
    portal.pages[path] = whole.replace(b"</main>", b"<script>window.foreign = 1</script></main>")
    journey.open_report(page, portal)
    assert page.evaluate("window.foreign") is None
    assert any("Content Security Policy" in fault for fault in page.faults)  # type: ignore[attr-defined]  # conftest


def test_enter_never_sends_or_moves_on(page: Page, portal: Portal) -> None:
    """Enter in a single line, with or without an input method composing, neither submits nor changes the address."""
    journey.open_report(page, portal)
    journey.write(page)
    spot = journey.control(page, "spot")
    for sequence in (
        [("compositionstart", {}), ("keydown", {"key": "Enter", "isComposing": True})],
        [("compositionend", {}), ("keydown", {"key": "Enter", "keyCode": 229})],
    ):
        for event, options in sequence:
            spot.dispatch_event(event, options)
    spot.press("Enter")
    expect(page.locator('[data-step="write"]')).to_be_visible()
    expect(page.locator("#mistakes")).to_be_hidden()
    assert page.url == f"{portal.site}/zh-CN/report/"


def test_the_form_cannot_submit_by_itself(page: Page, portal: Portal) -> None:
    """Even a submission that no script stops goes nowhere: the form has no address, and the policy allows none."""
    journey.open_report(page, portal)
    journey.write(page)
    page.evaluate("HTMLFormElement.prototype.submit.call(document.getElementById('form'))")
    page.wait_for_timeout(200)
    assert page.url == f"{portal.site}/zh-CN/report/"
    assert [method for method, path in portal.asked if "report" in path] == ["GET"]
    assert page.locator("#form").get_attribute("action") is None


def test_storage_that_throws_changes_nothing(page: Page, portal: Portal) -> None:
    """Where site data is blocked, a report is filed all the same."""
    page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) Object.defineProperty(window, name, "
        "{ get() { throw new DOMException('blocked', 'SecurityError'); } });"
    )
    journey.open_report(page, portal)
    journey.write(page)
    journey.review(page)
    journey.send(page)
    journey.filed(page)
    assert page.faults == []  # type: ignore[attr-defined]  # see conftest.watched
