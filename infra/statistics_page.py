"""Say what the statistics page carries besides its markup: what ids are called, the order of stages, and words.

Leaves the figures to the files that the page fetches (functions/domain/statistics.py), and the page itself to `render`.
"""

from typing import Final

from functions.domain.statistics import STAGES
from infra.catalogue import Words
from infra.configuration import Configuration
from protocol import canonical

FOLDER: Final = "statistics/"
_SAID: Final = "statistics-say."


def carried(found: Configuration, say: Words) -> dict[str, str]:
    """Return the page's configuration and its words, as JSON that may stand inside a script element."""
    language = say.language
    names = {
        "category": {category.id: category.name[language] for category in found.categories},
        "place": {place.id: place.name[language] for place in found.places},
        "status": {stage: say(f"statistics.stage.{stage}") for stage in STAGES},
    }
    config = {"v": 1, "language": language, "stages": list(STAGES), "names": names}
    return {"config": _json(config), "words": _json(say.of_scripts(_SAID))}


def _json(value: object) -> str:
    return canonical.to_bytes(value).decode().replace("<", "\\u003c")
