"""Say what the staff page carries besides its markup: where to sign in, what ids are called, statuses and words.

Leaves what staff may do to `functions.domain`, from which the table of statuses comes, and the page itself to `render`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from functions.domain import status, wishes
from infra.catalogue import Words
from infra.configuration import Configuration
from infra.places import Division
from infra.signin import SignIn
from protocol import facts

FOLDER: Final = "staff/"
ACTS: Final = tuple(step.act for step in status.TABLE)
# Each act's own key, the same in every language; the page shows it beside the act.
KEYS: Final = {
    "accept": "a", "decline": "x", "dispatch": "d", "return": "r", "ask": "q",
    "answer": "w", "extend": "e", "link": "l", "close": "c", "reopen": "o",
}  # fmt: skip
_SAID: Final = "staff-say."


def markup() -> dict[str, object]:
    """Return what the template needs of the rules: acts in order, their keys, and the choices of their forms."""
    return {
        "steps": ACTS, "act_keys": KEYS, "grounds": wishes.GROUNDS, "findings": wishes.FINDINGS,
        "text_most": wishes.TEXT_MOST, "reason_most": wishes.REASON_MOST,
    }  # fmt: skip


def words(say: Words) -> dict[str, str]:
    """Return the words that the page's script says: its own, and those that it shares with the markup."""
    own = say.of_scripts(_SAID)
    for family, ids in shared().items():
        before = "" if family == "kind" else "staff."
        own |= {f"{family}.{id_}": say(f"{before}{family}.{id_}") for id_ in ids}
    return own


def shared() -> dict[str, Sequence[str]]:
    """Return the families of words that script and markup share, with their ids."""
    return {"kind": facts.KINDS, "act": ACTS, "ground": wishes.GROUNDS, "findings": wishes.FINDINGS}


def config(found: Configuration, *, language: str, build: str, sign_in: SignIn) -> dict[str, object]:
    """Return the page's configuration in a language (site/src/staff/configuration.ts)."""
    functions: Mapping[str, Any] = json.loads(found.functions())
    units = functions["units"]
    return {
        "v": 1,
        "portal": found.portal,
        "build": build,
        "language": language,
        "zone": found.zone,
        "oidc": sign_in.to_value(),
        "units": {unit["id"]: unit["names"][language] for unit in units},
        "parents": {unit["id"]: unit.get("parent", "") for unit in units},
        "categories": {category.id: category.name[language] for category in found.categories},
        "places": dict(_named(found.places, language)),
        "begins": [begin for begin, _close in functions["working"]],
        "table": status.table(),
    }


def _named(places: Sequence[Division], language: str) -> Iterator[tuple[str, str]]:
    """Yield the name of each place by its id, a part after the place that it is a part of."""
    for place in places:
        yield place.id, place.name[language]
        for part in place.children:
            yield part.id, f"{place.name[language]} {part.name[language]}"
