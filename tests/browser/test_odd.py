"""The journey holds in odd surroundings: in-app browsers, translators, zoom, forced colours, keys alone."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from protocol import canonical, report
from tests.browser import journey
from tests.browser.portal import LOST, Portal
from tests.browser.test_failures import failed, to_the_check, words
from tests.browser.test_looks import steps

WECHAT = (
    "Mozilla/5.0 (Linux; Android 8.1) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/66.0.3359.126 "
    "MQQBrowser/6.2 TBS/045130 Mobile Safari/537.36 MMWEBID/2155 MicroMessenger/8.0.1 Language/zh_CN"
)
IN_APP = """
for (const name of ["share", "canShare", "clipboard"]) Object.defineProperty(navigator, name, { value: undefined });
document.execCommand = () => false;
window.open = () => null;
window.confirm = () => false;
"""
PRINT = {
    "no print": "window.print = undefined;",
    "a print that throws": "window.print = () => { throw new Error('not here'); };",
    "a print that does nothing": "window.print = () => undefined;",
}


@pytest.mark.parametrize("printing", PRINT.values(), ids=PRINT.keys())
@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_inside_a_chat_app_the_code_can_still_be_kept(
    context_of: Callable[..., BrowserContext], portal: Portal, printing: str, language: str
) -> None:
    """Without print, share, clipboard and windows the report arrives, and the page says which way of keeping works."""
    page = context_of(user_agent=WECHAT, accept_downloads=False).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.add_init_script(IN_APP + printing)
    to_the_check(page, portal, language)
    journey.send(page)
    journey.filed(page)
    title = page.title()
    journey.act(page, "print").click()
    expect(page.locator('[data-said="code"]')).to_have_text(words(page, "print.not"))
    assert page.title() == title
    page.locator('[data-act="print"][data-of="receipt"]').click()
    expect(page.locator('[data-said="receipt"]')).to_have_text(words(page, "print.not"))
    journey.act(page, "picture").click()
    expect(page.locator("#picture img")).to_be_visible()
    journey.act(page, "copy").click()
    assert page.evaluate("getSelection().toString().trim()") == journey.secret_code(page)
    journey.finish(page)
    assert faults == []


def test_paper_that_comes_is_not_called_missing(page: Page, portal: Portal) -> None:
    """A browser that prints says so before and after it, and the page keeps silent."""
    page.add_init_script(
        "window.print = () => ['beforeprint', 'afterprint'].forEach((name) => window.dispatchEvent(new Event(name)));"
    )
    to_the_check(page, portal)
    journey.send(page)
    journey.filed(page)
    for of in ("code", "receipt"):
        page.locator(f'[data-act="print"][data-of="{of}"]').click()
    page.wait_for_timeout(1500)  # longer than the page waits for a sign of paper
    expect(page.locator('[data-said="code"]')).to_be_empty()
    expect(page.locator('[data-said="receipt"]')).to_be_empty()


def test_nothing_on_the_page_is_a_download(page: Page, portal: Portal) -> None:
    """What can be kept is shown to be copied, printed or pressed: nothing counts on a file or a window."""
    to_the_check(page, portal)
    journey.send(page)
    journey.filed(page)
    assert page.locator("a[download]").count() == 0
    script = portal.page("/zh-CN/report/").body.decode()
    assert not re.search(r"\.download\b|navigator\.share|window\.open\(|msSaveBlob", script)


def test_a_text_that_cannot_be_copied_is_shown_and_selected(page: Page, portal: Portal) -> None:
    """Whoever must take his text elsewhere sees all of it, selected as the page says, and it is gone with the rest."""
    page.add_init_script(IN_APP)
    portal.script(LOST)
    journey.open_report(page, portal, "en")
    journey.write(page)
    journey.review(page)
    journey.send(page)
    failed(page)
    page.locator('[data-act="copy"][data-of="text"]').click()
    expect(page.locator('[data-said="text"]')).to_have_text(words(page, "copied.not"))
    selected = page.evaluate("getSelection().toString()")
    assert all(text in selected for text in journey.CONTACT.values())
    journey.act(page, "retry").click()
    journey.filed(page)
    assert journey.CONTACT["email"] not in page.locator('[data-step="code"]').inner_html()


# What translators of browsers do: every text, now and later, is wrapped in two font elements and written anew.
TRANSLATOR = """
const letters = { 0: "〇", 1: "一", 2: "二", 3: "三", 4: "四", 5: "五", 6: "六", 7: "七", 8: "八", 9: "九" };
const kept = (node) => HONEST && node.parentElement.closest('[translate="no"], .notranslate') !== null;
function wrap(node) {
  const parent = node.parentElement;
  if (parent === null || ["SCRIPT", "STYLE", "TEXTAREA", "FONT"].includes(parent.tagName) || kept(node)) return;
  if (node.textContent.trim() === "") return;
  const text = "译" + node.textContent.replace(/[0-9]/g, (digit) => letters[digit]);
  if (parent.tagName === "OPTION") { if (!node.textContent.startsWith("译")) node.textContent = text; return; }
  const font = document.createElement("font");
  font.appendChild(document.createElement("font")).textContent = text;
  parent.replaceChild(font, node);
}
function all(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  if (root.nodeType === Node.TEXT_NODE) found.push(root);
  found.forEach(wrap);
}
document.addEventListener("DOMContentLoaded", () => {
  all(document.body);
  new MutationObserver((changes) => {
    for (const change of changes) change.addedNodes.forEach((node) => { if (node.isConnected) all(node); });
  }).observe(document.body, { childList: true, subtree: true });
});
"""


@pytest.mark.parametrize("honest", ["true", "false"], ids=["honours translate=no", "does not"])
def test_a_translator_at_work_changes_nothing_that_is_sent_or_copied(
    context_of: Callable[..., BrowserContext], portal: Portal, honest: str
) -> None:
    """With every text node replaced as it appears, mistakes, a failure, the report, code and receipt are all right."""
    page = context_of(permissions=["clipboard-read", "clipboard-write"]).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.add_init_script("document.execCommand = () => false;" + TRANSLATOR.replace("HONEST", honest))
    journey.open_report(page, portal, "en")
    expect(page.locator("h1:visible")).to_contain_text("译")
    journey.act(page, "review").click()
    expect(page.locator("#mistakes")).to_be_focused()
    page.locator("#mistakes a").last.click()
    expect(page.locator(":focus")).to_have_attribute("name", "what")
    journey.write(page)
    journey.review(page)
    assert journey.CONTACT["name"] in page.locator("#contact").inner_text()
    portal.script(portal.store_and_lose)
    journey.send(page)
    failed(page)
    journey.act(page, "retry").click()
    expect(page.locator("#filed")).to_be_visible()
    assert report.parse(canonical.loads(portal.bodies[0])).facts.to_value() == {"v": 1} | journey.FACTS
    assert portal.bodies[0] == portal.bodies[1]
    journey.act(page, "copy").click()
    expect(page.locator('[data-said="code"]')).not_to_be_empty()
    taken = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}", taken)
    if honest == "true":
        assert journey.secret_code(page) == taken
    page.locator('[data-act="copy"][data-of="receipt"]').click()
    expect(page.locator('[data-said="receipt"]')).not_to_be_empty()
    held = page.evaluate("navigator.clipboard.readText()")
    assert held.startswith(f"{portal.portal}/receipt\nfiled\n")
    journey.finish(page)
    assert faults == []


NARROW = [180, 240, 320]


@pytest.mark.parametrize("language", journey.LANGUAGES)
@pytest.mark.parametrize("width", NARROW)
def test_zoomed_in_nothing_is_lost(
    context_of: Callable[..., BrowserContext], portal: Portal, width: int, language: str
) -> None:
    """A phone of 360 pixels at 200 %, and a desk at 400 %: no view is wider than its screen, and no text is cut."""
    page = context_of(viewport={"width": width, "height": 370}).new_page()
    for name in steps(page, portal, language):
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert cut(page) == [], name


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_letters_twice_as_large_fit(context_of: Callable[..., BrowserContext], portal: Portal, language: str) -> None:
    """Only the text is enlarged, as phones' settings do: nothing is cut, overlapped or pushed off the screen."""
    page = context_of().new_page()
    page.add_init_script(
        "document.addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '200%'; });"
    )
    for name in steps(page, portal, language):
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
        assert cut(page) == [], name


