"""List cases for staff: a unit's inbox, what it passed on, and what is overdue in a unit and below (API.md, staff).

No list holds a narrative, so none is a look. Leaves paging within one queue to the store; a page may be empty while
more follows, and only one without `after` is the last.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from functions.domain.portal import Portal
from functions.domain.staff import Staff
from functions.errors import UnknownCase, WrongMember
from protocol import code, hour, members
from protocol.errors import Malformed

MOST: Final = 50  # cases a page
QUERIES: Final = 20  # of a list over many units, a page: an empty queue costs one too
MOST_SOON: Final = 60  # working days
_BETWEEN: Final = "."  # the parts of a mark, in which no part has one; it needs no escape in an address


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands in its queue: by deadline (an hour), then by case."""

    due: str
    case: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case in the queue of a unit; `n` is the number of its last entry."""

    case: str
    category: str
    place: str
    status: str
    due: str
    n: int


@dataclass(frozen=True, slots=True)
class Passed:
    """A case that a unit had and has no more; `avoid` are the units that it is kept away from."""

    case: str
    status: str
    due: str
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of a unit's queue; `after` is where the next begins, None for the last page."""

    cases: tuple[Waiting, ...]
    after: Place | None


@dataclass(frozen=True, slots=True)
class PassedOn:
    """One page of what a unit passed on; `after` is the case that the next begins after, None for the last page."""

    cases: tuple[Passed, ...]
    after: str | None


class Queues(Protocol):
    """The store, as these lists see it: it names cases, and holds no narrative of theirs."""

    def waiting(self, unit: str, *, after: Place | None, most: int, until: str | None = None) -> Queue:
        """Return open cases of a unit in the order of their deadlines, those due by hour `until` when it is given."""

    def passed(self, unit: str, *, after: str | None, most: int) -> PassedOn:
        """Return cases that a unit had and has no more, as they stand now; what was destroyed is left out."""


def inbox(who: Staff, *, after: str | None, now: str, queues: Queues) -> dict[str, object]:
    """Return a page of the cases that a unit has, the nearest deadline first. Raises WrongMember for `after`."""
    page = queues.waiting(who.unit, after=_place(after), most=MOST)
    cases = [
        {"case": found.case, "ref": code.ref(found.case)}
        | {name: getattr(found, name) for name in ("category", "place", "status", "due", "n")}
        for found in page.cases
    ]
    return {"v": 1, "unit": who.unit, "role": who.role, "now": now, "cases": cases} | _next(_mark(page.after))


def passed(who: Staff, *, after: str | None, portal: Portal, queues: Queues) -> dict[str, object]:
    """Return a page of the cases that a unit had and has no more. Raises WrongMember for `after`."""
    page = queues.passed(who.unit, after=_case(after), most=MOST)
    cases = [
        {"case": found.case, "ref": code.ref(found.case), "status": found.status, "due": found.due}
        for found in page.cases
        # The chain of offices may have changed since, and put this unit below one that is to be kept away.
        if who.unit not in portal.tree.avoided(found.avoid)
    ]
    return {"v": 1, "cases": cases} | _next(page.after)


def overdue(
    who: Staff, *, unit: str | None, soon: str | None, after: str | None, portal: Portal, now: str, queues: Queues
) -> dict[str, object]:
    """Return a page of what is overdue in a unit and below, or will be in `soon` working days.

    Raises UnknownCase unless an overseer asks for the own unit or one below, and WrongMember for `soon` and `after`.
    """
    unit = unit or who.unit
    if who.role != "overseer" or unit not in (who.unit, *portal.tree.below(who.unit)):
        raise UnknownCase("not a list of this caller")
    days = _days(soon)
    until = portal.calendar.due(now, days) if days else now
    units = (unit, *portal.tree.below(unit))
    at, place = _start(after, units)
    cases: list[dict[str, object]] = []
    last = min(at + QUERIES, len(units))
    while at < last and len(cases) < MOST:
        page = queues.waiting(units[at], after=place, most=MOST - len(cases), until=until)
        cases += [
            {"ref": code.ref(found.case), "unit": units[at], "status": found.status, "due": found.due}
            for found in page.cases
        ]
        place = page.after
        if place is not None:
            break
        at += 1
    more = None if at == len(units) else _BETWEEN.join(filter(None, (units[at], _mark(place))))
    return {"v": 1, "unit": unit, "now": now, "cases": cases} | _next(more)


def _next(mark: str | None) -> dict[str, object]:
    return {} if mark is None else {"after": mark}


def _mark(place: Place | None) -> str | None:
    return None if place is None else f"{place.due}{_BETWEEN}{place.case}"


def _place(mark: str | None) -> Place | None:
    """Return the place that a mark names; raises WrongMember for one that these lists do not give."""
    if mark is None:
        return None
    due, _, case = mark.partition(_BETWEEN)
    try:
        return Place(due=hour.check(due), case=members.case(case))
    except Malformed as error:
        raise WrongMember("after", "not a mark that this list gave") from error


def _case(mark: str | None) -> str | None:
    try:
        return None if mark is None else members.case(mark)
    except Malformed as error:
        raise WrongMember("after", "not a mark that this list gave") from error


def _start(mark: str | None, units: tuple[str, ...]) -> tuple[int, Place | None]:
    """Return at which of some units, and where in its queue, a page begins."""
    if mark is None:
        return 0, None
    unit, _, place = mark.partition(_BETWEEN)
    if unit not in units:
        raise WrongMember("after", "not a mark that this list gave")
    return units.index(unit), _place(place or None)


def _days(soon: str | None) -> int:
    if soon is None:
        return 0
    # Not isdigit(), which takes digits of every script.
    if not soon.isascii() or not soon.isdecimal() or len(soon) > len(str(MOST_SOON)) or not 1 <= int(soon) <= MOST_SOON:
        raise WrongMember("soon", f"not a whole number from 1 to {MOST_SOON}")
    return int(soon)
