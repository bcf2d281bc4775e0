"""The chain of offices: which unit a report goes to, and who is never chosen."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.units import Deadlines, Tree, Unit, parse
from protocol.errors import Malformed
from tests.unit.functions import offices

TREE = offices.tree()
PLACES = {"a": "", "a1": "a", "a2": "a", "b": "", "b1": "b"}
KINDS = ("x", "y")


def tree_of(drawn: Sequence[tuple[int, int, int]], oversight: int) -> Tree:
    """Return a tree whose units are each below an earlier one, and serve the places and categories of two masks."""
    units = {
        f"u{number}": Unit(
            id=f"u{number}",
            parent=f"u{parent % number}" if number else None,
            level="street",
            places=frozenset(place for bit, place in enumerate(PLACES) if where >> bit & 1),
            categories=frozenset(kind for bit, kind in enumerate(KINDS) if what >> bit & 1),
            notice="duty@yunxi.example",
            names={"en": "x"},
            deadlines=Deadlines(1, 1, 1, 1),
        )
        for number, (parent, where, what) in enumerate(drawn)
    }
    return Tree(units=units, places=PLACES, oversight=f"u{oversight % len(units)}")


MOST = 12  # units
DRAWN = st.lists(st.tuples(st.integers(0, MOST), st.integers(0, 31), st.integers(0, 3)), min_size=1, max_size=MOST)
TREES = st.builds(tree_of, DRAWN, st.integers(0, MOST))
NUMBERS = st.lists(st.integers(0, MOST), max_size=8)
WHERE, WHAT = st.sampled_from(sorted(PLACES)), st.sampled_from(KINDS)
ROUTED = st.builds(
    lambda tree, numbers: (
        tree,
        [tree.avoidable[number % len(tree.avoidable)] for number in numbers if tree.avoidable],
    ),
    TREES,
    NUMBERS,
)
Routed = tuple[Tree, list[str]]  # and who of it is avoided


def serves(unit: Unit, place: str, category: str) -> bool:
    """Say by itself whether a unit serves a report."""
    return category in unit.categories and (place in unit.places or PLACES[place] in unit.places)


def depth(tree: Tree, unit: str) -> int:
    """Say by itself how far a unit is from the top."""
    parent = tree.units[unit].parent
    return 0 if parent is None else 1 + depth(tree, parent)


@given(ROUTED, WHERE, WHAT)
def test_nobody_who_is_avoided_is_chosen(found: Routed, place: str, category: str) -> None:
    """Neither an avoided unit nor one that stands below one, however far."""
    tree, avoid = found
    chosen = tree.route(place, category, avoid)
    line = [chosen]
    while (above := tree.units[line[-1]].parent) is not None:
        line.append(above)
    assert not set(line) & set(avoid)


@given(TREES, WHERE, WHAT)
def test_nobody_lower_serves_a_report_that_avoids_nobody(tree: Tree, place: str, category: str) -> None:
    """The chosen unit serves it and no deeper one does; without any, oversight has it."""
    serving = [unit.id for unit in tree.units.values() if serves(unit, place, category)]
    chosen = tree.route(place, category)
    if not serving:
        assert chosen == tree.oversight
        return
    assert chosen in serving
    assert depth(tree, chosen) == max(depth(tree, unit) for unit in serving)


@given(ROUTED, WHERE, WHAT)
def test_avoiding_leads_up_the_same_line_and_no_further_than_needed(found: Routed, place: str, category: str) -> None:
    """The chosen unit is the one without avoiding, or stands above it with only avoided units in between."""
    tree, avoid = found
    plain, chosen = tree.route(place, category), tree.route(place, category, avoid)
    line = [plain, *tree.ancestors(plain)]
    assert chosen in line
    assert set(line[: line.index(chosen)]) <= tree.avoided(avoid)


@given(TREES, NUMBERS, WHERE)
def test_every_report_has_a_unit_whatever_was_avoided_before(tree: Tree, numbers: list[int], place: str) -> None:
    """Units that stand elsewhere in the tree since, or are gone, leave oversight at the least."""
    avoid = [f"u{number}" for number in numbers]
    chosen = tree.route(place, "x", avoid)
    assert chosen not in tree.avoided(avoid) or chosen == tree.oversight


@given(TREES, st.integers(0, MOST), st.integers(0, MOST))
def test_up_and_down_agree(tree: Tree, first: int, second: int) -> None:
    """A unit is below those that are above it, and what is common to two stands above both."""
    one, other = (f"u{number % len(tree.units)}" for number in (first, second))
    assert (one in tree.below(other)) == (other in tree.ancestors(one))
    over = set(tree.ancestors(one)) & set(tree.ancestors(other))
    common = tree.common(one, other)
    assert common == max(over, key=lambda unit: depth(tree, unit), default=tree.root)
    assert tree.common(other, one) == common


@given(TREES)
def test_top_and_oversight_can_never_be_avoided(tree: Tree) -> None:
    """Nor anybody above oversight, since a unit stands for all below it."""
    assert tree.root not in tree.avoidable
    assert all(tree.oversight not in tree.avoided([unit]) for unit in tree.avoidable)


@pytest.mark.parametrize(
    ("place", "category", "avoid", "unit"),
    [
        ("yx-hongxing", "education", (), "street-3"),
        ("yx-hongxing", "noise", (), "community-5"),
        ("yx-hedong", "noise", (), "district-1"),
        ("yx-hongxing", "noise", ("community-5",), "street-3"),
        ("yx-hongxing", "noise", ("street-3",), "district-1"),
        ("yx-hongxing", "noise", ("street-4",), "community-5"),
        ("yx-hongxing", "noise", ("city",), "province"),
        ("yx-hongxing", "noise", ("dissolved-long-ago",), "community-5"),
        ("yx-hongxing", "noise", ("province",), "oversight"),
        ("dissolved-long-ago", "noise", (), "oversight"),
    ],
)
def test_a_report_goes_to_the_lowest_unit_or_up_from_it(
    place: str, category: str, avoid: Sequence[str], unit: str
) -> None:
    """In the invented chain, where each answer can be seen."""
    assert TREE.route(place, category, avoid) == unit


def test_choices_leave_out_who_is_avoided() -> None:
    """With all below them, and in the order of the configuration."""
    assert TREE.outside(TREE.below("district-1"), ["street-3"]) == ("street-4",)
    assert TREE.outside(("street-4", "street-3"), []) == ("street-4", "street-3")
    assert TREE.below("community-5") == ()


WRONG: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "none": ("units", []),
    "twice": ("units", [*offices.units(), offices.units()[-1]]),
    "two at the top": ("units", [unit for unit in offices.units() if unit["id"] != "province"]),
    "circle": (
        "units",
        [unit | ({"parent": "community-5"} if unit["id"] == "city" else {}) for unit in offices.units()],
    ),
    "place": ("units", [unit | {"places": ["nowhere"]} for unit in offices.units()]),
    "category": ("units", [unit | {"categories": ["astrology"]} for unit in offices.units()]),
    "level": ("units.level", [unit | {"level": "town"} for unit in offices.units()]),
    "no name": ("units.names", [unit | {"names": {}} for unit in offices.units()]),
    "deadline of no day": (
        "units.deadlines",
        [unit | {"deadlines": unit["deadlines"] | {"pause": 0}} for unit in offices.units()],
    ),
    "deadline missing": ("units.deadlines.accept", [unit | {"deadlines": {"answer": 1}} for unit in offices.units()]),
    "oversight": ("oversight", [unit for unit in offices.units() if unit["id"] != "oversight"]),
}


@pytest.mark.parametrize(("member", "units"), WRONG.values(), ids=WRONG)
def test_a_chain_that_leads_nowhere_is_refused(member: str, units: list[dict[str, Any]]) -> None:
    """A function that is wrongly configured does not start."""
    with pytest.raises(Malformed) as caught:
        parse(units, places=offices.PLACES, categories=offices.CATEGORIES, oversight=offices.OVERSIGHT)
    assert caught.value.member == member


def test_many_units_are_no_matter() -> None:
    """400 units, a chain of 200 among them, are searched to the end."""
    first = TREE.units["city"]
    line = {
        f"l{number}": replace(first, id=f"l{number}", parent=f"l{number - 1}" if number else None)
        for number in range(200)
    }
    side = {f"s{number}": replace(first, id=f"s{number}", parent="l0", places=frozenset()) for number in range(200)}
    tree = Tree(units=line | side, places=offices.PLACES, oversight="s1")
    assert tree.route("yx-hongxing", "noise", ["l150"]) == "l149"
