"""Pull: bring case headers and demanded boxes from the officer function into a verified pouch.

Headers come first: a pull that fails among them has recorded nothing. One refused box is reported and the others go on,
since each that has left is recorded and must not be lost.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from console import private
from courier import answers
from courier.answers import Demand, PatientFunction
from courier.cloud import CONCURRENT
from courier.cursor import BEGINNING
from courier.errors import CourierError, PouchUnverified
from courier.progress import Progress
from protocol import pouch
from protocol.errors import Malformed


@dataclass(frozen=True, slots=True)
class Refusal:
    """A demand that was not met, and why."""

    demand: Demand
    error: CourierError


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull brought: where the next starts, how many headers and boxes, and what was refused."""

    until: str
    headers: int
    boxes: int
    refusals: tuple[Refusal, ...]


def pull_into(
    path: Path, function: PatientFunction, *, start: pouch.Start, demands: Sequence[Demand], progress: Progress
) -> Pulled:
    """Write a pouch to `path`, which appears once it is complete and was read back; `start` says from which hour on.

    Raises FileRefused, PouchUnverified, and what listing raises; what a single box raises is among the refusals.
    """
    with private.created(path) as sink:
        writer = pouch.Writer(sink.write, start)
        headers, until = _write_headers(writer, answers.pages(function, start.since or BEGINNING), progress)
        refusals = tuple(_write_boxes(writer, function, demands, progress))
        writer.close()
        boxes = len(demands) - len(refusals)
        _verify(sink, headers=headers, boxes=boxes, path=path)
    return Pulled(until=until, headers=headers, boxes=boxes, refusals=refusals)


def _write_headers(writer: pouch.Writer, pages: Iterable[answers.Page], progress: Progress) -> tuple[int, str]:
    headers, until = 0, ""
    for page in pages:
        for case in page.cases:
            writer.write(case)
        headers += len(page.cases)
        until = until or page.until  # the first page's: what was filed while the list was read comes with the next pull
        progress.show("progress.headers", headers=headers)
    return headers, until


def _write_boxes(
    writer: pouch.Writer, function: PatientFunction, demands: Sequence[Demand], progress: Progress
) -> Iterator[Refusal]:
    """Write the boxes in the order of their demands, and yield what was refused."""
    threads = ThreadPoolExecutor(CONCURRENT)
    progress.asking = len(demands) > 0
    try:
        tried = threads.map(partial(_try, function), demands)
        for number, (demand, got) in enumerate(zip(demands, tried, strict=True), 1):
            progress.show("progress.boxes", number=number, boxes=len(demands))
            if isinstance(got, CourierError):
                yield Refusal(demand, got)
            else:
                writer.write(got)
    finally:
        threads.shutdown(cancel_futures=True)  # after Ctrl-C no further box leaves


def _try(function: PatientFunction, demand: Demand) -> dict[str, object] | CourierError:
    """Return a box record, or the error: the thread's other boxes must not be lost for it."""
    try:
        return answers.box(function, demand)
    except CourierError as error:
        return error


def _verify(sink: BinaryIO, *, headers: int, boxes: int, path: Path) -> None:
    """Read the pouch back, before it gets its name."""
    sink.flush()
    sink.seek(0)
    found: list[type] = []
    try:
        for record in pouch.read(iter(lambda: sink.readline(pouch.LINE_MOST + 1), b"")):
            if isinstance(record, pouch.BadRecord) or (isinstance(record, pouch.End) and not record.whole):
                raise PouchUnverified("pouch.unverified", file=str(path))
            found.append(type(record))
    except Malformed as error:
        raise PouchUnverified("pouch.unverified", file=str(path)) from error
    if (found.count(pouch.CaseRecord), found.count(pouch.BoxRecord)) != (headers, boxes):
        raise PouchUnverified("pouch.unverified", file=str(path))
