"""Find the words of a language, which stand in catalogues beside each package.

Leaves which words there are to the packages: each has `catalogue/en.json` and `catalogue/zh.json` with the same keys.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Final

from console.visible import visible

LANGUAGES: Final = ("en", "zh")


class Shown(str):
    """A text that is safe to show, and not to be made visible a second time."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, by key."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, /, **details: object) -> Shown:
        """Return the text of `key`, its gaps filled with details made visible, since strangers may write those."""
        return Shown(self.texts[key].format(**{name: _shown(value) for name, value in details.items()}))

    def __contains__(self, key: str) -> bool:
        return key in self.texts


def _shown(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Shown) else value


def load(language: str, packages: Sequence[str]) -> Words:
    """Return the words of `language`, one of LANGUAGES, from the catalogues of several packages."""
    texts: dict[str, str] = {}
    for package in packages:
        source = resources.files(package).joinpath("catalogue", f"{language}.json")
        texts |= json.loads(source.read_text(encoding="utf-8"))
    return Words(language, texts)


def choose(asked: str | None, environment: Mapping[str, str]) -> str:
    """Return the language asked for, else the environment's (LC_ALL, LC_MESSAGES, LANG: POSIX order), else English."""
    if asked is not None:
        return asked
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if given := environment.get(name):
            return "zh" if given.lower().startswith("zh") else "en"
    return "en"
