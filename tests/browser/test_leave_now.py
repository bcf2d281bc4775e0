"""The way out: one control on every page and a key, which hide and clear the page at once and ask nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from tests.browser import journey
from tests.browser.portal import LOST, Portal
from tests.browser.test_leaving import left_behind

PLACES = ("", "report/", "keys/", "privacy/", "statistics/")
PAGES = [f"/{language}/{place}" for language in journey.LANGUAGES for place in PLACES] + ["/no-such-page/"]
AFTER = {"zh-CN": ("再按两次", "再按一次"), "en": ("twice more", "once more")}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_way_out_that_needs_no_script(
    context_of: Callable[..., BrowserContext], portal: Portal, path: str
) -> None:
    """Without script the control is a link to an empty page, and nothing promises keys that would not work."""
    page = context_of(java_script_enabled=False).new_page()
    page.goto(f"{portal.site}{path}")
    control = page.locator('[data-act="leave"]').first
    expect(control).to_be_visible()
    expect(page.locator("[data-leave-keys]").first).to_be_hidden()
    control.click()
    page.wait_for_url(f"{portal.site}/blank/")
    assert page.locator("body").inner_text() == ""


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_first_whom_to_call_in_danger(page: Page, portal: Portal, path: str) -> None:
    """The first link that is seen calls 110, in the page's language."""
    page.goto(f"{portal.site}{path}")
    first = page.locator("a:visible:not(.skip)").first
    assert first.get_attribute("href") == "tel:110"
    assert "110" in first.inner_text()


@pytest.mark.parametrize("path", PAGES)
def test_the_way_out_leads_to_nothing_of_the_portal(page: Page, portal: Portal, path: str) -> None:
    """By press, every page gives way to an empty one whose address and title say nothing."""
    page.goto(f"{portal.site}{path}")
    page.locator('[data-act="leave"]').first.click()
    page.wait_for_url("about:blank")
    assert page.title() == ""
    faults: list[str] = page.faults  # type: ignore[attr-defined]  # see conftest.watched
    assert [fault for fault in faults if "404" not in fault] == []


def test_the_empty_page_names_nothing(portal: Portal) -> None:
    """The page behind the link holds no word of the portal, no picture and no link."""
    text = portal.page("/blank/").body.decode()
    assert "<body></body>" in text
    assert not any(word in text.lower() for word in ("yunxi", "云溪", "report", "反映", "tightlip", "<a ", "svg"))


def at_write(page: Page, portal: Portal) -> None:
    journey.open_report(page, portal)
    journey.write(page)


def at_review(page: Page, portal: Portal) -> None:
    at_write(page, portal)
    journey.review(page)


def at_sending(page: Page, portal: Portal) -> None:
    at_review(page, portal)
    portal.held.clear()
    journey.send(page)
    journey.secret_code(page)


def at_failed(page: Page, portal: Portal) -> None:
    at_review(page, portal)
    portal.script(LOST)
    journey.send(page)
    expect(page.locator("#failed")).to_be_visible()


def at_filed(page: Page, portal: Portal) -> None:
    at_review(page, portal)
    journey.send(page)
    journey.filed(page)


