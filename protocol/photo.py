"""Check that a picture is a JPEG in the strict form, which has no room for metadata (PHOTO.md).

Leaves what the picture shows, and decoding it, to whoever looks at it: nothing here draws.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Final

from protocol.errors import Malformed

PHOTO_MOST: Final = 300_000  # bytes
SIDE_MOST: Final = 4096  # pixels
SCANS_MOST: Final = 16  # a picture that is drawn in steps has about 10
STEPS: Final = ("size", "start", "segment", "table", "frame", "scan", "end")

_SOI, _EOI, _APP0, _DQT, _DHT, _DRI, _SOS = 0xD8, 0xD9, 0xE0, 0xDB, 0xC4, 0xDD, 0xDA
_SOF: Final = (0xC0, 0xC2)
_RESTARTS: Final = range(0xD0, 0xD8)
_APP0_SIZE: Final = 14  # bytes after the length
_TABLE_SIZE: Final = 65  # bytes: one of destination, 64 of 8-bit steps
_CODES: Final = 16  # lengths that a Huffman code may have, in bits
_SYMBOLS_MOST: Final = 256  # of a Huffman table


@dataclass(slots=True)
class _Seen:
    """What stood before the present place: `frame` is the frame's component ids, empty before it."""

    frame: bytes = b""
    tables: set[int] = field(default_factory=set)
    restarts: bool = False
    scans: int = 0


def hash_of(data: bytes) -> str:
    """Return the SHA-256 of a picture's bytes, 64 hexadecimal digits: its name."""
    return hashlib.sha256(data).hexdigest()


def check(data: bytes) -> None:
    """Refuse all but a JPEG in the strict form.

    Raises Malformed whose member is the first of STEPS that is wrong.
    """
    if len(data) > PHOTO_MOST:
        raise Malformed("size", f"more than {PHOTO_MOST} bytes")
    if data[:2] != bytes((0xFF, _SOI)):
        raise Malformed("start", "not a JPEG")
    seen, place = _Seen(), 2
    while (marker := _marker(data, place)) != _EOI:
        body = _body(data, place)
        _segment(marker, body, seen, first=place == 2)  # noqa: PLR2004  right after SOI
        place += 4 + len(body)
        if marker == _SOS:
            place = _scan_end(data, place)
    if place + 2 != len(data) or not seen.scans:
        raise Malformed("end", "no picture before the end, or something after it")


def _marker(data: bytes, place: int) -> int:
    found = data[place : place + 2]
    if len(found) < 2:  # noqa: PLR2004  bytes of a marker
        raise Malformed("end", "cut off")
    if found[0] != 0xFF:  # noqa: PLR2004  with which every marker starts
        raise Malformed("segment", "something between two segments")
    return found[1]


def _body(data: bytes, place: int) -> bytes:
    """Return what a segment holds after its marker and length."""
    size = int.from_bytes(data[place + 2 : place + 4], "big")
    body = data[place + 4 : place + 2 + size]
    if size < 2 or len(body) != size - 2:  # noqa: PLR2004  the length counts its own two bytes
        raise Malformed("segment", "longer than the file, or shorter than its length")
    return body


def _segment(marker: int, body: bytes, seen: _Seen, *, first: bool) -> None:
    if marker == _APP0 and first:
        _jfif(body)
    elif marker == _DQT:
        _quantisation(body, seen)
    elif marker == _DHT:
        _huffman(body)
    elif marker == _DRI:
        _restart(body, seen)
    elif marker in _SOF:
        _frame(body, seen)
    elif marker == _SOS:
        _scan(body, seen)
    else:
        raise Malformed("segment", "a kind that may hold metadata, or that no drawn picture has")


def _jfif(body: bytes) -> None:
    right = len(body) == _APP0_SIZE and body[:6] == b"JFIF\0\1" and body[6] <= 2 and body[7] <= 2  # noqa: PLR2004  version, units
    if not right or body[8:10] == b"\0\0" or body[10:12] == b"\0\0" or body[12:] != b"\0\0":
        raise Malformed("segment", "not a JFIF header of 16 bytes without thumbnail")


def _quantisation(body: bytes, seen: _Seen) -> None:
    if not body or len(body) % _TABLE_SIZE:
        raise Malformed("table", "not whole 8-bit quantisation tables")
    for destination in body[::_TABLE_SIZE]:
        if destination > 3 or destination in seen.tables:  # noqa: PLR2004  there are four
            raise Malformed("table", "a quantisation table of another kind, or one that stood before")
        seen.tables.add(destination)


def _huffman(body: bytes) -> None:
    place = 0
    while place < len(body) or not body:
        counts = body[place + 1 : place + 1 + _CODES]
        kind, symbols = body[place : place + 1], sum(counts)
        if len(counts) < _CODES or kind[0] >> 4 > 1 or kind[0] & 15 > 3 or symbols > _SYMBOLS_MOST:  # noqa: PLR2004  class, destination
            raise Malformed("table", "not whole Huffman tables")
        place += 1 + _CODES + symbols
    if place != len(body):
        raise Malformed("table", "not whole Huffman tables")


def _restart(body: bytes, seen: _Seen) -> None:
    if len(body) != 2 or seen.restarts or seen.scans:  # noqa: PLR2004  bytes of an interval
        raise Malformed("table", "not one restart interval before the first scan")
    seen.restarts = True


def _frame(body: bytes, seen: _Seen) -> None:
    if seen.frame:
        raise Malformed("frame", "more than one frame")
    components = body[5] if len(body) > 5 else 0  # noqa: PLR2004  precision, height and width stand before
    if components not in (1, 3) or len(body) != 6 + 3 * components or body[0] != 8:  # noqa: PLR2004  bits
        raise Malformed("frame", "not 8 bits of 1 or 3 components")
    sides = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    if not all(1 <= side <= SIDE_MOST for side in sides):
        raise Malformed("frame", f"not 1 to {SIDE_MOST} pixels high and wide")
    seen.frame = body[6::3]


def _scan(body: bytes, seen: _Seen) -> None:
    components = body[0] if body else 0
    named = body[1 : 1 + 2 * components : 2]
    known = len(set(named)) == len(named) and set(named) <= set(seen.frame)
    if not named or len(body) != 4 + 2 * components or not known or seen.scans == SCANS_MOST:
        raise Malformed("scan", "not a scan of the frame's components, or one too many")
    seen.scans += 1


def _scan_end(data: bytes, place: int) -> int:
    """Return where the marker after a scan's data stands."""
    while (place := data.find(b"\xff", place)) >= 0:
        following = data[place + 1 : place + 2]
        if following != b"\0" and not (following and following[0] in _RESTARTS):
            return place
        place += 2
    raise Malformed("end", "cut off")