def cut(page: Page) -> list[str]:
    """Return the visible elements whose own text does not fit into them, or lies outside of the screen."""
    found: list[str] = page.evaluate(
        """Array.from(document.querySelectorAll("main *, header *, nav *")).filter((one) => {
          const box = one.getBoundingClientRect();
          const own = Array.from(one.childNodes).some((node) => node.nodeType === 3 && node.textContent.trim() !== "");
          if (!own || box.width === 0 || one.closest(".unseen, .skip, #sheet, option") !== null) return false;
          const hides = ["hidden", "clip"].includes(getComputedStyle(one).overflowX);
          return (hides && one.scrollWidth > one.clientWidth + 1) || box.left < -1
            || box.right > document.documentElement.clientWidth + 1;
        }).map((one) => one.outerHTML.slice(0, 100))"""
    )
    return found


def focusable(page: Page) -> Iterator[Locator]:
    """Go on with Tab from where the focus is, and yield what gets it, until it leaves the page or was here before."""
    page.evaluate("window.been = new Set()")
    while True:
        page.keyboard.press("Tab")
        if not page.evaluate(FRESH):
            return
        yield page.locator(":focus")


FRESH = (
    "(() => { const at = document.activeElement; "
    "return at !== document.body && !window.been.has(at) && !!window.been.add(at); })()"
)
EXPECTED_STOPS = 2  # on the emptiest page: the way out, and a way home
SEEN = """one => {
  const shown = one.matches("input.unseen") ? one.labels[0].querySelector(".button") : one; // a label is its button
  const style = getComputedStyle(shown);
  const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  const box = shown.getBoundingClientRect();
  const near = Math.min(box.height / 2, 20);
  const at = [box.top + near, box.top + box.height / 2, box.bottom - near];
  const free = at.some((y) => {
    const hit = document.elementFromPoint(box.left + Math.min(box.width / 2, 30), y);
    return hit !== null && (shown.contains(hit) || hit.contains(shown));
  }); // some of it, as WCAG 2.4.11 has it: a tall field may begin under the bar that stays
  return [ring, free, one.outerHTML.slice(0, 90)];
}"""


