"""Find officialese and overlong Chinese sentences in what the pages say, each with its place and what to say instead.

The phrases are data (site/officialese.toml). Leaves whether a text is complete to `catalogue`, and whether it is good
to whoever reads it.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

from infra.environment import ROOT

PHRASES: Final = "site/officialese.toml"
CATALOGUES: Final = "site/catalogues"
DEPLOYMENT: Final = "portal.toml"
LONGEST: Final = 40  # characters of a Chinese sentence
PLACEHOLDER: Final = 4  # characters that a placeholder counts: a name, a number, the label of a field

# A sentence is what stands between these, line ends among them. All of its characters count but blanks: commas, quotes
# and each letter of a Latin word too.
_ENDS: Final = re.compile(r"[。！？；：\n]")
_PLACEHOLDER: Final = re.compile(r"\{\w+\}")
_CHINESE: Final = "zh"


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a page: its file, line and name there, its language and words."""

    file: str
    line: int
    name: str
    language: str
    words: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A phrase or sentence that no page says, and what to say instead."""

    text: Text
    phrase: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.text.file}:{self.text.line} {self.text.name}: “{self.phrase}”; {self.remedy}"


def faults(root: Path = ROOT) -> list[Fault]:
    """Return all faults of the catalogues and of portal.toml below `root`, in the order of the files."""
    phrases = _phrases(root)
    return [fault for text in texts(root) for fault in judge(text, phrases.get(text.language, {}))]


def judge(text: Text, phrases: Mapping[str, str]) -> Iterator[Fault]:
    """Yield the faults of one text: each phrase of its language that it holds, and each overlong Chinese sentence."""
    for phrase, instead in phrases.items():
        if _says(text, phrase):
            yield Fault(text, phrase, f"say instead: {instead}")
    if not text.language.startswith(_CHINESE):
        return
    for sentence in _ENDS.split(text.words):
        size = length(sentence)
        if size > LONGEST:
            yield Fault(text, sentence.strip(), f"{size} characters; make it two sentences of at most {LONGEST}")


def length(sentence: str) -> int:
    """Return how many characters a sentence counts: all but blanks, and a placeholder as PLACEHOLDER of them."""
    return len("".join(_PLACEHOLDER.sub("字" * PLACEHOLDER, sentence).split()))


def texts(root: Path) -> Iterator[Text]:
    """Yield every text that the pages say: those of each catalogue, then the deployment's own."""
    for path in sorted((root / CATALOGUES).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    yield Text(
                        f"{CATALOGUES}/{path.name}",
                        message.lineno or 0,
                        str(message.id),
                        path.stem,
                        str(message.string),
                    )
    written = (root / DEPLOYMENT).read_text(encoding="utf-8")
    lines = written.splitlines()
    for name, language, words in _worded("", tomllib.loads(written), _phrases(root)):
        line = next((place for place, found in enumerate(lines, 1) if words in found), 0)
        yield Text(DEPLOYMENT, line, name, language, words)


def _worded(name: str, value: object, languages: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """Yield name, language and words of every text below a value of TOML: those that stand under a language's tag."""
    if isinstance(value, list):
        for place, item in enumerate(value, 1):
            yield from _worded(f"{name}[{place}]", item, languages)
    elif isinstance(value, dict):
        for key, item in value.items():
            below = f"{name}.{key}".lstrip(".")
            if key in languages and isinstance(item, str):
                yield below, key, item
            else:
                yield from _worded(below, item, languages)


def _phrases(root: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = tomllib.loads((root / PHRASES).read_text(encoding="utf-8"))
    return found


def _says(text: Text, phrase: str) -> bool:
    if text.language.startswith(_CHINESE):
        return phrase in text.words
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text.words, re.IGNORECASE) is not None
