"""The chain of offices: which unit a report goes to, who stands above and below whom, and who is kept away.

A tree of units, read with the rest of the configuration (`portal`). Leaves what a unit may do with a case to the
staff's rules, and whether the tree makes sense to the build (infra/units.py). Spec: CUSTODY.md, routing.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from protocol import members
from protocol.errors import Malformed

LEVELS: Final = ("province", "city", "district", "street", "community")
DEADLINES: Final = ("accept", "answer", "pause", "extend")
NAME_MOST: Final = 80  # code points
NOTICE_MOST: Final = 254  # code points; RFC 5321, section 4.5.3.1.3, less the angle brackets


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How long a unit has, in working days, each 1 at least.

    `accept` after a case comes, `answer` once it is accepted, `pause` at most for a question to the reporter, `extend`
    more, once, with a reason.
    """

    accept: int
    answer: int
    pause: int
    extend: int


@dataclass(frozen=True, slots=True)
class Unit:
    """An office: `parent` is the unit above, absent for the one at the top; it serves whole places with their parts.

    `notice` is the address that is told of new cases, `names` its name by language.
    """

    id: str
    parent: str | None
    level: str
    places: frozenset[str]
    categories: frozenset[str]
    notice: str
    names: Mapping[str, str]
    deadlines: Deadlines


@dataclass(frozen=True, slots=True)
class Tree:
    """All units of a deployment by id; `places` names the place that each place is a part of, empty for none.

    A unit to avoid stands for all below it too. Every question takes ids; an unknown unit raises KeyError, but in
    `avoid` it is harmless: it may have been dissolved since.
    """

    units: Mapping[str, Unit]
    places: Mapping[str, str]
    oversight: str

    def route(self, place: str, category: str, avoid: Collection[str] = ()) -> str:
        """Return the unit that a report goes to: the lowest that serves it, or the nearest above that is not avoided.

        The oversight unit when nobody serves it, or nobody is left.
        """
        away = self.avoided(avoid)
        lowest = max(self.serving(place, category), key=lambda unit: len(self.ancestors(unit)), default=None)
        line = () if lowest is None else (lowest, *self.ancestors(lowest))
        return next((unit for unit in line if unit not in away), self.oversight)

    def serving(self, place: str, category: str) -> Iterator[str]:
        """Yield the units that serve a category in a place, or in the place that it is a part of."""
        around = {place, self.places.get(place, "")}
        for unit in self.units.values():
            if category in unit.categories and not around.isdisjoint(unit.places):
                yield unit.id

    def ancestors(self, unit: str) -> tuple[str, ...]:
        """Return the units above a unit, the nearest first."""
        found: list[str] = []
        above = self.units[unit].parent
        while above is not None:
            found.append(above)
            above = self.units[above].parent
        return tuple(found)

    def below(self, unit: str) -> tuple[str, ...]:
        """Return the units below a unit, all the way down, in the order of the configuration."""
        return tuple(other for other in self.units if unit in self.ancestors(other))

    def avoided(self, avoid: Collection[str]) -> frozenset[str]:
        """Return the units to avoid and all below them; what does not exist is left out."""
        return frozenset(unit for unit in self.units if not {unit, *self.ancestors(unit)}.isdisjoint(avoid))

    def outside(self, units: Collection[str], avoid: Collection[str]) -> tuple[str, ...]:
        """Return those of some units that are not avoided, in their order."""
        away = self.avoided(avoid)
        return tuple(unit for unit in units if unit not in away)

    def common(self, a: str, b: str) -> str:
        """Return the lowest unit that stands above both, and is neither; the top when one of them is the top."""
        line = self.ancestors(a)
        over = set(self.ancestors(b))
        return next((unit for unit in line if unit in over), self.root)

    @property
    def root(self) -> str:
        """The unit at the top."""
        return next(unit.id for unit in self.units.values() if unit.parent is None)

    @property
    def avoidable(self) -> tuple[str, ...]:
        """The units that a reporter may keep a report away from: not the top, nor oversight, nor one above it."""
        kept = {self.root, self.oversight, *self.ancestors(self.oversight)}
        return tuple(unit for unit in self.units if unit not in kept)


def parse(value: object, *, places: Mapping[str, str], categories: Collection[str], oversight: object) -> Tree:
    """Return the tree that the members `units` and `oversight` of a configuration hold. Raises Malformed."""
    if not isinstance(value, list) or not value:
        raise Malformed("units", "not a list of units")
    units = {unit.id: unit for unit in (members.at("units", _unit, item) for item in value)}
    if len(units) != len(value):
        raise Malformed("units", "two have the same id")
    for unit in units.values():
        if not (unit.places <= places.keys() and unit.categories <= set(categories)):
            raise Malformed("units", "one serves a place or category that is not there")
    _check_rising(units)
    if not isinstance(oversight, str) or oversight not in units:
        raise Malformed("oversight", "names no unit")
    return Tree(units=units, places=places, oversight=oversight)


def _check_rising(units: Mapping[str, Unit]) -> None:
    """Refuse units that do not all rise to one at the top."""
    if sum(unit.parent is None for unit in units.values()) != 1:
        raise Malformed("units", "not exactly one stands at the top")
    for unit in units.values():
        above, steps = unit.parent, 0
        while above is not None:
            if above not in units or steps > len(units):
                raise Malformed("units", "one does not rise to the top")
            above, steps = units[above].parent, steps + 1


def _unit(value: object) -> Unit:
    found = members.members(
        value, required=("id", "level", "places", "categories", "notice", "names", "deadlines"), optional=("parent",)
    )
    return Unit(
        id=members.at("id", members.identifier, found["id"]),
        parent=members.at("parent", members.identifier, found["parent"]) if "parent" in found else None,
        level=members.at("level", members.one_of(LEVELS), found["level"]),
        places=members.at("places", _identifiers, found["places"]),
        categories=members.at("categories", _identifiers, found["categories"]),
        notice=members.at("notice", members.line(NOTICE_MOST), found["notice"]),
        names=members.at("names", _names, found["names"]),
        deadlines=members.at("deadlines", _deadlines, found["deadlines"]),
    )


def _identifiers(value: object) -> frozenset[str]:
    if not isinstance(value, list):
        raise Malformed("", "not a list")
    return frozenset(members.identifier(item) for item in value)


def _names(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict) or not value:
        raise Malformed("", "not a name by language")
    return {language: members.line(NAME_MOST)(name) for language, name in value.items()}


def _deadlines(value: object) -> Deadlines:
    found = members.members(value, required=DEADLINES)
    days = {name: members.at(name, members.number, found[name]) for name in DEADLINES}
    if 0 in days.values():
        raise Malformed("", "holds a deadline of no day")
    return Deadlines(**days)
