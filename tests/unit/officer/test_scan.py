"""A pouch is cut into lines in constant memory, and its end tells whether it is whole."""

import io
import json
from pathlib import Path

import pytest

from officer import scan
from officer.errors import PouchRefused
from officer.opening import open_line
from officer.outcome import Outcome
from protocol.pouch import LINE_MOST
from tests.unit.officer.reporters import PORTAL, box_record, case_record, pouch_bytes

VECTORS = sorted((Path(__file__).parents[3] / "protocol/vectors/pouch").glob("*.json"))


def scanned(data: bytes) -> tuple[list[scan.Line], scan.End]:
    """Return the lines and the end of a pouch."""
    *lines, end = scan.lines(io.BytesIO(data), "case.pouch")
    assert isinstance(end, scan.End)
    return [line for line in lines if isinstance(line, scan.Line)], end


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_every_pouch_vector_is_read_as_it_says(path: Path) -> None:
    """The desk and the protocol's own reader say the same of every pouch: records, bad lines, and how it ends."""
    vector = json.loads(path.read_text(encoding="utf-8"))
    data = "".join(vector["lines"]).encode()
    if vector["expect"] == "refused: start":
        with pytest.raises(PouchRefused):
            scan.start(io.BytesIO(data), "case.pouch")
        return
    lines, end = scanned(data)
    found = [open_line(line, PORTAL, {}) for line in lines]
    kinds = ["case" if not isinstance(one, Outcome) else "box" if one.step == "key" else "bad" for one in found]
    assert kinds == vector["records"]
    assert (end.state == "whole") == (vector["expect"] == "whole")


def test_a_whole_pouch_is_whole() -> None:
    """All lines between the first and the last come out, numbered as in the file."""
    lines, end = scanned(pouch_bytes(case_record("a"), box_record("a")))
    assert end.state == "whole"
    assert [line.number for line in lines] == [2, 3]


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (lambda data: b"".join(data.splitlines(keepends=True)[:-1]), "cut"),
        (lambda data: data[: len(data) // 2], "cut"),
        (
            lambda data: b"".join(line for place, line in enumerate(data.splitlines(keepends=True)) if place != 1),
            "count",
        ),
        (lambda data: data.replace(b'"status":"submitted"', b'"status":"submitteD"', 1), "altered"),
        (lambda data: data + b"{}\n", "after"),
    ],
)
def test_what_was_done_to_a_pouch_is_told(change, state: str) -> None:
    """Cut off, lost lines, altered bytes and appended ones are each told apart."""
    assert scanned(change(pouch_bytes(case_record("a"), box_record("a"))))[1].state == state


def test_a_huge_line_is_one_bad_line_and_stops_nothing() -> None:
    """A line of any length is counted once, hashed, cut in memory, and the next is read as ever."""
    huge = b'{"record":"' + b"x" * (3 * LINE_MOST) + b'"}\n'
    lines, end = scanned(pouch_bytes(case_record("a"), huge, box_record("a")))
    assert [(line.number, line.long) for line in lines] == [(2, False), (3, True), (4, False)]
    assert max(len(line.data) for line in lines) == LINE_MOST + 1
    assert end.state == "whole"


def test_a_false_last_line_ends_nothing_unless_it_is_one() -> None:
    """A record that looks like an end but is none is a bad line."""
    lines, end = scanned(pouch_bytes(b'{"count":1,"hash":"x","record":"end"}\n', case_record("a")))
    assert len(lines) == 2
    assert end.state == "whole"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"PK\x03\x04rest", "packed"),
        (b"\x1f\x8brest", "packed"),
        ("hello".encode("utf-16"), "utf16"),
        (pouch_bytes().decode().encode("utf-16-le"), "utf16"),
        (b"\xef\xbb\xbf" + pouch_bytes(), "mark"),
        (pouch_bytes().replace(b"\n", b"\r\n"), "crlf"),
        (pouch_bytes().replace(b'"v":1', b'"v":2'), "version"),
        (pouch_bytes().replace(b'"direction":"in"', b'"direction":"up"'), "damaged"),
        (pouch_bytes(direction="out"), "direction"),
        (b'{\n "v": 1,\n "kind": "tightlip officer key"', "keyfile"),
        (b'{"box":"x","sign":"y","suite":1,"v":1}\n', "keyfile"),
        (b'{"ref":"A","case":"B","status":"opened","step":null,"contact":{},"facts":{}}\n', "result"),
        (b'{"contact":{"name":"x"},"facts":{}}\n', "unsealed"),
        (b"<html>", "other"),
        (b"Mac OS X        \x02", "other"),
        (b"[]", "other"),
    ],
)
def test_a_file_that_is_no_pouch_is_told_for_what_it_is(data: bytes, key: str) -> None:
    """Each kind of wrong file gets its own words."""
    with pytest.raises(PouchRefused) as refused:
        scan.start(io.BytesIO(data), "file")
    assert refused.value.key == f"pouch.{key}"
