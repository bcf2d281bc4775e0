"""A handler signs in by code and PKCE, stays signed in, and loses nothing typed when a sign-in ends."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import journey
from tests.browser.staff import work
from tests.browser.staff.issuer import CLIENT, Issuer
from tests.browser.staff.offices import Offices

STORED = "[Object.assign({}, sessionStorage), Object.assign({}, localStorage), document.cookie]"
WHY = "#sign-in-why"


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_signing_in_and_out_leaves_nothing_behind(desk: Page, offices: Offices, issuer: Issuer, language: str) -> None:
    """Code, state and verifier are used once and gone; tokens stand nowhere; the way out is the issuer's own."""
    offices.file(1)
    address = f"{offices.site}/{language}/staff/"
    work.sign_in(desk, offices, language)
    asked, (form,) = issuer.asked[0], issuer.exchanged
    assert all(again == asked for again in issuer.asked)  # a browser may ask twice for one step
    assert {name: asked[name] for name in ("response_type", "client_id", "redirect_uri", "scope")} == {
        "response_type": "code", "client_id": CLIENT, "redirect_uri": address, "scope": "openid",
    }  # fmt: skip
    assert re.fullmatch(r"[\w-]{43}", asked["state"])
    assert re.fullmatch(r"[\w-]{43}", form["code_verifier"])
    assert form["code_verifier"] not in str(asked)
    assert (desk.url, desk.evaluate(STORED)) == (address, [{}, {}, ""])
    (token,) = issuer.tokens
    assert token not in desk.content()
    assert desk.locator("#unit").inner_text() == offices.portal.tree.units["city"].names[language]
    work.act(desk, "sign-out").click()
    desk.wait_for_url(f"{issuer.address}/logout*")
    assert issuer.left[0] == {"client_id": CLIENT, "logout_uri": address, "post_logout_redirect_uri": address}
    desk.go_back()
    expect(work.act(desk, "sign-in")).to_be_visible()
    assert desk.locator("[data-case]").count() == 0
    assert desk.faults == []  # type: ignore[attr-defined]  # as conftest's `watched` keeps them


def test_a_sign_in_that_fails_says_why_and_starts_anew(desk: Page, offices: Offices, issuer: Issuer) -> None:
    """Refused by the issuer, begun elsewhere, answered by nobody or by nonsense: one sentence each, no token."""
    page = f"{offices.site}/zh-CN/staff/"
    desk.goto(page)
    said = set()

    def why() -> str:
        expect(desk.locator(WHY)).to_be_visible()
        assert desk.url == page
        assert desk.evaluate(STORED) == [{}, {}, ""]
        return desk.locator(WHY).inner_text()

    for change in ({"denies": "access_denied"}, {"denies": "server_error"}, {"status": 0}, {"status": 500}):
        issuer.reset()
        for name, value in change.items():
            setattr(issuer, name, value)
        work.act(desk, "sign-in").click()
        desk.wait_for_url("**/staff/")
        said.add(why())
    desk.goto(f"{page}?code=stolen&state=foreign")
    said.add(why())
    assert "server_error" not in "".join(said)
    assert len(said) == 4  # an issuer that fails and one that answers nonsense are one to a handler
    issuer.reset()
    work.act(desk, "sign-in").click()
    work.listed(desk)


def test_a_browser_that_keeps_nothing_is_told(context_of: Callable[..., BrowserContext], offices: Offices) -> None:
    """Where sessionStorage is refused, the page says so and does not leave."""
    page = context_of().new_page()
    page.add_init_script("Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('refused'); } })")
    page.goto(f"{offices.site}/en/staff/")
    work.act(page, "sign-in").click()
    expect(page.locator(WHY)).to_contain_text("browser")
    assert page.url == f"{offices.site}/en/staff/"


