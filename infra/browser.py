"""File a report through the page itself, in a real Chromium on a phone-sized screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Error, Page, sync_playwright

from infra.errors import NotHealthy

# What Playwright switches off, which a list of our own replaces; and the two pages that Chromium loads behind its
# address bar for each new window, at as much processor time as all else of an empty one.
_WITHOUT: Final = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
)
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(_WITHOUT)}",
)
PHONE: Final = {"width": 360, "height": 740}
_PATIENCE: Final = 30_000  # milliseconds
_CHOSEN: Final = ("category", "place")  # the controls that are lists


@dataclass(frozen=True, slots=True)
class Kept:
    """What the reporter leaves the page with: the report number, and the secret code that nobody else ever sees."""

    ref: str
    secret_code: str


def file(chromium: Path, site: str, *, language: str, facts: Mapping[str, str], contact: Mapping[str, str]) -> Kept:
    """Write, check and send a report on the page of one language, and return what the reporter keeps.

    Raises NotHealthy when the page does not come to a verified receipt.
    """
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(chromium), args=list(FLAGS))
            try:
                page = browser.new_context(viewport=PHONE, locale=language).new_page()  # type: ignore[arg-type]  # a plain dict of two numbers
                page.set_default_timeout(_PATIENCE)
                page.goto(f"{site}/{language}/report/")
                _write(page, facts, contact)
                return _send(page)
            finally:
                browser.close()
    except Error as error:
        raise NotHealthy(f"the report page did not get to its receipt: {error.message.splitlines()[0]}") from error


def _write(page: Page, facts: Mapping[str, str], contact: Mapping[str, str]) -> None:
    page.locator("#controls:enabled").wait_for()
    for name, value in facts.items():
        if name == "kind":
            page.locator(f'[name="kind"][value="{value}"]').check()
        elif name in _CHOSEN:
            page.locator(f'[name="{name}"]').select_option(value)
        else:
            page.locator(f'[name="{name}"]').fill(value)
    for name, value in contact.items():
        page.locator(f'[name="contact.{name}"]').fill(value)


def _send(page: Page) -> Kept:
    for act in ("review", "send"):
        page.locator(f'[data-act="{act}"]:visible').first.click()
    page.locator("#filed").wait_for()
    return Kept(
        ref=page.locator('[data-value="ref"]').inner_text(),
        secret_code=page.locator('[data-value="secret-code"]').inner_text(),
    )
