"""Working days: when so many of them are over."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.calendar import Calendar, over, parse
from protocol import hour
from protocol.errors import Malformed
from tests.unit.functions import offices

PLAIN = parse(offices.working())  # Monday to Friday in Shanghai, of 2026 and 2027; days close at 10Z
SHORT = Calendar(PLAIN.begins[:3], PLAIN.closes[:3])  # knows 1, 2 and 5 January 2026
HOURS = st.integers(0, 24 * 365).map(
    lambda hours: hour.from_datetime(hour.parse("2026-01-05T00Z") + timedelta(hours=hours))
)


@pytest.mark.parametrize(
    ("now", "days", "due"),
    [
        ("2026-11-25T08Z", 1, "2026-11-26T10Z"),  # Wednesday at work
        ("2026-11-25T15Z", 1, "2026-11-26T10Z"),  # Wednesday, 23 o'clock
        ("2026-11-25T16Z", 1, "2026-11-27T10Z"),  # Thursday, 0 o'clock
        ("2026-11-27T09Z", 1, "2026-11-30T10Z"),  # Friday
        ("2026-11-28T09Z", 1, "2026-11-30T10Z"),  # Saturday: Monday is the first
        ("2026-11-25T08Z", 10, "2026-12-09T10Z"),
        ("2027-12-30T08Z", 2, "2028-01-03T10Z"),  # past the last day that is known
        ("2028-01-08T08Z", 1, "2028-01-10T10Z"),
    ],
)
def test_a_deadline_is_the_close_of_its_last_working_day(now: str, days: int, due: str) -> None:
    """The day on which it begins does not count."""
    assert PLAIN.due(now, days) == due


def test_a_holiday_does_not_count() -> None:
    """A day that the build left out is passed over."""
    kept = [day for day in offices.working() if day[1] != "2026-11-26T10Z"]
    assert parse(kept).due("2026-11-25T08Z", 1) == "2026-11-27T10Z"


@given(HOURS, st.integers(1, 60))
def test_a_deadline_has_as_many_working_days_after_its_first_day(now: str, days: int) -> None:
    """Counted by calendar dates, another way."""
    first = (hour.parse(now) + timedelta(hours=8)).date()
    last = (hour.parse(PLAIN.due(now, days)) + timedelta(hours=8)).date()
    between = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
    assert sum(day.weekday() < 5 for day in between) == days
    assert last.weekday() < 5


@given(HOURS, st.integers(1, 30), st.integers(1, 30))
def test_time_that_is_added_to_a_deadline_counts_from_its_day(now: str, days: int, more: int) -> None:
    """An extension of so many days is as if the deadline had been so much longer."""
    assert PLAIN.due(PLAIN.due(now, days), more) == PLAIN.due(now, days + more)


@given(HOURS, st.integers(1, 40))
def test_past_the_known_days_weekdays_count(now: str, days: int) -> None:
    """A portal that was not deployed for a year is not wrong by more than its holidays."""
    assert SHORT.due(now, days) == PLAIN.due(now, days)


def test_a_deadline_is_over_from_its_hour_on() -> None:
    """Not before."""
    assert [over("2026-11-26T10Z", now) for now in ("2026-11-26T09Z", "2026-11-26T10Z", "2026-12-01T00Z")] == [
        False,
        True,
        True,
    ]


@pytest.mark.parametrize(
    "days",
    [
        [],
        {},
        ["2026-11-26T10Z"],
        [["2026-11-25T16Z"]],
        [["2026-11-25T16Z", "2026-11-26"]],
        [["2026-11-26T10Z", "2026-11-25T16Z"]],
        [["2026-11-25T16Z", "2026-11-26T10Z"]] * 2,
    ],
)
def test_a_calendar_out_of_form_is_refused(days: object) -> None:
    """A day is its begin and its close, and days stand in order."""
    with pytest.raises(Malformed):
        parse(days)
