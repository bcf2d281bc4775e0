"""Find the line of a TOML file on which a value stands, so that a mistake can be shown where it was made."""

import re
from typing import Final

_TABLE: Final = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?")
_KEY: Final = re.compile(r"\s*([A-Za-z0-9_.-]+)\s*=")


class Lines:
    """The lines of a TOML text whose keys stand one a line; paths are dotted, items of lists counted from 0."""

    def __init__(self, text: str) -> None:
        self._lines: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        table = ""
        for number, line in enumerate(text.splitlines(), 1):
            if header := _TABLE.fullmatch(line):
                table = self._table(header[2], many=header[1] == "[[")
                self._lines[table] = number
            elif key := _KEY.match(line):
                self._lines[f"{table}.{key[1]}".lstrip(".")] = number

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
