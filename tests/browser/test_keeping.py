"""The secret code can be kept by copying, on paper or as a picture, and the page says so only when it is true."""

import base64
import struct
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import journey
from tests.browser.conftest import watched
from tests.browser.portal import Portal

NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
REJECTING = (
    "Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error()) } });"
)
NO_COMMAND = "document.execCommand = () => false;"
THROWING = "document.execCommand = () => { throw new Error('no'); };"


def report(page: Page, portal: Portal, language: str = "zh-CN") -> str:
    """File a report and return its secret code."""
    journey.open_report(page, portal, language)
    journey.write(page, journey.SHORT, {})
    journey.review(page)
    journey.send(page)
    journey.filed(page)
    return journey.secret_code(page)


def said(page: Page, what: str) -> str:
    """Return what the page says of the last copying."""
    return page.locator(f'[data-said="{what}"]').inner_text()


def test_copying_puts_the_very_code_on_the_clipboard(context_of: Callable[..., BrowserContext], portal: Portal) -> None:
    """The clipboard holds the code after the page says so, also when a translator changed what is shown."""
    page = context_of(permissions=["clipboard-read", "clipboard-write"]).new_page()
    shown = report(page, portal)
    page.evaluate(
        "for (const code of document.querySelectorAll('code')) code.innerText = code.innerText.replace(/[0-9]/g, '〇')"
    )
    journey.act(page, "copy").click()
    expect(page.locator('[data-said="code"]')).to_have_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()") == shown


def test_an_older_browser_copies_by_command(context_of: Callable[..., BrowserContext], portal: Portal) -> None:
    """Without the newer interface the older one does it, and the focus stays on the button."""
    page = context_of(permissions=["clipboard-read"]).new_page()
    page.add_init_script("const real = navigator.clipboard; window.read = () => real.readText();" + NO_CLIPBOARD)
    shown = report(page, portal)
    journey.act(page, "copy").click()
    expect(page.locator('[data-said="code"]')).to_have_text("已复制")
    assert page.evaluate("window.read()") == shown
    assert page.evaluate("document.activeElement.dataset.act") == "copy"


@pytest.mark.parametrize("broken", [NO_CLIPBOARD + NO_COMMAND, REJECTING + NO_COMMAND, REJECTING + THROWING])
@pytest.mark.parametrize("what", ["code", "receipt"])
def test_a_copy_that_fails_is_never_called_done(page: Page, portal: Portal, broken: str, what: str) -> None:
    """Nothing is on the clipboard: the text is selected, and the page says to copy it by hand."""
    page.add_init_script(broken)
    report(page, portal)
    page.locator(f'[data-act="copy"][data-of="{what}"]').click()
    expect(page.locator(f'[data-said="{what}"]')).to_contain_text("没能复制")
    name = "secret-code" if what == "code" else "receipt"
    shown = page.locator(f'[data-value="{name}"]')
    expect(shown).to_be_visible()
    assert page.evaluate("getSelection().toString().trim()") == shown.inner_text().strip()


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_paper_shows_the_code_and_nothing_of_the_portal(page: Page, portal: Portal, language: str) -> None:
    """The printed sheet holds the code unbroken and the number, under a neutral title; no address, name or facts."""
    shown = report(page, portal, language)
    page.evaluate("window.print = () => { window.printed = document.title; }")
    title = page.title()
    journey.act(page, "print").click()
    assert page.evaluate("window.printed") == {"zh-CN": "便条", "en": "Note"}[language]
    expect(page).to_have_title(title)
    page.emulate_media(media="print")
    paper = page.evaluate(
        "Array.from(document.querySelectorAll('body *')).filter((one) => one.offsetParent !== null && "
        "one.children.length === 0).map((one) => one.textContent.trim()).filter((text) => text !== '')"
    )
    assert shown in paper
    assert len(paper) == 4
    sheet = page.locator("#sheet pre").first
    assert sheet.evaluate("one => one.getClientRects().length === 1 && one.scrollWidth <= one.clientWidth")
    assert not any(word in " ".join(paper) for word in ("云溪", "Yunxi", "tightlip", "127.0.0.1"))


def test_the_receipt_is_printed_on_a_sheet_of_its_own(page: Page, portal: Portal) -> None:
    """What may be shown never stands on one sheet with the secret code, however late the browser draws the paper."""
    shown = report(page, portal)
    page.evaluate("void (window.print = () => window.dispatchEvent(new Event('beforeprint')))")
    page.locator('[data-act="print"][data-of="receipt"]').click()
    sheet = page.locator("#sheet")
    expect(sheet).to_contain_text("tightlip.example/receipt")
    page.wait_for_timeout(1500)  # a phone draws the paper while its dialogue is open
    assert shown not in (sheet.text_content() or "")
    assert "tightlip.example/receipt" in (sheet.text_content() or "")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(sheet).to_contain_text(shown)
    assert "tightlip.example/receipt" not in (sheet.text_content() or "")


def test_the_picture_is_a_png_that_shows_dark_letters(page: Page, portal: Portal) -> None:
    """Pressing for a picture gives an image to press and hold, with letters drawn on white."""
    report(page, portal)
    journey.act(page, "picture").click()
    image = page.locator("#picture img")
    expect(image).to_be_visible()
    source = image.get_attribute("src") or ""
    data = base64.b64decode(source.removeprefix("data:image/png;base64,"))
    width, height = struct.unpack(">II", data[16:24])
    assert (width, 300 < height < 600) == (720, True)
    dark = image.evaluate(
        "one => { const c = document.createElement('canvas'); "
        "c.width = one.naturalWidth; c.height = one.naturalHeight; "
        "const p = c.getContext('2d'); p.drawImage(one, 0, 0); "
        "return p.getImageData(0, 0, c.width, c.height).data.filter((v, at) => at % 4 === 0 && v < 60).length; }"
    )
    assert dark > 2000


def test_a_canvas_that_lies_gives_no_picture(page: Page, portal: Portal) -> None:
    """A browser that hands out noise instead of the picture is found out, and the page names the other ways."""
    page.add_init_script(
        "const pen = CanvasRenderingContext2D.prototype; const real = pen.getImageData; pen.getImageData = "
        "function (...given) { const found = real.apply(this, given); found.data[5] ^= 1; return found; };"
    )
    report(page, portal)
    journey.act(page, "picture").click()
    assert "画不出" in said(page, "code")
    expect(page.locator("#picture")).to_be_hidden()


def test_code_ref_and_fingerprint_are_never_translated(page: Page, portal: Portal) -> None:
    """Everything that must stay letter for letter says so to translators."""
    report(page, portal)
    for name in ("secret-code", "ref", "receipt"):
        shown = page.locator(f'[data-value="{name}"]')
        assert shown.get_attribute("translate") == "no"
        assert "notranslate" in (shown.get_attribute("class") or "")
    watched(page).goto(f"{portal.site}/zh-CN/keys/")
    shown = page.locator('[data-value="fingerprint"]')
    assert (shown.get_attribute("translate"), shown.locator("span").count()) == ("no", 8)
