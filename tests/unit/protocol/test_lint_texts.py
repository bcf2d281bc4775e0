"""Hold the labelled texts of the identity lint to the form and figures that tests/lint/README.md states."""

import hashlib
import json
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[3]
FOLDER: Final = ROOT / "tests/lint"
README: Final = (FOLDER / "README.md").read_text(encoding="utf-8")
FILES: Final = sorted(FOLDER.glob("*.json"))
TEXTS: Final[dict[str, list[dict[str, Any]]]] = {
    file.name: json.loads(file.read_text(encoding="utf-8")) for file in FILES
}
TYPES: Final = ("phone", "resident_id", "email", "chat_id", "plate", "self_name", "self_address", "self_relation")
LANGUAGES: Final = ("zh", "en", "mixed")
ID: Final = re.compile(r"(zh|en|mixed)-([a-z-]+)-[0-9]{2}")
SIZES: Final = range(40, 251)  # characters
SPANS: Final = range(6)

every_file = pytest.mark.parametrize("name", TEXTS)


def figures(first: str) -> list[list[str]]:
    """Return the README's table rows whose first cell is `first`, without that cell."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in README.splitlines() if line.startswith("|")
    ]
    return [row[1:] for row in rows if row[0] == first]


def rank(text: dict[str, Any]) -> tuple[str, list[str], str, str]:
    """Return the place of a text in the order by which the halves were parted."""
    language, category = identified(text["id"])
    return language, sorted({span["type"] for span in text["expect"]}), category, digest(text["id"].encode())


def identified(identifier: str) -> tuple[str, str]:
    """Return the language and the category that an id names."""
    found = ID.fullmatch(identifier)
    assert found, identifier
    return found[1], found[2]


def digest(data: bytes) -> str:
    """Return the SHA-256 of `data` in hex."""
    return hashlib.sha256(data).hexdigest()


def test_the_tuning_half_is_there() -> None:
    """Without it the other tests of this module would hold of nothing."""
    assert "tuning.json" in TEXTS


@every_file
def test_each_passage_stands_once_in_its_text_and_in_order(name: str) -> None:
    """A label that occurs nowhere, twice, or inside another could not be scored."""
    for text in TEXTS[name]:
        end = 0
        for span in text["expect"]:
            assert text["text"].count(span["text"]) == 1, (text["id"], span)
            start = text["text"].index(span["text"])
            assert start >= end, (text["id"], span)
            end = start + len(span["text"])


@every_file
def test_each_text_has_its_members_types_and_size(name: str) -> None:
    """Three members, known types, 40 to 250 characters, at most five passages, none with blanks around it."""
    for text in TEXTS[name]:
        assert list(text) == ["id", "text", "expect"], text
        assert len(text["text"]) in SIZES, text["id"]
        assert len(text["expect"]) in SPANS, text["id"]
        for span in text["expect"]:
            assert list(span) == ["type", "text"], text["id"]
            assert span["type"] in TYPES, text["id"]
            assert span["text"] == span["text"].strip() != "", text["id"]


@every_file
def test_all_categories_of_the_portal_are_covered(name: str) -> None:
    """Each half has every category, and no category that the portal does not know."""
    portal = tomllib.loads((ROOT / "portal.toml").read_text(encoding="utf-8"))
    categories = {category["id"] for category in portal["categories"]}
    assert {identified(text["id"])[1] for text in TEXTS[name]} == categories


@every_file
def test_the_readme_counts_each_half_rightly(name: str) -> None:
    """Texts, languages, clean texts and spans are those of the file."""
    texts = TEXTS[name]
    languages = Counter(identified(text["id"])[0] for text in texts)
    clean = sum(not text["expect"] for text in texts)
    spans = sum(len(text["expect"]) for text in texts)
    row = [len(texts), *(languages[language] for language in LANGUAGES), clean, spans]
    assert figures(name) == [[str(figure) for figure in row]]


@every_file
def test_the_readme_counts_each_type_rightly(name: str) -> None:
    """The table of types has the file's figures in the file's column."""
    column = figures("Type")[0].index(name)
    types = Counter(span["type"] for text in TEXTS[name] for span in text["expect"])
    assert {kind: int(figures(kind)[0][column]) for kind in TYPES} == {kind: types[kind] for kind in TYPES}


def test_no_id_and_no_text_occurs_twice() -> None:
    """What one half has, the other has not."""
    texts = [text for half in TEXTS.values() for text in half]
    for member in ("id", "text"):
        assert [value for value, times in Counter(text[member] for text in texts).items() if times > 1] == []


def test_texts_put_aside_are_those_whose_hash_was_committed() -> None:
    """README states the hash of each file but the first one that rules were tuned on, and the file has it."""
    stated = dict(re.findall(r"^    (\S+[.]json) ([0-9a-f]{64})$", README, re.MULTILINE))
    assert stated == {name: digest((FOLDER / name).read_bytes()) for name in TEXTS if name != "tuning.json"}
    assert len(stated) >= 2


def test_the_first_two_files_are_parted_by_their_rule() -> None:
    """Nobody chose which text would judge in the first round."""
    names = ("tuning.json", "earlier_held_out.json")
    order = sorted((text for name in names for text in TEXTS[name]), key=rank)
    for place, name in enumerate(names):
        assert {text["id"] for text in TEXTS[name]} == {text["id"] for text in order[place::2]}
