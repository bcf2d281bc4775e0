"""Count the reports of a month for everybody to see: by what, where and how far, each figure rounded to ten.

A month is written once, after it has closed, and never again: two versions of it could be compared, and tell what
rounding hides. Totals are added up from rounded figures for the same reason. Leaves reading and writing to the
adapters. Spec: API.md, statistics.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol

from functions.domain import status
from functions.domain.clock import Clock
from functions.domain.portal import Portal
from protocol import canonical

STEP: Final = 10  # what figures are rounded to
FIRST: Final = "2026-01"  # no portal is older
# How far a report is, in words that say no more than a stranger needs: which office does what is not among them.
STAGES: Final = ("waiting", "working", *status.ENDED)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of one report: the hour it was filed, and three choices."""

    hour: str
    category: str
    place: str
    status: str


class Publication(Protocol):
    """What is public already, and where more is put."""

    def months(self) -> frozenset[str]:
        """Return the months that are published."""

    def filed(self, days: Iterable[str]) -> Iterator[Counted]:
        """Yield every report filed on some UTC days."""

    def put(self, month: str, document: bytes) -> None:
        """Publish a month unless it is published."""

    def list_months(self, document: bytes) -> None:
        """Publish which months there are."""


def publish(publication: Publication, *, portal: Portal, now: str) -> int:
    """Publish every closed month that is missing, and the list of all; return how many were missing.

    Months before the first report are left out. Whatever breaks off, the next call goes on from there.
    """
    there = set(publication.months())
    before = len(there)
    for month in closed(now, portal.clock):
        if month in there:
            continue
        counted = [one for one in publication.filed(days(month)) if month_of(one.hour, portal.clock) == month]
        if counted or any(earlier < month for earlier in there):
            publication.put(month, document(month, counted, portal=portal, now=now))
            there.add(month)
    publication.list_months(_bytes({"v": 1, "months": sorted(there, reverse=True)}))
    return len(there) - before


def month_of(moment: str, clock: Clock) -> str:
    """Return the month of the deployment's zone in which an hour begins, `2026-11`."""
    return f"{clock.local(moment):%Y-%m}"


def closed(now: str, clock: Clock) -> Iterator[str]:
    """Yield each month that is over at hour `now`, the first first."""
    year, month = map(int, FIRST.split("-"))
    while (name := f"{year}-{month:02}") < month_of(now, clock):
        yield name
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)  # noqa: PLR2004  December


def days(month: str) -> Iterator[str]:
    """Yield every UTC day that may hold an hour of a month, whatever the zone: a day more on either side."""
    first = date.fromisoformat(f"{month}-01")
    day = first - _DAY
    while f"{day - _DAY:%Y-%m}" <= month:
        yield day.isoformat()
        day += _DAY


def document(month: str, counted: Sequence[Counted], *, portal: Portal, now: str) -> bytes:
    """Return the public file of a month. `made` is the day of the statuses in it: they go on after that."""
    return _bytes(
        {
            "v": 1,
            "portal": portal.portal,
            "month": month,
            "made": f"{portal.clock.local(now):%Y-%m-%d}",
            "step": STEP,
            "category": _table((one.category for one in counted), portal.categories),
            "place": _table((portal.places.get(one.place) or one.place for one in counted), _widest(portal)),
            "status": _table((stage(one.status) for one in counted), STAGES),
        }
    )


def stage(state: str) -> str:
    """Return how far a report in a state is."""
    if state in status.ENDED:
        return state
    return "waiting" if status.CLOCK.get(state) == "accept" else "working"


def rounded(count: int) -> int:
    """Return a count to the nearest ten, half of it upwards."""
    return (count + STEP // 2) // STEP * STEP


def _table(values: Iterable[str], known: Iterable[str]) -> dict[str, object]:
    """Return rounded figures by value, those of the deployment that never came too, and their total."""
    counts = Counter(dict.fromkeys(known, 0))
    counts.update(values)
    figures = {name: rounded(count) for name, count in counts.items()}
    return {"figures": figures, "total": sum(figures.values())}


def _widest(portal: Portal) -> Iterator[str]:
    return (place for place, around in portal.places.items() if around == "")


def _bytes(value: dict[str, object]) -> bytes:
    return canonical.to_bytes(value) + b"\n"
