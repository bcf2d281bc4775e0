"""Read the values of portal.toml one by one, so that each mistake says what is wrong and what mends that very mistake.

Leaves which values there are to `reading` and `places`, and their lines to `lines`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from protocol import members
from protocol.errors import Malformed

LISTED_MOST: Final = 24  # names that a remedy lists

T = TypeVar("T")
_KINDS: Mapping[type, str] = {
    str: "a text",
    bool: "true or false",
    int: "a number",
    float: "a number with a point",
    list: "a list",
    dict: "a table",
}


class Mistake(Exception):
    """A value that is wrong: its dotted path, a clause that says how (`is missing`), and what mends it."""

    def __init__(self, member: str, why: str, remedy: str) -> None:
        super().__init__(f"{member} {why}".strip())
        self.member = member
        self.why = why
        self.remedy = remedy

    def within(self, parent: str) -> "Mistake":
        """Return the same mistake with its path below `parent`."""
        return Mistake(f"{parent}.{self.member}" if self.member else parent, self.why, self.remedy)


def at(name: str, read: Callable[[Any], T], value: object) -> T:
    """Return `read(value)`, with `name` put before the path of any mistake."""
    try:
        return read(value)
    except Mistake as error:
        raise error.within(name) from error.__cause__


def table(value: object, *, required: Collection[str], optional: Collection[str] = (), form: str) -> Mapping[str, Any]:
    """Return `value` as a table with these members and no others; `form` is how such a table is begun.

    What is unknown is named before what is missing: a misspelt member is both.
    """
    if not isinstance(value, dict):
        raise Mistake("", f"is {kind(value)}, and not a table", f"write it as a table: {form}")
    known = [*required, *optional]
    for name in value:
        if name not in known:
            raise Mistake(name, "is not known here", spelling(name, known))
    for name in required:
        if name not in value:
            raise Mistake(name, "is missing", f"add {name} = … to {form}")
    return value


def items(value: object, read: Callable[[Any], T], *, form: str) -> Sequence[T]:
    """Return what `read` makes of each item of a list that has some."""
    if not isinstance(value, list):
        raise Mistake("", f"is {kind(value)}, and not a list", f"begin each item with {form}")
    if not value:
        raise Mistake("", "is empty", f"add an item, which begins with {form}")
    return [at(str(place), read, item) for place, item in enumerate(value)]


def text(most: int) -> Callable[[object], str]:
    """Return a reader of a text of one line, of 1 to `most` characters."""

    def read(value: object) -> str:
        if not isinstance(value, str):
            raise Mistake("", f"is {kind(value)}, and not a text", 'put it in double quotes: "…"')
        if not value.strip():
            raise Mistake("", "is empty", "write what people are to read, or remove the line if it may be left out")
        if len(value) > most:
            raise Mistake("", f"has {len(value)} characters", f"shorten it by {len(value) - most}, to {most} at most")
        try:
            return members.line(most)(value)
        except Malformed as error:
            raise Mistake("", error.why, "write it on one line, without tabs and other control characters") from error

    return read


def words(value: object, languages: Sequence[str], most: int) -> Mapping[str, str]:
    """Return a text in each of a deployment's languages."""
    if isinstance(value, str):
        raise Mistake("", "is one text for all languages", f"write one a language: name.{languages[0]} = …, …")
    if not isinstance(value, dict):
        raise Mistake("", f"is {kind(value)}, and not a text a language", f'write name.{languages[0]} = "…", …')
    for language in value:
        if language not in languages:
            remedy = "remove it, or add the language to portal.languages"
            raise Mistake(language, "is in no language of portal.languages", spelling(language, languages, remedy))
    for language in languages:
        if language not in value:
            raise Mistake(
                language, "is missing", f"add the text in {language}, or take {language} out of portal.languages"
            )
    return {language: at(language, text(most), value[language]) for language in languages}


def one_of(choices: Sequence[str]) -> Callable[[object], str]:
    """Return a reader of one of a few words."""

    def read(value: object) -> str:
        if value not in choices:
            raise Mistake("", "is not one of the words for it", spelling(str(value), choices))
        return str(value)

    return read


def identifier(value: object) -> str:
    """Return an id of the deployment's own."""
    found = text(200)(value)
    try:
        return members.identifier(found)
    except Malformed as error:
        raise Mistake("", "is not an id", "take 1 to 24 of a-z, 0-9 and -, starting with a letter or digit") from error


def kind(value: object) -> str:
    """Return what a value of TOML is, for a sentence."""
    return _KINDS.get(type(value), "a date or time")


def spelling(name: str, known: Sequence[str], otherwise: str = "") -> str:
    """Return the known name that a wrong one is nearest to, or all of them, or the first of very many."""
    spelt = {one.lower(): one for one in known}
    near = get_close_matches(name.lower(), spelt, n=1, cutoff=0.6)
    if near:
        return f"did you mean {spelt[near[0]]}?"
    more = ", …" if len(known) > LISTED_MOST else ""
    return otherwise or f"remove it, or take one of: {', '.join(known[:LISTED_MOST])}{more}"
