"""The page asks, at the field, about words that may give the reporter away: kindly, and never in the way of typing."""

import hashlib
import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import journey
from tests.browser.portal import Portal, problem
from tests.browser.test_failures import words
from tests.browser.test_looks import AXE, FAULTS

PHONE = "139 0000 4271"
GIVEN_AWAY = {
    "phone": (f"请打{PHONE}找我。", PHONE),
    "resident_id": ("本人身份证130503199001010005。", "130503199001010005"),
    "email": ("回复请发我邮箱：li.na@example.com。", "li.na@example.com"),
    "chat_id": ("加我微信，微信号 xiaoman_2024。", "xiaoman_2024"),
    "self_name": ("我叫周见微。", "周见微"),
    "self_relation": ("每天很吵。我家就在他家楼下。", "我家就在他家楼下"),
}
TARGETS = {
    "phone": "contact.phone",
    "email": "contact.email",
    "chat_id": "contact.note",
    "self_name": "contact.name",
    "self_relation": "contact.relation",
}
PASSES = 2500  # milliseconds in which whatever is to be asked has been asked


def asked(page: Page, field: str = "what") -> Locator:
    """Return the questions below a field."""
    return page.locator(f"#{field}-asks .ask")


def answer(page: Page, how: str, field: str = "what", at: int = 0) -> None:
    """Press one of the three acts of a question; the page takes no second press within a moment of the last."""
    page.wait_for_timeout(450)
    page.locator(f"#{field}-ask-{at}-{how}").click()


def keep_hash(text: str) -> str:
    """Return what `keep` names a text by."""
    return hashlib.sha256(text.encode()).hexdigest()


def opened(page: Page, portal: Portal, what: str, language: str = "zh-CN") -> None:
    """Open the form and write a report with this text, no contact details."""
    journey.open_report(page, portal, language)
    journey.write(page, journey.SHORT | {"what": what}, {})


def kept(portal: Portal, at: int = -1) -> list[str]:
    """Return what a filing says was kept."""
    found: list[str] = json.loads(portal.bodies[at])["keep"]
    return found


@pytest.mark.parametrize("name", GIVEN_AWAY)
def test_each_kind_of_words_is_asked_about_in_its_own_words(page: Page, portal: Portal, name: str) -> None:
    """The question shows the exact words in their context and says what they give away; typing goes on where it was."""
    text, span = GIVEN_AWAY[name]
    opened(page, portal, "")
    what = journey.control(page, "what")
    what.click()
    page.keyboard.insert_text(text)
    expect(asked(page)).to_have_count(1)
    expect(asked(page).locator("mark")).to_have_text(span)
    expect(asked(page)).to_contain_text(words(page, f"ask.{name}"))
    expect(what).to_be_focused()
    page.keyboard.insert_text("还有")
    assert what.input_value() == text + "还有"
    moves = page.locator("#what-ask-0-move")
    assert moves.count() == (1 if name in TARGETS else 0)


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_a_question_is_announced_once_in_a_region_that_was_there(page: Page, portal: Portal, language: str) -> None:
    """One polite sentence names the field; more typing that brings no new question says nothing."""
    opened(page, portal, "", language)
    page.evaluate(
        "window.said = []; window.region = document.getElementById('live'); new MutationObserver(() => "
        "window.region.textContent && window.said.push(window.region.textContent))"
        ".observe(window.region, { childList: true, characterData: true, subtree: true })"
    )
    journey.control(page, "what").fill(f"{GIVEN_AWAY['phone'][0]}{GIVEN_AWAY['email'][0]}")
    expect(asked(page)).to_have_count(2)
    expect(page.locator("#live")).not_to_be_empty()
    journey.control(page, "what").press("End")
    page.keyboard.insert_text("。")
    page.wait_for_timeout(PASSES)
    label = page.locator("[data-field=what] label").inner_text().strip()
    assert page.evaluate("window.said") == [words(page, "ask.new").replace("{field}", label)]
    assert page.locator("#live").get_attribute("aria-live") == "polite"


