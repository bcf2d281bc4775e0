"""A handler signs in for real: Chromium, the embedded cloud's own sign-in page, the deployed headers and authorizer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect, sync_playwright

from infra.browser import FLAGS
from infra.visit import visit
from tests.conftest import Stack
from tests.system import tokens

PATIENCE = 20_000  # milliseconds: the portal's functions start slowly on a busy machine
STORED = "[Object.assign({}, sessionStorage), Object.assign({}, localStorage), document.cookie]"


@pytest.fixture
def page(chromium: Path) -> Iterator[Page]:
    """Give a page of a desk's size."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(chromium), args=list(FLAGS))
        opened = running.new_context(viewport={"width": 1280, "height": 800}).new_page()
        opened.set_default_timeout(PATIENCE)
        yield opened
        running.close()


def sign_in(page: Page, stack: Stack, username: str, password: str) -> None:
    """Press the page's button and answer the issuer's own form."""
    page.locator('[data-act="sign-in"]').click()
    page.wait_for_url(f"{stack.described['oidc']['authorize']}?*")
    page.locator("#username").fill(username)
    page.locator("#password").fill(password)
    page.locator("[type=submit]").click()


def _complains(message: ConsoleMessage, stack: Stack) -> bool:
    """Return whether a browser complains of the portal; the issuer's page has no icon, which is none of ours."""
    return message.type in ("error", "warning") and str(message.location["url"]).startswith(stack.site)


def test_a_handler_signs_in_at_the_issuer_and_out_again(stack: Stack, page: Page) -> None:
    """Code and PKCE by the issuer's page, an inbox under real headers, nothing kept, and the way out leads back."""
    address, username = f"{stack.site}/en/staff/", tokens.person(stack, "jiangyang")
    (password,) = {person["password"] for person in stack.described["people"]}
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if _complains(message, stack) else None)
    page.goto(address)
    sign_in(page, stack, username, "not the password")
    expect(page.locator(".error")).to_be_visible()
    page.goto(address)
    with page.expect_response("**/api/staff/inbox") as inbox:
        sign_in(page, stack, username, password)
    assert (inbox.value.status, inbox.value.json()["unit"]) == (200, "jiangyang")
    expect(page.locator("#unit")).not_to_be_empty()
    assert (page.url, page.evaluate(STORED)) == (address, [{}, {}, ""])
    assert said == []
    page.locator('[data-act="sign-out"]').click()
    expect(page.locator('[data-act="sign-in"]')).to_be_visible()
    assert page.url == address


def test_a_staff_page_reaches_its_origin_and_the_issuer_and_nobody_else(stack: Stack, page: Page) -> None:
    """Neither a call nor a way to another address of this very machine leaves the page."""
    page.goto(f"{stack.site}/en/staff/")
    elsewhere = f"http://localhost:{stack.environment.port}/_ministack/ready"
    assert visit(f"http://localhost:{stack.environment.port}", "/_ministack/ready").status == 200
    told = page.evaluate(
        "address => fetch(address, { mode: 'no-cors' }).then(() => 'answered', () => 'refused')", elsewhere
    )
    assert told == "refused"
    reached: list[str] = []
    page.on("response", lambda answer: reached.append(answer.url))
    page.evaluate("address => { location.href = address; }", elsewhere)
    page.wait_for_timeout(500)
    assert not [address for address in reached if address.startswith("http://localhost")]
