"""Every page and step in each language, at each width, light and dark: nothing sticks out, and nothing is unsayable.

`python3 build.py test browser --shots DIR` keeps a picture of each, such as report-review.zh-CN.360.dark.png.
"""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from infra.environment import ROOT
from tests.browser import figures, journey
from tests.browser.portal import LOST, Answer, Portal

AXE = ROOT / "site" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {"home": "", "keys": "keys/", "privacy": "privacy/", "statistics": "statistics/"}
WIDTHS = (360, 768, 1280)
SCHEMES = ("light", "dark")
CHECKED = (
    (360, "light", "zh-CN"), (360, "dark", "en"), (768, "light", "en"), (768, "dark", "zh-CN"),
    (1280, "light", "zh-CN"), (1280, "dark", "en"),
)  # fmt: skip
SHOWN = tuple(itertools.product(WIDTHS, SCHEMES, journey.LANGUAGES))
HEIGHT = 740
ZOOMED = {"width": 320, "height": 512}  # a desk of 640 pixels at 200 %, and the width of WCAG 1.4.10
# The watermark of staff views is faint on purpose, and hidden from all that reads a page aloud.
FAULTS = """async () => (await axe.run({exclude: ['.watermark']})).violations
  .map((found) => [found.id, found.nodes.map((node) => node.html)])"""
NARROW = "每天很吵。我家就在他家楼下。"  # which the page asks about twice: at the field, and before it is sent
PRESSED = (
    "button, input[type=text], textarea, select, .radio, .button, .ways a, .pages a, .languages a, .brand, summary"
)
SMALL = f"""Array.from(document.querySelectorAll('{PRESSED}'))
  .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([html, box]) => box.width > 1 && box.height > 0 && (box.height < 44 || box.width < 44))
  .map(([html, box]) => [html, box.width, box.height])"""


def steps(page: Page, portal: Portal, language: str) -> Iterator[str]:
    """Walk through everything that a page can show, and yield the name of each view once it stands."""
    figures.publish(portal)
    for name, folder in PAGES.items():
        page.goto(f"{portal.site}/{language}/{folder}")
        if name == "statistics":
            expect(page.locator("#figures")).to_be_visible()
        yield name
    page.goto(f"{portal.site}/no-such-page/")
    yield "not-found"
    journey.open_report(page, portal, language)
    yield "report-write"
    journey.act(page, "review").click()
    yield "report-errors"
    journey.write(page)
    journey.control(page, "what").fill("字" * 5003)
    yield "report-over"
    journey.write(page)
    yield "report-written"
    journey.control(page, "what").fill(f"请打139 0000 4271找我。{NARROW}")
    journey.act(page, "review").click()
    expect(page.locator(".ask").first).to_be_visible()
    yield "report-question"
    journey.control(page, "what").fill(NARROW)
    journey.review(page)  # what was asked at the field is asked there once
    expect(page.locator("#could-know")).to_be_visible()
    yield "report-known"
    journey.act(page, "edit").click()
    journey.write(page)
    journey.review(page)
    yield "report-review"
    portal.script(LOST)
    portal.held.clear()
    journey.send(page)
    expect(page.locator("#sending")).to_be_visible()
    yield "report-sending"
    portal.held.set()
    expect(page.locator("#failed")).to_be_visible()
    yield "report-failed"
    portal.script(lambda body: Answer(201, portal.accept(body).body.replace(b"filed", b"fi1ed")))
    journey.act(page, "retry").click()
    expect(page.locator("#unverified")).to_be_visible()
    yield "report-unverified"
    journey.act(page, "retry").click()
    journey.filed(page)
    journey.act(page, "picture").click()
    page.locator("#receipt summary").click()
    yield "report-filed"
    journey.finish(page)
    yield "report-finish"


