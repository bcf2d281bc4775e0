"""Read who handles reports in portal.toml: groups of the identity provider, and the unit that watches over others."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from functions.domain.portal import GROUP_MOST, ROLES
from infra.mistake import Mistake, at, items, one_of, spelling, table, text

_FORM: Final = "[staff]"
_GROUPS: Final = "[[staff.groups]]"
_UNIT: Final = "{unit}"  # stands for the id of each unit in the two patterns
# A token may name groups as "[a b]" (API Gateway's JWT authorizer writes lists so): what parts them is in no name.
_NAME: Final = re.compile(r"[^\s,\[\]\"]+")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the identity provider, and the role that its people have in a unit."""

    name: str
    unit: str
    role: str


@dataclass(frozen=True, slots=True)
class Staff:
    """Who handles reports: the unit that gets what no other may have, and everybody's groups."""

    oversight: str
    groups: tuple[Group, ...]

    def to_value(self) -> dict[str, dict[str, str]]:
        """Return the groups as the functions know them."""
        return {group.name: {"unit": group.unit, "role": group.role} for group in self.groups}


def read(value: object, units: Sequence[str]) -> Staff:
    """Return the staff of the table `[staff]`. Raises Mistake."""
    found = table(value, required=("oversight",), optional=("handlers", "overseers", "groups"), form=_FORM)
    oversight = at("oversight", lambda given: _unit(given, units), found["oversight"])
    groups: list[Group] = []
    for member, role in (("handlers", "handler"), ("overseers", "overseer")):
        if member in found:
            groups += [
                Group(at(member, _pattern(role), found[member]).replace(_UNIT, unit), unit, role) for unit in units
            ]
    listed = at("groups", lambda given: _listed(given, units, groups), found["groups"]) if "groups" in found else ()
    if not (groups or listed):
        remedy = f'add handlers = "{_UNIT}-handlers" when groups are called so, or list them with {_GROUPS}'
        raise Mistake("", "names no group, so nobody could sign in", remedy)
    return Staff(oversight, (*groups, *listed))


def _pattern(role: str) -> Callable[[object], str]:
    """Return a reader of how the groups of every unit are called, with the unit's id in it."""

    def read(value: object) -> str:
        pattern = _name(value)
        if _UNIT not in pattern:
            remedy = f'write the id of the unit as {_UNIT}: "{_UNIT}-{role}s"; single groups go into {_GROUPS}'
            raise Mistake("", "is the same for every unit", remedy)
        return pattern

    return read


def _listed(value: object, units: Sequence[str], before: Sequence[Group]) -> Sequence[Group]:
    found = items(value, lambda given: _group(given, units), form=_GROUPS)
    for number, group in enumerate(found):
        if group.name in {other.name for other in (*before, *found[:number])}:
            remedy = "a group gives one role in one unit: make another group for the other"
            raise Mistake(f"{number}.name", f"is {group.name}, which stands before", remedy)
    return found


def _group(value: object, units: Sequence[str]) -> Group:
    found = table(value, required=("name", "unit", "role"), form=_GROUPS)
    return Group(
        name=at("name", _name, found["name"]),
        unit=at("unit", lambda given: _unit(given, units), found["unit"]),
        role=at("role", one_of(ROLES), found["role"]),
    )


def _name(value: object) -> str:
    name = text(GROUP_MOST)(value)
    if not _NAME.fullmatch(name):
        remedy = "take the group's name as tokens carry it, without blanks, commas, brackets and quotes"
        raise Mistake("", "is not a group's name", remedy)
    return name


def _unit(value: object, units: Sequence[str]) -> str:
    name = text(30)(value)
    if name not in units:
        raise Mistake("", f"is {name}, and no unit has that id", spelling(name, units))
    return name
