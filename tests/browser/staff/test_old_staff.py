"""The staff page works in the oldest browsers that the pages are built for."""

from tests.browser.old.browser import Old
from tests.browser.old.conftest import old, running  # noqa: F401  fixtures
from tests.browser.staff.offices import Offices


def test_a_case_is_taken_and_passed_on_in_an_old_browser(old: Old, offices: Offices) -> None:  # noqa: F811
    """Sign in by code and PKCE, open, accept and dispatch, all but the first press by keyboard."""
    case = offices.file(1)
    old.fresh(width=1280, height=800)
    old.goto(f"{offices.site}/zh-CN/staff/")
    old.press('[data-act="sign-in"]')
    old.wait_for(f'[data-case="{case}"]')
    old.key("Enter")
    old.wait_for("#history")
    old.key("a")
    old.wait("document.getElementById('case-status').textContent === '已受理'")
    old.key("d")
    old.wait_for('[data-form="dispatch"]')
    old.key("3")
    old.key("Enter")
    old.wait_for("#list-state.card")
    assert offices.chains.cases[case].unit == "longmatan"
    assert old.seen()["faults"] == []
