"""Accepting and dispatching takes six keys at most; keys of an input method, and keys while typing, are typing."""

from playwright.sync_api import Page, expect

from tests.browser.staff import work
from tests.browser.staff.offices import Offices

CASES = 80
MOST = 6  # keys from the inbox to the next case in the inbox


class Keyboard:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1


def fewest(page: Page, unit: str) -> tuple[str, ...]:
    """Return the keys that pick a unit in the form that is open: a digit, or a letter and a digit."""
    for letter in ("", *unit):
        page.locator("#dispatch-to").fill(letter)
        offered = page.locator("#dispatch-units li").evaluate_all("all => all.map((one) => one.dataset.unit)")
        if unit in offered[:9]:
            page.locator("#dispatch-to").fill("")
            return (*letter, str(offered.index(unit) + 1))
    raise AssertionError(f"{unit} takes more than a letter and a digit")


def test_eighty_cases_are_accepted_and_dispatched_in_six_keys_each(desk: Page, offices: Offices) -> None:
    """From the inbox's focus to the next case's, counted: Enter, a, d, the unit's one or two keys, Enter."""
    units = offices.portal.tree.below("city")
    wanted = {offices.file(number, due=number + 1): units[number % len(units)] for number in range(CASES)}
    known: dict[str, tuple[str, ...]] = {}
    counts = []
    work.sign_in(desk, offices)
    for case, unit in wanted.items():
        keyboard = Keyboard(desk)
        assert desk.evaluate("document.activeElement.dataset.case") == case
        keyboard.press("Enter")
        desk.locator("#history").wait_for()
        keyboard.press("a")
        work.status(desk, "已受理")
        keyboard.press("d")
        if unit not in known:
            known[unit] = fewest(desk, unit)
        keyboard.press(*known[unit])
        with desk.expect_response("**/inbox"):
            keyboard.press("Enter")
        work.listed(desk)
        counts.append(keyboard.count)
    assert len(counts) == CASES
    assert max(counts) <= MOST, counts
    assert {case: offices.chains.cases[case].unit for case in wanted} == wanted
    assert all(offices.acts(case) == ["viewed", "accepted", "dispatched"] for case in wanted)


def test_an_input_method_and_typing_act_on_nothing(desk: Page, offices: Offices) -> None:
    """While Chinese is composed, Enter, digits and Escape are the input method's; a letter typed is a letter."""
    case = offices.file(1)
    offices.do(case, "accept")
    work.sign_in(desk, offices)
    work.opened(desk, offices, case)
    typing = desk.context.new_cdp_session(desk)
    desk.keyboard.press("d")
    typing.send("Input.imeSetComposition", {"text": "hong", "selectionStart": 4, "selectionEnd": 4})
    for key in ("1", "Enter", "ArrowDown", "Escape"):
        compose(desk, "#dispatch-to", key)
    assert desk.locator('[name="to"]').input_value() in ("", "hongxing")
    assert work.form(desk, "dispatch").is_visible()
    typing.send("Input.insertText", {"text": "红星"})
    assert desk.locator("#dispatch-units li").evaluate_all("all => all.map((one) => one.dataset.unit)") == [
        "hongxing", "hongxing-binhe",
    ]  # fmt: skip
    desk.keyboard.press("Escape")
    desk.keyboard.press("q")
    for key in ("a", "d", "r", "c", "b", "1", "j", "n"):
        desk.keyboard.press(key)
    assert work.form(desk, "ask").locator("textarea").input_value() == "adrcb1jn"
    compose(desk, "#ask-text", "Enter", ctrl=True)
    assert offices.bodies == []
    assert offices.acts(case) == ["accepted", "viewed"]


def compose(page: Page, field: str, key: str, *, ctrl: bool = False) -> None:
    """Send a key that belongs to an input method, as browsers report it."""
    page.locator(field).evaluate(
        "(field, [key, ctrlKey]) => field.dispatchEvent(new KeyboardEvent('keydown',"
        " { key, ctrlKey, isComposing: true, bubbles: true, cancelable: true }))",
        [key, ctrl],
    )


def test_the_unit_list_can_be_walked_and_clicked(desk: Page, offices: Offices) -> None:
    """Arrows pick, what is picked is told to a screen reader, Enter without a choice sends nothing."""
    case = offices.file(1)
    offices.do(case, "accept")
    work.sign_in(desk, offices)
    work.opened(desk, offices, case)
    desk.keyboard.press("d")
    desk.keyboard.press("Enter")
    expect(desk.locator("#dispatch-to-mistake")).to_be_visible()
    assert offices.bodies == []
    field = desk.locator("#dispatch-to")
    for key, unit in (("ArrowDown", "jiangyang"), ("ArrowDown", "naxi"), ("ArrowUp", "jiangyang"), ("9", "lianhuachi")):
        desk.keyboard.press(key)
        chosen = desk.locator('#dispatch-units [aria-selected="true"]')
        assert (chosen.count(), chosen.get_attribute("data-unit")) == (1, unit)
        assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
        assert desk.locator('[name="to"]').input_value() == unit
    desk.locator('[data-unit="beicheng"]').click()
    assert desk.evaluate("document.activeElement.id") == "dispatch-to"
    work.form(desk, "dispatch").locator("textarea").fill("请尽快去看")
    work.send(desk, "dispatch")
    work.listed(desk)
    assert offices.chains.cases[case].unit == "beicheng"
    assert offices.bodies[0]["text"] == "请尽快去看"
