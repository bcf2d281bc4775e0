"""Promises to a citizen who reports, on a phone-sized screen in both languages."""

import json

import pytest
from playwright.sync_api import Page, expect

from protocol import b64, canonical, code, envelope, report
from tests.browser import journey
from tests.browser.conftest import Rendered
from tests.browser.portal import CHALLENGE, Answer, Portal
from tests.browser.test_failures import words
from tests.browser.test_keeping import NO_CLIPBOARD, NO_COMMAND


def opened(rendered: Rendered, body: bytes) -> tuple[report.Report, dict[str, object]]:
    """Return a filing and what its box holds."""
    found = report.parse(canonical.loads(body))
    plain = canonical.parse(envelope.unpad(rendered.open(found.sealed.box)))
    assert isinstance(plain, dict)
    return found, plain


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_what_is_typed_arrives_in_clear_or_sealed_and_nowhere_else(
    page: Page, portal: Portal, rendered: Rendered, language: str
) -> None:
    """The facts arrive as typed, the contact details only inside the officer's box, and no fault is logged."""
    journey.open_report(page, portal, language)
    journey.write(page)
    journey.review(page)
    journey.send(page)
    ref = journey.filed(page)
    (body,) = portal.bodies
    found, plain = opened(rendered, body)
    assert found.facts.to_value() == {"v": 1} | journey.FACTS
    assert plain["contact"] == journey.CONTACT
    assert not any(text.encode() in body for text in journey.CONTACT.values())
    secret = code.parse(journey.secret_code(page))
    assert ref == code.ref(found.case)
    assert plain["proof"] == b64.encode(code.derive(secret).proof)
    assert (plain["portal"], plain["case"], plain["build"]) == (rendered.configuration.portal, found.case, found.build)
    assert page.faults == []  # type: ignore[attr-defined]  # see conftest.watched


def test_whoever_leaves_no_contact_details_sends_a_box_of_the_same_size(
    page: Page, portal: Portal, rendered: Rendered
) -> None:
    """Nothing given is sealed as {}, in 8,240 bytes like any other."""
    journey.open_report(page, portal)
    journey.write(page, contact={})
    journey.review(page)
    expect(page.locator("#no-contact")).to_be_visible()
    journey.send(page)
    journey.filed(page)
    found, plain = opened(rendered, portal.bodies[0])
    assert plain["contact"] == {}
    assert len(found.sealed.box) == envelope.BOX_SIZE


def test_the_check_shows_the_two_parts_apart(page: Page, portal: Portal) -> None:
    """What offices will read stands in one column, what is sealed in the other, each with all of its texts."""
    journey.open_report(page, portal)
    journey.write(page)
    journey.review(page)
    facts, contact = page.locator("#facts").inner_text(), page.locator("#contact").inner_text()
    assert all(text in facts for name, text in journey.FACTS.items() if name not in ("kind", "category", "place"))
    assert "红星街道" in facts
    assert all(text in contact for text in journey.CONTACT.values())
    assert not any(text in facts for text in journey.CONTACT.values())
    assert portal.bodies == []


def test_the_code_is_on_screen_before_the_portal_answers(page: Page, portal: Portal) -> None:
    """While the request runs, the code can already be kept, and success is not claimed."""
    portal.held.clear()
    journey.open_report(page, portal)
    journey.write(page)
    journey.review(page)
    journey.send(page)
    shown = journey.secret_code(page)
    expect(page.locator("#sending")).to_be_visible()
    expect(page.locator("#filed")).to_be_hidden()
    assert page.locator('[data-value="ref"]').inner_text() == ""
    portal.held.set()
    journey.filed(page)
    assert journey.secret_code(page) == shown


def test_a_second_press_sends_nothing_twice(page: Page, portal: Portal) -> None:
    """Two presses of one moment are one request."""
    portal.held.clear()
    journey.open_report(page, portal)
    journey.write(page)
    journey.review(page)
    page.locator('[data-act="send"]').evaluate("button => { button.click(); button.click(); }")
    journey.secret_code(page)
    page.locator('[data-act="retry"]').first.evaluate("button => button.click()")
    portal.held.set()
    journey.filed(page)
    assert len(portal.bodies) == 1


