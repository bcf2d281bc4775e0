"""Read the words of the pages: one gettext catalogue a language, under names instead of source strings.

Leaves where a word stands to the templates and the scripts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.pofile import PoFileError, read_po

from infra.errors import NotRendered

_LOCALES: Final = {"zh-CN": "zh_Hans_CN", "en": "en"}
_SCRIPT: Final = "say."


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language by their names."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, name: str, /, **values: str) -> str:
        """Return the words called `name` with `{placeholders}` filled.

        Raises NotRendered when the catalogue has none of that name, or when a placeholder has no value.
        """
        if name not in self.texts:
            raise NotRendered(f"the catalogue of {self.language} has no {name}", f"add it to {self.language}.po")
        try:
            return self.texts[name].format_map(values)
        except (KeyError, ValueError) as error:
            raise NotRendered(
                f"{name} in {self.language}.po has a placeholder without value: {error}",
                "the template names what it fills",
            ) from error

    def of_scripts(self, prefix: str = _SCRIPT) -> dict[str, str]:
        """Return the words that scripts say, placeholders left in, names without their prefix."""
        return {name.removeprefix(prefix): text for name, text in self.texts.items() if name.startswith(prefix)}


def load(folder: Path, language: str) -> Words:
    """Return the catalogue of a language.

    Raises NotRendered when it cannot be read, or when a text in it is empty or fuzzy.
    """
    path = folder / f"{language}.po"
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=_LOCALES[language], abort_invalid=True)
    except (OSError, PoFileError, UnicodeDecodeError) as error:
        raise NotRendered(f"{path.name} cannot be read: {error}", "it is a gettext catalogue in UTF-8") from error
    texts = {str(message.id): str(message.string) for message in catalogue if message.id}
    unfinished = sorted(
        str(message.id) for message in catalogue if message.id and (message.fuzzy or not message.string)
    )
    if unfinished:
        raise NotRendered(f"{path.name} has no finished text for {', '.join(unfinished)}", "translate it")
    return Words(language, texts)
