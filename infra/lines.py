"""Read the bytes of a TOML file, and find the line of each value, so that a mistake can be shown where it was made."""

import codecs
import re
import tomllib
from pathlib import Path
from typing import Any, Final

from infra.errors import WrongConfiguration

_TABLE: Final = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?")
_KEY: Final = re.compile(r"""\s*([A-Za-z0-9_."' -]+?)\s*=""")
_PLACE: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
# What tomllib says, and what mends it.
_REMEDIES: Final = (
    ("Cannot overwrite a value", "the same key stands twice in this table: keep one"),
    ("Cannot declare", "the same table begins twice: put its keys together, or begin a list's items with [[…]]"),
    ("Cannot mutate immutable", "a key here was written as a whole before: write it in one of the two ways"),
    ("Expected '=' after a key", 'write each line as key = "text"; a table begins with [name] on a line of its own'),
    ("Expected ']", "close the bracket of this table's name"),
    ("Invalid initial character for a key part", "a key is a plain word: mend or remove the line"),
    ("Illegal character", "close the quotes on the line where they begin"),
    ("Unterminated string", "close the quotes on the line where they begin"),
    ("Unclosed array", "close the list with ]"),
    ("Invalid value", 'put texts in straight double quotes: "…"'),
    ("Expected newline or end of document", "put what follows on a line of its own, and texts in straight quotes"),
)


def read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of a TOML file and what it holds.

    Raises WrongConfiguration with the line and what to do when it cannot be read, or is not TOML in plain UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WrongConfiguration(
            f"{path} cannot be read: {error.strerror}", "give the path of a portal.toml"
        ) from error
    text = _text(data, path.name)
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.search(str(error))
        what = str(error)[: found.start()] if found else str(error)
        line = found[1] if found and found[1] else text.count("\n") + 1
        remedy = next((remedy for said, remedy in _REMEDIES if said in what), "mend the line: it is not TOML")
        if text.split("\n")[int(line) - 1].startswith("[["):
            remedy = "every item of a list begins with a line [[…]] of the same name, the first one too"
        raise WrongConfiguration(f"{path.name}, line {line}: {what[:1].lower()}{what[1:]}", remedy) from error


def _text(data: bytes, name: str) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise WrongConfiguration(f"{name}, line 1: the file is UTF-16", "save it as UTF-8 without a byte order mark")
    if data.startswith(codecs.BOM_UTF8):
        raise WrongConfiguration(
            f"{name}, line 1: the file begins with a byte order mark", "save it as UTF-8 without one (not UTF-8-BOM)"
        )
    if b"\0" in data:
        raise WrongConfiguration(f"{name}, line 1: the file holds zero bytes", "save it as UTF-8, not as UTF-16")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise WrongConfiguration(
            f"{name}, line {line}: a letter is not in UTF-8", "save the file as UTF-8; an editor may have used GBK"
        ) from error


class Lines:
    """The lines of a TOML text whose keys stand one a line; paths are dotted, items of lists counted from 0."""

    def __init__(self, text: str) -> None:
        self._lines: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        table = ""
        for number, line in enumerate(text.split("\n"), 1):
            if header := _TABLE.fullmatch(line.rstrip("\r")):
                table = self._table(_plain(header[2]), many=header[1] == "[[")
                self._lines.setdefault(table, number)
            elif key := _KEY.match(line):
                self._lines.setdefault(f"{table}.{_plain(key[1])}".lstrip("."), number)

    def of(self, path: str) -> int:
        """Return the line of `path`, or of the nearest thing around it; 1 when nothing around it is there."""
        while path and path not in self._lines:
            within = [number for name, number in self._lines.items() if name.startswith(f"{path}.")]
            if within:
                return min(within)
            path = path.rpartition(".")[0]
        return self._lines.get(path, 1)

    def _table(self, name: str, *, many: bool) -> str:
        if not many:
            return name
        place = self._counts.get(name, 0)
        self._counts[name] = place + 1
        return f"{name}.{place}"


def _plain(key: str) -> str:
    """Return a dotted key without the quotes and blanks that it may be written with."""
    return ".".join(part.strip(" \"'") for part in key.split("."))
