"""After the end nothing comes back: not by Back, reload, reopened tab or autofill, nor from the profile's own files."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Page, expect

from infra.hunt import Thing, hunt
from tests.browser import journey
from tests.browser.conftest import FLAGS, PHONE
from tests.browser.portal import LOST, Answer, Portal

# Words that stand in no hint and no example of the page, so that each find is one.
FACTS = journey.SHORT | {
    "what": "canary-what-81d4 有人在楼里办园",
    "spot": "canary-spot-2c07",
    "wish": "canary-wish-9b3e",
}
CONTACT = {name: f"canary-{name}-6f1a" for name in journey.CONTACT} | {"phone": "139 0000 8264"}
TYPED = [FACTS["what"], FACTS["spot"], FACTS["wish"], *CONTACT.values()]
CONTROL = "canary-5e27-of-a-careless-form"
# A form as others make it: what a browser may keep of it shows that the hunt looks where it keeps things.
CARELESS = f"""<!doctype html><meta charset=utf-8><title>careless</title>
<form action="/en/" method="get"><input name="careless" id="careless"><button>go</button></form>
<script>localStorage.setItem("careless", "{CONTROL}");</script>"""


@pytest.fixture
def profile(browser: Browser, chromium: Path, tmp_path: Path) -> Callable[..., Any]:
    """Open a browser on a folder of this test's own, as a person has one: history, cache, autofill and sessions."""

    @contextmanager
    def opened(*, words: tuple[str, ...] = ()) -> Iterator[BrowserContext]:
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=str(chromium),
            args=[*FLAGS, *words],
            ignore_default_args=["--disable-back-forward-cache"],
            viewport=PHONE,  # type: ignore[arg-type]  # a plain dict of two numbers
        )
        try:
            yield context
        finally:
            context.close()

    return opened


def whole_journey(page: Page, portal: Portal, language: str = "zh-CN") -> str:
    """Write, send and keep a report, and return its secret code; the last press is the caller's."""
    journey.open_report(page, portal, language)
    journey.write(page, FACTS, CONTACT)
    journey.review(page)
    journey.send(page)
    journey.filed(page)
    code = journey.secret_code(page)
    journey.act(page, "picture").click()
    return code


def kept_in(folder: Path, *texts: str) -> list[str]:
    """Return where in a folder any of these texts stand, in any spelling, packed or not."""
    things = [Thing(str(file.relative_to(folder)), file.read_bytes()) for file in folder.rglob("*") if file.is_file()]
    assert len(things) > 20
    return sorted({f"{hit.thing}: {hit.text}" for hit in hunt(things, texts).hits})


def left_behind(page: Page, *more: str) -> list[str]:
    """Return which of the typed texts, or of others, the page still holds anywhere."""
    held = page.evaluate(
        "document.documentElement.outerHTML + "
        "Array.from(document.querySelectorAll('input, textarea')).map((one) => one.value).join()"
    )
    return [text for text in [*TYPED, *more] if text in held]


def spellings(code: str) -> tuple[str, ...]:
    """Return the ways in which a code may stand somewhere."""
    return code, code.replace("-", ""), code[:11]


def test_a_profile_holds_nothing_after_a_finished_report(
    profile: Callable[..., Any], portal: Portal, tmp_path: Path
) -> None:
    """History, cache, sessions, autofill, storage: no byte of text, contact or code; the control is found."""
    portal.pages["/careless/"] = CARELESS.encode()
    policy, portal.policy = portal.policy, ""
    with profile() as context:
        page = context.pages[0]
        page.goto(f"{portal.site}/careless/")
        page.locator("#careless").fill(CONTROL)
        page.locator("button").click()
        portal.policy = policy
        code = whole_journey(page, portal)
        journey.finish(page)
        page.goto(f"{portal.site}/zh-CN/")
    assert kept_in(tmp_path / "profile", CONTROL) != []
    assert kept_in(tmp_path / "profile", *TYPED, *spellings(code)) == []


