"""Read portal.toml, the deployment's own words and choices, and refuse its mistakes with their line and what to do.

Leaves what a page or a function makes of the choices to `render` and `package`; this module only says what they are.
"""

import hashlib
import re
import zoneinfo
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from functions.domain import units as domain
from infra import categories, coverage, officers, places, staff, units, working
from infra.categories import Category
from infra.errors import WrongConfiguration
from infra.lines import Lines, read_toml
from infra.mistake import Mistake, at, items, kind, one_of, table, text, words
from infra.officers import OfficerKey
from infra.places import Division, Words
from infra.staff import Staff
from infra.units import Branch, Unit, branches, known
from infra.working import Working
from protocol import canonical, key, work

LANGUAGES: Final = ("zh-CN", "en")  # those that the catalogues are complete in
BUILD_DIGITS: Final = 16
_PHONE: Final = re.compile(r"\+?[0-9][0-9 -]{2,30}")
_PORTAL: Final = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")
_TABLES: Final = ("portal", "officer", "limits", "categories", "places", "units", "staff", "working")


@dataclass(frozen=True, slots=True)
class Configuration:
    """One deployment. `difficulty` in bits; exactly one of `keys` is current."""

    portal: str
    zone: str
    languages: tuple[str, ...]
    name: Words
    agency: Words
    notice: Words  # what every page says above all else, empty when there is nothing to say
    officer: Words
    phone: str
    post: Words
    keys: tuple[OfficerKey, ...]
    difficulty: int
    categories: tuple[Category, ...]
    places: tuple[Division, ...]
    units: tuple[Unit, ...]
    staff: Staff
    working: Working

    @property
    def current(self) -> key.PublicKey:
        """The officer key that pages seal to."""
        return next(found.public for found in self.keys if found.state == "current")

    @property
    def former(self) -> tuple[OfficerKey, ...]:
        """The officer keys that pages no longer seal to."""
        return tuple(found for found in self.keys if found.state != "current")

    @property
    def avoidable(self) -> tuple[Branch, ...]:
        """The units that a reporter may keep a report away from, as the functions accept them, in a tree."""
        tree = domain.parse(
            [unit.to_value() for unit in self.units],
            places=dict(places.within(self.places)),
            categories=[found.id for found in self.categories],
            oversight=self.staff.oversight,
        )
        return branches(self.units, tree.avoidable)

    def canonical(self) -> bytes:
        """Return the canonical bytes of every choice, which the build id is taken of: all names of all places too."""
        return canonical.to_bytes(
            {
                "portal": self.portal,
                "zone": self.zone,
                "languages": list(self.languages),
                "name": dict(self.name),
                "agency": dict(self.agency),
                "notice": dict(self.notice),
                "officer": dict(self.officer),
                "phone": self.phone,
                "post": dict(self.post),
                "difficulty": self.difficulty,
                "keys": [found.public.to_value() | found.state_value() for found in self.keys],
                "categories": [found.to_value() for found in self.categories],
                "places": [found.to_value() for found in self.places],
            }
            | self._offices()
        )

    def functions(self) -> bytes:
        """Return portal.json, what the functions need of the choices (functions/domain/portal.py)."""
        return canonical.to_bytes(
            {
                "v": 1,
                "portal": self.portal,
                "zone": self.zone,
                "categories": [found.id for found in self.categories],
                "places": dict(places.within(self.places)),
                "difficulty": self.difficulty,
                "keys": [
                    {"key": found.public.key_id, "suite": found.public.suite} | found.state_value()
                    for found in self.keys
                ],
            }
            | self._offices()
        )

    def _offices(self) -> dict[str, object]:
        return {
            "units": [found.to_value() for found in self.units],
            "oversight": self.staff.oversight,
            "groups": self.staff.to_value(),
            "working": self.working.to_value(),
            "clock": self.working.clock(),
        }


def build_id(commit: str, configuration: Configuration) -> str:
    """Return the first 16 hexadecimal digits of SHA-256(commit ‖ 0A ‖ canonical configuration) (API.md, build)."""
    return hashlib.sha256(commit.encode() + b"\n" + configuration.canonical()).hexdigest()[:BUILD_DIGITS]