def test_going_back_to_change_keeps_every_text(page: Page, portal: Portal, rendered: Rendered) -> None:
    """Back from the check leads to the form as it was, by the page's button and by the phone's."""
    journey.open_report(page, portal)
    journey.write(page)
    for back in (lambda: journey.act(page, "edit").click(), page.go_back):
        journey.review(page)
        back()
        expect(page.locator('[data-step="write"]')).to_be_visible()
        assert journey.control(page, "what").input_value() == journey.FACTS["what"]
        assert journey.control(page, "contact.phone").input_value() == journey.CONTACT["phone"]
    journey.control(page, "what").fill("改过的内容")
    journey.review(page)
    journey.send(page)
    journey.filed(page)
    assert opened(rendered, portal.bodies[0])[0].facts.what == "改过的内容"


def test_an_expired_challenge_is_fetched_again_before_sending(page: Page, portal: Portal) -> None:
    """Work on a challenge that has expired by the page's clock is not even sent."""
    expired = CHALLENGE | {"expiry": "2020-01-01T00Z"}
    portal.challenges.append(Answer(200, json.dumps(expired).encode()))
    journey.open_report(page, portal)
    journey.write(page)
    journey.review(page)
    journey.send(page)
    journey.filed(page)
    assert json.loads(portal.bodies[0])["work"]["challenge"] == CHALLENGE
    assert [path for _, path in portal.asked].count("/api/challenge") == 2


def test_characters_that_the_protocol_refuses_are_mended_before_sealing(
    page: Page, portal: Portal, rendered: Rendered
) -> None:
    """Line ends, TAB, control characters, lone surrogates and decomposed letters arrive in the protocol's form."""
    journey.open_report(page, portal)
    journey.write(page)
    hostile = r"'a\r\nb\tc\u0000d\u0085e\ud83d f e\u0301'"
    for name in ("what", "contact.note"):
        journey.control(page, name).evaluate(f"control => {{ control.value = {hostile}; }}")
    journey.review(page)
    journey.send(page)
    journey.filed(page)
    found, plain = opened(rendered, portal.bodies[0])
    mended = "a\nb cd\ne\ufffd f \u00e9"
    assert found.facts.what == mended
    assert plain["contact"] == journey.CONTACT | {"note": mended}


def test_what_cannot_be_sealed_is_not_sent(page: Page, portal: Portal) -> None:
    """A browser that fails at the very sealing sends nothing, says so, and leaves the whole text to be copied."""
    page.add_init_script(NO_CLIPBOARD + NO_COMMAND)
    journey.open_report(page, portal)
    journey.write(page, journey.SHORT, {"phone": journey.CONTACT["phone"]})
    journey.review(page)
    page.evaluate("void (Crypto.prototype.getRandomValues = () => { throw new Error('no'); })")
    journey.send(page)
    expect(page.locator("#failed-why")).to_have_text(words(page, "failed.inside"))
    expect(page.locator("#failed-sure")).to_have_text(words(page, "sure.no"))
    page.locator('[data-act="copy"][data-of="text"]').click()
    expect(page.locator('[data-value="text"]')).to_contain_text(journey.CONTACT["phone"])
    assert portal.bodies == []
    assert journey.control(page, "what").input_value() == journey.SHORT["what"]


def test_no_request_goes_anywhere_but_to_the_portal(page: Page, portal: Portal) -> None:
    """One page, one challenge, one filing: nothing typed stands in an address, and no other host is asked."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    journey.open_report(page, portal)
    journey.write(page)
    journey.review(page)
    journey.send(page)
    journey.filed(page)
    sent = [url for url in asked if not url.startswith("data:")]
    assert all(url.startswith(f"{portal.site}/") and "?" not in url and "#" not in url for url in sent)
    assert [method for method, _ in portal.asked] == ["GET", "GET", "PUT"]