def test_nothing_is_asked_while_letters_keep_coming(page: Page, portal: Portal) -> None:
    """Not each letter is looked at: the question comes when the typing rests, and is the one of the whole text."""
    opened(page, portal, "")
    page.evaluate(
        "window.shown = 0; new MutationObserver(() => window.shown++)"
        ".observe(document.getElementById('what-asks'), { childList: true })"
    )
    journey.control(page, "what").click()
    page.keyboard.type(f"打{PHONE}", delay=60)
    page.keyboard.type("打一九九", delay=60)
    assert page.evaluate("window.shown") == 0
    expect(asked(page)).to_have_count(1)


def test_a_text_without_anything_to_ask_asks_nothing(page: Page, portal: Portal) -> None:
    """The demonstration's report goes through without a question."""
    journey.open_report(page, portal)
    journey.write(page, journey.FACTS, {})
    page.wait_for_timeout(PASSES)
    assert page.locator(".ask").count() == 0
    journey.review(page)


def test_leaving_a_field_asks_about_it_too(page: Page, portal: Portal) -> None:
    """All four fields are looked at, not only the long one."""
    journey.open_report(page, portal)
    for field in ("spot", "when", "what", "wish"):
        journey.control(page, field).fill(f"打{PHONE}")
        journey.control(page, field).blur()
    for field in ("spot", "when", "what", "wish"):
        expect(asked(page, field)).to_have_count(1)


def test_removing_takes_the_words_out_and_can_be_taken_back(page: Page, portal: Portal) -> None:
    """Only the exact words go; undo brings them and the question back, unless the text was written over since."""
    text = "Ring me: 139 0000 4271 any time"
    opened(page, portal, text)
    expect(asked(page)).to_have_count(1)
    answer(page, "remove")
    what = journey.control(page, "what")
    expect(what).to_have_value("Ring me: any time")
    expect(asked(page)).to_have_count(0)
    expect(page.locator("#what-count")).to_contain_text("17 /")
    undo = page.locator("#what-asks .asked button")
    expect(undo).to_be_focused()
    undo.press("Enter")
    expect(what).to_have_value(text)
    expect(asked(page)).to_have_count(1)
    expect(page.locator("#what-ask-0-remove")).to_be_focused()
    answer(page, "remove")
    what.press("End")
    page.keyboard.insert_text("!")
    expect(undo).to_be_hidden()


@pytest.mark.parametrize("name", TARGETS)
def test_moving_puts_the_words_into_the_sealed_part(page: Page, portal: Portal, name: str) -> None:
    """Each kind goes where it belongs, and out of the text that offices read."""
    text, span = GIVEN_AWAY[name]
    opened(page, portal, text)
    expect(asked(page)).to_have_count(1)
    answer(page, "move")
    expect(journey.control(page, TARGETS[name])).to_have_value(span)
    assert span not in journey.control(page, "what").input_value()
    page.wait_for_timeout(PASSES)
    assert page.locator(".ask").count() == 0
    journey.review(page)
    assert span in page.locator("#contact").inner_text()
    assert span not in page.locator("#facts").inner_text()


def test_moving_adds_to_what_stands_there_and_undo_restores_both(page: Page, portal: Portal) -> None:
    """A second number comes after the first; what stands there already is not put twice."""
    opened(page, portal, f"打{PHONE}，或139 0000 5182。")
    journey.control(page, "contact.phone").fill("139-0000-6000")
    expect(asked(page)).to_have_count(2)
    answer(page, "move")
    phone = journey.control(page, "contact.phone")
    expect(phone).to_have_value(f"139-0000-6000；{PHONE}")
    expect(page.locator("#what-ask-0-remove")).to_be_focused()
    page.locator("#what-asks .asked button").click()
    expect(phone).to_have_value("139-0000-6000")
    assert PHONE in journey.control(page, "what").input_value()
    phone.fill("1390000 4271")
    answer(page, "move")
    expect(phone).to_have_value("1390000 4271")


def test_what_does_not_fit_into_the_sealed_part_stays_in_the_text(page: Page, portal: Portal) -> None:
    """Nothing is cut off: the page says that there is no room, and asks on."""
    opened(page, portal, f"打{PHONE}。")
    journey.control(page, "contact.phone").fill("0" * 39)
    expect(asked(page)).to_have_count(1)
    answer(page, "move")
    expect(page.locator("#live")).to_contain_text("放不下")
    assert journey.control(page, "what").input_value() == f"打{PHONE}。"
    assert journey.control(page, "contact.phone").input_value() == "0" * 39
    expect(asked(page)).to_have_count(1)


