"""Every view of the staff page in each language, light and dark, at each width: whole, named, without fault.

`python3 build.py test browser --shots DIR` keeps a picture of each, such as staff-case.zh-CN.360.dark.png.
"""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import journey
from tests.browser.staff import work
from tests.browser.staff.issuer import Issuer
from tests.browser.staff.offices import Offices, lost
from tests.browser.test_looks import AXE, HEIGHT, SCHEMES, ZOOMED, look

# Each width, scheme and language once; all eight together for pictures to look at.
CHECKED = ((360, "dark", "zh-CN"), (1280, "light", "en"))
SHOWN = tuple(
    (width, scheme, language) for width in (360, 1280) for scheme in SCHEMES for language in journey.LANGUAGES
)
DUE = (-50, -1, 3, 30, 200)  # hours from now
FORMS = ("dispatch", "return", "ask", "answer", "extend", "link")


def views(page: Page, offices: Offices, issuer: Issuer, language: str) -> Iterator[str]:
    """Walk through everything that the staff page can show, and yield the name of each view once it stands."""
    photos = (hashlib.sha256(b"photo").hexdigest(),)
    cases = [offices.file(number, due=due, photos=photos) for number, due in enumerate(DUE)]
    offices.file(9, "hongxing", due=-60)
    issuer.groups = "[city-overseers]"
    yield from _signing_in(page, offices, issuer, language)
    page.keyboard.press("3")
    work.listed(page)
    yield "staff-overdue"
    page.keyboard.press("1")
    work.listed(page)
    work.opened(page, offices, cases[0])
    yield from _acting(page)
    yield from _late(page, offices, cases[0])
    yield from _again(page, offices, issuer, language, cases[1])


def _signing_in(page: Page, offices: Offices, issuer: Issuer, language: str) -> Iterator[str]:
    issuer.denies = "access_denied"
    page.goto(f"{offices.site}/{language}/staff/")
    yield "staff-sign-in"
    work.act(page, "sign-in").click()
    expect(page.locator("#sign-in-why")).to_be_visible()
    yield "staff-refused"
    issuer.denies = ""
    work.act(page, "sign-in").click()
    work.listed(page)
    yield "staff-inbox"


def _acting(page: Page) -> Iterator[str]:
    yield "staff-submitted"
    page.keyboard.press("x")
    yield "staff-decline"
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(work.act(page, "dispatch")).to_be_visible()
    for act in FORMS:
        work.act(page, act).click()
        yield f"staff-{act}"
        page.keyboard.press("Escape")


def _late(page: Page, offices: Offices, case: str) -> Iterator[str]:
    """Come too late twice: where the act is still possible, and where it is not."""
    offices.do(case, "answer", text="已经拆除。", findings="confirmed")
    work.act(page, "return").click()
    work.form(page, "return").locator("textarea").fill("不在本市。" * 9)
    work.send(page, "return")
    expect(page.locator("#act-failed")).to_be_visible()
    yield "staff-conflict"
    offices.do(case, "close")
    work.act(page, "newest").click()
    expect(page.locator("#kept")).to_be_visible()
    yield "staff-kept"


def _again(page: Page, offices: Offices, issuer: Issuer, language: str, other: str) -> Iterator[str]:
    """End the sign-in, make it anew, and look at what was passed on and at a list that does not come."""
    issuer.expire()
    page.keyboard.press("o")
    work.form(page, "reopen").locator("textarea").fill("又开了。")
    work.send(page, "reopen")
    expect(page.locator("#again")).to_be_visible()
    yield "staff-again"
    page.on("dialog", lambda dialog: dialog.accept())
    offices.do(other, "accept")
    offices.do(other, "dispatch", to="hongxing")
    work.sign_in(page, offices, language)
    page.keyboard.press("2")
    work.listed(page)
    yield "staff-passed"
    work.opened_earlier(page, other)
    yield "staff-earlier"
    offices.before("inbox", lost)
    page.keyboard.press("1")
    expect(page.locator("#list-failed")).to_be_visible()
    yield "staff-lost"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Walk in as many ways as are asked for."""
    if "scheme" in metafunc.fixturenames:
        shots = metafunc.config.getoption("--shots", default=None)
        metafunc.parametrize(("width", "scheme", "language"), CHECKED if shots is None else SHOWN)


def test_every_staff_view_is_whole_named_and_without_fault(
    context_of: Callable[..., BrowserContext], offices: Offices, issuer: Issuer, request: pytest.FixtureRequest,
    width: int, scheme: str, language: str,
) -> None:  # fmt: skip
    """No view is wider than its screen, every control is large enough, and axe finds nothing."""
    shots = request.config.getoption("--shots", default=None)
    # The policy lets no foreign script run, so it is set aside for axe alone.
    page = context_of(viewport={"width": width, "height": HEIGHT}, color_scheme=scheme, bypass_csp=True).new_page()
    page.clock.set_fixed_time(offices.moment)
    page.add_init_script(path=AXE)
    for name in views(page, offices, issuer, language):
        if shots is not None:
            Path(shots).mkdir(parents=True, exist_ok=True)
            page.evaluate("window.scrollTo(0, 0)")
            page.screenshot(path=Path(shots) / f"{name}.{language}.{width}.{scheme}.png", full_page=True)
        look(page, name, width)


def test_every_staff_view_is_whole_at_twice_its_size_and_in_forced_colours(
    context_of: Callable[..., BrowserContext], offices: Offices, issuer: Issuer
) -> None:
    """At 200 % nothing needs sideways scrolling; with the reader's own colours, late is still framed and said."""
    page = context_of(viewport=ZOOMED, forced_colors="active").new_page()
    page.clock.set_fixed_time(offices.moment)
    for name in views(page, offices, issuer, "en"):
        assert page.evaluate("document.documentElement.scrollWidth") <= ZOOMED["width"], name
        if name == "staff-inbox":
            late = page.locator(".due.over b").first
            assert late.inner_text().startswith("Overdue")
            assert late.evaluate("one => parseFloat(getComputedStyle(one).borderTopWidth)") == 2
        if name == "staff-dispatch":
            page.keyboard.press("2")
            framed = page.locator("#dispatch-units li").evaluate_all(
                "all => all.map((one) => parseFloat(getComputedStyle(one).outlineWidth) > 0 &&"
                " getComputedStyle(one).outlineStyle === 'solid')"
            )
            assert [place for place, found in enumerate(framed) if found] == [1]
