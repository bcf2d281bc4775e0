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


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Draw a tree of 1 to 12 units, each below an earlier one, that serve what they like."""
    units = {}
    for number in range(draw(st.integers(1, 12))):
        units[f"u{number}"] = Unit(
            id=f"u{number}",
            parent=f"u{draw(st.integers(0, number - 1))}" if number else None,
            level="street",
            places=draw(st.frozensets(st.sampled_from(sorted(PLACES)))),
            categories=draw(st.frozensets(st.sampled_from(KINDS))),
            notice="duty@yunxi.example",
            names={"en": "x"},
            deadlines=Deadlines(1, 1, 1, 1),
        )
    return Tree(units=units, places=PLACES, oversight=draw(st.sampled_from(sorted(units))))


@st.composite
def routed(draw: st.DrawFn) -> tuple[Tree, str, str, list[str]]:
    """Draw a tree, place and category, and some of the units that can be avoided."""
    tree = draw(trees())
    avoid = draw(st.lists(st.sampled_from(tree.avoidable), max_size=8)) if tree.avoidable else []
    return tree, draw(st.sampled_from(sorted(PLACES))), draw(st.sampled_from(KINDS)), avoid


def serves(unit: Unit, place: str, category: str) -> bool:
    """Say by itself whether a unit serves a report."""
    return category in unit.categories and (place in unit.places or PLACES[place] in unit.places)


def depth(tree: Tree, unit: str) -> int:
    """Say by itself how far a unit is from the top."""
    parent = tree.units[unit].parent
    return 0 if parent is None else 1 + depth(tree, parent)


@given(routed())
def test_nobody_who_is_avoided_is_chosen(found: tuple[Tree, str, str, list[str]]) -> None:
    """Neither an avoided unit nor one that stands below one, however far."""
    tree, place, category, avoid = found
    chosen = tree.route(place, category, avoid)
    line = [chosen]
    while (above := tree.units[line[-1]].parent) is not None:
        line.append(above)
    assert not set(line) & set(avoid)


@given(routed())
def test_nobody_lower_serves_a_report_that_avoids_nobody(found: tuple[Tree, str, str, list[str]]) -> None:
    """The chosen unit serves it and no deeper one does; without any, oversight has it."""
    tree, place, category, _ = found
    serving = [unit.id for unit in tree.units.values() if serves(unit, place, category)]
    chosen = tree.route(place, category)
    if not serving:
        assert chosen == tree.oversight
        return
    assert chosen in serving
    assert depth(tree, chosen) == max(depth(tree, unit) for unit in serving)


@given(routed())
def test_avoiding_leads_up_the_same_line_and_no_further_than_needed(found: tuple[Tree, str, str, list[str]]) -> None:
    """The chosen unit is the one without avoiding, or stands above it with only avoided units in between."""
    tree, place, category, avoid = found
    plain, chosen = tree.route(place, category), tree.route(place, category, avoid)
    line = [plain, *tree.ancestors(plain)]
    assert chosen in line
    assert set(line[: line.index(chosen)]) <= tree.avoided(avoid)


@given(trees(), st.lists(st.sampled_from([f"u{number}" for number in range(14)])), st.sampled_from(sorted(PLACES)))
def test_every_report_has_a_unit_whatever_was_avoided_before(tree: Tree, avoid: list[str], place: str) -> None:
    """Units that stand elsewhere in the tree since, or are gone, leave oversight at the least."""
    chosen = tree.route(place, "x", avoid)
    assert chosen not in tree.avoided(avoid) or chosen == tree.oversight


@given(trees(), st.data())
def test_up_and_down_agree(tree: Tree, data: st.DataObject) -> None:
    """A unit is below those that are above it, and what is common to two stands above both."""
    one, other = (data.draw(st.sampled_from(sorted(tree.units))) for _ in range(2))
    assert (one in tree.below(other)) == (other in tree.ancestors(one))
    over = set(tree.ancestors(one)) & set(tree.ancestors(other))
    common = tree.common(one, other)
    assert common == max(over, key=lambda unit: depth(tree, unit), default=tree.root)
    assert tree.common(other, one) == common


@given(trees())
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
