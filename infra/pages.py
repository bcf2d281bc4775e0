"""Load a page in a slowed Chromium, as an old phone would, and say how many requests it took and when it was ready."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, sync_playwright

from infra.browser import FLAGS

THROTTLE: Final = 6  # times slower than this machine's processor
_RUNS: Final = 5  # of which the best counts

# Notes when the form's controls are let go, by the page's own clock, without waiting for anything else.
_WATCH: Final = """
addEventListener('DOMContentLoaded', () => {
  const controls = document.querySelector('#controls');
  const note = () => { if (!controls.disabled && !window.readyAt) window.readyAt = performance.now(); };
  new MutationObserver(note).observe(controls, { attributes: true });
  note();
});
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many requests a page made until it was ready, and after how many milliseconds it was."""

    requests: int
    ready: float


def load(chromium: Path, address: str) -> Loaded:
    """Return what loading the report page at `address` takes, the best of a few times."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=list(FLAGS))
        try:
            found = [_once(browser.new_page(), address) for _ in range(_RUNS)]
        finally:
            browser.close()
    return Loaded(requests=max(one.requests for one in found), ready=min(one.ready for one in found))


def _once(page: Page, address: str) -> Loaded:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.add_init_script(_WATCH)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    page.goto(address)
    page.wait_for_function("window.readyAt !== undefined")
    ready: float = page.evaluate("window.readyAt")
    page.close()
    return Loaded(requests=len(requests), ready=ready)