def test_a_profile_holds_nothing_when_the_browser_ends_in_the_middle(
    profile: Callable[..., Any], portal: Portal, tmp_path: Path
) -> None:
    """Closed with the code on screen and never finished: what was typed lived in memory alone."""
    with profile() as context:
        code = whole_journey(context.pages[0], portal)
    assert kept_in(tmp_path / "profile", *TYPED, *spellings(code)) == []


def test_a_half_written_report_is_not_restored_with_the_session(
    profile: Callable[..., Any], portal: Portal, tmp_path: Path
) -> None:
    """A browser that opens its last tabs again fills a careless form again, and the report's with nothing."""
    portal.pages["/careless/"] = CARELESS.encode()
    with profile() as context:
        report, careless = context.pages[0], context.new_page()
        journey.open_report(report, portal)
        journey.write(report, FACTS, CONTACT)
        careless.goto(f"{portal.site}/careless/")
        careless.locator("#careless").press_sequentially(CONTROL)
        for _ in range(100):  # a session is written down every few seconds
            if any("Sessions" in place for place in kept_in(tmp_path / "profile", CONTROL)):
                break
            careless.wait_for_timeout(200)
    assert kept_in(tmp_path / "profile", *TYPED) == []
    with profile(words=("--restore-last-session",)) as context:
        restored = {path: restored_tab(context, f"{portal.site}/{path}/") for path in ("careless", "zh-CN/report")}
        expect(restored["careless"].locator("#careless")).to_have_value(CONTROL)
        expect(restored["zh-CN/report"].locator("[data-act=review]")).to_be_enabled()
        assert left_behind(restored["zh-CN/report"]) == []


def restored_tab(context: BrowserContext, address: str) -> Page:
    """Return the tab that the browser opened again by itself."""
    for _ in range(50):
        for page in context.pages:
            if page.url == address:
                return page
        context.pages[0].wait_for_timeout(200)
    pytest.fail(f"{address} was not opened again")


def test_the_browser_learns_no_text_for_its_suggestions(
    profile: Callable[..., Any], portal: Portal, tmp_path: Path
) -> None:
    """The table of autofill holds what a careless form was given, and nothing of the report."""
    portal.pages["/careless/"] = CARELESS.encode()
    policy, portal.policy = portal.policy, ""
    with profile() as context:
        page = context.pages[0]
        page.goto(f"{portal.site}/careless/")
        page.locator("#careless").press_sequentially("careless text")
        page.keyboard.press("Enter")
        page.wait_for_url("**/en/**")
        portal.policy = policy
        whole_journey(page, portal)
        journey.finish(page)
        page.goto(f"{portal.site}/zh-CN/")
    table = next((tmp_path / "profile").rglob("Web Data"))
    rows = sqlite3.connect(table).execute("SELECT name, value FROM autofill").fetchall()
    assert rows == [("careless", "careless text")]


@pytest.mark.parametrize("when", ["written", "filed", "finished"])
def test_a_page_kept_alive_for_going_back_is_empty(profile: Callable[..., Any], portal: Portal, when: str) -> None:
    """With the back-forward cache at work, Back and Forward find no text and no code."""
    with profile() as context:
        page = context.pages[0]
        page.on("dialog", lambda dialog: dialog.accept())
        code = "no code was made"
        if when == "written":
            journey.open_report(page, portal)
            journey.write(page, FACTS, CONTACT)
        else:
            code = whole_journey(page, portal)
        if when == "finished":
            journey.finish(page)
        page.goto(f"{portal.site}/zh-CN/privacy/")
        for go, path in (("back", "report"), ("forward", "privacy"), ("back", "report")):
            page.evaluate(f"setTimeout(() => history.{go}(), 0)")
            settled(page, path)
            assert left_behind(page, code) == []


def settled(page: Page, path: str) -> None:
    """Wait until a page shows and will not load anew: one that was kept alive tells of no load at all."""
    for _ in range(100):
        with suppress(Error):  # between two pages there is nothing to ask
            if page.evaluate("document.readyState === 'complete' ? location.pathname : ''").endswith(f"/{path}/"):
                page.wait_for_timeout(200)
                if page.evaluate("document.readyState") == "complete":
                    return
        page.wait_for_timeout(50)
    pytest.fail(f"{path} never came")


