"""Every page and step at a phone's and a desk's width, light and dark: nothing sticks out.

`--shots DIR` keeps a picture of each.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import journey
from tests.browser.conftest import PHONE
from tests.browser.portal import LOST, Answer, Portal

WIDE = {"width": 1280, "height": 900}
ZOOMED = {"width": 320, "height": 512}  # a desk of 640 pixels at 200 %, and the width of WCAG 1.4.10
PAGES = {"home": "", "keys": "keys/", "privacy": "privacy/"}


def steps(page: Page, portal: Portal, language: str) -> Iterator[str]:
    """Walk through everything that a page can show, and yield the name of each view once it stands."""
    for name, folder in PAGES.items():
        page.goto(f"{portal.site}/{language}/{folder}")
        yield name
    page.goto(f"{portal.site}/no-such-page/")
    yield "not-found"
    journey.open_report(page, portal, language)
    yield "write"
    journey.act(page, "review").click()
    yield "mistakes"
    journey.write(page)
    journey.control(page, "what").fill("字" * 5003)
    yield "over"
    journey.write(page)
    yield "written"
    journey.review(page)
    yield "review"
    portal.script(LOST)
    journey.send(page)
    expect(page.locator("#failed")).to_be_visible()
    yield "failed"
    portal.script(lambda body: Answer(201, portal.accept(body).body.replace(b"filed", b"fi1ed")))
    journey.act(page, "retry").click()
    expect(page.locator("#unverified")).to_be_visible()
    yield "unverified"
    journey.act(page, "retry").click()
    journey.filed(page)
    journey.act(page, "picture").click()
    page.locator("#receipt summary").click()
    yield "filed"
    journey.finish(page)
    yield "done"


@pytest.mark.parametrize("language", journey.LANGUAGES)
@pytest.mark.parametrize(
    ("size", "scheme"), [(PHONE, "light"), (PHONE, "dark"), (WIDE, "light"), (WIDE, "dark"), (ZOOMED, "light")],
    ids=["phone-light", "phone-dark", "wide-light", "wide-dark", "zoomed"],
)  # fmt: skip
def test_nothing_sticks_out_of_the_screen(
    context_of: Callable[..., BrowserContext], portal: Portal, request: pytest.FixtureRequest,
    size: dict[str, int], scheme: str, language: str,
) -> None:  # fmt: skip
    """No view is wider than its screen, and every visible control is large enough to be pressed."""
    shots = request.config.getoption("--shots", default=None)
    page = context_of(viewport=size, color_scheme=scheme).new_page()
    for place, name in enumerate(steps(page, portal, language)):
        if shots is not None:
            folder = Path(shots)
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{place:02}-{name}-{size['width']}-{scheme}-{language}.png"
            page.screenshot(path=path, full_page=True)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], f"{name} is {width} pixels wide"
        small = page.evaluate(
            "Array.from(document.querySelectorAll('button, input[type=text], textarea, select, .radio'))"
            ".filter((one) => one.offsetParent !== null && one.getBoundingClientRect().height < 44)"
            ".map((one) => one.outerHTML.slice(0, 80))"
        )
        assert small == [], name
