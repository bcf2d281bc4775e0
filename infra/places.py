"""Make the places that a reporter may choose: a subtree of the open data, divisions of the deployment's own, or both.

Leaves the data to `divisions` and its English names to `romanise`; how a page offers them is the template's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from infra import divisions
from infra.divisions import CITY, COUNTY, PROVINCE, STREET, Area
from infra.mistake import Mistake, at, identifier, items, kind, table, text, words

Words = Mapping[str, str]  # language → text

STREETS_MOST: Final = 300  # about 8 bytes each on the compressed page: 2.5 KB
NAME_MOST: Final = 80  # characters
_FORM: Final = "[places]"
_OWN: Final = "[[places.own]]"
_NAMED: Final = "[[places.named]]"


@dataclass(frozen=True, slots=True)
class Division:
    """A place that a reporter may choose, and its parts in order; a part may be chosen too, and nothing deeper."""

    id: str
    name: Words
    children: tuple["Division", ...] = ()

    def to_value(self) -> dict[str, object]:
        """Return the division as the build id covers it."""
        return {"id": self.id, "name": dict(self.name), "children": [child.to_value() for child in self.children]}


@dataclass(frozen=True, slots=True)
class _Own:
    """A division of the deployment's own; `within` is the division that it is a part of, empty for none."""

    id: str
    name: Words
    within: str


def ids(places: Sequence[Division]) -> Iterator[str]:
    """Yield the id of every division, each before its parts."""
    for place in places:
        yield place.id
        yield from ids(place.children)


def within(places: Sequence[Division], around: str = "") -> Iterator[tuple[str, str]]:
    """Yield the id of every division with that of the division that it is a part of, empty for none."""
    for place in places:
        yield place.id, around
        yield from within(place.children, place.id)


def read(value: object, languages: tuple[str, ...]) -> tuple[Division, ...]:
    """Return the places of the table `[places]`. Raises Mistake, or WrongConfiguration when the data is missing."""
    if isinstance(value, list):
        raise Mistake("", "is a list", f"begin it with {_FORM}, and each division of your own with {_OWN}")
    found = table(value, required=(), optional=("root", "own", "named"), form=_FORM)
    if not ("root" in found or "own" in found):
        remedy = f'add root = "<code of a city or county>", or divisions of your own with {_OWN}'
        raise Mistake("", "names no place", remedy)
    places = at("root", lambda code: _subtree(code, languages), found["root"]) if "root" in found else ()
    if "named" in found:
        places = at("named", lambda given: _rename(places, given, languages), found["named"])
    if "own" in found:
        places = at("own", lambda given: _add(places, given, languages), found["own"])
    return places


def _subtree(value: object, languages: tuple[str, ...]) -> tuple[Division, ...]:
    """Return the counties of a city, or one county, each with its streets."""
    root = _root(value)
    area = divisions.find(root)
    if area is None:
        raise Mistake("", f"is {root}, which the open data does not have", _near(root))
    if (many := area.streets()) > STREETS_MOST:
        counties = ", ".join(f"{child.code} {child.name}" for child in area.children)
        raise Mistake(
            "",
            f"is {root} {area.name}, whose {many} streets are too many for one page: {STREETS_MOST} at most",
            f"take a deeper root, one of: {counties}",
        )
    return tuple(_division(found, languages) for found in (area.children if len(root) == CITY else (area,)))


