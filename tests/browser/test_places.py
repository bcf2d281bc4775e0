"""The place is found in one list or by its district first; the category shows its example."""

import json

import pytest
from playwright.sync_api import Page, expect

from infra.places import Division
from tests.browser import journey
from tests.browser.conftest import Rendered
from tests.browser.portal import Portal

NEVER_PAINTED = (
    "window.requestAnimationFrame = () => 0; const real = setTimeout;"
    " window.setTimeout = (act, wait, ...more) => (wait === 1000 ? 0 : real(act, wait, ...more));"
)


def districts(rendered: Rendered) -> list[Division]:
    """Return the divisions that have parts."""
    return [place for place in rendered.configuration.places if place.children]


def options(page: Page) -> list[str]:
    """Return the values that the place list offers, which is filled once the form is open."""
    expect(page.locator("#place option").nth(1)).to_be_attached()
    found: list[str] = page.locator("#place option").evaluate_all("all => all.map((one) => one.value)")
    return found


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_the_list_holds_every_place_under_its_district(
    page: Page, portal: Portal, rendered: Rendered, language: str
) -> None:
    """In the order of the configuration, each district first as a whole, with the official name on either page."""
    journey.open_report(page, portal, language)
    wanted = [""] + [one.id for place in rendered.configuration.places for one in (place, *place.children)]
    assert options(page) == wanted
    for place in districts(rendered):
        group = page.locator(f'#place optgroup:has(> option[value="{place.id}"])')
        label = group.get_attribute("label") or ""
        assert place.name[language] in label
        assert place.name["zh-CN"] in label
        first, *others = group.locator("option").evaluate_all("all => all.map((one) => [one.value, one.text])")
        assert first[0] == place.id
        assert place.name[language] in first[1]
        assert first[1] != label
        for (value, text), part in zip(others, place.children, strict=True):
            assert value == part.id
            assert part.name[language] in text
            assert part.name["zh-CN"] in text


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_a_district_narrows_the_list_and_never_what_is_sent(
    page: Page, portal: Portal, rendered: Rendered, language: str
) -> None:
    """It has no name of its own; a place outside it is no longer chosen, one inside stays, and all can be had again."""
    first, second = districts(rendered)[:2]
    journey.open_report(page, portal, language)
    journey.write(page, journey.SHORT, {})
    district, place = page.locator("[data-part=district]"), page.locator("#place")
    assert district.get_attribute("name") is None
    place.select_option(first.children[0].id)
    district.select_option(index=1)
    expect(place).to_have_value(first.children[0].id)
    assert options(page) == ["", first.id, *(part.id for part in first.children)]
    district.select_option(index=2)
    expect(place).to_have_value("")
    assert options(page) == ["", second.id, *(part.id for part in second.children)]
    journey.act(page, "review").click()
    expect(page.locator("#place-mistake")).to_be_visible()
    place.select_option(second.id)
    district.select_option(index=0)
    expect(place).to_have_value(second.id)
    assert len(options(page)) == 1 + sum(1 + len(one.children) for one in rendered.configuration.places)
    journey.review(page)
    journey.send(page)
    journey.filed(page)
    facts = json.loads(portal.bodies[0])["facts"]
    assert facts["place"] == second.id
    assert "district" not in facts


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_the_check_names_the_place_with_its_district(
    page: Page, portal: Portal, rendered: Rendered, language: str
) -> None:
    """Streets of one name in two districts are told apart; a whole district is named once."""
    district = districts(rendered)[0]
    street = district.children[-1]
    journey.open_report(page, portal, language)
    journey.write(page, journey.SHORT | {"place": street.id}, {})
    journey.review(page)
    shown = page.locator("#facts").inner_text()
    assert district.name[language] in shown
    assert street.name[language] in shown
    marked = page.locator("#facts [lang=zh-CN]").all_inner_texts()
    assert marked[-1] == street.name["zh-CN"]
    journey.act(page, "edit").click()
    page.locator("#place").select_option(district.id)
    journey.review(page)
    assert page.locator("#facts").inner_text().count(district.name[language]) == 1


def test_the_official_name_of_a_chosen_place_is_marked_as_chinese(
    page: Page, portal: Portal, rendered: Rendered
) -> None:
    """A screen reader that reads English is told where Chinese begins; on the Chinese page there is nothing to add."""
    district = districts(rendered)[0]
    street = district.children[0]
    journey.open_report(page, portal, "en")
    official = page.locator("#place-official")
    page.locator("#place").select_option(street.id)
    assert official.get_attribute("lang") == "zh-CN"
    expect(official).to_have_text(district.name["zh-CN"] + street.name["zh-CN"])
    page.locator("#place").select_option("")
    expect(official).to_be_empty()
    journey.open_report(page, portal, "zh-CN")
    page.locator("#place").select_option(street.id)
    expect(official).to_be_empty()


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_each_category_shows_its_example(page: Page, portal: Portal, rendered: Rendered, language: str) -> None:
    """Fifteen categories, each with what belongs to it, read with the list that it describes."""
    journey.open_report(page, portal, language)
    category = journey.control(page, "category")
    hint = page.locator("#category-hint")
    plain = hint.inner_text()
    assert len(rendered.configuration.categories) == 15
    for choice in rendered.configuration.categories:
        category.select_option(choice.id)
        expect(hint).to_contain_text(choice.example[language])
    category.select_option("")
    expect(hint).to_have_text(plain)
    assert "category-hint" in (category.get_attribute("aria-describedby") or "")


def test_after_clearing_every_place_is_there_again(page: Page, portal: Portal, rendered: Rendered) -> None:
    """A list that was narrowed is whole for the next person, with nothing chosen."""
    journey.open_report(page, portal)
    whole = options(page)
    page.locator("[data-part=district]").select_option(index=2)
    page.locator("#place").select_option(index=2)
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    assert options(page) == whole
    expect(page.locator("#place")).to_have_value("")
    expect(page.locator("[data-part=district]")).to_have_value("")


def test_the_picker_is_used_by_keyboard(page: Page, portal: Portal, rendered: Rendered) -> None:
    """District, then place, with arrow keys alone; both say what they are."""
    district = districts(rendered)[0]
    journey.open_report(page, portal, "en")
    page.locator("#district").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox", name="Where is it?")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#place")).to_have_value(district.children[0].id)
    assert page.get_by_role("combobox", name="District, to shorten the list below").count() == 1


def test_the_list_is_filled_when_it_is_reached_for_before_the_page_comes_to_it(
    page: Page, portal: Portal, rendered: Rendered
) -> None:
    """The form opens with the places put aside; the first touch brings them, where nothing is ever painted."""
    page.add_init_script(NEVER_PAINTED)
    journey.open_report(page, portal)
    assert page.locator("#place option").count() == 1
    for reach in ("mousedown", "focus"):
        page.locator("#district").dispatch_event(reach)
        assert len(options(page)) == 1 + sum(1 + len(one.children) for one in rendered.configuration.places)