@pytest.mark.parametrize("colours", ["none", "active"], ids=["own colours", "forced colours"])
def test_by_keys_alone_the_focus_is_always_seen(
    context_of: Callable[..., BrowserContext], portal: Portal, colours: str
) -> None:
    """Forwards and backwards through every view, what has the focus wears a ring and is not hidden."""
    page = context_of(forced_colors=colours).new_page()
    for name in steps(page, portal, "zh-CN"):
        page.evaluate("document.querySelector('a[href]').focus()")  # Tab goes on from here
        stops = 0
        for focus in focusable(page):
            ring, free, what = focus.evaluate(SEEN)
            assert ring, f"{name}: no ring around {what}"
            assert free, f"{name}: something lies over {what}"
            stops += 1
        for _ in range(stops):
            page.keyboard.press("Shift+Tab")
            focus = page.locator(":focus")
            if focus.count() == 0:
                break
            ring, free, what = focus.evaluate(SEEN)
            assert free, f"{name}, backwards: something lies over {what}"
        assert stops >= EXPECTED_STOPS, name


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_the_whole_journey_by_keys_alone(page: Page, portal: Portal, language: str) -> None:
    """From the address to the end without a mouse: choose, write, check, send, keep, finish."""
    page.goto(f"{portal.site}/{language}/report/")
    expect(page.locator("[data-act=review]")).to_be_enabled()
    keys = page.keyboard

    def on_to(selector: str) -> None:
        for focus in focusable(page):
            if focus.evaluate(f"one => one.matches({selector!r})"):
                return
        pytest.fail(f"Tab never reaches {selector}")

    on_to('[name="kind"]')
    keys.press("Space")
    for name in ("category", "place"):
        on_to(f'[name="{name}"]')
        keys.press("End")
    on_to('[name="what"]')
    keys.insert_text("楼道堆放杂物")
    on_to('[name="contact.phone"]')
    keys.insert_text(journey.CONTACT["phone"])
    on_to('[data-act="review"]')
    keys.press("Enter")
    expect(page.locator('[data-step="review"] h1')).to_be_focused()
    on_to('[data-act="send"]')
    keys.press("Enter")
    journey.filed(page)
    expect(page.locator("#outcome")).to_be_focused()
    on_to('[name="kept"]')
    keys.press("Space")
    on_to('[data-act="finish"]')
    keys.press("Enter")
    expect(page.locator('[data-step="done"] h1')).to_be_focused()
    (body,) = portal.bodies
    assert report.parse(canonical.loads(body)).facts.what == "楼道堆放杂物"


