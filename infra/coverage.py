"""Check that every report has one unit to go to first: nothing unserved, nothing served twice, no unit in vain.

The lowest unit that serves place and category gets a report (functions/domain/units.py). So two of the same depth that
serve the same are a mistake, and so is a unit at the end of the chain that a lower one is before everywhere.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from infra.categories import Category
from infra.mistake import Mistake
from infra.places import Division
from infra.units import Unit

_LISTED: Final = 3
Serving = Mapping[tuple[str, str], Sequence[Unit]]  # place and category → who serves them, the lowest first


def check(units: Sequence[Unit], divisions: Sequence[Division], categories: Sequence[Category], oversight: str) -> None:
    """Raise Mistake for the first overlap, else the first report that nobody serves, else the first unit in vain."""
    depths = {unit.id: _depth(unit, units) for unit in units}
    serving = {
        (place, category.id): sorted(
            (unit for unit in units if category.id in unit.categories and not around.isdisjoint(unit.places)),
            key=lambda unit: -depths[unit.id],
        )
        for place, around in _around(divisions)
        for category in categories
    }
    numbers = {unit.id: number for number, unit in enumerate(units)}
    for (place, category), found in serving.items():
        for one, other in pairwise(found):
            if depths[one.id] == depths[other.id]:
                first, second = sorted((one, other), key=lambda unit: numbers[unit.id])
                raise Mistake(
                    f"{numbers[second.id]}.places",
                    f"overlap: {second.id} and {first.id}, as deep in the chain, both serve {category} in {place}",
                    "let one of them serve it: take a place or category out of the other, or put one below the other",
                )
    _check_served(serving, units)
    _check_reached(serving, units, oversight)


def _check_served(serving: Serving, units: Sequence[Unit]) -> None:
    bare = [f"{category} in {place}" for (place, category), found in serving.items() if not found]
    if bare:
        top = next(number for number, unit in enumerate(units) if not unit.parent)
        more = f" and {len(bare) - _LISTED} more" if len(bare) > _LISTED else ""
        raise Mistake(
            str(top),
            f"is the top, and nobody in the chain serves {', '.join(bare[:_LISTED])}{more}",
            'let a unit serve it; places = ["*"] and categories = ["*"] at the top take whatever nobody below does',
        )


def _check_reached(serving: Serving, units: Sequence[Unit], oversight: str) -> None:
    """Refuse a unit at the end of the chain that no report goes to; oversight waits for what nobody else may have."""
    reached = {found[0].id for found in serving.values()}
    parents = {unit.parent for unit in units}
    for number, unit in enumerate(units):
        if unit.id in reached or unit.id in parents or unit.id == oversight or unit.closing:
            continue
        if not unit.places:
            remedy = "add places and categories, or a unit below it; who only finishes old cases has closing = true"
            raise Mistake(str(number), f"is {unit.id}, which serves nothing, and nobody is below it", remedy)
        before = next(found[0].id for found in serving.values() if unit in found)
        raise Mistake(
            f"{number}.places",
            f"never count: a lower unit, such as {before}, is before {unit.id} in all that it serves",
            f"take what {unit.id} is for out of {before} and the others, or take {unit.id} out",
        )


def _around(divisions: Sequence[Division]) -> Sequence[tuple[str, frozenset[str]]]:
    """Return every place, and it with the place that it is a part of."""
    return [(place.id, frozenset((place.id, top.id))) for top in divisions for place in (top, *top.children)]


def _depth(unit: Unit, units: Sequence[Unit]) -> int:
    parents = {other.id: other.parent for other in units}
    depth, above = 0, unit.parent
    while above:
        depth, above = depth + 1, parents[above]
    return depth
