"""Up to three pictures are drawn anew in the browser, shown as they will be sent, and brought after their report."""

import base64
import hashlib
import json
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from protocol import photo
from tests.browser import journey
from tests.browser.portal import LOST, Portal, problem
from tests.browser.test_failures import words
from tests.browser.test_leaving import asked
from tests.browser.test_looks import AXE, FAULTS, SMALL
from tests.vectors.pictures import DHT, DQT, EOI, GREY, SOI, segment, sof, sos

NAME = "IMG_20261125_from_my_window.jpg"
THUMBNAIL = GREY.replace(EOI, b"") + EOI
PLACE = struct.pack(">6I", 28, 1, 52, 1, 3071, 100)  # degrees, minutes, seconds of a latitude
# None is so short that sealed bytes in base64, or those of a drawn picture, would hold it by chance.
SECRETS = (b"Exif\0\0", b"Camera-4711", b"2026:11:25", PLACE, THUMBNAIL, b"from my window", b"Photoshop",
           b"ICC_PROFILE", b"exif:GPSLatitude", b"after the end")  # fmt: skip


def exif() -> bytes:
    """Return an APP1 segment with a camera's name and time, a place, and a thumbnail, as phones write them."""
    entries = (
        (0x010F, 2, 11, 200), (0x0132, 2, 20, 220), (0x8825, 4, 1, 240),
    )  # maker, time, GPS IFD  # fmt: skip
    head = b"MM\0*" + struct.pack(">I", 8) + struct.pack(">H", len(entries))
    head += b"".join(struct.pack(">HHII", *entry) for entry in entries) + struct.pack(">I", 400)
    body = bytearray(head.ljust(400, b"\0"))
    body[200:211], body[220:240] = b"Camera-4711", b"2026:11:25 07:31:00\0"
    gps = struct.pack(">H", 2) + struct.pack(">HHI4s", 1, 2, 2, b"N\0\0\0") + struct.pack(">HHII", 2, 5, 3, 300)
    body[240 : 240 + len(gps)] = gps
    body[300 : 300 + len(PLACE)] = PLACE
    first = struct.pack(">H", 2) + struct.pack(">HHII", 0x0201, 4, 1, 430)
    body += (first + struct.pack(">HHII", 0x0202, 4, 1, len(THUMBNAIL))).ljust(30, b"\0") + THUMBNAIL
    return segment(0xE1, b"Exif\0\0" + bytes(body))


