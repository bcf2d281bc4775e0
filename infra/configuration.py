"""Read portal.toml, the deployment's own words and choices, and refuse its mistakes with their line and what to do.

Leaves what a page or a function makes of the choices to `render` and `package`; this module only says what they are.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.errors import WrongConfiguration
from infra.lines import Lines
from protocol import canonical, hour, key, members, work
from protocol.errors import Malformed

LANGUAGES: Final = ("zh-CN", "en")  # those that the catalogues are complete in
STATES: Final = ("current", "retired", "compromised")
BUILD_DIGITS: Final = 16

Words = Mapping[str, str]  # language → text


@dataclass(frozen=True, slots=True)
class Choice:
    """A category or place that a reporter may choose; `example` is empty for places."""

    id: str
    name: Words
    example: Words


@dataclass(frozen=True, slots=True)
class OfficerKey:
    """A public officer key, and whether it is current; `retired` is the hour of its replacement."""

    public: key.PublicKey
    state: str
    retired: str | None = None


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
    categories: tuple[Choice, ...]
    places: tuple[Choice, ...]

    @property
    def current(self) -> key.PublicKey:
        """The officer key that pages seal to."""
        return next(found.public for found in self.keys if found.state == "current")

    @property
    def former(self) -> tuple[OfficerKey, ...]:
        """The officer keys that pages no longer seal to."""
        return tuple(found for found in self.keys if found.state != "current")

    def canonical(self) -> bytes:
        """Return the canonical bytes of every choice, which the build id is taken of."""
        choices = {"categories": self.categories, "places": self.places}
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
                "keys": [found.public.to_value() | _state(found) for found in self.keys],
            }
            | {
                name: [
                    {"id": choice.id, "name": dict(choice.name), "example": dict(choice.example)} for choice in found
                ]
                for name, found in choices.items()
            }
        )

    def functions(self) -> bytes:
        """Return portal.json, what the functions need of the choices (functions/domain/portal.py)."""
        return canonical.to_bytes(
            {
                "v": 1,
                "portal": self.portal,
                "zone": self.zone,
                "categories": [choice.id for choice in self.categories],
                "places": [choice.id for choice in self.places],
                "units": [],
                "difficulty": self.difficulty,
                "keys": [
                    {"key": found.public.key_id, "suite": found.public.suite} | _state(found) for found in self.keys
                ],
            }
        )


def build_id(commit: str, configuration: Configuration) -> str:
    """Return the first 16 hexadecimal digits of SHA-256(commit ‖ 0A ‖ canonical configuration) (API.md, build)."""
    return hashlib.sha256(commit.encode() + b"\n" + configuration.canonical()).hexdigest()[:BUILD_DIGITS]


def load(path: Path) -> Configuration:
    """Return the configuration that a file holds; key files are found from its folder.

    Raises WrongConfiguration with the line, what is wrong there and what to do.
    """
    try:
        text = path.read_text(encoding="utf-8")
        found = tomllib.loads(text)
    except OSError as error:
        raise WrongConfiguration(
            f"{path} cannot be read: {error.strerror}", "give the path of a portal.toml"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongConfiguration(f"{path.name}: {error}", "mend the line; the file is TOML in UTF-8") from error
    lines = Lines(text)
    try:
        return _configuration(found, path.parent)
    except Malformed as error:
        place = lines.of(error.member)
        raise WrongConfiguration(f"{path.name}, line {place}: {error.member} is {error.why}", _remedy(error)) from error


def _configuration(found: object, folder: Path) -> Configuration:
    top = members.members(found, required=("portal", "officer", "limits", "categories", "places"))
    portal = members.at(
        "portal",
        lambda value: members.members(
            value, required=("id", "zone", "languages", "name", "agency"), optional=("notice",)
        ),
        top["portal"],
    )
    languages = members.at("portal.languages", _languages, portal["languages"])
    officer = members.at(
        "officer", lambda value: members.members(value, required=("name", "phone", "post", "keys")), top["officer"]
    )
    limits = members.at("limits", lambda value: members.members(value, required=("difficulty",)), top["limits"])

    def words(path: str, value: object, most: int = 200) -> Words:
        return members.at(path, lambda given: _words(given, languages, most), value)

    return Configuration(
        portal=members.at("portal.id", _portal, portal["id"]),
        zone=members.at("portal.zone", members.line(60), portal["zone"]),
        languages=languages,
        name=words("portal.name", portal["name"]),
        agency=words("portal.agency", portal["agency"]),
        notice=words("portal.notice", portal["notice"]) if "notice" in portal else {},
        officer=words("officer.name", officer["name"]),
        phone=members.at("officer.phone", members.line(40), officer["phone"]),
        post=words("officer.post", officer["post"]),
        keys=_keys(officer["keys"], folder),
        difficulty=members.at("limits.difficulty", _difficulty, limits["difficulty"]),
        categories=_choices("categories", top["categories"], "id", languages, example=True),
        places=_choices("places", top["places"], "code", languages, example=False),
    )


def _portal(value: object) -> str:
    name = members.line(100)(value)
    if not name.isascii() or any(symbol in " +/\\" or symbol.isupper() for symbol in name):
        raise Malformed("", "not a lower-case name such as yunxi.tightlip.example")
    return name


def _languages(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise Malformed("", "not a list of languages")
    found = tuple(members.one_of(LANGUAGES)(item) for item in value)
    if len(set(found)) != len(found):
        raise Malformed("", "naming a language twice")
    return found


def _words(value: object, languages: tuple[str, ...], most: int) -> Words:
    found = members.members(value, required=languages)
    return {language: members.at(language, members.line(most), found[language]) for language in languages}


def _difficulty(value: object) -> int:
    bits = members.number(value)
    if bits > work.MOST_DIFFICULTY:
        raise Malformed("", f"more than {work.MOST_DIFFICULTY} bits")
    return bits


def _choices(name: str, value: object, code: str, languages: tuple[str, ...], *, example: bool) -> tuple[Choice, ...]:
    if not isinstance(value, list) or not value:
        raise Malformed(name, "empty or not a list")
    found: list[Choice] = []
    for place, item in enumerate(value):
        choice = members.at(f"{name}.{place}", lambda given: _choice(given, code, languages, example=example), item)
        if choice.id in {other.id for other in found}:
            raise Malformed(f"{name}.{place}.{code}", "used twice")
        found.append(choice)
    return tuple(found)


def _choice(value: object, code: str, languages: tuple[str, ...], *, example: bool) -> Choice:
    found = members.members(value, required=(code, "name", *(("example",) if example else ())))
    return Choice(
        id=members.at(code, members.identifier, found[code]),
        name=members.at("name", lambda given: _words(given, languages, 60), found["name"]),
        example=members.at("example", lambda given: _words(given, languages, 200), found["example"]) if example else {},
    )


def _keys(value: object, folder: Path) -> tuple[OfficerKey, ...]:
    if not isinstance(value, list) or not value:
        raise Malformed("officer.keys", "empty or not a list")
    keys = tuple(
        members.at(f"officer.keys.{place}", lambda given: _key(given, folder), item) for place, item in enumerate(value)
    )
    if [found.state for found in keys].count("current") != 1:
        raise Malformed("officer.keys", "not a list with exactly one current key")
    if len({found.public.key_id for found in keys}) != len(keys):
        raise Malformed("officer.keys", "naming one key twice")
    return keys


def _key(value: object, folder: Path) -> OfficerKey:
    found = members.members(value, required=("file", "state"), optional=("retired",))
    state = members.at("state", members.one_of(STATES), found["state"])
    if (state == "retired") != ("retired" in found):
        raise Malformed("retired", "needed for a retired key, and for no other")
    return OfficerKey(
        public=members.at("file", lambda given: _public(given, folder), found["file"]),
        state=state,
        retired=members.at("retired", hour.check, found["retired"]) if "retired" in found else None,
    )


def _public(value: object, folder: Path) -> key.PublicKey:
    name = members.line(400)(value)
    try:
        return key.parse_public(json.loads((folder / name).read_bytes()))
    except OSError as error:
        raise Malformed("", f"a file that cannot be read ({name})") from error
    except (ValueError, Malformed) as error:
        raise Malformed("", f"not a public key file of `officer keygen` ({name})") from error


def _state(found: OfficerKey) -> dict[str, str]:
    return {"state": found.state} | ({} if found.retired is None else {"retired": found.retired})


def _remedy(error: Malformed) -> str:
    """Return what to do about a mistake."""
    if error.why == "missing":
        return f"add {error.member}; portal.toml of the demonstration shows its form"
    if "unknown member" in error.why:
        return "remove what the demonstration's portal.toml does not have, or mend its spelling"
    if error.member.endswith(".file"):
        return "name the .pub file that `officer keygen` made, or run `python3 build.py up` for a demonstration key"
    return "mend it; portal.toml of the demonstration shows its form"
