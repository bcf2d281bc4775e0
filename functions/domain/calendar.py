"""Working days: when a deadline of so many of them is over.

The build resolves weekends, holidays, days worked instead and the deployment's zone into plain UTC hours
(infra/working.py), so that no function needs a zone database or a list of holidays.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, pairwise
from typing import Final

from protocol import hour
from protocol.errors import Malformed

_DAY: Final = timedelta(days=1)
_NOON: Final = timedelta(hours=12)
_WORKED: Final = range(5)  # Monday to Friday, as datetime.weekday() counts


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days that the build knew, in order, one at least.

    `begins` are the hours that hold the midnight before each, `closes` those from which its work is over.
    """

    begins: tuple[str, ...]
    closes: tuple[str, ...]

    def due(self, now: str, days: int) -> str:
        """Return the hour from which `days` working days, 1 at least, are over: the close of the last of them.

        The day of `now` does not count, whether it is a working day or not (Civil Code of China, article 201). Past the
        last day that the build knew, every Monday to Friday counts.
        """
        first = bisect_right(self.begins, now)
        if first + days <= len(self.closes):
            return self.closes[first + days - 1]
        day = hour.parse(self.begins[-1])
        if first == len(self.begins):
            day += (hour.parse(now) - day) // _DAY * _DAY
        left = days - (len(self.begins) - first)
        while left:
            day += _DAY
            left -= (day + _NOON).weekday() in _WORKED
        return hour.from_datetime(day + (hour.parse(self.closes[-1]) - hour.parse(self.begins[-1])))


def over(due: str, now: str) -> bool:
    """Return whether a deadline has passed at hour `now`: it has from the hour `due` on."""
    return now >= due


def parse(value: object) -> Calendar:
    """Return the calendar that a list of working days, each [begin, close], holds. Raises Malformed."""
    if not isinstance(value, list) or not value:
        raise Malformed("", "not a list of working days")
    days = [_day(item) for item in value]
    if any(earlier >= later for earlier, later in pairwise(chain.from_iterable(days))):
        raise Malformed("", "working days are not in order")
    return Calendar(begins=tuple(begin for begin, _ in days), closes=tuple(close for _, close in days))


def _day(value: object) -> tuple[str, str]:
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004  a begin and a close
        raise Malformed("", "not the begin and the close of a day")
    begin, close = value
    return hour.check(begin), hour.check(close)