def test_forced_colours_keep_the_shape_of_every_control(
    context_of: Callable[..., BrowserContext], portal: Portal
) -> None:
    """Where the system paints over all colours, buttons, fields and the sealed part keep a border to be seen by."""
    page = context_of(forced_colors="active", color_scheme="dark").new_page()
    for name in steps(page, portal, "zh-CN"):
        bare = page.evaluate(
            """Array.from(document.querySelectorAll(
              "button, .button, input[type=text], textarea, select, .radio, .card, [data-act=leave]")).filter((one) => {
              if (one.getClientRects().length === 0) return false;
              const style = getComputedStyle(one);
              const drawn = ["Top", "Right", "Bottom", "Left"].some((side) =>
                style[`border${side}Style`] !== "none" && parseFloat(style[`border${side}Width`]) >= 1
                && style[`border${side}Color`] !== getComputedStyle(document.body).backgroundColor);
              return !drawn && style.textDecorationLine === "none";
            }).map((one) => one.outerHTML.slice(0, 90))"""
        )
        assert bare == [], name


HAN = re.compile(r"[\u4e00-\u9fff]")
ROLES = {
    "kind": "radio", "category": "combobox", "place": "combobox",
    **dict.fromkeys(("spot", "when", "what", "wish"), "textbox"),
    **dict.fromkeys((f"contact.{name}" for name in journey.CONTACT), "textbox"),
}  # fmt: skip


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_every_control_has_its_role_and_a_name_in_the_language_of_the_page(
    page: Page, portal: Portal, language: str
) -> None:
    """What a screen reader says of a control is its visible label, in the language of the page."""
    journey.open_report(page, portal, language)
    for name, role in ROLES.items():
        control = journey.control(page, name).first
        expect(control).to_have_role(role)  # type: ignore[arg-type]  # one of Playwright's own words
        label = page.locator(f'[data-field="{name}"] label').first.inner_text()
        expect(control).to_have_accessible_name(re.compile("^" + r"\s+".join(map(re.escape, label.split()))))
    expect(page.get_by_role("radiogroup")).to_have_count(1)
    named_in(page, language)
    journey.write(page)
    journey.review(page)
    named_in(page, language)
    journey.send(page)
    journey.filed(page)
    named_in(page, language)


def named_in(page: Page, language: str) -> None:
    """Fail unless everything that can be pressed has a name, and that in the language of the page."""
    for found in page.locator("main :is(button, a[href], summary, input):visible").all():
        name = found.evaluate(ACCESSIBLE)
        assert name, found.evaluate("one => one.outerHTML")
        foreign = found.evaluate("one => one.closest('[translate=no], [lang]:not(html)') !== null")
        assert foreign or bool(HAN.search(name)) == (language == "zh-CN"), name


ACCESSIBLE = "one => (one.getAttribute('aria-label') || (one.labels && one.labels[0] || one).textContent || '').trim()"

LISTENER = """
window.heard = [];
document.addEventListener("DOMContentLoaded", () => {
  const live = document.getElementById("live");
  new MutationObserver(() => { if (live.textContent !== "") window.heard.push(live.textContent); })
    .observe(live, { childList: true, characterData: true, subtree: true });
  document.addEventListener("focusin", (event) => {
    const by = (event.target.getAttribute("aria-labelledby") || "").split(" ").filter((id) => id !== "");
    const named = by.length > 0 ? by.map((id) => document.getElementById(id)) : [event.target];
    const text = named.map((one) => one.textContent).join(" ");
    if (event.target.tabIndex === -1) window.heard.push("focus: " + text.replace(/\\s+/g, " ").trim());
  });
});
"""


