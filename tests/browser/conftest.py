"""Give browser tests a rendered site, a portal that answers as they script it, and a phone-sized Chromium page."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nacl import bindings
from nacl.signing import SigningKey
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from infra import browser as citizen_browser
from infra import configuration, render
from infra.configuration import Configuration
from infra.environment import ROOT
from protocol import canonical, key
from tests.browser.portal import Portal, serving
from tests.signing_in import SIGN_IN

OFFICER_SEED = bytes(range(32))
RECEIPT_SEED = bytes(range(32, 64))
FLAGS = list(citizen_browser.FLAGS)
PHONE = {"width": 360, "height": 740}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take a folder for screenshots, and how thoroughly to measure the watermark."""
    parser.addoption("--shots", default=None, help="write a picture of every page and step into this folder")
    parser.addoption("--crops", default=10, type=int, help="read the watermark in so many parts of each picture")


@dataclass(frozen=True)
class Rendered:
    """A rendered site: its folder, the configuration and policy that it was rendered with."""

    folder: Path
    configuration: Configuration
    policy: str
    receipt_key: SigningKey
    box_secret: bytes
    box_public: bytes

    def open(self, box: bytes) -> bytes:
        """Return the padded plaintext of a box, with libsodium's own opening."""
        opened: bytes = bindings.crypto_box_seal_open(box, self.box_public, self.box_secret)
        return opened


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """Render the demonstration's site with an officer key and a receipt key of this run."""
    home = tmp_path_factory.mktemp("site")
    box_public, box_secret = bindings.crypto_box_seed_keypair(key.box_seed(OFFICER_SEED))
    sign_public, _ = bindings.crypto_sign_seed_keypair(key.sign_seed(OFFICER_SEED))
    file = home / ".local" / "keys" / "officer.pub"
    file.parent.mkdir(parents=True)
    file.write_bytes(canonical.to_bytes(key.PublicKey(suite=1, box=box_public, sign=sign_public).to_value()))
    shutil.copy(ROOT / "portal.toml", home / "portal.toml")
    found = configuration.load(home / "portal.toml")
    bundles = render.bundle()
    receipt_key = SigningKey(RECEIPT_SEED)
    build = configuration.build_id("browser tests", found)
    render.render(
        found, bundles=bundles, receipt_key=bytes(receipt_key.verify_key), build=build, sign_in=SIGN_IN,
        out=home / "out",
    )  # fmt: skip
    return Rendered(home / "out", found, bundles.policy, receipt_key, box_secret, box_public)


@pytest.fixture
def portal(rendered: Rendered) -> Iterator[Portal]:
    """Serve the rendered site."""
    name = rendered.configuration.portal
    with serving(
        Portal(rendered.folder, policy=rendered.policy, portal=name, receipt_key=rendered.receipt_key)
    ) as found:
        yield found


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """Run Chromium for the whole session."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(chromium), args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def context_of(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Make contexts that end with the test."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        made.append(browser.new_context(**({"viewport": PHONE} | options)))
        return made[-1]

    yield make
    for context in made:
        context.close()


@pytest.fixture
def page(context_of: Callable[..., BrowserContext]) -> Page:
    """Give a page of a phone's size, whose faults fail the test that looks at `faults_of`."""
    return watched(context_of().new_page())


def watched(page: Page) -> Page:
    """Collect what a page's console calls errors, and what it threw, in `page.faults`."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.faults = faults  # type: ignore[attr-defined]  # a list of this test's own on the page it concerns
    return page