def _root(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        raise Mistake("", "is a number", f'put the code in double quotes: root = "{value}"')
    code = text(20)(value)
    if not code.isascii() or not code.isdigit():
        raise Mistake("", "is not a code of the open data", 'take the digits of a city or county, such as "5105"')
    # Other lists fill codes up with zeros: 510500 and 510500000000 are 5105.
    short = next((code[:level] for level in (PROVINCE, CITY, COUNTY) if not code[level:].strip("0")), code)
    if len(short) == PROVINCE:
        raise Mistake("", f"is {code}, a whole province", f"take a city of it: {_cities(short)}")
    if short != code:
        raise Mistake("", f"is {code}", f'leave out the zeros at its end: root = "{short}"')
    if len(code) == STREET:
        raise Mistake("", f"is {code}, a single street", f'take its county: root = "{code[:COUNTY]}"')
    return code


def _near(code: str) -> str:
    """Return what to write instead of a code that the data does not have."""
    if len(code) == COUNTY and (found := divisions.names(COUNTY, code[:CITY])):
        return f"take one of: {_listed(found)}"
    return f"take a city: {_cities(code[:PROVINCE])}"


def _cities(province: str) -> str:
    found = divisions.names(CITY, province)
    return (
        _listed(found)
        if found and len(province) == PROVINCE
        else "its code has 4 digits, and a county's 6; the first two are the province's"
    )


def _listed(found: Mapping[str, str]) -> str:
    return ", ".join(f"{code} {name}" for code, name in found.items())


def _division(area: Area, languages: tuple[str, ...]) -> Division:
    return Division(area.code, _names(area, languages), tuple(_division(child, languages) for child in area.children))


def _names(area: Area, languages: tuple[str, ...]) -> Words:
    from infra.romanise import english  # its dictionary takes 0.3 s to load

    return {language: area.name if language == "zh-CN" else english(area.name, area.above) for language in languages}


def _rename(places: tuple[Division, ...], value: object, languages: tuple[str, ...]) -> tuple[Division, ...]:
    """Return the places with some names of the open data put right."""
    for place, (code, name) in enumerate(items(value, lambda given: _corrected(given, languages), form=_NAMED)):
        if code not in ids(places):
            raise Mistake(
                f"{place}.code", f"is {code}, which root does not hold", "take a code within root, or add root"
            )
        places = _changed(places, code, lambda found, name=name: replace(found, name={**found.name, **name}))
    return places


def _corrected(value: object, languages: tuple[str, ...]) -> tuple[str, Words]:
    found = table(value, required=("code", "name"), form=_NAMED)
    code = at("code", text(20), found["code"])
    given = found["name"]
    some = [language for language in languages if isinstance(given, dict) and language in given]
    return code, at("name", lambda name: words(name, some or languages, NAME_MOST), given)


def _add(places: tuple[Division, ...], value: object, languages: tuple[str, ...]) -> tuple[Division, ...]:
    """Return the places with the deployment's own after them, or as the last parts of the division they lie in."""
    for place, own in enumerate(items(value, lambda given: _own(given, languages), form=_OWN)):
        if own.id in ids(places):
            raise Mistake(f"{place}.code", f"is {own.id}, which stands before", "give each division a code of its own")
        added = Division(own.id, own.name)
        if not own.within:
            places = (*places, added)
        elif own.within in {found.id for found in places}:
            places = _changed(
                places,
                own.within,
                lambda found, added=added: replace(found, children=(*found.children, added)),
            )
        else:
            remedy = f"take one that stands above it: {', '.join(found.id for found in places) or 'none yet'}"
            raise Mistake(f"{place}.within", f"is {own.within}, which is no district or county here", remedy)
    return places


def _own(value: object, languages: tuple[str, ...]) -> _Own:
    found = table(value, required=("code", "name"), optional=("within",), form=_OWN)
    code = at("code", _own_code, found["code"])
    name = at("name", lambda given: words(given, languages, NAME_MOST), found["name"])
    return _Own(code, name, at("within", identifier, found["within"]) if "within" in found else "")


def _own_code(value: Any) -> str:
    if isinstance(value, int) or (isinstance(value, str) and value.isdigit()):
        remedy = f'start it with a letter, such as "own-{value}": codes of digits are those of the open data'
        raise Mistake("", f"is {kind(value) if isinstance(value, int) else value}, all digits", remedy)
    return identifier(value)


def _changed(places: tuple[Division, ...], code: str, change: Any) -> tuple[Division, ...]:
    return tuple(
        change(place) if place.id == code else replace(place, children=_changed(place.children, code, change))
        for place in places
    )
