"""Read the deployment's configuration that the functions need, and judge officer keys by it.

Leaves where the configuration comes from to `bootstrap`, the chain of offices to `units`, working days to
`calendar`, the time of day to `clock`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from functions.domain import calendar, clock, units
from functions.domain.calendar import Calendar
from functions.domain.clock import Clock
from functions.domain.units import Tree
from functions.errors import KeyNotAccepted
from protocol import canonical, hour, members
from protocol.envelope import Sealed
from protocol.errors import Malformed

RETIRED_OVERLAP: Final = timedelta(days=7)  # ENVELOPE.md: a page opened before the change may still send
STATES: Final = ("current", "retired", "compromised")
ROLES: Final = ("handler", "overseer")  # that a group may give; a machine has its role by its scope
GROUP_MOST: Final = 128  # code points, as Cognito has it
_MEMBERS: Final = (
    "v", "portal", "zone", "categories", "places", "units", "oversight", "groups", "working", "clock",
    "difficulty", "keys",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OfficerKey:
    """An officer key that the portal knows: `retired` is the hour it was replaced, absent while current."""

    key: str
    suite: int
    state: str
    retired: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """What a group of the identity provider makes of its people: a role in a unit."""

    unit: str
    role: str


@dataclass(frozen=True, slots=True)
class Portal:
    """One deployment: its id, its choices, and the officer keys that boxes may be sealed to. `difficulty` in bits.

    `places` names the place that each is a part of, empty for none; `groups` are known by their names.
    """

    portal: str
    zone: str
    categories: frozenset[str]
    places: Mapping[str, str]
    tree: Tree
    groups: Mapping[str, Group]
    calendar: Calendar
    clock: Clock
    difficulty: int
    keys: dict[str, OfficerKey]

    def accept_key(self, sealed: Sealed, now: str) -> None:
        """Raise KeyNotAccepted unless the box names a key that is accepted at hour `now`."""
        key = self.keys.get(sealed.key)
        if key is None or key.suite != sealed.suite or key.state == "compromised":
            raise KeyNotAccepted("the officer key is not accepted")
        if key.retired is not None and hour.parse(now) >= hour.parse(key.retired) + RETIRED_OVERLAP:
            raise KeyNotAccepted("the officer key was retired more than 7 days ago")


def parse(data: bytes) -> Portal:
    """Return the portal that a configuration file holds. Raises Malformed naming the member that is wrong."""
    found = members.members(canonical.loads(data), required=_MEMBERS)
    members.at("v", members.version, found["v"])
    keys = members.at("keys", _keys, found["keys"])
    categories = members.at("categories", _identifiers, found["categories"])
    places = members.at("places", _places, found["places"])
    tree = units.parse(found["units"], places=places, categories=categories, oversight=found["oversight"])
    return Portal(
        portal=members.at("portal", members.line(100), found["portal"]),
        zone=members.at("zone", members.line(60), found["zone"]),
        categories=categories,
        places=places,
        tree=tree,
        groups=members.at("groups", lambda value: _groups(value, tree), found["groups"]),
        calendar=members.at("working", calendar.parse, found["working"]),
        clock=members.at("clock", clock.parse, found["clock"]),
        difficulty=members.at("difficulty", members.number, found["difficulty"]),
        keys={key.key: key for key in keys},
    )


def _identifiers(value: object) -> frozenset[str]:
    if not isinstance(value, list):
        raise Malformed("", "not a list")
    return frozenset(members.identifier(item) for item in value)


def _places(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise Malformed("", "not an object")
    for place, around in value.items():
        members.identifier(place)
        if around != "" and (around not in value or value[around] != ""):
            raise Malformed("", "one is part of a place that is not there, or that is a part itself")
    return value


def _groups(value: object, tree: Tree) -> Mapping[str, Group]:
    if not isinstance(value, dict):
        raise Malformed("", "not an object")
    return {members.line(GROUP_MOST)(name): _group(item, tree) for name, item in value.items()}


def _group(value: object, tree: Tree) -> Group:
    found = members.members(value, required=("unit", "role"))
    return Group(
        unit=members.at("unit", members.one_of(tree.units), found["unit"]),
        role=members.at("role", members.one_of(ROLES), found["role"]),
    )


def _keys(value: object) -> tuple[OfficerKey, ...]:
    if not isinstance(value, list) or not value:
        raise Malformed("", "not a list of keys")
    return tuple(_key(item) for item in value)


def _key(value: object) -> OfficerKey:
    found = members.members(value, required=("key", "suite", "state"), optional=("retired",))
    state = members.at("state", members.one_of(STATES), found["state"])
    if (state == "retired") != ("retired" in found):
        raise Malformed("retired", "stands with the state retired, and only there")
    return OfficerKey(
        key=members.at("key", members.hexadecimal(16), found["key"]),
        suite=members.at("suite", members.number, found["suite"]),
        state=state,
        retired=members.at("retired", hour.check, found["retired"]) if "retired" in found else None,
    )
