"""Open a pouch: `officer open`. Streams it, prints each record, and says at the end whether all went well."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from json import dumps
from pathlib import Path
from typing import BinaryIO

from console import private
from console.errors import FileRefused
from console.places import dangers
from console.screen import Screen
from officer import pool, scan, view
from officer.errors import NamesRefused
from officer.holder import OfficerKey
from officer.names import NONE, Names
from officer.outcome import Found, Outcome

FILE_COLUMNS = 100  # of a file for people: facts beside contact details


@dataclass(slots=True)
class Count:
    """How many boxes were met and opened, and how many cases were listed."""

    boxes: int = 0
    opened: int = 0
    headers: int = 0


def check(path: Path, out: Path | None, called: Names) -> None:
    """Raise when `path` is no pouch, `called` is another portal's, or `out` is taken: before a passphrase is asked for.

    That is PouchRefused, NamesRefused or FileRefused.
    """
    with _opened(path) as (source, _):
        start = scan.start(source, str(path))
    if called.portal not in {"", start.portal}:
        raise NamesRefused("names.portal", names=called.portal, pouch=start.portal)
    if out is not None:
        private.refuse_taken(out)


def open_pouch(
    path: Path, keys: list[OfficerKey], screen: Screen, called: Names, *, as_json: bool, out: Path | None
) -> int:
    """Print or write what a pouch holds; return 0 when it is whole and every box opened, else 1."""
    with _opened(path) as (source, size), _results(screen, out) as shown:
        start = scan.start(source, str(path))
        ending: list[scan.End] = []
        lines = _lines(source, str(path), ending)
        found = pool.open_all(lines, portal=start.portal, keys=keys, size=size, workers=pool.cores())
        if not as_json:
            shown.print(shown.words("open.pouch", portal=start.portal, hour=view.hour(start.hour, shown)))
        count = _show_all(found, shown, called, as_json=as_json)
    if called == NONE and not as_json and count.boxes + count.headers > 0:
        screen.tell(screen.words("open.unnamed"))
    return _summary(count, ending[0], path, screen)


def _show_all(found: Iterator[Found], screen: Screen, called: Names, *, as_json: bool) -> Count:
    count = Count()
    for record in found:
        if not isinstance(record, Outcome):
            count.headers += 1
            if not as_json:
                view.show_header(record, screen, called, first=count.headers == 1)
            continue
        count.boxes += 1
        count.opened += record.step is None
        if as_json:
            screen.print(dumps(record.to_value()))
        else:
            view.show_outcome(record, screen, called)
        if record.step is not None and (as_json or not screen.out.isatty()):
            screen.tell(f"{screen.program}: {view.refusal(record, screen)}")  # where the result itself is not looked at
    if not as_json:
        screen.rule()
    return count


def _summary(count: Count, end: scan.End, path: Path, screen: Screen) -> int:
    if end.state != "whole":
        screen.refuse(FileRefused(f"pouch.{end.state}", file=str(path)))
    if count.boxes == 0:
        screen.tell(screen.words("open.none", headers=count.headers))
    else:
        screen.tell(screen.words("open.summary", opened=count.opened, boxes=count.boxes, headers=count.headers))
    return 0 if count.opened == count.boxes and end.state == "whole" else 1


def _lines(source: BinaryIO, name: str, ending: list[scan.End]) -> Iterator[scan.Line]:
    """Yield the lines of a pouch, and put its End into `ending`."""
    for part in scan.lines(source, name):
        if isinstance(part, scan.End):
            ending.append(part)
        else:
            yield part


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """Yield the pouch and its size in bytes."""
    with private.opened(path) as source:
        if not source.seekable():
            raise FileRefused("file.pipe", file=str(path))
        size = source.seek(0, io.SEEK_END)
        source.seek(0)
        yield source, size


@contextmanager
def _results(screen: Screen, out: Path | None) -> Iterator[Screen]:
    """Yield the screen, or one that prints into a private file, which appears once all is written."""
    if out is None:
        yield screen
        return
    for danger in dangers(out.parent) if out.parent.is_dir() else ():
        screen.warn(danger, folder=str(out.parent))
    with private.created(out) as sink:
        text = io.TextIOWrapper(sink, encoding="utf-8", errors="backslashreplace", newline="\n")
        yield replace(screen, out=text, columns=FILE_COLUMNS, bold=False)
        text.flush()
        text.detach()
