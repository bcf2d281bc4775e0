"""Cut a pouch into its lines, and judge at its end whether it is whole, without holding more than one line.

Leaves the records to `opening`, so that several processes can share that work. The form is protocol/POUCH.md.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

from console.errors import FileRefused
from officer.errors import PouchRefused
from officer.recognise import no_pouch
from protocol import pouch
from protocol.errors import Malformed


@dataclass(frozen=True, slots=True)
class Line:
    """A line that should be a record; `data` without its line feed, cut after LINE_MOST bytes when `long`."""

    number: int
    data: bytes
    long: bool


@dataclass(frozen=True, slots=True)
class End:
    """How a pouch ended: `whole`, `cut` off, with another `count`, `altered`, or with something `after` its end."""

    state: Literal["whole", "cut", "count", "altered", "after"]


def start(source: BinaryIO, name: str) -> pouch.Start:
    """Return the first line of a pouch, and rewind `source`. Raises PouchRefused saying what the file is instead."""
    first = _readline(source, name)
    try:
        found = next(pouch.read([first]))
    except Malformed as error:
        raise no_pouch(first, name) from error
    if not isinstance(found, pouch.Start) or found.direction != "in":
        raise PouchRefused("pouch.direction", file=name)
    source.seek(0)
    return found


def lines(source: BinaryIO, name: str) -> Iterator[Line | End]:
    """Yield the lines between the first and the last, then the End. Raises FileRefused when reading fails."""
    digest = hashlib.sha256()
    number = 0
    while data := _readline(source, name):
        end = pouch.parse_end(data)
        if end is not None:
            yield _judge(end, number, digest.hexdigest(), more=bool(source.read(1)))
            return
        number += 1
        digest.update(data)
        long = len(data) > pouch.LINE_MOST
        rest = data
        while not rest.endswith(b"\n") and (rest := _readline(source, name)):
            digest.update(rest)
        if number > 1:
            yield Line(number, data.removesuffix(b"\n"), long)
    yield End("cut")


def _readline(source: BinaryIO, name: str) -> bytes:
    """Return a line, or the first LINE_MOST + 1 bytes of a longer one."""
    try:
        return source.readline(pouch.LINE_MOST + 1)
    except OSError as error:
        raise FileRefused("file.unreadable", file=name, why=error.strerror or "") from error


def _judge(end: tuple[int, str], count: int, digest: str, *, more: bool) -> End:
    if end[0] != count:
        return End("count")
    if end[1] != digest:
        return End("altered")
    return End("after" if more else "whole")