@pytest.mark.parametrize("reach", [at_write, at_review, at_sending, at_failed, at_filed])
def test_leaving_the_report_asks_nothing_and_leaves_nothing(
    page: Page, portal: Portal, reach: Callable[[Page, Portal], None]
) -> None:
    """At every step one press is enough, no question delays it, and Back and Forward bring nothing typed back."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    reach(page, portal)
    page.locator('[data-act="leave"]').click()
    page.wait_for_url("about:blank")
    portal.held.set()
    page.go_back()
    page.wait_for_load_state()
    assert left_behind(page, "no code") == []
    page.go_forward()
    page.wait_for_url("about:blank")
    assert asked == []


def test_the_page_is_hidden_and_empty_before_anything_else(page: Page, portal: Portal) -> None:
    """In the very moment of the press nothing is to be seen, and no text, code or title is left to be read."""
    at_filed(page, portal)
    code = journey.secret_code(page)
    hidden, held, title = page.evaluate(
        "() => { document.querySelector('[data-act=leave]').click(); const root = document.documentElement;"
        " return [root.hidden && getComputedStyle(root).display === 'none', root.outerHTML, document.title]; }"
    )
    assert hidden
    assert code not in held
    assert journey.FACTS["what"] not in held
    assert "<body" in held and "</nav>" not in held
    assert title == "–"
    page.wait_for_url("about:blank")  # nothing is closed in the middle of going


def test_leaving_works_where_clearing_fails_and_where_no_network_is(page: Page, portal: Portal) -> None:
    """A fault while clearing stops nobody, nor does a question of another's, nor a portal that cannot be reached."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    at_write(page, portal)
    page.evaluate("window.addEventListener('beforeunload', (event) => { event.returnValue = 'stay'; })")
    page.evaluate("void (HTMLFormElement.prototype.reset = () => { throw new Error('no'); })")
    page.context.set_offline(True)
    page.locator('[data-act="leave"]').click()
    page.wait_for_url("about:blank")
    assert asked == []


def test_a_form_that_cannot_open_can_still_be_left(page: Page, portal: Portal) -> None:
    """Where the page's own check fails, the way out works all the same."""
    page.add_init_script("Object.defineProperty(window, 'crypto', { value: undefined });")
    page.goto(f"{portal.site}/zh-CN/report/")
    expect(page.locator("#closed-why")).to_be_visible()
    page.locator('[data-act="leave"]').click()
    page.wait_for_url("about:blank")


@pytest.mark.parametrize("language", journey.LANGUAGES)
@pytest.mark.parametrize("place", ["privacy/", "report/"])
def test_three_escapes_leave_and_are_announced(page: Page, portal: Portal, place: str, language: str) -> None:
    """The page tells of the key, says after each press how many are left, and leaves at the third."""
    page.goto(f"{portal.site}/{language}/{place}")
    expect(page.locator("[data-leave-keys]")).to_be_visible()
    region = page.locator("#leaving")
    assert region.get_attribute("role") == "status"
    for told in AFTER[language]:
        page.keyboard.press("Escape")
        expect(region).to_contain_text(told)
    page.keyboard.press("Escape")
    page.wait_for_url("about:blank")


def test_escapes_that_mean_something_else_do_not_leave(page: Page, portal: Portal) -> None:
    """Escape while an input method composes, a held key, and presses with other keys or a long while between."""
    page.clock.install()
    journey.open_report(page, portal)
    what = journey.control(page, "what")
    what.fill("写了一半")
    what.focus()
    for options in ({"isComposing": True}, {"keyCode": 229}, {"repeat": True}):
        for _ in range(4):
            what.dispatch_event("keydown", {"key": "Escape", **options})
    for _ in range(4):
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.keyboard.press("Shift")
    expect(page.locator("#leaving")).to_be_empty()
    for _ in range(4):
        page.keyboard.press("Escape")
        page.clock.run_for(5001)
    expect(page.locator("#leaving")).to_be_empty()
    assert what.input_value() == "写了一半"
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("about:blank")


def test_the_way_out_stays_in_reach(page: Page, portal: Portal) -> None:
    """On a small phone it is on screen however far one has scrolled, and large enough for a thumb."""
    for path in ("/zh-CN/report/", "/en/privacy/"):
        page.goto(f"{portal.site}{path}")
        page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
        box = page.locator('[data-act="leave"]').bounding_box()
        assert box is not None
        assert 0 <= box["y"] < 100
        assert box["height"] >= 44 and box["width"] >= 44


def test_a_call_for_help_is_not_held_up_by_a_question(page: Page, portal: Portal) -> None:
    """Browsers may unload a page for a number that they cannot dial, so the report's numbers open beside it."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", answer)
    at_write(page, portal)
    for number in page.locator("a[href^='tel:']:visible").all():
        number.click(no_wait_after=True)
        page.wait_for_timeout(500)
    assert asked == []
    assert journey.control(page, "what").input_value() == journey.FACTS["what"]
    page.evaluate("setTimeout(() => location.reload(), 0)")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
