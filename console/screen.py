"""Print for people: on any terminal, pipe or file, in any character set, without ever failing on a character.

Leaves what is said to the catalogues, and making strangers' text visible to `visible`.
"""

import io
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from console.errors import ConsoleError
from console.width import wrap
from console.words import Words

_BOLD: Final = "\x1b[1m"
_PLAIN: Final = "\x1b[0m"
_RULE: Final = "\u2500"


@dataclass(frozen=True, slots=True)
class Screen:
    """Where a program prints: results on `out`, all else on `err`; `columns` is the width of the terminal."""

    program: str
    words: Words
    out: TextIO
    err: TextIO
    columns: int
    bold: bool

    def print(self, text: str = "") -> None:
        """Print a line of results."""
        self.out.write(f"{text}\n")

    def rule(self) -> None:
        """Print a line across the screen; its sign takes two columns, or is missing, in character sets but Unicode."""
        unicode = (self.out.encoding or "").lower().replace("-", "").startswith("utf")
        self.print((_RULE if unicode else "-") * self.columns)

    def strong(self, text: str) -> str:
        """Return `text` in bold on a terminal that has it."""
        return f"{_BOLD}{text}{_PLAIN}" if self.bold else text

    def tell(self, text: str) -> None:
        """Print a line that is no result, broken between words where somebody watches."""
        lines = wrap(text, self.columns) if self.err.isatty() else [text]
        self.err.write("".join(f"{line}\n" for line in lines))
        self.err.flush()

    def warn(self, key: str, /, **details: object) -> None:
        """Print a warning of the catalogue."""
        self.tell(f"{self.program}: warning: {self.words(f'warning.{key}', **details)}")

    def refuse(self, error: ConsoleError) -> None:
        """Print what was refused and, where the catalogue knows it, what to do."""
        self.tell(f"{self.program}: error: {self.words(f'error.{error.key}', **error.details)}")
        if (hint := f"hint.{error.key}") in self.words:
            self.tell(f"{self.program}: hint: {self.words(hint, **error.details)}")


def real_screen(program: str, words: Words, environment: Mapping[str, str]) -> Screen:
    """Return the screen on standard output and standard error, made unable to fail on a character."""
    out, err = _unfailing(sys.stdout), _unfailing(sys.stderr)
    plain = not out.isatty() or environment.get("TERM") in (None, "dumb") or "NO_COLOR" in environment
    columns = max(shutil.get_terminal_size().columns, 40)
    return Screen(program, words, out, err, columns=columns, bold=not plain)


def _unfailing(stream: TextIO | None) -> TextIO:
    # A closed descriptor makes Python set the stream to None; output then has nowhere to go.
    usable = stream or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # lives as long as the process
    if isinstance(usable, io.TextIOWrapper):
        usable.reconfigure(errors="backslashreplace")
    return usable