def look(page: Page, name: str, width: int) -> None:
    """Fail where a view is too wide, holds something too small to press, lacks a landmark, or has a fault for axe."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert page.evaluate(SMALL) == [], name
    assert page.locator("main").count() == 1, name
    assert page.locator("h1:visible").count() == 1, name
    framed = 0 if name == "not-found" else 1
    assert page.locator("body > header").count() == page.locator("body > footer").count() == framed, name
    assert page.evaluate(FAULTS) == [], name


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Walk in every way for pictures, else in ways that have every pair of width, scheme and language."""
    if "scheme" in metafunc.fixturenames:
        shots = metafunc.config.getoption("--shots", default=None)
        metafunc.parametrize(("width", "scheme", "language"), CHECKED if shots is None else SHOWN)


def test_every_view_is_whole_named_and_without_fault(
    context_of: Callable[..., BrowserContext], portal: Portal, request: pytest.FixtureRequest,
    width: int, scheme: str, language: str,
) -> None:  # fmt: skip
    """No view is wider than its screen, every control is large enough, every title its own, and axe finds nothing."""
    shots = request.config.getoption("--shots", default=None)
    # The policy lets no foreign script run, so it is set aside for axe alone.
    page = context_of(viewport={"width": width, "height": HEIGHT}, color_scheme=scheme, bypass_csp=True).new_page()
    page.add_init_script(path=AXE)
    titles: dict[str, str] = {}
    for name in steps(page, portal, language):
        look(page, name, width)
        titles[name] = page.title()
        if shots is not None:
            Path(shots).mkdir(parents=True, exist_ok=True)
            page.evaluate("window.scrollTo(0, 0)")
            page.screenshot(path=Path(shots) / f"{name}.{language}.{width}.{scheme}.png", full_page=True)
    own = [
        title
        for name, title in titles.items()
        if name not in ("report-over", "report-written", "report-question", "report-known")
    ]
    assert len(set(own)) == len(own), titles


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_every_view_is_whole_at_twice_its_size(
    context_of: Callable[..., BrowserContext], portal: Portal, language: str
) -> None:
    """At 200 % zoom, a screen of 320 by 256, nothing needs sideways scrolling, and the way out covers little."""
    page = context_of(viewport=ZOOMED).new_page()
    for name in steps(page, portal, language):
        assert page.evaluate("document.documentElement.scrollWidth") <= ZOOMED["width"], name
    page.set_viewport_size({"width": 320, "height": 256})
    page.evaluate("window.scrollTo(0, 400)")
    ways = page.locator(".ways").bounding_box()
    assert ways is not None
    assert ways["y"] + ways["height"] <= 256 / 4


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_the_frame_leaves_three_quarters_of_a_small_phone(
    context_of: Callable[..., BrowserContext], portal: Portal, language: str
) -> None:
    """On 360 by 740, the frame ends within the upper quarter, the demonstration's notice included."""
    page = context_of(viewport={"width": 360, "height": HEIGHT}).new_page()
    for place in ("report/", *PAGES.values()):
        page.goto(f"{portal.site}/{language}/{place}")
        box = page.locator(".top").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= HEIGHT / 4, place


@pytest.mark.parametrize("colors", ["active", "none"])
def test_sealed_and_open_can_be_told_apart_without_colours(
    context_of: Callable[..., BrowserContext], portal: Portal, colors: str
) -> None:
    """With the reader's own colours forced, the seal and the borders of cards, fields and buttons are still drawn."""
    page = context_of(forced_colors=colors).new_page()
    page.goto(f"{portal.site}/zh-CN/")
    drawn = page.evaluate(
        "['.lanes .sealed', '.lanes .letter', '.lanes li', '.button'].map((one) => {"
        " const style = getComputedStyle(document.querySelector(one));"
        " return parseFloat(style.borderTopWidth) > 0 && style.borderTopStyle !== 'none'"
        " && style.borderTopColor !== style.backgroundColor || one === '.button'; })"
    )
    assert drawn == [True] * 4
    seal = page.evaluate(
        "() => { const style = getComputedStyle(document.querySelector('.lanes .sealed'), '::after');"
        " return [parseFloat(style.borderTopWidth), style.borderTopColor, style.backgroundColor]; }"
    )
    assert seal[0] > 0
    assert colors == "none" or seal[1] != seal[2]