def staying(page: Page) -> list[str]:
    """Stay whenever the browser or the page asks, and return the list that the questions will stand in."""
    kinds: list[str] = []

    def answer(dialog: Dialog) -> None:
        kinds.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", answer)
    return kinds


def to_sending(page: Page, portal: Portal) -> None:
    portal.held.clear()
    journey.open_report(page, portal)
    journey.write(page, FACTS, CONTACT)
    journey.review(page)
    journey.send(page)
    expect(page.locator("#sending")).to_be_visible()


def to_failed(page: Page, portal: Portal) -> None:
    portal.script(*[LOST] * 20)
    journey.open_report(page, portal)
    journey.write(page, FACTS, CONTACT)
    journey.review(page)
    journey.send(page)
    expect(page.locator("#failed")).to_be_visible()


def to_unverified(page: Page, portal: Portal) -> None:
    portal.script(*[lambda body: Answer(201, portal.accept(body).body.replace(b"filed", b"fi1ed"))] * 20)
    journey.open_report(page, portal)
    journey.write(page, FACTS, CONTACT)
    journey.review(page)
    journey.send(page)
    expect(page.locator("#unverified")).to_be_visible()


def to_filed(page: Page, portal: Portal) -> None:
    whole_journey(page, portal)


PRESSABLE = "a[href]:visible, button:visible, summary:visible, input:visible, [tabindex='0']:visible"
NUMBERED = "all => all.map((one, at) => { one.dataset.at = at; return one.dataset.act || one.textContent.trim(); })"
# Leaving at once asks nothing, by its own purpose (decision 0013): it is the one control that may cost the code.
AT_ONCE = "leave"
KEYS = ("Enter", "Space", "Escape", "Backspace", "Delete", "F5", "Alt+ArrowLeft", "Control+r", "Control+w")


@pytest.mark.parametrize("reach", [to_sending, to_failed, to_unverified, to_filed])
def test_no_single_press_loses_the_code(page: Page, portal: Portal, reach: Callable[[Page, Portal], None]) -> None:
    """Each link, button and control beside the code, by key and by mouse: the code stays or comes back."""
    kinds = staying(page)
    reach(page, portal)
    code = journey.secret_code(page)
    names: list[str] = page.locator(PRESSABLE).evaluate_all(NUMBERED)
    assert names.count(AT_ONCE) == 1
    assert len(names) >= 10
    for at, name in enumerate(names):
        control = page.locator(f"[data-at='{at}']")
        if name != AT_ONCE and control.is_visible():
            control.focus()
            page.keyboard.press("Enter")
            still_there(page, code, name)
            if not control.is_visible() or control.get_attribute("class") == "skip":
                continue
            control.click(no_wait_after=True, timeout=5000)
            still_there(page, code, name)
            if page.locator("#kept").is_visible():
                page.locator("#kept").uncheck()  # one press, and not two: ticked and finished is meant
    portal.held.set()
    assert set(kinds) <= {"beforeunload"}


def still_there(page: Page, code: str, name: str) -> None:
    """Fail unless the code is on screen, or is again after the report is sent again from the form."""
    if page.locator('[data-step="write"]').is_visible():
        journey.review(page)
        journey.send(page)
    shown = page.locator('[data-value="secret-code"]')
    expect(shown, f"after {name}").to_be_visible()
    expect(shown, f"after {name}").to_have_text(code)
    for other in page.context.pages[1:]:
        other.close()


@pytest.mark.parametrize("reach", [to_sending, to_failed, to_filed])
def test_no_single_key_loses_the_code(page: Page, portal: Portal, reach: Callable[[Page, Portal], None]) -> None:
    """Every key that may do something, from every stop of the focus, and Back: the code stays, or the browser asks."""
    staying(page)
    reach(page, portal)
    code = journey.secret_code(page)
    for key in KEYS:
        page.locator("#outcome").focus()
        page.keyboard.press(key)
        still_there(page, code, key)
    for go in ("history.back()", "history.go(-2)", "location.reload()", "location.href = '/zh-CN/'", "window.close()"):
        page.evaluate(f"setTimeout(() => {go}, 0)")
        page.wait_for_timeout(150)
        still_there(page, code, go)
    portal.held.set()
