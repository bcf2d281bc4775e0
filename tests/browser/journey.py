"""Walk through the report page as a citizen does: write, check, send, keep."""

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

from tests.browser.portal import Portal

FACTS = {
    "kind": "report",
    "category": "education",
    "place": "510504003",
    "spot": "32号楼1单元",
    "when": "工作日早上七点半",
    "what": "有人在家里办幼儿园，每天早上送来十几个孩子。\n楼道里很吵。",
    "wish": "依法查处",
}
SHORT = {name: FACTS[name] for name in ("kind", "category", "place", "what", "spot")}
CONTACT = {
    "name": "周见微",
    "phone": "139 0000 4271",
    "email": "zhou@example.org",
    "address": "云溪市河东区32号楼1单元101",
    "relation": "住在楼下",
    "safe_times": "晚上八点以后",
    "note": "勿打办公室电话 ☎ 𠮷",
}
LANGUAGES = ("zh-CN", "en")


def open_report(page: Page, portal: Portal, language: str = "zh-CN") -> None:
    """Open the report page and wait until the form is open."""
    page.goto(f"{portal.site}/{language}/report/")
    expect(page.locator("[data-act=review]")).to_be_enabled()


def control(page: Page, name: str) -> Locator:
    """Return a control by its name."""
    return page.locator(f'[name="{name}"]')


def act(page: Page, name: str) -> Locator:
    """Return the one visible button of an act."""
    return page.locator(f'[data-act="{name}"]:visible').first


def write(page: Page, facts: Mapping[str, str] = FACTS, contact: Mapping[str, str] = CONTACT) -> None:
    """Fill the form."""
    for name, value in facts.items():
        if name == "kind":
            page.locator(f'[name="kind"][value="{value}"]').check()
        elif name in ("category", "place"):
            control(page, name).select_option(value)
        else:
            control(page, name).fill(value)
    for name, value in contact.items():
        control(page, f"contact.{name}").fill(value)


def review(page: Page) -> None:
    """Go on to the check, and wait for it."""
    act(page, "review").click()
    expect(page.locator('[data-step="review"]')).to_be_visible()


def send(page: Page) -> None:
    """Send what was checked; the outcome is the caller's to wait for."""
    act(page, "send").click()


def filed(page: Page) -> str:
    """Wait for a verified receipt and return the report number on screen."""
    expect(page.locator("#filed")).to_be_visible()
    return page.locator('[data-value="ref"]').inner_text()


def secret_code(page: Page) -> str:
    """Return the secret code on screen."""
    shown = page.locator('[data-value="secret-code"]')
    expect(shown).to_have_text(re.compile(r"^([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$"))
    return shown.inner_text()


def finish(page: Page) -> None:
    """Say that the code was kept, and finish."""
    control(page, "kept").check()
    act(page, "finish").click()
    expect(page.locator('[data-step="done"]')).to_be_visible()
