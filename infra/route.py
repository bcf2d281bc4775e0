"""Show an operator which way a report about a place and category goes, unit by unit, before anybody files one.

The functions' own rule decides (functions/domain/units.py), on what the functions would be given.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from functions.domain import portal
from infra import configuration
from infra.configuration import Configuration
from infra.errors import InfraError
from infra.mistake import spelling
from infra.places import Words
from infra.progress import say
from infra.units import Unit


class NoRoute(InfraError):
    """A place or category that this portal does not have."""


def run(path: Path, place: str, category: str) -> int:
    """Print the way of a place and category, each named by code, id or name; return the exit status.

    Raises WrongConfiguration for a portal.toml with a mistake, and NoRoute for what it does not have.
    """
    for line in lines(configuration.load(path), place, category):
        say(line)
    return 0


def lines(found: Configuration, place: str, category: str) -> Iterator[str]:
    """Yield what is printed of a way. Raises NoRoute."""
    places = {part.id: part.name for top in found.places for part in (top, *top.children)}
    categories = {one.id: one.name for one in found.categories}
    where, what = _named("place", place, places), _named("category", category, categories)
    tree = portal.parse(found.functions()).tree
    first = tree.route(where, what)
    units = {unit.id: unit for unit in found.units}
    around = tree.places[where]
    yield ""
    yield f"  place      {where}  {_said(places[where])}" + (f", in {around} {_said(places[around])}" if around else "")
    yield f"  category   {what}  {_said(categories[what])}"
    yield ""
    yield "  A report goes to"
    yield from _shown([units[first]], found)
    if above := tree.ancestors(first):
        yield "  and when units are kept away, or give it back, up to"
        yield from _shown([units[unit] for unit in above], found)
    yield "  What no other unit may have goes to oversight"
    yield from _shown([units[tree.oversight]], found)
    yield "  Working days: to accept a case, to answer it, to wait for the reporter at most, to go on once."


def _named(kind: str, given: str, known: Mapping[str, Words]) -> str:
    """Return the code or id that was given, or whose name in any language was given."""
    if given in known:
        return given
    named = [code for code, name in known.items() if _plain(given) in {_plain(text) for text in name.values()}]
    if len(named) == 1:
        return named[0]
    if named:
        raise NoRoute(f"more than one {kind} is called {given}", f"name it by its code, one of: {', '.join(named)}")
    names = [text for name in known.values() for text in name.values()]
    raise NoRoute(
        f"this portal has no {kind} {given}", spelling(given, [*known, *names]).removeprefix("remove it, or ")
    )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _said(name: Words) -> str:
    return " · ".join(name.values())


def _shown(units: Sequence[Unit], found: Configuration) -> Iterator[str]:
    """Yield a block a unit: id and level, names, deadlines, who is told and who signs in."""
    for unit in units:
        days = ", ".join(f"{name} {days}" for name, days in unit.deadlines.items())
        groups = ", ".join(f"{group.name} ({group.role})" for group in found.staff.groups if group.unit == unit.id)
        yield f"    {unit.id} ({unit.level})  {_said(unit.name)}"
        yield f"      {days} working days; {unit.notice} is told"
        yield f"      signing in: {groups or 'nobody, only a machine of its own'}"
    yield ""
