"""Read the units of portal.toml: the chain of offices that reports go to, each below another but the one at the top.

Leaves who serves what, and whether all of it is served, to `coverage`; where a report goes is the functions' rule
(functions/domain/units.py).
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from functions.domain.units import DEADLINES, LEVELS, NAME_MOST, NOTICE_MOST
from infra import places
from infra.categories import Category
from infra.mistake import Mistake, at, identifier, items, kind, one_of, spelling, table, text, words
from infra.places import Division, Words

UNITS_MOST: Final = 400  # about 10 bytes each on the compressed report page, where people choose whom to avoid
DAYS_MOST: Final = 250  # working days; a year of them
FORM: Final = "[[units]]"
_ALL: Final = "*"
_REQUIRED: Final = ("id", "name", "level", "notice", "deadlines")
_OPTIONAL: Final = ("parent", "places", "categories", "closing")
_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """An office of the chain; `parent` is empty for the one at the top, and `deadlines` are in working days.

    `places` are codes, each with its parts; a unit that serves none gets reports from other units only. One that is
    `closing` serves none, and is there until its last case has left it.
    """

    id: str
    name: Words
    parent: str
    level: str
    places: tuple[str, ...]
    categories: tuple[str, ...]
    notice: str
    deadlines: Mapping[str, int]
    closing: bool = False

    def to_value(self) -> dict[str, object]:
        """Return the unit as the functions and the build id know it."""
        found: dict[str, object] = {
            "id": self.id,
            "names": dict(self.name),
            "level": self.level,
            "places": list(self.places),
            "categories": list(self.categories),
            "notice": self.notice,
            "deadlines": dict(self.deadlines),
        }
        return found | ({"parent": self.parent} if self.parent else {})


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit that people may keep a report away from, with those below it."""

    unit: Unit
    below: tuple["Branch", ...]