def camera(width: int = 640, height: int = 480) -> bytes:
    """Return a grey picture of any size with all that a camera and its apps leave in a file; two bits a block."""
    blocks = -(-width // 8) * -(-height // 8)
    data = bytearray(-(-blocks // 4))
    data[-1] |= (1 << (-2 * blocks) % 8) - 1
    left = (
        exif()
        + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude='28,53.2N'/>")
        + segment(0xE2, b"ICC_PROFILE\0\1\1")
        + segment(0xED, b"Photoshop 3.0\0")
        + segment(0xFE, b"from my window")
    )
    header = left + DQT + sof(width=width, height=height) + DHT
    return SOI + header + sos() + bytes(data) + EOI + b"after the end"


def halves(width: int, height: int) -> bytes:
    """Return a PNG whose left half is black and whose right half is white."""
    row = b"\0" + bytes(width // 2) + b"\xff" * (width - width // 2)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(row * height))
        + chunk(b"IEND", b"")
    )


def choose(page: Page, *pictures: bytes, kind: str = "image/jpeg", name: str = NAME) -> None:
    """Choose pictures as a phone's dialogue hands them over, and wait until each is drawn or refused."""
    files: list[Any] = [{"name": name, "mimeType": kind, "buffer": picture} for picture in pictures]
    page.locator("#photos").set_input_files(files)
    expect(page.locator("#photo-working")).to_be_empty(timeout=60_000)


def written(page: Page, portal: Portal, *pictures: bytes, language: str = "zh-CN") -> None:
    """Write a report with pictures."""
    journey.open_report(page, portal, language)
    journey.write(page, journey.SHORT, {})
    choose(page, *pictures)


def filed(page: Page) -> None:
    """Send the report, and wait for its receipt."""
    journey.review(page)
    journey.send(page)
    journey.filed(page)


def previews(page: Page, within: str = "#photo-list") -> list[bytes]:
    """Return the bytes of the pictures that the page shows."""
    sources = page.locator(f"{within} img").evaluate_all("all => all.map((one) => one.src)")
    assert all(source.startswith("data:image/jpeg;base64,") for source in sources)
    return [base64.b64decode(source.split(",")[1]) for source in sources]


def size_of(picture: bytes) -> tuple[int, int]:
    """Return the width and height in a JPEG's frame."""
    at = min(found for found in (picture.find(b"\xff\xc0"), picture.find(b"\xff\xc2")) if found > 0)
    height, width = struct.unpack(">HH", picture[at + 5 : at + 9])
    return width, height


def state(page: Page, text: str, **values: int) -> None:
    """Wait for the page to say something of the photos."""
    said = words(page, text)
    for name, value in values.items():
        said = said.replace("{" + name + "}", str(value))
    expect(page.locator("#sent-state")).to_contain_text(said, timeout=20_000)


def arrived(page: Page, count: int, most: int) -> None:
    """Wait until the page says how many photos have arrived."""
    state(page, "photo.count", arrived=count, most=most)


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_nothing_of_a_file_travels_but_what_the_picture_shows(page: Page, portal: Portal, language: str) -> None:
    """Camera, time, place, thumbnail, comment, profile and file name are in no byte that the portal gets."""
    picture = camera()
    assert all(secret in picture for secret in SECRETS)
    written(page, portal, picture, language=language)
    filed(page)
    arrived(page, 1, 1)
    (stored,) = portal.photos.values()
    sent = b"".join([*portal.bodies, *(path.encode() + body for path, body in portal.brought)])
    for secret in (*SECRETS, NAME.encode(), b"window"):
        assert secret not in sent, secret
    photo.check(stored)
    assert size_of(stored) == (640, 480)
    assert json.loads(portal.bodies[0])["facts"]["photos"] == [hashlib.sha256(stored).hexdigest()]
    assert all(NAME not in path and "window" not in path for _, path in portal.asked)
    assert page.faults == []  # type: ignore[attr-defined]  # see conftest.watched


def test_the_page_shows_the_very_bytes_that_it_sends(page: Page, portal: Portal) -> None:
    """At the field, at the check and at the portal it is one picture, in the reporter's order."""
    written(page, portal, camera(640, 480), camera(320, 480), camera(480, 320))
    shown = previews(page)
    journey.review(page)
    assert previews(page, "#facts") == shown
    journey.send(page)
    journey.filed(page)
    arrived(page, 3, 3)
    assert list(portal.photos.values()) == shown
    assert [path.rsplit("/", 1)[1] for path, _ in portal.brought] == ["1", "2", "3"]


def test_no_name_of_a_file_stands_on_the_page(page: Page, portal: Portal) -> None:
    """The control forgets the file at once; pictures and their buttons are called by number."""
    written(page, portal, camera(), camera(320, 240))
    assert page.locator("#photos").input_value() == ""
    assert "window" not in (page.locator("main").text_content() or "")
    for at in (1, 2):
        expect(page.get_by_role("img", name=f"照片{at}", exact=True)).to_be_visible()
        for act in ("photo.turn", "photo.drop"):
            name = words(page, act).replace("{n}", str(at))
            expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(4000, 3000), (8160, 6120), (3000, 4000), (9000, 60)])
def test_large_pictures_are_made_to_fit(page: Page, portal: Portal, width: int, height: int) -> None:
    """12 and 50 megapixels, upright and panoramic: the long side is 1,600 pixels, and the file within its bound."""
    written(page, portal, camera(width, height))
    (shown,) = previews(page)
    assert max(size_of(shown)) == 1600
    assert size_of(shown)[0] / size_of(shown)[1] == pytest.approx(width / height, rel=0.05)
    assert len(shown) <= photo.PHOTO_MOST


def test_pictures_are_drawn_one_after_the_other(page: Page, portal: Portal) -> None:
    """An old phone never has two large pictures in its memory."""
    page.add_init_script(
        "window.open_ = 0; window.most = 0; const Real = Image; window.Image = function () {"
        " const made = new Real(); window.open_++; window.most = Math.max(window.most, window.open_);"
        " const real = made.removeAttribute.bind(made);"
        " made.removeAttribute = (name) => { if (name === 'src') window.open_--; real(name); }; return made; };"
    )
    written(page, portal, camera(4000, 3000), camera(3000, 4000), camera(2000, 2000))
    assert len(previews(page)) == 3
    assert page.evaluate("[window.most, window.open_]") == [1, 0]


def test_a_picture_that_is_a_png_is_drawn_on_white(page: Page, portal: Portal) -> None:
    """Other kinds of pictures become a JPEG too."""
    journey.open_report(page, portal)
    journey.write(page, journey.SHORT, {})
    choose(page, halves(64, 32), kind="image/png", name="screen.png")
    (shown,) = previews(page)
    photo.check(shown)
    assert size_of(shown) == (64, 32)


def test_turning_draws_the_picture_again_from_its_file(page: Page, portal: Portal) -> None:
    """A quarter clockwise each time: left becomes top; four turns give the first picture, byte for byte."""
    journey.open_report(page, portal)
    choose(page, halves(64, 32), kind="image/png")
    (first,) = previews(page)
    turn = page.locator("#photo-turn-0")
    turn.click()
    expect(page.locator("#photo-working")).to_be_empty()
    (turned,) = previews(page)
    assert size_of(turned) == (32, 64)
    top, bottom = page.locator("#photo-list img").evaluate(
        "one => { const c = document.createElement('canvas'); c.width = 32; c.height = 64;"
        " const p = c.getContext('2d'); p.drawImage(one, 0, 0);"
        " return [8, 56].map((y) => p.getImageData(16, y, 1, 1).data[0]); }"
    )
    assert (top < 40, bottom > 215) == (True, True)
    for _ in range(3):
        turn.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#photo-working")).to_be_empty()
        expect(turn).to_be_focused()
    assert previews(page) == [first]


def test_a_removed_picture_is_gone_and_its_place_is_free(page: Page, portal: Portal) -> None:
    """The others move up; the focus goes where the reporter can go on; nothing of it is sent."""
    written(page, portal, camera(640, 480), camera(320, 480), camera(480, 320))
    kept = previews(page)
    page.locator("#photo-drop-1").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#photo-drop-1")).to_be_focused()
    assert previews(page) == [kept[0], kept[2]]
    for _ in range(2):
        page.locator("#photo-drop-0").focus()
        page.keyboard.press("Enter")
    expect(page.locator("#photos")).to_be_focused()
    filed(page)
    assert "photos" not in json.loads(portal.bodies[0])["facts"]
    assert portal.brought == []
    expect(page.locator("#sent-state")).to_be_empty()


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_a_fourth_picture_and_the_same_one_again_are_refused_kindly(page: Page, portal: Portal, language: str) -> None:
    """Three at most, each once; the ones before stay, and the reporter hears why."""
    written(page, portal, camera(640, 480), camera(640, 480), language=language)
    expect(page.locator("#photos-mistake")).to_have_text(words(page, "photo.bad.twice"))
    choose(page, camera(320, 480), camera(480, 320), camera(320, 320))
    expect(page.locator("#photos-mistake")).to_have_text(words(page, "photo.bad.many"))
    expect(page.locator("#live")).to_have_text(words(page, "photo.bad.many"))
    assert len(previews(page)) == 3
    journey.review(page)


HEIC = struct.pack(">I", 24) + b"ftypheic" + bytes(400)


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"no picture at all", "picture"), (b"", "picture"), (camera()[:400], "picture"), (HEIC, "heic"),
     (HEIC.replace(b"heic", b"mif1"), "heic")],
    ids=["text", "empty", "cut", "heic", "heif"],
)  # fmt: skip
def test_a_file_that_the_browser_cannot_draw_says_why(page: Page, portal: Portal, data: bytes, why: str) -> None:
    """Not a picture, or one of a kind that this browser does not read: the report goes on without it."""
    written(page, portal, data)
    expect(page.locator("#photos-mistake")).to_have_text(words(page, f"photo.bad.{why}"))
    expect(page.locator("#live")).to_have_text(words(page, f"photo.bad.{why}"))
    assert previews(page) == []
    choose(page, camera())
    expect(page.locator("#photos-mistake")).to_be_hidden()
    filed(page)
    arrived(page, 1, 1)