def test_kept_words_are_named_to_the_portal_by_their_hash_alone(page: Page, portal: Portal) -> None:
    """Keeping says that they are somebody else's, for exactly these words and wherever they stand."""
    opened(page, portal, f"骗子让我打{PHONE}。")
    expect(asked(page)).to_have_count(1)
    answer(page, "keep")
    expect(asked(page)).to_have_count(0)
    what = journey.control(page, "what")
    what.fill(f"更正：骗子让我打{PHONE}。请查。")
    page.wait_for_timeout(PASSES)
    expect(asked(page)).to_have_count(0)
    what.fill("骗子让我打139 0000 4272。")
    expect(asked(page)).to_have_count(1)
    what.fill(f"骗子让我打{PHONE}。")
    expect(asked(page).locator("mark")).to_have_text(PHONE)
    answer(page, "keep")
    journey.review(page)
    journey.send(page)
    journey.filed(page)
    assert kept(portal) == [keep_hash(PHONE)]


def test_a_hard_question_must_be_answered_before_the_review(page: Page, portal: Portal) -> None:
    """The summary leads to the question as often as it takes, also when the page had no time to ask before."""
    opened(page, portal, f"打{PHONE}。")
    for _ in range(3):
        journey.act(page, "review").click()
        expect(page.locator("#mistakes")).to_be_focused()
        expect(page.locator('[data-step="review"]')).to_be_hidden()
    expect(asked(page)).to_have_count(1)
    page.locator("#mistakes a").click()
    expect(page.locator("#what-ask-0-remove")).to_be_focused()
    answer(page, "keep")
    journey.review(page)


def test_a_soft_question_stands_in_the_way_once(page: Page, portal: Portal) -> None:
    """The second press goes on; new words are asked about once of their own; nothing unanswered is called kept."""
    opened(page, portal, GIVEN_AWAY["self_relation"][0])
    journey.act(page, "review").click()
    expect(page.locator("#mistakes")).to_contain_text("下一步")
    journey.review(page)
    journey.act(page, "edit").click()
    journey.review(page)
    journey.act(page, "edit").click()
    journey.control(page, "wish").fill(GIVEN_AWAY["self_name"][0])
    journey.act(page, "review").click()
    expect(page.locator("#mistakes a")).to_have_count(1)
    journey.review(page)
    journey.send(page)
    journey.filed(page)
    assert kept(portal) == []


def test_what_is_typed_as_contact_details_is_asked_about_in_the_facts(page: Page, portal: Portal) -> None:
    """Folded alike, in both directions of typing; in the browser alone, so nothing of it is named to the portal."""
    journey.open_report(page, portal)
    journey.write(page, journey.SHORT | {"what": "周 见微家的孩子", "wish": "告诉zhou＠example.org"}, {})
    page.wait_for_timeout(PASSES)
    before = page.locator("#what-asks .ask").count()
    journey.control(page, "contact.name").fill("周见微")
    journey.control(page, "contact.email").fill("Zhou@example.org")
    expect(asked(page).locator("mark", has_text="周 见微")).to_have_count(1)
    assert before == 0
    expect(asked(page)).to_contain_text(words(page, "ask.typed"))
    expect(asked(page, "wish")).to_contain_text(words(page, "ask.typed"))
    journey.act(page, "review").click()
    expect(page.locator("#mistakes a")).to_have_count(2)
    answer(page, "keep")
    answer(page, "remove", "wish")
    journey.review(page)
    journey.send(page)
    journey.filed(page)
    assert kept(portal) == []


def test_a_lint_problem_of_the_portal_leads_back_to_the_words(page: Page, portal: Portal) -> None:
    """What the portal's rules find and the page's do not is asked at its place, and then kept or changed."""
    portal.script(
        problem(422, "lint", member="facts.what", rule="x", start=3, end=5),  # type: ignore[arg-type]  # numbers, as the portal writes them
    )
    opened(page, portal, "😀有人办班")
    journey.review(page)
    journey.send(page)
    expect(page.locator("#mistakes")).to_be_focused()
    expect(asked(page).locator("mark")).to_have_text("办班")
    expect(asked(page)).to_contain_text(words(page, "ask.portal"))
    answer(page, "keep")
    journey.review(page)
    journey.send(page)
    journey.filed(page)
    assert kept(portal) == [keep_hash("办班")]


