"""Work at the staff page as a handler does: sign in, choose a case, act."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.staff.offices import Offices


def sign_in(page: Page, offices: Offices, language: str = "zh-CN") -> None:
    """Open the staff page, sign in, and wait for the inbox."""
    page.goto(f"{offices.site}/{language}/staff/")
    act(page, "sign-in").click()
    listed(page)


def listed(page: Page) -> None:
    """Wait until a list stands."""
    page.locator('#main[aria-busy="false"] [data-view="list"]').wait_for()


def opened(page: Page, offices: Offices, case: str) -> None:
    """Open a case of the list, and wait until it stands."""
    page.locator(f'[data-case="{case}"]').click()
    page.locator("#history").wait_for()


def act(page: Page, name: str) -> Locator:
    """Return the one visible button of an act."""
    return page.locator(f'[data-act="{name}"]:visible').first


def form(page: Page, name: str) -> Locator:
    """Return the form of an act."""
    return page.locator(f'[data-form="{name}"]')


def send(page: Page, name: str) -> None:
    """Press the button that sends a form."""
    form(page, name).locator('[type="submit"]').click()


def status(page: Page, words: str) -> None:
    """Wait until a case says its status."""
    page.locator("#case-status", has_text=words).wait_for()


def opened_earlier(page: Page, case: str) -> None:
    """Open a case that the unit has no more, and wait until its status stands."""
    page.locator(f'[data-case="{case}"]').click()
    expect(page.locator("#earlier")).to_be_visible()
