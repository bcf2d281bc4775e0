"""A reporter keeps units away: closed until asked for, each with all below it, at most eight, never among the facts."""

import json

from playwright.sync_api import Locator, Page, expect

from tests.browser import journey
from tests.browser.conftest import Rendered
from tests.browser.portal import Portal, problem


def box(page: Page, unit: str) -> Locator:
    """Return the box of a unit."""
    return page.locator(f'[name=avoid][value="{unit}"]')


def test_units_are_kept_away_with_all_below_them(page: Page, portal: Portal, rendered: Rendered) -> None:
    """Chosen by keyboard, shown at the check in words, sent as ids; those below need no choice of their own."""
    journey.open_report(page, portal)
    journey.write(page, journey.SHORT, {})
    expect(box(page, "hongxing")).to_be_hidden()
    page.locator("#avoiding summary").focus()
    page.keyboard.press("Enter")
    box(page, "hongxing").focus()
    page.keyboard.press("Space")
    expect(box(page, "hongxing-binhe")).to_be_checked()
    expect(box(page, "hongxing-binhe")).to_be_disabled()
    box(page, "longmatan").check()
    expect(box(page, "hongxing")).to_be_disabled()
    box(page, "longmatan").uncheck()
    expect(box(page, "hongxing")).not_to_be_checked()
    box(page, "hongxing").check()
    box(page, "naxi-education").check()
    journey.review(page)
    shown = page.locator("#avoided").inner_text()
    names = {unit.id: unit.name["zh-CN"] for unit in rendered.configuration.units}
    assert f"{names['naxi-education']}、{names['hongxing']}" in shown
    assert names["hongxing-binhe"] not in shown
    assert names["hongxing"] not in page.locator("#facts").inner_text()
    journey.send(page)
    journey.filed(page)
    sent = json.loads(portal.bodies[0])
    assert sent["avoid"] == ["naxi-education", "hongxing"]
    assert "avoid" not in sent["facts"]
    assert page.faults == []  # type: ignore[attr-defined]  # of conftest


def test_who_can_be_kept_away_is_who_the_portal_lets(page: Page, portal: Portal, rendered: Rendered) -> None:
    """Neither the top nor oversight; eight at most, which is said; and nothing is left behind."""
    whole = (rendered.folder / "en" / "report" / "index.html").read_text(encoding="utf-8")
    first, rest = whole.split('<ul class="units">', 1)
    more = "".join(
        f'<li><label><input type="checkbox" name="avoid" value="more-{number}"><span>{number}</span></label></li>'
        for number in range(8)
    )
    portal.pages["/en/report/"] = f'{first}<ul class="units">{more}{rest}'.encode()
    journey.open_report(page, portal, "en")
    page.locator("#avoiding summary").click()
    boxes = page.locator("[name=avoid]:not([value^=more])")
    offered = boxes.evaluate_all("all => all.map((one) => one.value)")
    assert set(offered) == {unit.id for unit in rendered.configuration.units} - {"province", "supervision"}
    names = {unit.id: unit.name["en"] for unit in rendered.configuration.units}
    assert boxes.first.evaluate("one => one.parentElement.textContent.trim()") == names[offered[0]]
    box(page, "hongxing").check()
    for number in range(7):
        expect(page.locator("#avoid-full")).to_be_empty()
        box(page, f"more-{number}").check()
    expect(page.locator("#avoid-full")).to_contain_text("8")
    expect(box(page, "more-7")).to_be_disabled()
    expect(box(page, "hongxing-binhe")).to_be_checked()
    box(page, "more-0").uncheck()
    expect(box(page, "more-7")).to_be_enabled()
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    assert page.locator("[name=avoid]:checked").count() == 0
    expect(boxes.first).to_be_hidden()


def test_a_unit_that_is_gone_leads_back_to_the_list(page: Page, portal: Portal) -> None:
    """A page of before a deployment may name one: the text is kept, the list opens, and the choice can be changed."""
    portal.script(problem(422, "member", member="avoid"))
    journey.open_report(page, portal)
    journey.write(page, journey.SHORT, {})
    page.locator("#avoiding summary").click()
    box(page, "hongxing").check()
    page.locator("#avoiding summary").click()
    journey.review(page)
    journey.send(page)
    expect(page.locator("#avoid-mistake")).to_be_visible()
    page.locator("#mistakes-list a").click()
    box(page, "hongxing").uncheck()
    journey.review(page)
    expect(page.locator("#avoided")).to_be_hidden()
    journey.send(page)
    journey.filed(page)
    assert [json.loads(body)["avoid"] for body in portal.bodies] == [["hongxing"], []]