def load(path: Path) -> Configuration:
    """Return the configuration that a file holds; key files are found from its folder.

    Raises WrongConfiguration with the line, what is wrong there and what to do.
    """
    source, found = read_toml(path)
    try:
        return _configuration(found, path.parent)
    except Mistake as error:
        place = Lines(source).of(error.member)
        raise WrongConfiguration(f"{path.name}, line {place}: {error}", error.remedy) from error


def _configuration(found: object, folder: Path) -> Configuration:
    top = table(found, required=_TABLES, form="portal.toml")
    portal = at("portal", _portal, top["portal"])
    languages = at("portal.languages", _languages, portal["languages"])
    officer = at(
        "officer",
        lambda value: table(value, required=("name", "phone", "post", "keys"), form="[officer]"),
        top["officer"],
    )
    limits = at("limits", lambda value: table(value, required=("difficulty",), form="[limits]"), top["limits"])

    def said(path: str, value: object) -> Words:
        return at(path, lambda given: words(given, languages, 200), value)

    made = Configuration(
        portal=at("portal.id", _id, portal["id"]),
        zone=(zone := at("portal.zone", _zone, portal["zone"])),
        languages=languages,
        name=said("portal.name", portal["name"]),
        agency=said("portal.agency", portal["agency"]),
        notice=said("portal.notice", portal["notice"]) if "notice" in portal else {},
        officer=said("officer.name", officer["name"]),
        phone=at("officer.phone", _phone, officer["phone"]),
        post=said("officer.post", officer["post"]),
        keys=at("officer.keys", lambda value: officers.read(value, folder), officer["keys"]),
        difficulty=at("limits.difficulty", _difficulty, limits["difficulty"]),
        categories=(kinds := at("categories", lambda value: categories.read(value, languages), top["categories"])),
        places=(divisions := at("places", lambda value: places.read(value, languages), top["places"])),
        units=(
            offices := at("units", lambda value: units.read(value, known(languages, kinds, divisions)), top["units"])
        ),
        staff=(handlers := at("staff", lambda value: staff.read(value, [unit.id for unit in offices]), top["staff"])),
        working=at("working", lambda value: working.read(value, zone), top["working"]),
    )
    at("units", lambda found: coverage.check(found, divisions, kinds, handlers.oversight), offices)
    return made


def _portal(value: object) -> Any:
    required = ("id", "zone", "languages", "name", "agency")
    return table(value, required=required, optional=("notice",), form="[portal]")


def _id(value: object) -> str:
    name = text(100)(value)
    if not _PORTAL.fullmatch(name):
        remedy = 'take a name of yours in lower case, of a-z, 0-9, . and -, such as "yunxi.tightlip.example"'
        raise Mistake("", "is not a portal's name", remedy)
    return name


def _zone(value: object) -> str:
    name = text(60)(value)
    known = zoneinfo.available_timezones()
    if name not in known:
        near = next((zone for zone in sorted(known) if zone.lower() == name.lower().replace(" ", "_")), "")
        remedy = f'did you mean "{near}"?' if near else 'take a name of the IANA list, such as "Asia/Shanghai"'
        raise Mistake("", f"is {name}, which is no time zone", remedy)
    return name


def _languages(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        raise Mistake("", "is a text, and not a list", f'put it in brackets: languages = ["{value}"]')
    found = tuple(items(value, one_of(LANGUAGES), form='a language: languages = ["zh-CN", "en"]'))
    for place, language in enumerate(found):
        if language in found[:place]:
            raise Mistake(str(place), f"names {language} twice", "name each language once")
    return found


def _phone(value: object) -> str:
    if isinstance(value, int):
        raise Mistake("", f"is {kind(value)}, and not a text", f'put it in double quotes: phone = "{value}"')
    number = text(40)(value)
    if not _PHONE.fullmatch(number):
        remedy = 'write it as people dial it, in digits with blanks or hyphens between: "12345", "0190-5550100"'
        raise Mistake("", "is not a telephone number", remedy)
    return number


def _difficulty(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Mistake("", f"is {kind(value)}, and not a whole number", "write it without quotes and point: 15")
    if not 0 <= value <= work.MOST_DIFFICULTY:
        remedy = (
            f"take 0 to {work.MOST_DIFFICULTY}: each bit more doubles the time that a phone works; 15 is half a second"
        )
        raise Mistake("", f"is {value} bits", remedy)
    return value