def heard(page: Page, count: int) -> list[str]:
    """Return all that was heard, once there are `count` pieces of it."""
    for _ in range(100):
        found: list[str] = page.evaluate("window.heard")
        if len(found) >= count:
            break
        page.wait_for_timeout(50)
    assert len(found) == count, found
    return found


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_a_screen_reader_hears_each_piece_of_news_once_and_in_order(page: Page, portal: Portal, language: str) -> None:
    """Too long, mistakes, check, sending, the failure, sending again, received: each is said once, as it happens."""
    page.add_init_script(LISTENER)
    journey.open_report(page, portal, language)
    journey.control(page, "spot").fill("字" * 203)
    assert "3" in heard(page, 1)[-1]
    journey.control(page, "spot").fill("字")
    assert words(page, "count.within").split("{field}")[-1].strip() in heard(page, 2)[-1]
    journey.act(page, "review").click()
    mistakes = [words(page, f"mistake.missing.{name}") for name in ("kind", "category", "place", "what")]
    assert all(text in heard(page, 3)[-1] for text in mistakes)
    journey.write(page, journey.SHORT, {})
    journey.review(page)
    assert heard(page, 4)[-1] == f"focus: {page.locator('[data-step=review] h1').text_content()}"
    portal.script(LOST)
    portal.held.clear()
    journey.send(page)
    sending = f"focus: {words(page, 'title.sending')}"
    assert heard(page, 5)[-1] == sending
    portal.held.set()
    said = heard(page, 6)[-1]
    assert all(words(page, name) in said for name in ("title.unsure", "failed.lost", "sure.unknown"))
    journey.act(page, "retry").click()
    ref = journey.filed(page)
    assert heard(page, 8)[-2:] == [sending, words(page, "filed").replace("{ref}", ref)]


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_no_page_asks_anybody_else(context_of: Callable[..., BrowserContext], portal: Portal, language: str) -> None:
    """Every other host hangs for ever: no view notices, because none is asked."""
    page = context_of().new_page()
    asked: list[str] = []
    page.route(
        lambda address: not address.startswith((portal.site, "data:", "blob:")),
        lambda route: asked.append(route.request.url),
    )
    for name in steps(page, portal, language):
        assert asked == [], name


# Words that lists of content blockers put between slashes, or begin a path with.
BLOCKED = re.compile(
    r"track|beacon|analytic|telemetr|impression|pixel|banner|advert|sponsor|popup|promo|affiliate|metric|collect|counter|"
    r"visitor|fingerprint|stats?(?=[/.?]|$)|(?:^|[/._-])(?:ads?|log|ping|hit|event|click)s?(?=[/._?-]|$)"
)


def test_no_path_holds_a_word_that_content_blockers_know(portal: Portal, page: Page) -> None:
    """Neither a page's path nor a call's: pages, files and every call of the journey, the controls found."""
    assert all(BLOCKED.search(path) for path in ("/api/track/1", "/ads/x.js", "/stats?x", "/js/beacon.js", "/log"))
    for _ in steps(page, portal, "en"):
        pass
    paths = [f"/{file.relative_to(portal.folder).as_posix()}" for file in portal.folder.rglob("*")]
    paths += [path for _, path in portal.asked]
    assert len(paths) > 15
    assert [path for path in paths if BLOCKED.search(path)] == []


def test_a_call_that_a_blocker_stops_is_told_and_loses_nothing(page: Page, portal: Portal) -> None:
    """A request that never left the browser is a lost one: the text stays, and sending again works."""
    page.route("**/api/reports/*", lambda route: route.abort("blockedbyclient"))
    to_the_check(page, portal)
    journey.send(page)
    failed(page)
    expect(page.locator("#failed-why")).to_have_text(words(page, "failed.lost"))
    page.unroute("**/api/reports/*")
    journey.act(page, "retry").click()
    journey.filed(page)
    assert len(portal.filed) == 1


def test_whoever_wants_no_motion_sees_none(context_of: Callable[..., BrowserContext], portal: Portal) -> None:
    """With the wish for less motion nothing on any view moves by itself, the sending included."""
    page = context_of(reduced_motion="reduce").new_page()
    portal.held.clear()
    to_the_check(page, portal)
    journey.send(page)
    expect(page.locator("#sending")).to_be_visible()
    assert page.evaluate(MOVING) == []
    portal.held.set()
    journey.filed(page)
    assert page.evaluate(MOVING) == []


MOVING = (
    "document.getAnimations().map(String).concat(Array.from(document.querySelectorAll('*')).filter((one) => "
    "getComputedStyle(one).transitionDuration !== '0s' || getComputedStyle(one).scrollBehavior === 'smooth')"
    ".map((one) => one.outerHTML.slice(0, 80)))"
)
