"""Write down what the ids of categories and places are called, for tools that are offline (officer/NAMES.md)."""

from collections.abc import Iterator

from infra.configuration import Configuration
from infra.places import Division, Words
from protocol import canonical


def names(found: Configuration) -> bytes:
    """Return names.json, one line."""
    value = {
        "v": 1,
        "portal": found.portal,
        "categories": {category.id: dict(category.name) for category in found.categories},
        "places": dict(_places(found.places)),
    }
    return canonical.to_bytes(value) + b"\n"


def _places(places: tuple[Division, ...], within: Words | None = None) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each id with its name in every language, that of the division around it before its own."""
    for place in places:
        outer = within or {}
        yield place.id, {tag: f"{outer[tag]} {name}" if tag in outer else name for tag, name in place.name.items()}
        yield from _places(place.children, place.name)