CANVASES = {
    "none": "HTMLCanvasElement.prototype.getContext = () => null;",
    "throwing": "HTMLCanvasElement.prototype.toBlob = () => { throw new Error(); };",
    "empty": "HTMLCanvasElement.prototype.toBlob = (then) => then(null);",
    "png only": "const real = HTMLCanvasElement.prototype.toBlob; HTMLCanvasElement.prototype.toBlob ="
    " function (then) { real.call(this, then, 'image/png'); };",
    "noisy": "const pen = CanvasRenderingContext2D.prototype; const real = pen.getImageData; pen.getImageData ="
    " function (...given) { const found = real.apply(this, given); found.data[5] ^= 1; return found; };",
    "white": "const pen = CanvasRenderingContext2D.prototype; const real = pen.getImageData; pen.getImageData ="
    " function (...given) { const found = real.apply(this, given); found.data.fill(255); return found; };",
}


@pytest.mark.parametrize("name", CANVASES)
def test_a_browser_that_lets_no_page_draw_is_told_apart(page: Page, portal: Portal, name: str) -> None:
    """Without a canvas that can be trusted no picture is taken, and the report can be sent without."""
    page.add_init_script(CANVASES[name])
    written(page, portal, camera())
    expect(page.locator("#photos-mistake")).to_have_text(words(page, "photo.bad.canvas"))
    assert previews(page) == []
    filed(page)
    assert "photos" not in json.loads(portal.bodies[0])["facts"]


