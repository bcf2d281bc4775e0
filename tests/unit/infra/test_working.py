"""Working days of portal.toml: weekends, holidays, days worked instead and the zone, resolved to hours."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from functions.domain import calendar
from infra import working
from infra.errors import WrongConfiguration

PLAIN = {"country": "CN", "years": [2026, 2027]}


def read(zone: str = "Asia/Shanghai", **changed: Any) -> working.Working:
    """Read a table `[working]`."""
    return working.read(PLAIN | changed, zone)


def due(now: str, days: int, zone: str = "Asia/Shanghai", **changed: Any) -> str:
    """Return the deadline that the functions reckon from it."""
    return calendar.parse(read(zone, **changed).to_value()).due(now, days)


@pytest.mark.parametrize(
    ("now", "days", "last"),
    [
        ("2026-09-30T02Z", 1, "2026-10-08T10Z"),  # National Day: 1 to 7 October are free
        ("2026-10-08T02Z", 2, "2026-10-10T10Z"),  # Saturday 10 October is worked instead
        ("2026-02-13T02Z", 1, "2026-02-14T10Z"),  # and Saturday 14 February, before the Spring Festival
        ("2026-02-14T02Z", 1, "2026-02-24T10Z"),
        ("2026-12-31T02Z", 1, "2027-01-04T10Z"),  # over the turn of the year
    ],
)
def test_holidays_and_days_worked_instead_are_those_of_the_country(now: str, days: int, last: str) -> None:
    """As the State Council announced them for 2026."""
    assert due(now, days) == last


def test_a_deployment_may_close_and_open_on_days_of_its_own() -> None:
    """Whatever the country says."""
    assert due("2026-11-25T02Z", 1, closed=[dt.date(2026, 11, 26)]) == "2026-11-27T10Z"
    assert due("2026-11-27T02Z", 1, open=[dt.date(2026, 11, 28)]) == "2026-11-28T10Z"
    assert due("2026-09-30T02Z", 1, open=[dt.date(2026, 10, 1)], closes=17) == "2026-10-01T09Z"


@pytest.mark.parametrize(
    ("zone", "country", "now", "last"),
    [
        ("Europe/Berlin", "DE", "2026-10-23T08Z", "2026-10-26T17Z"),  # Friday in summer time, Monday in winter time
        (
            "America/New_York",
            "US",
            "2026-11-24T23Z",
            "2026-11-25T23Z",
        ),  # still Tuesday there, so Wednesday; not Thanksgiving
        ("Asia/Kolkata", "IN", "2026-11-24T18Z", "2026-11-26T13Z"),  # 18:00 is 12:30Z, and nobody is late by rounding
    ],
)
def test_days_are_those_of_the_zone(zone: str, country: str, now: str, last: str) -> None:
    """With its summer time, on the other side of midnight, and half an hour off."""
    assert due(now, 1, zone, country=country) == last


def test_a_part_of_a_country_has_its_own() -> None:
    """Epiphany is free in Bavaria and not in Hamburg."""
    parts = [due("2027-01-05T08Z", 1, "Europe/Berlin", country="DE", subdivision=part) for part in ("HH", "BY")]
    assert parts == ["2027-01-06T17Z", "2027-01-07T17Z"]


def test_what_is_left_of_the_years_is_counted() -> None:
    """In working days after today: none on the last one."""
    found = read(years=[2026])
    assert found.until == dt.date(2026, 12, 31)
    assert [found.left(day) for day in (dt.date(2026, 12, 31), dt.date(2026, 12, 30), dt.date(2026, 12, 28))] == [
        0,
        1,
        3,
    ]


def test_years_that_end_before_a_deadline_could_are_refused_in_earnest_and_told_on_a_demonstration() -> None:
    """A deadline of 15 days needs 15 known ones; two months earlier there is a warning with what to do."""
    units: Any = [SimpleNamespace(deadlines={"accept": 2, "answer": 15})]
    found = read(years=[2026])
    autumn, november, december = dt.date(2026, 9, 1), dt.date(2026, 11, 25), dt.date(2026, 12, 20)
    assert working.check_reach(found, units, autumn, strict=True) == ""
    told = working.check_reach(found, units, november, strict=True)
    assert "end on 2026-12-31, which is 26 working days from today" in told
    assert "add 2027 to years" in told
    assert "9 working days" in working.check_reach(found, units, december, strict=False)
    with pytest.raises(WrongConfiguration, match="9 working days from today, and a deadline has 15"):
        working.check_reach(found, units, december, strict=True)
