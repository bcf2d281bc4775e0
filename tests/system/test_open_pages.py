"""A page is open while answers are lost and the portal is deployed anew: the tables hold one report, or none."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from nacl import bindings
from playwright.sync_api import Page, expect, sync_playwright

from infra import browser as citizen_browser
from infra import deploy
from protocol import canonical, hour, key
from tests.browser import journey
from tests.conftest import Stack

NEXT_SEED = bytes(range(64, 96))
PATIENCE = 20_000  # milliseconds: the portal's functions start slowly on a busy machine


@pytest.fixture
def page(chromium: Path) -> Iterator[Page]:
    """Give a page of a phone's size."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(chromium), args=list(citizen_browser.FLAGS))
        opened = running.new_context(viewport={"width": 360, "height": 740}).new_page()
        opened.set_default_timeout(PATIENCE)
        yield opened
        running.close()


@pytest.fixture
def redeployed(stack: Stack) -> Iterator[Callable[[str], None]]:
    """Deploy the portal anew with a second officer key and another state of the first; afterwards as it was."""
    toml = stack.home.root / "portal.toml"
    kept = shutil.copy(toml, toml.with_suffix(".kept"))
    first = '[[officer.keys]]\nfile = ".local/keys/officer.pub"\nstate = "current"\n'
    box, _ = bindings.crypto_box_seed_keypair(key.box_seed(NEXT_SEED))
    sign, _ = bindings.crypto_sign_seed_keypair(key.sign_seed(NEXT_SEED))
    public = canonical.to_bytes(key.PublicKey(suite=1, box=box, sign=sign).to_value())
    (stack.home.root / ".local" / "keys" / "next.pub").write_bytes(public)

    def bring(state: str) -> None:
        text = Path(kept).read_text(encoding="utf-8")
        assert first in text
        second = first.replace("officer.pub", "next.pub")
        toml.write_text(
            text.replace(first, first.replace('state = "current"', state) + "\n" + second), encoding="utf-8"
        )
        deploy.deploy(stack.environment, out=stack.home.folder / "site")

    yield bring
    shutil.move(kept, toml)
    deploy.deploy(stack.environment, out=stack.home.folder / "site")


def rows(stack: Stack, what: str) -> dict[str, list[dict[str, Any]]]:
    """Return the cases that tell of `what`, and the entries and boxes of those cases."""
    client = stack.environment.client("dynamodb")

    def all_of(table: str) -> list[dict[str, Any]]:
        pages = client.get_paginator("scan").paginate(TableName=stack.described["tables"][table], ConsistentRead=True)
        return [item for page in pages for item in page["Items"]]

    cases = [item for item in all_of("cases") if what in item["facts"]["S"]]
    names = {item["case"]["S"] for item in cases}
    more = {table: [one for one in all_of(table) if one["case"]["S"] in names] for table in ("entries", "boxes")}
    return {"cases": cases} | more


def counted(stack: Stack, what: str) -> dict[str, int]:
    """Return how many cases, entries and boxes there are of a report."""
    return {table: len(found) for table, found in rows(stack, what).items()}


# The portal has done its work and answered when the page hears that the connection broke, twice.
LOSING = """
const real = window.fetch;
let left = 2;
window.fetch = (path, request) => real(path, request).then((answer) => {
  if (request.method === "PUT" && left-- > 0) throw new TypeError("lost");
  return answer;
});
"""
ONE = {"cases": 1, "entries": 1, "boxes": 1}
NONE = {"cases": 0, "entries": 0, "boxes": 0}


def to_the_check(page: Page, stack: Stack, what: str) -> None:
    """Write a report with contact details up to its check."""
    page.goto(f"{stack.site}/zh-CN/report/")
    expect(page.locator("#controls")).to_be_enabled(timeout=PATIENCE)
    journey.write(page, journey.SHORT | {"what": what}, {"phone": journey.CONTACT["phone"]})
    journey.review(page)


def filed(page: Page) -> None:
    """Wait for a receipt that verifies."""
    expect(page.locator("#filed")).to_be_visible(timeout=PATIENCE)


def test_a_lost_answer_and_impatient_presses_leave_one_report(stack: Stack, page: Page):
    """The portal stores, the answer is lost twice, ten presses follow: one case, one entry, one box."""
    what = "开放页一：答复丢失两次"
    page.add_init_script(LOSING)
    to_the_check(page, stack, what)
    journey.send(page)
    for _ in range(2):
        expect(page.locator("#failed")).to_be_visible(timeout=PATIENCE)
        page.locator('#failed [data-act="retry"]').evaluate(
            "button => { for (let press = 0; press < 10; press++) button.click(); }"
        )
    filed(page)
    assert counted(stack, what) == ONE


def test_two_tabs_with_one_text_are_two_reports_each_once(stack: Stack, page: Page):
    """Two cases, each with its own entry and box: a text is not an identity."""
    what = "开放页二：两个标签页同一段话"
    tabs = [page, page.context.new_page()]
    for tab in tabs:
        tab.bring_to_front()
        to_the_check(tab, stack, what)
    for tab in tabs:
        tab.bring_to_front()
        journey.send(tab)
    for tab in tabs:
        tab.bring_to_front()
        filed(tab)
    assert counted(stack, what) == {"cases": 2, "entries": 2, "boxes": 2}


def test_a_page_that_was_open_when_the_key_was_replaced_still_files(
    stack: Stack, page: Page, redeployed: Callable[[str], None]
):
    """New build, new pages, the key retired this hour: the old tab files to the old key, a new tab to the new."""
    old_key = stack.officer.key_id
    to_the_check(page, stack, "开放页三：换钥匙前打开")
    redeployed(f'state = "retired"\nretired = "{hour.from_datetime(datetime.now(UTC))}"')
    journey.send(page)
    filed(page)
    assert counted(stack, "开放页三") == ONE
    fresh = page.context.new_page()
    to_the_check(fresh, stack, "开放页四：换钥匙后打开")
    journey.send(fresh)
    filed(fresh)
    assert counted(stack, "开放页四") == ONE
    keys = [rows(stack, what)["boxes"][0]["key"]["S"] for what in ("开放页三", "开放页四")]
    assert keys[0] == old_key
    assert keys[1] == stack.officer.key_id != old_key


REFUSED = {"compromised": 'state = "compromised"', "retired long ago": 'state = "retired"\nretired = "2026-01-01T00Z"'}


@pytest.mark.parametrize("state", REFUSED.values(), ids=REFUSED.keys())
def test_a_page_whose_key_is_no_longer_taken_stores_nothing(
    stack: Stack, page: Page, redeployed: Callable[[str], None], state: str
):
    """The old tab is told so, its text can be taken along, and no table holds anything of it."""
    what = "开放页五：钥匙不再可用"
    to_the_check(page, stack, what)
    redeployed(state)
    journey.send(page)
    expect(page.locator("#failed")).to_be_visible(timeout=PATIENCE)
    expect(page.locator('[data-act="copy"][data-of="text"]')).to_be_visible()
    assert counted(stack, what) == NONE