def test_a_person_of_no_unit_is_told(desk: Page, offices: Offices, issuer: Issuer) -> None:
    """Signed in at the issuer, and yet nobody here: the list says whom to ask."""
    issuer.groups = "[gardeners]"
    work.sign_in(desk, offices)
    expect(desk.locator("#list-failed")).to_contain_text("您的账号没有对应的单位")


def test_tokens_are_renewed_before_they_expire(
    context_of: Callable[..., BrowserContext], offices: Offices, issuer: Issuer
) -> None:
    """A minute before the end, without a press; and at once when a token is refused earlier, with the call repeated."""
    page = context_of().new_page()
    page.clock.install(time=offices.moment)
    work.sign_in(page, offices)
    page.clock.fast_forward(3539_000)
    assert [form["grant_type"] for form in issuer.exchanged] == ["authorization_code"]
    with page.expect_response("**/token"):
        page.clock.fast_forward(2000)
    issuer.expire(renews=True)
    work.act(page, "refresh").click()
    work.listed(page)
    assert [form["grant_type"] for form in issuer.exchanged] == ["authorization_code", *["refresh_token"] * 2]
    expect(page.locator("#again")).to_be_hidden()
    assert [path for path in offices.asked if "inbox" in path] == ["GET /api/staff/inbox"] * 3


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_a_sign_in_that_ends_while_typing_loses_nothing(
    desk: Page, offices: Offices, issuer: Issuer, language: str
) -> None:
    """The page stays as it is; a tab of its own signs in for it, and the same act goes through with the same id."""
    case = offices.file(1)
    offices.do(case, "accept")
    work.sign_in(desk, offices, language)
    work.opened(desk, offices, case)
    work.act(desk, "ask").click()
    work.form(desk, "ask").locator("textarea").fill("哪一天的事？")
    issuer.expire()
    work.send(desk, "ask")
    expect(desk.locator("#again")).to_be_visible()
    assert desk.evaluate("document.activeElement.id") in ("again", "act-failed")
    assert work.form(desk, "ask").locator("textarea").input_value() == "哪一天的事？"
    assert desk.locator("#facts").is_visible()
    again(desk, stays=language == "en")
    assert work.form(desk, "ask").locator("textarea").input_value() == "哪一天的事？"
    work.send(desk, "ask")
    expect(work.form(desk, "ask")).to_be_hidden()
    assert offices.acts(case) == ["accepted", "viewed", "asked"]
    assert len({body["id"] for body in offices.bodies}) == 1


def test_another_person_who_signs_in_again_sees_nothing_of_the_first(
    desk: Page, offices: Offices, issuer: Issuer
) -> None:
    """The case and what was typed are cleared: the look was the first person's."""
    case = offices.file(1)
    work.sign_in(desk, offices)
    work.opened(desk, offices, case)
    work.act(desk, "return").click()
    work.form(desk, "return").locator("textarea").fill("不归我们管")
    issuer.expire()
    issuer.subject, issuer.groups = "another", "[longmatan-handlers]"
    work.send(desk, "return")
    again(desk)
    work.listed(desk)
    expect(desk.locator("#unit")).to_have_text("龙马潭区政务服务中心")
    assert "幼儿园" not in desk.content()
    assert work.form(desk, "return").locator("textarea").input_value() == ""


def again(desk: Page, *, stays: bool = False) -> None:
    """Sign in again by the tab that the page offers; it closes itself, or says so where the browser lets it stay."""
    if stays:
        desk.context.add_init_script("window.close = () => undefined")
    expect(desk.locator("#again")).to_be_visible()
    with desk.context.expect_page() as opened:
        work.act(desk, "sign-in-again").click()
    expect(desk.locator("#again")).to_be_hidden(timeout=20_000)  # a tab, and four pages on the way
    tab: Page = opened.value
    if stays:
        expect(tab.locator('[data-view="done"]')).to_be_visible()
        assert tab.evaluate(STORED) == [{}, {}, ""]
    elif not tab.is_closed():
        tab.wait_for_event("close")
