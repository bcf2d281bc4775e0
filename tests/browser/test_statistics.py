"""The page of figures shows what was published, month by month, and says when there is nothing or something failed."""

from playwright.sync_api import Page, expect

from tests.browser import figures
from tests.browser.portal import Portal


def rows(page: Page, table: str) -> list[list[str]]:
    """Return the rows of a table as a reader sees them, the total last."""
    lines = page.locator(f"[data-table={table}] tbody tr, [data-table={table}] tfoot tr")
    return [line.locator("th, td").all_inner_texts() for line in lines.all()]


def test_figures_are_shown_by_month_and_their_absence_is_said(page: Page, portal: Portal) -> None:
    """None yet, a broken file, then two months: ids have names, stages their order, a foreign month is not shown."""
    page.goto(f"{portal.site}/en/")
    page.locator("footer a").click()
    page.wait_for_url(f"{portal.site}/en/statistics/")
    expect(page.locator("#none")).to_be_visible()
    portal.pages["/statistics/index.json"] = b'{"v":1,"months":["../2026"]}'
    page.reload()
    expect(page.locator("#failed")).to_be_visible()
    expect(page.locator("#none")).to_be_hidden()
    figures.publish(portal)
    page.locator('[data-act="retry"]').click()
    expect(page.locator("#figures")).to_be_visible()
    expect(page.locator("#failed")).to_be_hidden()
    expect(page.locator("#month")).to_be_focused()
    expect(page.locator("#live")).to_have_text("Figures of October 2026")
    assert rows(page, "category") == [
        ["Noise and pollution", "120"], ["Schools and childcare", "40"], ["former", "10"], ["Food and medicines", "0"],
        ["Total", "170"],
    ]  # fmt: skip
    assert [line[0] for line in rows(page, "status")] == [
        "Waiting for an office to take it", "Being worked on", "Declined", "Answered and closed", "Withdrawn", "Total",
    ]  # fmt: skip
    assert page.locator("[data-value=made]").inner_text() == "As they stood on November 1, 2026."
    widths = page.locator("[data-table=category] .bar").evaluate_all("all => all.map((one) => one.offsetWidth)")
    assert widths[0] > widths[1] > widths[2] > widths[3] == 0
    page.locator("#month").select_option("2026-09")
    expect(page.locator("#live")).to_have_text("Figures of September 2026")
    assert rows(page, "category") == [["Noise and pollution", "10"], ["Total", "10"]]
    portal.pages["/statistics/2026-10.json"] = portal.pages["/statistics/2026-09.json"]
    page.locator("#month").select_option("2026-10")
    expect(page.locator("#failed")).to_be_visible()
    expect(page.locator("#figures")).to_be_hidden()