@pytest.mark.parametrize("more", [{}, {"start": 90, "end": 99}, {"start": "x", "end": None}])
def test_a_lint_problem_without_a_place_still_leads_to_its_field(
    page: Page, portal: Portal, more: dict[str, object]
) -> None:
    """A member that the page has is marked; the text is all there, and can be sent again."""
    portal.script(problem(422, "lint", member="facts.what", rule="x", **more))  # type: ignore[arg-type]  # what no portal should write
    opened(page, portal, "有人办班")
    journey.review(page)
    journey.send(page)
    expect(page.locator("#what-mistake")).to_be_visible()
    assert journey.control(page, "what").input_value() == "有人办班"
    journey.review(page)
    journey.send(page)
    journey.filed(page)


def test_a_portal_that_knows_none_of_the_kept_words_gets_the_report_all_the_same(page: Page, portal: Portal) -> None:
    """A page older than the portal's rules drops what it alone called kept, and sends again by itself."""
    portal.script(problem(422, "member", member="keep"))
    opened(page, portal, f"骗子让我打{PHONE}。")
    expect(asked(page)).to_have_count(1)
    answer(page, "keep")
    journey.review(page)
    journey.send(page)
    journey.filed(page)
    assert [kept(portal, at) for at in (0, 1)] == [[keep_hash(PHONE)], []]


