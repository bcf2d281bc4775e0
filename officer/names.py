"""Read what the ids of categories and places are called (NAMES.md).

Leaves fetching the file to whoever is online, and checking facts to the opening: a name proves nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from console import private
from officer.errors import NamesRefused
from protocol import canonical, members
from protocol.errors import Malformed

MOST: Final = 4 * 1024**2  # bytes: 300 streets have about 40,000
NAME_MOST: Final = 400  # characters
LANGUAGE_MOST: Final = 35  # characters


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called in one language; without a file, nothing is called anything."""

    portal: str = ""
    categories: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


NONE: Final = Names()


def load(path: Path, language: str) -> Names:
    """Return the names of the file at `path` in a language, or one like it.

    Raises FileRefused when it cannot be read, NamesRefused when it is no such file.
    """
    data = private.read(path, most=MOST).data.removeprefix(b"\xef\xbb\xbf")
    try:
        found = members.members(canonical.loads(data), required=("v", "portal", "categories", "places"))
        members.at("v", members.version, found["v"])
        return Names(
            portal=members.at("portal", members.line(100), found["portal"]),
            categories=members.at("categories", lambda value: _called(value, language), found["categories"]),
            places=members.at("places", lambda value: _called(value, language), found["places"]),
        )
    except Malformed as error:
        raise NamesRefused("names.other", file=str(path), why=str(error)) from error


def _called(value: object, language: str) -> dict[str, str]:
    if not isinstance(value, dict):
        raise Malformed("", "not an object")
    return {members.identifier(name): members.at(name, lambda of: _one(of, language), value[name]) for name in value}


def _one(value: object, language: str) -> str:
    """Return the name in a language: the first that begins like it, else the first of all."""
    if not isinstance(value, dict) or not value:
        raise Malformed("", "not names by their languages")
    tags = sorted(members.line(LANGUAGE_MOST)(tag) for tag in value)
    tag = next((one for one in tags if one.split("-")[0].lower() == language), tags[0])
    return members.line(NAME_MOST)(value[tag])