def branches(units: Sequence[Unit], among: Collection[str], above: str = "") -> tuple[Branch, ...]:
    """Return the units `among` all as a tree, in their order; one whose parent is not among them stands at its top."""
    return tuple(
        Branch(unit, branches(units, among, unit.id))
        for unit in units
        if unit.id in among and (unit.parent if unit.parent in among else "") == above
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What a unit may name: the deployment's languages, categories and places."""

    languages: Sequence[str]
    categories: Sequence[str]
    tops: Sequence[str]  # the places that are part of no other
    places: Sequence[str]


def known(languages: Sequence[str], categories: Sequence[Category], divisions: Sequence[Division]) -> Known:
    """Return what the units of a deployment may name."""
    return Known(
        languages=languages,
        categories=[category.id for category in categories],
        tops=[division.id for division in divisions],
        places=list(places.ids(divisions)),
    )


def read(value: object, known: Known) -> tuple[Unit, ...]:
    """Return the units of a list, in its order. Raises Mistake."""
    found = tuple(items(value, lambda given: _unit(given, known), form=FORM))
    if len(found) > UNITS_MOST:
        raise Mistake(str(UNITS_MOST), "is one unit too many", f"{UNITS_MOST} are as many as the report page can offer")
    _check_ids(found)
    _check_parents(found)
    _check_rising(found)
    _check_levels(found)
    return found


def _unit(value: object, known: Known) -> Unit:
    found = table(value, required=_REQUIRED, optional=_OPTIONAL, form=FORM)
    for one, other in (("places", "categories"), ("categories", "places")):
        if one in found and other not in found:
            remedy = (
                f'add {other} = ["*"] for all of them, or take {one} out: such a unit gets reports from others only'
            )
            raise Mistake(other, f"is missing beside {one}", remedy)
    return Unit(
        id=at("id", identifier, found["id"]),
        name=at("name", lambda given: words(given, known.languages, NAME_MOST), found["name"]),
        parent=at("parent", identifier, found["parent"]) if "parent" in found else "",
        level=at("level", one_of(LEVELS), found["level"]),
        places=at("places", lambda given: _some(given, known.places, known.tops), found.get("places")),
        categories=at("categories", lambda given: _some(given, known.categories), found.get("categories")),
        notice=at("notice", _notice, found["notice"]),
        deadlines=at("deadlines", _deadlines, found["deadlines"]),
        closing=at("closing", lambda given: _closing(given, "places" in found), found.get("closing", False)),
    )


def _some(value: object, choices: Sequence[str], every: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the codes of a list, `every` one for a star; none when the list was left out."""
    if value is None:
        return ()
    if isinstance(value, str):
        raise Mistake("", "is a text, and not a list", f'put it in brackets: ["{value}"]')
    found = tuple(items(value, text(30), form='a code in quotes, or write ["*"] for all'))
    if _ALL in found:
        if len(found) > 1:
            raise Mistake("", "names others beside the star", 'the star is all of them: write ["*"]')
        return tuple(every or choices)
    for number, one in enumerate(found):
        if one not in choices:
            raise Mistake(str(number), f"is {one}, which this portal does not have", spelling(one, choices))
        if one in found[:number]:
            raise Mistake(str(number), f"is {one}, which stands before", "name it once")
    return found


def _notice(value: object) -> str:
    address = text(NOTICE_MOST)(value)
    if not _ADDRESS.fullmatch(address):
        remedy = 'write the one address that is told of new cases, such as "duty@street.example", without a name or <>'
        raise Mistake("", "is not a mail address", remedy)
    return address


def _deadlines(value: object) -> Mapping[str, int]:
    form = "deadlines = {accept = 2, answer = 15, pause = 5, extend = 10}, in working days"
    found = table(value, required=DEADLINES, form=form)
    return {name: at(name, _days, found[name]) for name in DEADLINES}


def _days(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Mistake("", f"is {kind(value)}, and not a whole number", "write the working days without quotes: 15")
    if not 1 <= value <= DAYS_MOST:
        raise Mistake("", f"is {value} working days", f"take 1 to {DAYS_MOST}")
    return value


def _closing(value: object, serves: bool) -> bool:  # noqa: FBT001  a plain fact
    if not isinstance(value, bool):
        raise Mistake("", f"is {kind(value)}, and not true or false", "write closing = true, without quotes")
    if value and serves:
        raise Mistake("", "stands beside places", "take places and categories out: who closes gets nothing new")
    return value


def _check_ids(units: Sequence[Unit]) -> None:
    for number, unit in enumerate(units):
        if unit.id in {other.id for other in units[:number]}:
            raise Mistake(f"{number}.id", f"is {unit.id}, which stands before", "give each unit an id of its own")


def _check_parents(units: Sequence[Unit]) -> None:
    """Refuse a parent that is not there, and more than one unit without a parent."""
    ids = [unit.id for unit in units]
    for number, unit in enumerate(units):
        if unit.parent and unit.parent not in ids:
            raise Mistake(f"{number}.parent", f"is {unit.parent}, and no unit has that id", spelling(unit.parent, ids))
    tops = [number for number, unit in enumerate(units) if not unit.parent]
    if len(tops) > 1:
        first, second = (units[number].id for number in tops[:2])
        remedy = f'one unit stands at the top: add parent = "{first}", or the unit that {second} is below'
        raise Mistake(str(tops[1]), f"is {second}, which has no parent, as {first} has none", remedy)


def _check_rising(units: Sequence[Unit]) -> None:
    """Refuse units whose parents lead back to them."""
    parents = {unit.id: unit.parent for unit in units}
    for number, unit in enumerate(units):
        line = [unit.id]
        while (above := parents[line[-1]]) and above not in line:
            line.append(above)
        if above == unit.id:
            raise Mistake(
                f"{number}.parent",
                f"closes a circle: {' below '.join([*line, above])}",
                "take the parent of the one that stands at the top out, or name another for it",
            )


def _check_levels(units: Sequence[Unit]) -> None:
    """Refuse a unit whose level is above that of its parent."""
    by_id = {unit.id: unit for unit in units}
    for number, unit in enumerate(units):
        parent = by_id.get(unit.parent, unit)
        if LEVELS.index(parent.level) > LEVELS.index(unit.level):
            why = f"is {unit.level}, below {parent.id}, which is only {parent.level}"
            remedy = f"take a lower level, or another parent; from the top: {', '.join(LEVELS)}"
            raise Mistake(f"{number}.level", why, remedy)