def test_a_picture_that_never_gets_small_enough_says_so(page: Page, portal: Portal) -> None:
    """Every step of the ladder is tried, each smaller than the one before, and then the reporter hears it."""
    large = base64.b64encode(GREY.replace(b"\x3f\xff\xd9", bytes(300_001) + b"\x3f\xff\xd9")).decode()
    page.add_init_script(
        "window.asked = []; HTMLCanvasElement.prototype.toBlob = function (then, kind, quality) {"
        " window.asked.push([this.width, quality]);"
        f" then(new Blob([Uint8Array.from(atob('{large}'), (one) => one.charCodeAt(0))])); }};"
    )
    written(page, portal, camera(4000, 3000))
    expect(page.locator("#photos-mistake")).to_have_text(words(page, "photo.bad.large"))
    assert page.evaluate("window.asked") == [[1600, 0.85], [1600, 0.7], [1280, 0.6], [960, 0.5], [640, 0.4]]


def test_what_a_canvas_adds_is_dropped(page: Page, portal: Portal) -> None:
    """Some browsers write EXIF or a colour profile of their own into what a canvas gives."""
    page.add_init_script(
        "const real = HTMLCanvasElement.prototype.toBlob; HTMLCanvasElement.prototype.toBlob ="
        " function (then, ...more) { real.call(this, async (blob) => {"
        " const bytes = new Uint8Array(await blob.arrayBuffer());"
        " const own = [0xff, 0xe1, 0, 8, 69, 120, 105, 102, 0, 0, 0xff, 0xfe, 0, 4, 104, 105];"
        " then(new Blob([bytes.slice(0, 20), Uint8Array.from(own), bytes.slice(20)])); }, ...more); };"
    )
    written(page, portal, camera())
    (shown,) = previews(page)
    photo.check(shown)
    assert b"Exif" not in shown


def test_an_image_element_that_fails_leaves_it_to_a_bitmap(page: Page, portal: Portal) -> None:
    """There are two ways to read a picture, and the second is tried when the first gives nothing."""
    page.add_init_script(
        "const Real = Image; window.Image = function () { const made = new Real();"
        " Object.defineProperty(made, 'src', { set() { setTimeout(() => made.onerror(new Event('error'))); } });"
        " return made; };"
    )
    written(page, portal, camera(640, 480))
    (shown,) = previews(page)
    assert size_of(shown) == (640, 480)


def test_without_a_canvas_reader_of_files_the_policy_still_allows_all_that_is_needed(
    page: Page, portal: Portal
) -> None:
    """Pictures are shown from data: addresses alone: no blob: is asked for, which the policy forbids."""
    page.add_init_script("URL.createObjectURL = () => { throw new Error('not here'); };")
    written(page, portal, camera())
    assert len(previews(page)) == 1
    assert page.locator("#photo-list img").evaluate("one => one.complete && one.naturalWidth") == 640
    assert page.faults == []  # type: ignore[attr-defined]  # see conftest.watched


