"""Read the working days of portal.toml, and resolve them with the holidays of a country into hours (decision 0022).

Leaves counting them to the functions (functions/domain/calendar.py). A deployment names the years that it knows, so
that the same file gives the same pages whenever they are built.
"""

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from infra.errors import WrongConfiguration
from infra.mistake import Mistake, at, items, kind, spelling, table, text
from infra.units import Unit
from protocol import hour

if TYPE_CHECKING:
    from holidays import HolidayBase

CLOSES: Final = 18  # o'clock, where portal.toml says nothing
_FORM: Final = "[working]"
_CLOSES_MOST: Final = 22  # o'clock: before midnight in whole hours of UTC, whatever the zone
_WARNED: Final = 40  # working days, two months, before a deadline could end too late
_COUNTRY: Final = re.compile("[A-Z]{2}")
_YEARS: Final = (2026, 2099)
_HOUR: Final = dt.timedelta(hours=1)
_OLDEST: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # no report is older
_ALMOST_HOUR: Final = dt.timedelta(minutes=59)  # a zone may be half an hour off: nobody is late by rounding


@dataclass(frozen=True, slots=True)
class Working:
    """The working days of the years that a deployment knows, and the o'clock at which they close."""

    days: tuple[dt.date, ...]
    until: dt.date
    closes: int
    zone: str

    def to_value(self) -> list[list[str]]:
        """Return the hours that hold the midnight before each day, and those from which its work is over."""
        zone, midnight, close = ZoneInfo(self.zone), dt.time(0), dt.time(self.closes)
        return [
            [
                hour.from_datetime(dt.datetime.combine(day, midnight, zone)),
                hour.from_datetime(dt.datetime.combine(day, close, zone) + _ALMOST_HOUR),
            ]
            for day in self.days
        ]

    def clock(self) -> list[list[str | int]]:
        """Return from which hours on the zone is how many minutes ahead of UTC, a year further than days are known."""
        found: list[list[str | int]] = []
        moment, last = _OLDEST, dt.datetime(self.until.year + 2, 1, 1, tzinfo=dt.UTC)
        while moment < last:
            ahead = _ahead(self.zone, moment)
            if not found or found[-1][1] != ahead:
                found.append([hour.from_datetime(moment), ahead])
            # A day without a turn is passed over at once; in the others the hour of it is looked for.
            moment += dt.timedelta(days=1) if _ahead(self.zone, moment + dt.timedelta(days=1)) == ahead else _HOUR
        return found

    def left(self, today: dt.date) -> int:
        """Return how many known working days lie after `today`."""
        return sum(day > today for day in self.days)


def check_reach(known: Working, units: Sequence[Unit], today: dt.date, *, strict: bool) -> str:
    """Return a warning, empty when none is due, that the known working days end soon.

    Raises WrongConfiguration when `strict` and a deadline that begins today would end after them: holidays would count.
    """
    longest = max(days for unit in units for days in unit.deadlines.values())
    left = known.left(today)
    said = f"the working days of portal.toml end on {known.until}, which is {left} working days from today"
    hint = f"add {known.until.year + 1} to years of {_FORM}, once its holidays are known"
    if left >= longest + _WARNED:
        return ""
    if left < longest and strict:
        raise WrongConfiguration(f"{said}, and a deadline has {longest}", hint)
    return f"{said}: {hint}"


def _ahead(zone: str, moment: dt.datetime) -> int:
    """Return how many minutes a zone is ahead of UTC at a moment."""
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None  # noqa: S101  a zone has one
    return offset // dt.timedelta(minutes=1)


def today(zone: str) -> dt.date:
    """Return the date in a zone now."""
    return dt.datetime.now(ZoneInfo(zone)).date()


def read(value: object, zone: str) -> Working:
    """Return the working days of the table `[working]`. Raises Mistake."""
    required, optional = ("country", "years"), ("subdivision", "closes", "closed", "open")
    found = table(value, required=required, optional=optional, form=_FORM)
    country = at("country", _country, found["country"])
    years = at("years", _years, found["years"])
    part = (
        at("subdivision", lambda given: _part(given, country), found["subdivision"]) if "subdivision" in found else None
    )
    closed = at("closed", lambda given: _dates(given, years), found.get("closed", []))
    opened = at("open", lambda given: _dates(given, years), found.get("open", []))
    for number, day in enumerate(opened):
        if day in closed:
            raise Mistake(f"open.{number}", f"is {day}, which stands under closed too", "take it out of one of the two")
    return Working(
        days=_days(country, part, years, closed=closed, opened=opened),
        until=dt.date(years[-1], 12, 31),
        closes=at("closes", _closes, found["closes"]) if "closes" in found else CLOSES,
        zone=zone,
    )


def _days(
    country: str, part: str | None, years: Sequence[int], *, closed: Collection[dt.date], opened: Collection[dt.date]
) -> tuple[dt.date, ...]:
    known = _known(country, part, years)
    assert known is not None  # noqa: S101  both were read before
    first, last = dt.date(years[0], 1, 1), dt.date(years[-1], 12, 31)
    every = (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(day for day in every if day in opened or (known.is_working_day(day) and day not in closed))


def _country(value: object) -> str:
    code = text(20)(value)
    if not _COUNTRY.fullmatch(code) or _known(code) is None:
        remedy = 'take the two capital letters of ISO 3166, such as "CN"'
        raise Mistake("", f"is {code}, whose holidays are not known", remedy)
    return code


def _part(value: object, country: str) -> str:
    code = text(20)(value)
    if _known(country, code) is None:
        known = _known(country)
        parts = () if known is None else known.subdivisions
        remedy = spelling(code, parts) if parts else f"take it out: {country} has the same holidays everywhere"
        raise Mistake("", f"is {code}, which is no part of {country} with holidays of its own", remedy)
    return code


def _known(country: str, part: str | None = None, years: Sequence[int] = ()) -> "HolidayBase | None":
    """Return the holidays of a country, None when the package has none of it."""
    from holidays import country_holidays  # takes 0.1 s to load

    try:
        return country_holidays(country, subdiv=part, years=years)
    except NotImplementedError:
        return None


def _years(value: object) -> Sequence[int]:
    form = "a year: years = [2026, 2027]"
    if not isinstance(value, list):
        raise Mistake("", f"is {kind(value)}, and not a list", f"write the years in brackets, each {form}")
    years = items(value, _year, form=form)
    for number, year in enumerate(years[1:], 1):
        if year != years[number - 1] + 1:
            raise Mistake(str(number), f"is {year}, after {years[number - 1]}", "name each year once, in order, no gap")
    return years


def _year(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Mistake("", f"is {kind(value)}, and not a year", "write it without quotes: 2027")
    if not _YEARS[0] <= value <= _YEARS[1]:
        raise Mistake("", f"is {value}", f"take a year from {_YEARS[0]} on, with all four digits")
    return value


def _dates(value: object, years: Sequence[int]) -> Sequence[dt.date]:
    form = "a date without quotes, such as 2026-12-31"
    return items(value, lambda given: _date(given, years), form=form) if value != [] else []


def _date(value: object, years: Sequence[int]) -> dt.date:
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise Mistake("", f"is {kind(value)}, and not a date", "write it without quotes and time: 2026-12-31")
    if value.year not in years:
        raise Mistake("", f"is {value}, in none of the years", "add its year to years, or take the date out")
    return value


def _closes(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Mistake("", f"is {kind(value)}, and not a whole number", "write the o'clock without quotes: 18")
    if not 1 <= value <= _CLOSES_MOST:
        raise Mistake("", f"is {value} o'clock", f"take 1 to {_CLOSES_MOST}")
    return value