def test_the_questions_are_answered_by_keyboard_alone(page: Page, portal: Portal) -> None:
    """From the field to each question in turn, and on to what comes after; every question has a name."""
    opened(page, portal, f"{GIVEN_AWAY['phone'][0]}{GIVEN_AWAY['email'][0]}")
    expect(asked(page)).to_have_count(2)
    first = asked(page).first
    assert first.get_attribute("role") == "group"
    labelled = (first.get_attribute("aria-labelledby") or "").split()
    assert PHONE in " ".join(page.locator(f"#{name}").inner_text() for name in labelled)
    journey.control(page, "what").focus()
    page.keyboard.press("Tab")
    expect(page.locator("#what-ask-0-remove")).to_be_focused()
    page.keyboard.press("Enter")
    expect(asked(page)).to_have_count(1)
    expect(page.locator("#what-ask-0-remove")).to_be_focused()
    page.wait_for_timeout(450)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(asked(page)).to_have_count(0)
    expect(page.locator("#what-asks .asked button")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("name", "wish")


def test_a_double_press_answers_one_question(page: Page, portal: Portal) -> None:
    """The second press of a moment falls where the next question has moved to, and does nothing."""
    opened(page, portal, f"{GIVEN_AWAY['phone'][0]}{GIVEN_AWAY['email'][0]}")
    expect(asked(page)).to_have_count(2)
    page.evaluate("for (const n of [1, 2]) document.getElementById('what-ask-0-remove').click()")
    expect(asked(page)).to_have_count(1)
    assert "li.na@example.com" in journey.control(page, "what").input_value()


def test_a_question_that_appears_takes_no_press_away(page: Page, portal: Portal) -> None:
    """Leaving a field by pressing something below it: the press arrives before anything moves."""
    opened(page, portal, "")
    journey.control(page, "what").click()
    page.keyboard.insert_text(f"打{PHONE}。")
    journey.act(page, "review").hover()
    page.mouse.down()
    page.wait_for_timeout(200)  # as long as a finger stays
    assert page.locator(".ask").count() == 0
    page.mouse.up()
    expect(page.locator("#mistakes")).to_be_focused()
    expect(asked(page)).to_have_count(1)


def test_the_focus_stays_in_a_question_while_others_come(page: Page, portal: Portal) -> None:
    """Looking at the other fields does not take the focus from the act that has it."""
    opened(page, portal, f"打{PHONE}。")
    expect(asked(page)).to_have_count(1)
    page.locator("#what-ask-0-keep").focus()
    page.evaluate(
        "for (const [name, text] of [['what', '打139 0000 4271。我的邮箱li.na@example.com'],"
        " ['wish', '打139 0000 5182']]) { const one = document.getElementsByName(name)[0]; one.value = text;"
        " one.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    expect(asked(page)).to_have_count(2)
    expect(page.locator("#what-ask-0-keep")).to_be_focused()


def test_a_question_about_a_text_that_changed_meanwhile_does_no_harm(page: Page, portal: Portal) -> None:
    """The act looks for the words as they stand now, and does nothing when they are gone."""
    opened(page, portal, f"打{PHONE}。")
    expect(asked(page)).to_have_count(1)
    for text, left in (
        (f"前面多了字，打{PHONE}。", "前面多了字，打。"),
        ("完全不同的内容没有号码", "完全不同的内容没有号码"),
    ):
        page.wait_for_timeout(450)
        page.evaluate(
            "text => { document.getElementsByName('what')[0].value = text;"
            " document.getElementById('what-ask-0-remove').click(); }",
            text,
        )
        expect(journey.control(page, "what")).to_have_value(left)
        journey.control(page, "what").fill(f"打{PHONE}。")
        expect(asked(page)).to_have_count(1)


def test_hostile_characters_are_asked_about_in_the_form_that_is_sent(page: Page, portal: Portal) -> None:
    """Lone surrogates, decomposed letters and foreign line ends before the words move nothing by a character."""
    opened(page, portal, "")
    journey.control(page, "what").evaluate(
        "one => { one.value = 'a\\ud83d e\\u0301 \\u{20bb7}\\n打139 0000 4271。';"
        " one.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    expect(asked(page).locator("mark")).to_have_text(PHONE)
    answer(page, "remove")
    expect(journey.control(page, "what")).to_have_value("a\ufffd \u00e9 \U00020bb7\n打。")


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_whether_others_could_know_is_asked_once_and_blocks_nothing(page: Page, portal: Portal, language: str) -> None:
    """Before sending, with advice and the same two acts; after a change it is not asked again."""
    opened(page, portal, GIVEN_AWAY["self_relation"][0], language)
    journey.act(page, "review").click()
    journey.review(page)
    expect(page.locator("#could-know")).to_be_visible()
    assert page.locator("#could-know li").count() == 3
    send = page.locator('[data-act="send"]')
    asked_words = send.inner_text()
    journey.act(page, "edit").click()
    journey.review(page)
    expect(page.locator("#could-know")).to_be_hidden()
    assert send.inner_text() != asked_words
    journey.send(page)
    journey.filed(page)


def test_the_second_question_can_be_passed_at_once(page: Page, portal: Portal) -> None:
    """One press sends it as it is."""
    opened(page, portal, GIVEN_AWAY["self_relation"][0])
    journey.act(page, "review").click()
    journey.review(page)
    expect(page.locator("#could-know")).to_be_visible()
    journey.send(page)
    journey.filed(page)


def test_a_report_that_anybody_could_write_gets_no_second_question(page: Page, portal: Portal) -> None:
    """The demonstration's report is not asked about."""
    journey.open_report(page, portal)
    journey.write(page, journey.FACTS, {})
    journey.review(page)
    expect(page.locator("#could-know")).to_be_hidden()


def test_finishing_leaves_no_question_behind(page: Page, portal: Portal) -> None:
    """Words that were asked about are nowhere in the page afterwards."""
    opened(page, portal, GIVEN_AWAY["self_name"][0])
    expect(asked(page)).to_have_count(1)
    journey.act(page, "review").click()
    journey.review(page)
    journey.send(page)
    journey.filed(page)
    journey.finish(page)
    assert page.locator(".ask").count() == 0
    assert page.locator("mark").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_axe_finds_nothing_while_questions_are_open(
    context_of: Callable[..., BrowserContext], portal: Portal, language: str, scheme: str
) -> None:
    """Questions, their answers and the second question have no fault that axe-core knows."""
    page = context_of(bypass_csp=True, color_scheme=scheme).new_page()
    page.add_init_script(path=AXE)
    everything = "".join(text for text, _ in GIVEN_AWAY.values())

    def clean() -> None:
        assert page.evaluate(FAULTS) == []

    opened(page, portal, everything, language)
    expect(asked(page).first).to_be_visible()
    clean()
    answer(page, "remove")
    clean()
    journey.act(page, "review").click()
    expect(page.locator("#mistakes")).to_be_focused()
    clean()
    journey.control(page, "what").fill(GIVEN_AWAY["self_relation"][0])  # these words stood in the way already
    journey.review(page)
    expect(page.locator("#could-know")).to_be_visible()
    clean()