# Holds the encoding of a picture until the test lets it go.
HELD = (
    "const real = HTMLCanvasElement.prototype.toBlob; HTMLCanvasElement.prototype.toBlob = function (then, ...more) {"
    " window.go = () => real.call(this, then, ...more); document.documentElement.dataset.held = ''; };"
)


def test_a_review_waits_for_a_picture_that_is_being_drawn(page: Page, portal: Portal) -> None:
    """Nothing is sent without a picture that the reporter has chosen."""
    page.add_init_script(HELD)
    journey.open_report(page, portal)
    journey.write(page, journey.SHORT, {})
    page.locator("#photos").set_input_files({"name": NAME, "mimeType": "image/jpeg", "buffer": camera()})
    expect(page.locator("html")).to_have_attribute("data-held", "")
    journey.act(page, "review").click()
    expect(page.locator("#mistakes")).to_be_focused()
    expect(page.locator("#mistakes")).to_contain_text(words(page, "photo.working"))
    page.evaluate("window.go()")
    expect(page.locator("#photo-working")).to_be_empty()
    filed(page)
    arrived(page, 1, 1)


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_photos_follow_the_acknowledged_report_one_at_a_time(page: Page, portal: Portal, language: str) -> None:
    """The report is received while the photos still wait; their progress is said in a region that was there."""
    portal.photos_held.clear()
    written(page, portal, camera(640, 480), camera(320, 480), language=language)
    filed(page)
    arrived(page, 0, 2)
    state(page, "photo.sending", n=1)
    assert page.locator("#sent-state").get_attribute("role") == "status"
    expect(page.locator("#live")).to_contain_text(page.locator('[data-value="ref"]').inner_text())
    page.wait_for_timeout(300)
    assert len(portal.brought) == 1
    portal.photos_held.set()
    arrived(page, 2, 2)
    expect(page.locator("#sent-again")).to_be_hidden()


def test_a_photo_that_is_refused_is_named_and_can_be_sent_again(page: Page, portal: Portal) -> None:
    """The report has arrived, the other photo too, and the page says which one has not."""
    portal.photo_scripts.extend([problem(422, "photo")])
    written(page, portal, camera(640, 480), camera(320, 480))
    filed(page)
    arrived(page, 1, 2)
    state(page, "photo.not", n=1)
    expect(page.locator("#filed")).to_be_visible()
    journey.act(page, "photos").click()
    arrived(page, 2, 2)
    expect(page.locator("#sent-again")).to_be_hidden()
    assert [path.rsplit("/", 1)[1] for path, _ in portal.brought] == ["1", "2", "1"]


def test_a_lost_answer_is_tried_again_without_a_question(page: Page, portal: Portal) -> None:
    """A photo that arrived although its answer was lost is answered as there already."""

    def lose(body: bytes) -> Any:
        portal.take(portal.brought[-1][0], body)
        return LOST

    portal.photo_scripts.extend([lose])
    written(page, portal, camera())
    filed(page)
    arrived(page, 1, 1)
    assert len(portal.brought) == 2
    assert portal.brought[0] == portal.brought[1]


def test_an_expired_upload_is_asked_for_anew_with_the_same_report(page: Page, portal: Portal) -> None:
    """The filing is repeated, byte for byte but for its work, and nothing is filed twice."""
    portal.photo_scripts.extend([problem(422, "upload")])
    written(page, portal, camera())
    filed(page)
    arrived(page, 1, 1)
    assert len(portal.bodies) == 2
    assert len({json.dumps({**json.loads(body), "work": 0}, sort_keys=True) for body in portal.bodies}) == 1
    assert len(portal.filed) == 1


def test_finishing_waits_for_no_photo_for_ever(page: Page, portal: Portal) -> None:
    """The page says once that a photo has not arrived; the second press finishes."""
    portal.photos_held.clear()
    written(page, portal, camera())
    filed(page)
    state(page, "photo.sending", n=1)
    journey.control(page, "kept").check()
    journey.act(page, "finish").click()
    expect(page.locator("#mistakes")).to_be_focused()
    expect(page.locator("#mistakes")).to_contain_text(words(page, "mistake.photos"))
    journey.act(page, "finish").click()
    expect(page.locator('[data-step="done"]')).to_be_visible()
    portal.photos_held.set()
    page.wait_for_timeout(500)
    expect(page.locator("#sent-state")).to_be_empty()


