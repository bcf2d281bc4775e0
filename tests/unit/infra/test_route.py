"""`build.py site --route` shows the way that the functions would take, and helps who misspells a place."""

from pathlib import Path

import pytest

from infra import configuration, route
from infra.commandline import parse
from tests.unit.infra.test_units import folder as folder  # noqa: PLC0414  a fixture
from tests.unit.infra.test_units import load


@pytest.fixture
def found(folder: Path) -> configuration.Configuration:
    """Give the small portal of the units' tests."""
    return load(folder)


def shown(found: configuration.Configuration, place: str, category: str) -> str:
    """Return what is printed."""
    return "\n".join(route.lines(found, place, category))


def test_the_way_is_shown_unit_by_unit(found: configuration.Configuration) -> None:
    """From the one that gets a report up to the top, then oversight, with deadlines, address and groups."""
    text = shown(found, "yx-hongxing", "noise")
    order = [text.index(f"    {unit} (") for unit in ("community", "street", "district", "city", "oversight")]
    assert order == sorted(order)
    assert "place      yx-hongxing  yx-hongxing, in yx-hedong yx-hedong" in text
    assert "accept 2, answer 15, pause 5, extend 10 working days; duty@community.example is told" in text
    assert "signing in: community-handlers (handler)" in text


def test_another_category_goes_another_way(found: configuration.Configuration) -> None:
    """By name in any spelling too."""
    assert "    community (" not in shown(found, "YX-Hongxing", " Education")


@pytest.mark.parametrize(
    ("place", "category", "says", "hint"),
    [
        ("yx-honxing", "noise", "no place yx-honxing", "did you mean yx-hongxing?"),
        ("zz", "noise", "no place zz", "take one of: yx-hedong"),
        ("yx-hexi", "nois", "no category nois", "did you mean noise?"),
    ],
)
def test_what_the_portal_has_not_is_told_with_what_it_has(
    place: str, category: str, says: str, hint: str, found: configuration.Configuration
) -> None:
    """The nearest name, or the first of all."""
    with pytest.raises(route.NoRoute, match=says) as caught:
        shown(found, place, category)
    assert hint in caught.value.hint


def test_the_command_takes_a_place_and_a_category() -> None:
    """Both or neither."""
    assert parse(["site", "--route", "510504003", "education"]).route == ["510504003", "education"]
    assert parse(["site"]).route is None
    with pytest.raises(SystemExit):
        parse(["site", "--route", "510504003"])
