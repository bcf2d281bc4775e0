"""Write the name of a division in English: in pinyin, its kind translated (红星街道, Hongxing Subdistrict).

A dictionary reads names well and not always: `[[places.named]]` of portal.toml corrects one (decision 0015).
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pypinyin import lazy_pinyin

_TABLES: Final = Path(__file__).with_name("romanised.toml")
_VOWELS: Final = "aeo"  # a syllable that starts with one is set off by an apostrophe (GB/T 16159)
# With these a name of one syllable keeps its kind, as maps have it: 蔚县, Yuxian County.
_SHORT: Final = ("区", "县", "旗", "镇", "乡")
_TOWNSHIPS: Final = {"乡": "民族乡", "镇": "民族镇"}  # kinds in whose names peoples may stand, and what they are then


@dataclass(frozen=True, slots=True)
class _Tables:
    letters: Mapping[str, str]
    words: Mapping[str, str]
    names: Mapping[str, str]
    kinds: Mapping[str, str]
    peoples: Mapping[str, str]


def english(name: str, above: Sequence[str] = ()) -> str:
    """Return the English name of a division; `above` are the Chinese names of the divisions that it lies in.

    Of a name such as 河北唐山海港经济开发区 the names above it are set apart: Hebei Tangshan Haigang Economic
    Development Zone.
    """
    tables = _tables()
    kind = _longest_end(name, tables.kinds)
    own, peoples = _peoples(name.removesuffix(kind), kind, tables)
    if len(own) == 1 and kind in _SHORT:
        own += kind
    if kind in _TOWNSHIPS and (peoples or own in tables.peoples):
        kind = _TOWNSHIPS[kind]
    words = [_word(part, name, tables) for part in _parts(own, above, tables)]
    return " ".join((*words, *_listed(peoples), *([tables.kinds[kind]] if kind else [])))


def _peoples(own: str, kind: str, tables: _Tables) -> tuple[str, list[str]]:
    """Return a name without the peoples that it ends in, and their names; only some kinds name peoples."""
    found: list[str] = []
    if "自治" not in kind and kind not in _TOWNSHIPS:
        return own, found
    while (people := _longest_end(own, tables.peoples)) and people != own:
        own = own.removesuffix(people)
        found.insert(0, tables.peoples[people])
    return own, found


def _listed(names: Sequence[str]) -> Sequence[str]:
    """Return names as one text, none for none: Bonan, Dongxiang and Salar."""
    *most, last = names or [""]
    return [", ".join(most) + " and " + last] if most else [*filter(None, [last])]


def _parts(own: str, above: Sequence[str], tables: _Tables) -> Iterable[str]:
    """Yield the pieces of a name that are written apart: those of the divisions above it, and the rest."""
    for higher in above:
        short = higher.removesuffix(_longest_end(higher, tables.kinds))
        for start in (higher, short):
            if len(start) > 1 and own.startswith(start) and own != short:
                yield short
                own = own.removeprefix(start)
                break
    if own:
        yield own


def _word(part: str, name: str, tables: _Tables) -> str:
    """Return a part of a name as one word; the whole name tells how its letters are read."""
    if part in tables.names or part in tables.peoples:
        return tables.names.get(part) or tables.peoples[part]
    start = name.index(part)
    syllables = _syllables(name, tables)[start : start + len(part)]
    joined = syllables[0]
    for syllable in syllables[1:]:
        joined += f"'{syllable}" if syllable[0] in _VOWELS and joined[-1].isalpha() else syllable
    return joined[:1].upper() + joined[1:]


def _syllables(name: str, tables: _Tables) -> list[str]:
    """Return the reading of each letter of a name."""
    found: list[str] = lazy_pinyin(name, v_to_u=True, errors=list)  # type: ignore[arg-type]  # a list gives a syllable a letter
    found = [tables.letters.get(letter, syllable) for letter, syllable in zip(name, found, strict=True)]
    for word, reading in tables.words.items():
        place = name.find(word)
        if place >= 0:
            found[place : place + len(word)] = reading.split()
    return found


def _longest_end(name: str, ends: Mapping[str, str]) -> str:
    return max((end for end in ends if name.endswith(end)), key=len, default="")


@cache
def _tables() -> _Tables:
    return _Tables(**tomllib.loads(_TABLES.read_text(encoding="utf-8")))