def test_an_unverified_receipt_brings_no_photo(page: Page, portal: Portal) -> None:
    """What is not known to have arrived gets no photos; they follow once the receipt verifies."""
    portal.script(lambda body: type(LOST)(201, portal.accept(body).body.replace(b"filed", b"fi1ed")))
    written(page, portal, camera())
    journey.review(page)
    journey.send(page)
    expect(page.locator("#unverified")).to_be_visible()
    assert portal.brought == []
    journey.act(page, "retry").click()
    journey.filed(page)
    arrived(page, 1, 1)


def test_a_picture_added_after_an_earlier_version_arrived_is_not_called_sent(page: Page, portal: Portal) -> None:
    """The version that arrived names its own photos, and those alone are brought."""
    portal.script(portal.store_and_lose)
    written(page, portal, camera(640, 480))
    journey.review(page)
    journey.send(page)
    expect(page.locator("#failed")).to_be_visible()
    journey.act(page, "correct").click()
    choose(page, camera(320, 480))
    filed(page)
    expect(page.locator("#earlier")).to_be_visible()
    arrived(page, 1, 1)
    assert len(portal.photos) == 1


@pytest.mark.parametrize("way", ["finish", "pagehide", "leave"])
def test_no_pixel_stays_behind(page: Page, portal: Portal, way: str) -> None:
    """After finishing, leaving, or putting the page away there is no picture, no canvas and no chosen file."""
    page.add_init_script(
        "window.canvases = []; const real = document.createElement.bind(document); document.createElement ="
        " (name, ...more) => { const made = real(name, ...more); if (name === 'canvas') window.canvases.push(made);"
        " return made; };"
    )
    written(page, portal, camera())
    assert page.evaluate("window.canvases.map((one) => one.width * one.height)") == [0]
    if way == "finish":
        filed(page)
        arrived(page, 1, 1)
        journey.finish(page)
    elif way == "leave":
        page.evaluate("window.gone = document.body; Location.prototype.replace; 0")
        page.locator('[data-act="leave"]').click()
        page.wait_for_url("about:blank")
        assert page.locator("img").count() == 0
        return
    else:
        journey.review(page)
        page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    assert "data:image/jpeg" not in page.content()
    assert page.locator("#photos").evaluate("one => one.files.length") == 0
    assert page.evaluate("window.canvases.map((one) => one.width * one.height)") == [0]


def test_a_picture_drawn_while_the_page_is_put_away_does_not_come_back(page: Page, portal: Portal) -> None:
    """What was begun before the page was cleared is dropped when it is done."""
    page.add_init_script(HELD)
    journey.open_report(page, portal)
    page.locator("#photos").set_input_files({"name": NAME, "mimeType": "image/jpeg", "buffer": camera()})
    expect(page.locator("html")).to_have_attribute("data-held", "")
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    page.evaluate("window.go()")
    page.wait_for_timeout(500)
    assert "data:image/jpeg" not in page.content()


def test_a_chosen_picture_alone_is_not_lost_without_a_question(page: Page, portal: Portal) -> None:
    """Leaving with a picture and no text asks too."""
    kinds = asked(page, leave=False)
    journey.open_report(page, portal)
    choose(page, camera())
    page.evaluate("setTimeout(() => location.reload(), 0)")
    page.wait_for_timeout(500)
    assert kinds == ["beforeunload"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_views_with_photos_are_whole_and_without_fault(
    context_of: Callable[..., BrowserContext], portal: Portal, language: str, scheme: str
) -> None:
    """At the field, at the check and after sending: nothing sticks out, axe finds nothing, buttons are large enough."""
    context = context_of(bypass_csp=True, color_scheme=scheme)
    page = context.new_page()
    page.add_init_script(path=AXE)

    def whole() -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.evaluate(SMALL) == []
        assert page.evaluate(FAULTS) == []

    written(page, portal, camera(2000, 1500), camera(300, 900), b"no picture", language=language)
    whole()
    journey.review(page)
    whole()
    portal.photo_scripts.extend([problem(422, "photo")])
    journey.send(page)
    journey.filed(page)
    arrived(page, 1, 2)
    whole()
