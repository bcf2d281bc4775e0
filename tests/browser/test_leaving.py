"""Nothing typed is lost by accident, and nothing is left behind on purpose."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Dialog, Page, expect

from tests.browser import journey
from tests.browser.portal import Portal
from tests.browser.test_failures import words


def asked(page: Page, *, leave: bool) -> list[str]:
    """Answer every question of the browser alike, and return what was asked, by its kind."""
    kinds: list[str] = []

    def answer(dialog: Dialog) -> None:
        kinds.append(dialog.type)
        if leave:
            dialog.accept()
        else:
            dialog.dismiss()

    page.on("dialog", answer)
    return kinds


def left_behind(page: Page, code: str) -> list[str]:
    """Return which of the typed texts, and the code, the page still holds anywhere."""
    held = page.evaluate(
        # The script has a name of its own, in its known answers, and holds nothing that was typed.
        "Array.from(document.querySelectorAll('head, body > :not(script)')).map((one) => one.outerHTML).join() + "
        "Array.from(document.querySelectorAll('input, textarea')).map((one) => one.value).join()"
    )
    # The hints hold some of the other texts as examples.
    typed = [journey.FACTS["spot"], *(journey.CONTACT[name] for name in ("name", "phone", "email", "address", "note"))]
    return [text for text in [*typed, code] if text in held]


def report(page: Page, portal: Portal) -> str:
    """File a report with contact details and return its secret code."""
    journey.open_report(page, portal)
    journey.write(page)
    journey.review(page)
    journey.send(page)
    journey.filed(page)
    return journey.secret_code(page)


# Browsers of iPhones never ask before a page goes, whatever the page says.
SILENT = (
    "const add = window.addEventListener; window.addEventListener = (name, ...more) => "
    "name === 'beforeunload' || add.call(window, name, ...more);"
)


def test_switching_the_language_takes_a_second_press_before_text_is_lost(page: Page, portal: Portal) -> None:
    """The page itself asks, which no browser leaves out: staying keeps every text, an untouched form asks nothing."""
    kinds = asked(page, leave=False)
    page.add_init_script(SILENT)
    journey.open_report(page, portal)
    switch, note = page.locator('[data-language="en"]'), page.locator("#going")
    journey.control(page, "what").fill("写了一半")
    switch.dblclick(no_wait_after=True)
    expect(note).to_have_text(words(page, "going.text"))
    expect(page.locator("#live")).to_have_text(words(page, "going.text"))
    journey.control(page, "what").type("，还有")
    expect(note).to_be_hidden()
    page.wait_for_timeout(700)  # longer than a double press
    switch.click(no_wait_after=True)
    expect(note).to_be_visible()
    assert journey.control(page, "what").input_value() == "写了一半，还有"
    page.wait_for_timeout(700)
    switch.click()
    page.wait_for_url(f"{portal.site}/en/report/")
    page.locator('[data-language="zh-CN"]').click()
    page.wait_for_url(f"{portal.site}/zh-CN/report/")
    assert kinds == []


def test_leaving_before_the_code_is_kept_asks(page: Page, portal: Portal) -> None:
    """With the code on screen every link takes a second press, also where one should open beside; a reload asks."""
    code = report(page, portal)
    kinds = asked(page, leave=False)
    links = page.locator("a[href^='/']:visible:not([data-act=leave])")
    assert links.count() == 7
    for link in links.all():
        link.click(no_wait_after=True)
        expect(page.locator("#going")).to_have_text(words(page, "going.code"))
    assert len(page.context.pages) == 1
    page.evaluate("setTimeout(() => location.reload(), 0)")
    page.wait_for_timeout(300)
    assert kinds == ["beforeunload"]
    assert journey.secret_code(page) == code


def test_the_phones_back_button_does_not_take_the_code_away(page: Page, portal: Portal) -> None:
    """Back on the last step stays there."""
    code = report(page, portal)
    page.go_back()
    assert journey.secret_code(page) == code
    expect(page.locator("#filed")).to_be_visible()


def test_finishing_needs_the_code_to_be_kept(page: Page, portal: Portal) -> None:
    """Without the tick nothing is cleared, and the page says what to do."""
    code = report(page, portal)
    journey.act(page, "finish").click()
    expect(page.locator("#mistakes")).to_be_focused()
    expect(page.locator("#kept-mistake")).to_be_visible()
    assert journey.secret_code(page) == code
    journey.control(page, "kept").check()
    expect(page.locator("#mistakes")).to_be_hidden()


def test_finishing_leaves_nothing_on_the_page(page: Page, portal: Portal) -> None:
    """After finishing, no text, code or picture is in the page, nor after Back, Forward and a reload."""
    code = report(page, portal)
    journey.act(page, "picture").click()
    journey.finish(page)
    assert left_behind(page, code) == []
    assert "data:image/png" not in page.content()
    page.goto(f"{portal.site}/zh-CN/")
    page.go_back()
    page.wait_for_load_state()
    assert left_behind(page, code) == []
    page.go_forward()
    page.go_back()
    page.reload()
    assert left_behind(page, code) == []


def test_leaving_a_half_written_report_leaves_nothing_to_the_next_person(page: Page, portal: Portal) -> None:
    """Who chose to leave and presses Back finds an empty form."""
    asked(page, leave=True)
    page.goto(f"{portal.site}/zh-CN/")
    journey.open_report(page, portal)
    journey.write(page)
    page.goto(f"{portal.site}/zh-CN/privacy/")
    page.go_back()
    page.wait_for_load_state()
    assert left_behind(page, "no code") == []


def test_the_browser_is_asked_to_remember_nothing(page: Page, portal: Portal) -> None:
    """Every control of the form says autocomplete=off, and none is a password or a one-time code."""
    journey.open_report(page, portal)
    controls = page.locator("#form :is(input, textarea, select)")
    assert set(controls.evaluate_all("all => all.map((one) => one.getAttribute('autocomplete'))")) == {"off"}
    assert set(controls.evaluate_all("all => all.map((one) => one.type)")) == {
        "checkbox",
        "file",
        "radio",
        "select-one",
        "text",
        "textarea",
    }


def test_links_out_of_a_half_written_report_open_beside_it(page: Page, portal: Portal) -> None:
    """Only the language switch and the way out leave the report: every other link opens a tab of its own."""
    journey.open_report(page, portal)
    leaving = page.locator("a[href^='/']:visible:not([target=_blank]):not([data-act=leave])").evaluate_all(
        "all => all.map((one) => one.dataset.language || one.getAttribute('aria-current'))"
    )
    assert sorted(leaving) == ["en", "page"]


def test_nothing_is_stored_in_the_browser(context_of: Callable[..., BrowserContext], portal: Portal) -> None:
    """A whole journey leaves no cookie, no storage and no database."""
    context = context_of()
    page = context.new_page()
    report(page, portal)
    stored = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, "
        "(await caches.keys()).length]"
    )
    assert stored == [0, 0, 0, 0]
    assert context.cookies() == []


def test_a_page_that_the_browser_keeps_for_going_back_is_empty(page: Page, portal: Portal) -> None:
    """When the page is put away nothing stays in its controls, and coming back to it loads it anew."""
    code = report(page, portal)
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    assert left_behind(page, code) == []
    with page.expect_navigation():
        page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator("[data-act=review]")).to_be_enabled()
