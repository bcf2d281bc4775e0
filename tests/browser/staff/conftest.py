"""Give tests of the staff page an issuer, offices with cases in memory, and a page of a desk's size at their hour."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from infra import render
from tests.browser.conftest import Rendered, watched
from tests.browser.staff.issuer import Issuer, issuing
from tests.browser.staff.offices import Offices, installed, serving

DESK = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def issuing_() -> Iterator[Issuer]:
    """Run one issuer for the whole session: the pages name its address."""
    with issuing() as found:
        yield found


@pytest.fixture(scope="session")
def staff_site(rendered: Rendered, issuing_: Issuer) -> tuple[dict[str, bytes], str]:
    """Render the staff's pages for this issuer, and their policy."""
    bundles = render.bundle()
    key = bytes(rendered.receipt_key.verify_key)
    files = render.pages(
        rendered.configuration, bundles=bundles, receipt_key=key, build="0" * 16, sign_in=issuing_.sign_in
    )
    pages = {name: data for name, data in files.items() if "/staff/" in name}
    return pages, bundles.staff_policy(issuing_.sign_in)


@pytest.fixture
def issuer(issuing_: Issuer) -> Issuer:
    """Give the issuer as it was at first."""
    issuing_.reset()
    return issuing_


@pytest.fixture
def offices(
    rendered: Rendered, issuer: Issuer, staff_site: tuple[dict[str, bytes], str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Offices]:
    """Serve the offices of the demonstration, without a case."""
    pages, policy = staff_site
    made = Offices(pages, policy=policy, issuer=issuer, configuration=rendered.configuration.functions())
    installed(made, monkeypatch)
    with serving(made) as found:
        yield found


@pytest.fixture
def desk(context_of: Callable[..., BrowserContext], offices: Offices) -> Page:
    """Give a page of a desk's size, at the offices' hour."""
    page = watched(context_of(viewport=DESK).new_page())
    page.clock.set_fixed_time(offices.moment)
    return page
