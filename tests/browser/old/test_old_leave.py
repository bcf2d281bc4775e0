"""The way out on browsers of 2018 and 2019: at once, without a question, by press and by key."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import journey
from tests.browser.old.browser import Old
from tests.browser.old.test_old import open_report, write
from tests.browser.portal import Portal


def by_press(old: Old) -> None:
    old.press('[data-act="leave"]')


def by_key(old: Old) -> None:
    for _ in range(3):
        old.key("Escape")


@pytest.mark.parametrize("leave", [by_press, by_key])
@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_a_half_written_report_is_left_at_once(
    running: Old, portal: Portal, leave: Callable[[Old], None], language: str
) -> None:
    """Nothing is asked, the address says nothing, and Back brings back no typed text."""
    running.fresh(stay=True)  # a question would keep the page
    open_report(running, portal, language)
    write(running)
    running.press('[data-act="review"]')
    running.wait_for('[data-step="review"]')  # a step of its own in the history
    leave(running)
    running.wait("location.href === 'about:blank'")
    assert running.evaluate("document.body.textContent") == ""
    assert running.seen()["questions"] == []
    running.evaluate("history.back()")
    running.wait("location.pathname.endsWith('/report/') && document.readyState === 'complete'")
    values = running.evaluate("Array.from(document.querySelectorAll('textarea, [type=text]')).map((one) => one.value)")
    assert "".join(values) == ""


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_the_picture_of_the_home_page_fits(
    running: Old, portal: Portal, request: pytest.FixtureRequest, language: str
) -> None:
    """What newer styles are left out of still stands side by side within the screen, the way out in its place."""
    running.fresh(width=360)
    running.goto(f"{portal.site}/{language}/")
    shots = request.config.getoption("--shots", default=None)
    if shots is not None:
        Path(shots).mkdir(parents=True, exist_ok=True)
        running.shot(Path(shots) / f"home.{language}.360.chromium-{running.version.split('/')[-1].split('.')[0]}.png")
    assert running.evaluate("document.documentElement.scrollWidth") <= 360
    facts, contact = running.evaluate(
        "Array.from(document.querySelectorAll('.lane')).map((one) => [one.getBoundingClientRect().left,"
        " one.getBoundingClientRect().right, one.getBoundingClientRect().top])"
    )
    assert facts[1] < contact[0] and facts[2] == contact[2]
    assert running.evaluate("getComputedStyle(document.querySelector('.sealed'), '::after').borderRadius") == "50%"
    running.evaluate("window.scrollTo(0, 900)")
    assert running.evaluate("document.querySelector('.ways').getBoundingClientRect().top") == 0
