"""Tell the operator what is being done, how long it took, and what went wrong: the only printing of this package.

Leaves the story's panels to `story`.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from infra.errors import InfraError

_COLUMN: Final = 40  # columns before the time


def say(text: str = "") -> None:
    """Print one line at once, so that a pipe shows it too."""
    print(text, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Print what is being done, and on success how long it took."""
    started = time.monotonic()
    terminal = sys.stdout.isatty()
    if terminal:
        print(f"  {text} …", end="", flush=True)
    try:
        yield
    except BaseException:
        if terminal:
            print(flush=True)
        raise
    seconds = time.monotonic() - started
    start = "\r" if terminal else ""
    print(f"{start}  {text:<{_COLUMN}} {seconds:6.1f} s", flush=True)


def refuse(error: InfraError) -> None:
    """Print an error and its hint on stderr, in the form of every command line of this project."""
    print(f"build: error: {error}", file=sys.stderr, flush=True)
    if error.hint:
        print(f"build: hint: {error.hint}", file=sys.stderr, flush=True)
