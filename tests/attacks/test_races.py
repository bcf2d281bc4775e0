"""Do the same thing many times at once: one report, and one unbroken chain."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from infra import citizen
from protocol import canonical
from tests.attacks import desk
from tests.attacks.test_forgery import chain, filed
from tests.conftest import Stack
from tests.system.reports import new_report

AT_ONCE = 8


def test_one_report_sent_many_times_at_once_is_one_report(stack: Stack) -> None:
    """Every sender gets the same receipt, or is asked to come back and then gets it."""
    reporter, report = new_report(stack)
    body = canonical.to_bytes(report.to_value())
    answers = at_once(lambda _: citizen.file(stack.site, reporter.case, body))
    assert {answer.status for answer in answers} <= {200, 201, 503}
    assert [answer.status for answer in answers].count(201) <= 1
    last = citizen.file(stack.site, reporter.case, body)
    assert {answer.body for answer in answers if answer.status != 503} | {last.body} == {last.body}
    assert len(chain(stack, reporter.case)) == 1


def test_different_reports_for_one_case_at_once_leave_one(stack: Stack) -> None:
    """One wins; the others are conflicts, and nothing of theirs is mixed in."""
    reporter, report = new_report(stack)
    bodies = [canonical.to_bytes(replace(report, build=f"{number:016x}").to_value()) for number in range(AT_ONCE)]
    answers = at_once(lambda number: citizen.file(stack.site, reporter.case, bodies[number]))
    assert {answer.status for answer in answers} <= {201, 409, 503}
    settled = [citizen.file(stack.site, reporter.case, body).status for body in bodies]
    assert sorted(settled) == [200] + [409] * (AT_ONCE - 1)


def test_pulls_at_once_are_an_unbroken_chain(stack: Stack) -> None:
    """Each box that left has its own entry, and no number occurs twice."""
    reporter = filed(stack)
    request = {"v": 1, "act": "pull", "ref": reporter.case, "purpose": "inquiry", "note": "同时"}
    answers = at_once(lambda _: desk.invoke(stack, request))
    left = [answer["record"]["entry"] for answer in answers if "record" in answer]
    recorded = [found.to_value() for found in chain(stack, reporter.case)][1:]
    assert left
    assert sorted(left, key=lambda found: found["n"]) == recorded


def at_once(act: object) -> list:
    """Return what `act` returns for each of many numbers, all started together."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(act, range(AT_ONCE)))
