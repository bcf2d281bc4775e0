"""The pages by keyboard and screen reader, in both languages; what axe-core finds is looked for in test_looks."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import journey
from tests.browser.portal import Portal


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_mistakes_are_told_once_and_lead_to_their_fields(page: Page, portal: Portal, language: str) -> None:
    """The summary was there before, gets the focus, names every mistake, and each link moves to its control."""
    journey.open_report(page, portal, language)
    summary = page.locator("#mistakes")
    assert summary.count() == 1
    assert summary.get_attribute("role") == "group"
    journey.act(page, "review").click()
    expect(summary).to_be_focused()
    labelled = (summary.get_attribute("aria-labelledby") or "").split()
    read = " ".join(page.locator(f"#{name}").inner_text() for name in labelled)
    links = summary.locator("a")
    assert links.count() == 4
    for place, name in enumerate(("kind", "category", "place", "what")):
        text = links.nth(place).inner_text()
        assert text in read
        assert page.locator(f"#{name}-mistake").inner_text() == text
        marked = page.locator("#kind") if name == "kind" else journey.control(page, name)
        assert marked.get_attribute("aria-invalid") == "true"
        assert f"{name}-mistake" in (marked.get_attribute("aria-describedby") or "")
        links.nth(place).click()
        expect(page.locator(":focus")).to_have_attribute("name", name)
    assert page.title().startswith({"zh-CN": "请修改：", "en": "Error: "}[language])
    assert page.url.endswith("/report/")


def test_mended_mistakes_are_gone(page: Page, portal: Portal) -> None:
    """What was put right is called wrong no longer, at once, in the summary and at the field; the title says so too."""
    journey.open_report(page, portal)
    journey.act(page, "review").click()
    journey.control(page, "what").fill("楼道堆放杂物")
    expect(page.locator("#what-mistake")).to_be_hidden()
    expect(page.locator("#mistakes a")).to_have_count(3)
    page.locator("#district").select_option(index=1)
    expect(page.locator("#place-mistake")).to_be_visible()
    assert page.title().startswith("请修改")
    journey.control(page, "place").select_option(index=1)
    journey.write(page, {"kind": "report", "category": "noise"}, {})
    expect(page.locator("#mistakes")).to_be_hidden()
    assert page.locator("[aria-invalid]").count() == 0
    assert not page.title().startswith("请修改")
    journey.review(page)


def test_each_step_moves_the_focus_to_its_heading_and_names_the_page(page: Page, portal: Portal) -> None:
    """Whoever cannot see the screen change hears where he is; news stands in the region that was there before."""
    journey.open_report(page, portal, "en")
    page.evaluate("window.region = document.getElementById('live')")
    journey.write(page)
    journey.review(page)
    expect(page.locator('[data-step="review"] h1')).to_be_focused()
    assert page.title().startswith("Check before you send")
    portal.held.clear()
    journey.send(page)
    expect(page.locator("#outcome")).to_be_focused()
    assert page.title().startswith("Sending")
    portal.held.set()
    ref = journey.filed(page)
    expect(page.locator("#live")).to_have_text(f"Received. Your report number is {ref}")
    assert page.evaluate("window.region === document.getElementById('live')")
    assert page.title().startswith("Received")
    journey.finish(page)
    expect(page.locator('[data-step="done"] h1')).to_be_focused()


def test_the_whole_form_can_be_filled_by_keyboard(page: Page, portal: Portal) -> None:
    """From the first control to the check with keys alone."""
    journey.open_report(page, portal)
    page.locator('[name="kind"]').first.focus()
    page.keyboard.press("ArrowDown")
    for name in ("category", "district", "place"):
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_attribute("id", name)
        page.keyboard.press("ArrowDown")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("name", "what")
    page.keyboard.insert_text("楼道堆放杂物")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.locator(":focus").get_attribute("data-act") == "review":
            break
    page.keyboard.press("Enter")
    expect(page.locator('[data-step="review"]')).to_be_visible()
    assert "楼道堆放杂物" in page.locator("#facts").inner_text()


@pytest.mark.parametrize("text", ["a", "字", "\U00020bb7", "\U0001f468\u200d\U0001f469\u200d\U0001f467"])
def test_a_field_takes_exactly_its_bound_in_code_points(page: Page, portal: Portal, text: str) -> None:
    """What the page lets through the portal takes, and what is over is counted in the protocol's unit."""
    journey.open_report(page, portal)
    journey.write(page, journey.SHORT, {})
    full = (text * 200)[: 200 // len(text) * len(text)]
    full += "x" * (200 - len(full))
    journey.control(page, "spot").fill(full + "xyz")
    expect(page.locator("#spot-count")).to_have_text("超出 3 个字（最多 200 字）")
    journey.act(page, "review").click()
    expect(page.locator("#spot-mistake")).to_contain_text("超出 3 个字")
    journey.control(page, "spot").fill(full)
    journey.review(page)
    journey.send(page)
    journey.filed(page)


def test_the_skip_link_moves_to_the_content(page: Page, portal: Portal) -> None:
    """The first Tab offers it, and pressing it takes nobody back a step."""
    journey.open_report(page, portal)
    journey.write(page)
    journey.review(page)
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    expect(page.locator('[data-step="review"]')).to_be_visible()


@pytest.mark.parametrize("place", ["", "report/", "keys/", "privacy/", "statistics/"])
def test_the_other_language_is_always_in_sight(page: Page, portal: Portal, place: str) -> None:
    """On a small phone each page shows a way to the same page in the other language, by its own name."""
    for language, other, name in (("zh-CN", "en", "English"), ("en", "zh-CN", "中文")):
        page.goto(f"{portal.site}/{language}/{place}")
        switch = page.locator(f'[data-language="{other}"]')
        expect(switch).to_be_visible()
        expect(switch).to_have_text(name)
        switch.click()
        page.wait_for_url(f"{portal.site}/{other}/{place}")
        assert page.locator("html").get_attribute("lang") == other


def test_languages_are_named_in_valid_tags(page: Page, portal: Portal) -> None:
    """The page, its links and each part of the bilingual page say which language they are."""
    for language in journey.LANGUAGES:
        page.goto(f"{portal.site}/{language}/")
        assert page.locator("html").get_attribute("lang") == language
        for other in journey.LANGUAGES:
            link = page.locator(f'[data-language="{other}"]')
            assert (link.get_attribute("lang"), link.get_attribute("hreflang")) == (other, other)
    page.goto(f"{portal.site}/nowhere/")
    assert page.locator("section").evaluate_all("all => all.map((one) => one.lang)") == ["zh-CN", "en"]
