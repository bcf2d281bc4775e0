"""Lists are worked through by keyboard, in the order of their deadlines, and hold nothing that was told."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser import journey
from tests.browser.portal import Answer, problem
from tests.browser.staff import work
from tests.browser.staff.issuer import Issuer
from tests.browser.staff.offices import FACTS, Offices, lost

LEFT = {
    "zh-CN": ["超期2个工作日", "超期，今天到期的", "今天13点前", "还有1个工作日", "还有6个工作日"],
    "en": ["Overdue by 2 working days", "Overdue since today", "Today, by 13:00", "1 working day left",
           "6 working days left"],
}  # fmt: skip
DUE = (-50, -1, 3, 30, 200)  # hours from now


def rows(page: Page) -> list[str]:
    """Return the cases that a list shows, in its order."""
    found: list[str] = page.locator("#cases [data-case]").evaluate_all("rows => rows.map((row) => row.dataset.case)")
    return found


def focused(page: Page) -> str | None:
    """Return the case that has the focus."""
    found: str | None = page.evaluate("document.activeElement.dataset.case || null")
    return found


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_the_inbox_says_by_words_what_is_due_and_holds_no_narrative(
    desk: Page, offices: Offices, language: str
) -> None:
    """Nearest deadline first; time left in working days; what is overdue says so and has a sign; nobody looked."""
    cases = [offices.file(number, due=due) for number, due in enumerate(DUE)]
    answers: list[str] = []
    desk.on("response", lambda response: "/api/" in response.url and answers.append(response.text()))
    work.sign_in(desk, offices, language)
    assert rows(desk) == cases
    assert desk.locator("#cases .due b").all_inner_texts() == LEFT[language]
    signs = desk.locator("#cases .due b").evaluate_all(
        "all => all.map((one) => getComputedStyle(one, '::before').content)"
    )
    assert signs == ['"! "', '"! "', '"◷ "', "none", "none"]
    told = [text for text in (FACTS.what, FACTS.spot, FACTS.when, FACTS.wish) if text]
    assert not any(text in answer or json.dumps(text)[1:-1] in answer for text in told for answer in answers)
    assert offices.asked == ["GET /api/staff/inbox"]
    assert [offices.acts(case) for case in cases] == [[]] * 5
    assert desk.locator("#list-state").inner_text() != ""


def test_a_list_is_walked_by_keys_and_pages(desk: Page, offices: Offices) -> None:
    """j, k and arrows move, n and p turn pages, b and Back return to the same case, and no key acts while typing."""
    cases = [offices.file(number, due=number) for number in range(60)]
    work.sign_in(desk, offices)
    assert focused(desk) == cases[0]
    for key, at in (("j", 1), ("ArrowDown", 2), ("k", 1), ("ArrowUp", 0), ("k", 0), ("J", 1)):
        desk.keyboard.press(key)
        assert focused(desk) == cases[at], key
    desk.keyboard.press("n")
    work.listed(desk)
    assert (rows(desk), focused(desk)) == (cases[50:], cases[50])
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    expect(desk.locator("#history")).to_be_visible()
    assert (desk.evaluate("document.activeElement.nodeName"), offices.acts(cases[51])) == ("H1", ["viewed"])
    desk.keyboard.press("b")
    work.listed(desk)
    assert (rows(desk), focused(desk)) == (cases[50:], cases[51])
    desk.keyboard.press("Enter")
    expect(desk.locator("#history")).to_be_visible()
    desk.go_back()
    work.listed(desk)
    assert focused(desk) == cases[51]
    desk.keyboard.press("p")
    work.listed(desk)
    assert rows(desk) == cases[:50]
    assert [path for path in offices.asked if path.endswith("inbox")] == ["GET /api/staff/inbox"] * 2
    desk.locator("#keys-on").uncheck()
    desk.locator("#keys-on").blur()
    before = len(offices.asked)
    desk.keyboard.press("n")
    desk.keyboard.press("u")
    assert (len(offices.asked), rows(desk)) == (before, cases[:50])


def test_what_was_passed_on_shows_its_status_and_nothing_else(desk: Page, offices: Offices) -> None:
    """The list and the look of an earlier unit: status and deadline; the narrative is not even sent."""
    case = offices.file(1)
    offices.do(case, "accept")
    offices.do(case, "dispatch", to="longmatan")
    work.sign_in(desk, offices)
    expect(desk.locator("#list-state")).to_have_text("现在没有工单。")
    desk.keyboard.press("2")
    work.listed(desk)
    assert rows(desk) == [case]
    with desk.expect_response("**/api/staff/cases/*") as answer:
        desk.keyboard.press("Enter")
    assert set(answer.value.json()) == {"v", "case", "ref", "status", "due", "n", "mark"}
    expect(desk.locator("#earlier")).to_be_visible()
    expect(desk.locator("#case-status")).to_have_text("已派单")
    assert [desk.locator(one).is_visible() for one in ("#facts", "#acts", "#history", "#only-here")] == [False] * 4
    assert offices.acts(case)[-1] == "viewed"


def test_an_overseer_sees_what_is_late_below_and_a_handler_does_not(
    desk: Page, offices: Offices, issuer: Issuer
) -> None:
    """Overdue, or due soon when asked, of the own unit or one below; nothing there opens."""
    offices.file(1, "hongxing", due=-3)
    offices.file(2, "city", due=20)
    offices.file(3, "nancheng", due=-60)
    work.sign_in(desk, offices)
    desk.keyboard.press("3")
    assert not desk.locator('#lists [data-act="overdue"]').is_visible()
    assert not any("overdue" in path for path in offices.asked)
    issuer.groups = "[city-overseers]"
    work.sign_in(desk, offices)
    desk.keyboard.press("3")
    work.listed(desk)
    assert desk.locator('#cases td[data-label="单位"]').all_inner_texts() == ["南城街道办事处", "红星街道办事处"]
    assert rows(desk) == []
    desk.locator("#below-soon").select_option("3")
    work.listed(desk)
    assert desk.locator("#cases tbody tr").count() == 3
    desk.locator("#below-unit").select_option("longmatan")
    work.listed(desk)
    assert desk.locator('#cases td[data-label="单位"]').all_inner_texts() == ["红星街道办事处"]
    assert desk.locator("#below-unit option").count() == 12
    assert offices.asked[-1] == "GET /api/staff/overdue?unit=longmatan&soon=3"


def test_a_list_that_does_not_come_is_told_and_asked_for_again(desk: Page, offices: Offices) -> None:
    """A lost network, a busy portal, a proxy's page: one sentence each, and the same list at the next press."""
    case = offices.file(1)
    work.sign_in(desk, offices)
    proxy = Answer(200, b"<html>sign in to the network</html>", "text/html")
    said = set()
    for script in (lost, lambda _: problem(503, "unavailable"), lambda _: proxy, lambda _: Answer(500)):
        offices.before("inbox", script)
        desk.keyboard.press("u")
        expect(desk.locator("#list-failed")).to_be_visible()
        said.add(desk.locator("#list-failed-why").inner_text())
        assert rows(desk) == []
        desk.locator('#list-failed [data-act="refresh"]').click()
        work.listed(desk)
        assert rows(desk) == [case]
    assert len(said) == 4
