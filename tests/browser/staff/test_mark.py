"""The watermark is over all that a staff view shows, is read back from a poor picture of a part, and hinders nobody.

A picture as a chat application sends it: half as wide and high, JPEG of quality 40, and a quarter of the window.
"""

import hashlib
import io
import random
import re
import zlib
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from infra import reading
from protocol import mark
from tests.browser.conftest import watched
from tests.browser.staff import work
from tests.browser.staff.offices import Offices

WINDOW = {"width": 1280, "height": 900}
HAN = "反映河东区幸福路一处住宅楼内开办幼儿园未取得许可每天早上七点到晚上六点接送孩子楼道里堆放杂物"
VIEWS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "print": {"color_scheme": "light"},  # as browsers print, whatever the screen shows
}


def told(seed: int) -> str:
    """Return a dense narrative of nothing."""
    chance = random.Random(seed)
    return "".join(chance.choice(HAN) for _ in range(1900))


def opened(context_of: Callable[..., BrowserContext], offices: Offices, **options: object) -> tuple[Page, str]:
    """Return a page with a case open, and the case."""
    case = offices.file(1, what=told(1))
    page = watched(context_of(**({"viewport": WINDOW} | options)).new_page())
    page.clock.set_fixed_time(offices.moment)
    work.sign_in(page, offices)
    assert page.locator(".watermark").count() == 0  # a list of no case has none
    work.opened(page, offices, case)
    return page, case


def sent(page: Page) -> Image.Image:
    """Return a picture of a page as a chat application sends it."""
    taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    data = io.BytesIO()
    taken.resize((taken.width // 2, taken.height // 2), Image.Resampling.BOX).save(data, "JPEG", quality=40)
    return Image.open(data)


def crops(picture: Image.Image, seed: str, count: int) -> list[Image.Image]:
    """Return parts of a picture, half as wide and high, from fixed places."""
    chance = random.Random(seed)
    wide, high = picture.width // 2, picture.height // 2
    corners = [(chance.randrange(wide), chance.randrange(high)) for _ in range(count)]
    return [picture.crop((x, y, x + wide, y + high)) for x, y in corners]


@pytest.mark.parametrize("view", VIEWS)
def test_nine_of_ten_poor_parts_of_a_picture_give_the_number_back(
    context_of: Callable[..., BrowserContext], offices: Offices, view: str, request: pytest.FixtureRequest
) -> None:
    """In light, in dark, and as printed; no part gives another number. `--crops` measures more of them."""
    count = request.config.getoption("--crops", default=10)
    page, case = opened(context_of, offices, **VIEWS[view])
    if view == "print":
        page.emulate_media(media="print")
    page.evaluate("window.scrollTo(0, 333)")
    found = [reading.read(part) for part in crops(sent(page), view, count)]
    assert set(found) <= {offices.mark(case), None}
    assert 10 * found.count(offices.mark(case)) >= 9 * count


def photo() -> bytes:
    """Return a picture of no single colour."""
    data = io.BytesIO()
    Image.radial_gradient("L").resize((600, 400)).save(data, "JPEG", quality=60)
    return data.getvalue()


def test_the_mark_hinders_nobody_and_goes_with_the_case(
    context_of: Callable[..., BrowserContext], offices: Offices
) -> None:
    """In no tree of a screen reader, under no pointer, in no selection; it follows the last look; a list has none."""
    data = photo()
    digest = hashlib.sha256(data).hexdigest()
    offices.photos[digest] = data
    case = offices.file(1, what=told(1), photos=(digest,))
    page = watched(context_of(viewport=WINDOW).new_page())
    page.clock.set_fixed_time(offices.moment)
    work.sign_in(page, offices)
    work.opened(page, offices, case)
    first, second = mark.lines(offices.mark(case))
    layer = page.locator(".watermark")
    tiles = layer.locator("span")
    assert tiles.first.evaluate("one => one.textContent") == f"{first}\n{second}"
    assert layer.get_attribute("aria-hidden") == "true"
    spoken = page.locator("body").aria_snapshot()
    assert "办理过程" in spoken and first not in spoken and second not in spoken
    inside = "([x, y]) => document.elementFromPoint(x, y).closest('.watermark') === null"
    assert all(page.evaluate(inside, [x, y]) for x in (5, 640, 1275) for y in (5, 450, 895))
    page.keyboard.press("Control+A")
    assert first not in page.evaluate("document.getSelection().toString()")
    # No corner of the window is without a tile, and none of them is laid out by the texts beside it.
    boxes = tiles.evaluate_all(
        "all => all.map((one) => { const b = one.getBoundingClientRect(); return [b.x, b.y, b.width, b.height] })"
    )
    assert {(w, h) for _, _, w, h in boxes} == {reading.TILE}
    assert {(x % 120, y % 88) for x, y, _, _ in boxes} == {(0, 0)}
    assert (
        max(x + w for x, _, w, _ in boxes) >= WINDOW["width"] and max(y + h for _, y, _, h in boxes) >= WINDOW["height"]
    )
    page.keyboard.press("v")
    picture = page.locator("#photos img")
    expect(picture).to_be_visible()
    assert "".join(mark.lines(offices.mark(case))) == tiles.first.evaluate("one => one.textContent").replace("\n", "")
    assert layer.count() == 1 and offices.acts(case) == ["viewed", "viewed"]
    picture.evaluate("one => one.decode()")
    covered = picture.screenshot()
    layer.evaluate("one => one.style.display = 'none'")
    assert covered != picture.screenshot()
    page.keyboard.press("b")
    work.listed(page)
    assert layer.count() == 0
    assert page.faults == []  # type: ignore[attr-defined]  # as conftest's `watched` keeps them


@pytest.mark.parametrize(
    ("options", "scale"),
    [({"forced_colors": "active"}, 0.5), ({"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}, 1.0)],
    ids=["forced colours", "200 %"],
)
def test_the_mark_is_read_in_other_circumstances(
    context_of: Callable[..., BrowserContext], offices: Offices, options: dict[str, object], scale: float
) -> None:
    """With the reader's own colours, and at twice the size, a window gives the number back."""
    page, case = opened(context_of, offices, **options)
    assert reading.read(sent(page), scale=scale) == offices.mark(case)


def test_every_printed_page_has_the_mark(context_of: Callable[..., BrowserContext], offices: Offices) -> None:
    """A printed case has as many numbers on each sheet, as text in black whatever the scheme was."""
    page, _ = opened(context_of, offices, color_scheme="dark")
    whole = page.pdf(format="A4")
    page.locator(".watermark").evaluate("one => one.style.display = 'none'")
    bare = page.pdf(format="A4")
    pages = len(re.findall(rb"/Type\s*/Page\b", bare))
    more = drawn(whole) - drawn(bare)
    assert pages > 1 and len(re.findall(rb"/Type\s*/Page\b", whole)) == pages
    assert list(more.values()) == [pages] and min(more) >= 36 * mark.DIGITS  # 3 tiles across, 12 down


def drawn(pdf: bytes) -> Counter[int]:
    """Return of how many glyphs or more each stream of a PDF consists that draws text, by that number."""
    found: Counter[int] = Counter()
    for stream in re.findall(rb"/FlateDecode.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            text = zlib.decompress(stream)
            if b"> Tj" in text:
                found[text.count(b"> Tj")] += 1
    return found
