"""Make the scenarios of PHOTO.md: pictures in the strict form and out of it, and uploads.

A picture is written as `head`, a number of zero bytes, and `tail`, so that one at the bound of size fits a file.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from protocol import b64, photo, upload
from tests.vectors import people
from tests.vectors.scenario import Scenario, changed

SOI, EOI = b"\xff\xd8", b"\xff\xd9"


def segment(marker: int, body: bytes) -> bytes:
    """Return a segment: marker, length and body."""
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


JFIF = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
EXIF = segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\0")
TABLE = bytes((0, *[1] * 64))
DQT = segment(0xDB, TABLE)
# Huffman tables of one code of one bit each: the difference 0, and the end of a block.
DHT = segment(0xC4, bytes((0x00, 1, *[0] * 15, 0)) + bytes((0x10, 1, *[0] * 15, 0)))
DATA = b"\x3f"  # one grey block: both codes, and ones to fill the byte


def sof(*, height: int = 8, width: int = 8, kind: int = 0xC0, ids: bytes = b"\1", bits: int = 8) -> bytes:
    """Return a frame header of components that are not subsampled."""
    sides = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return segment(kind, bytes((bits,)) + sides + bytes((len(ids),)) + b"".join(bytes((name, 0x11, 0)) for name in ids))


def sos(*, ids: bytes = b"\1") -> bytes:
    """Return a scan header of these components."""
    return segment(0xDA, bytes((len(ids),)) + b"".join(bytes((name, 0)) for name in ids) + b"\0\x3f\0")


HEADER = JFIF + DQT + sof() + DHT
GREY = SOI + HEADER + sos() + DATA + EOI  # a picture of 8 × 8 grey pixels
COLOUR = SOI + JFIF + DQT + sof(ids=b"\1\2\3") + DHT + sos(ids=b"\1\2\3") + DATA + EOI
PROGRESSIVE = SOI + JFIF + DQT + sof(kind=0xC2) + DHT + sos() + DATA + DHT + sos() + DATA + EOI


def _right() -> Iterator[tuple[str, str, bytes]]:
    yield "grey", "the smallest picture", GREY
    yield "colour", "three components in one scan", COLOUR
    yield "in-steps", "a progressive picture of two scans, with a Huffman table between them", PROGRESSIVE
    yield "without-jfif", "APP0 may be absent", GREY.replace(JFIF, b"")
    yield "restarts", "stuffed bytes and restart markers in the data", (
        SOI + HEADER + segment(0xDD, b"\0\1") + sos() + b"\x3f\xff\xd0\x3f\xff\0\xff\xd7\x3f" + EOI
    )  # fmt: skip
    yield "largest-sides", "4,096 × 4,096 pixels", GREY.replace(sof(), sof(height=4096, width=4096))
    yield "most-scans", "16 scans", SOI + HEADER + (sos() + DATA) * 16 + EOI
    yield (
        "four-tables",
        "four quantisation tables in one segment",
        GREY.replace(DQT, segment(0xDB, b"".join(bytes((n, *[1] * 64)) for n in range(4)))),
    )


def _wrong_segments() -> Iterator[tuple[str, str, bytes]]:
    yield "empty", "start", b""
    yield "png", "start", b"\x89PNG\r\n\x1a\n"
    yield "blank-before", "start", b" " + GREY
    yield "exif", "segment", GREY.replace(JFIF, JFIF + EXIF)
    yield "exif-first", "segment", GREY.replace(JFIF, EXIF)
    yield "exif-after-scan", "segment", SOI + HEADER + sos() + DATA + EXIF + EOI
    yield "colour-profile", "segment", GREY.replace(JFIF, JFIF + segment(0xE2, b"ICC_PROFILE\0\1\1"))
    yield "adobe", "segment", GREY.replace(JFIF, JFIF + segment(0xEE, b"Adobe\0\x64\0\0\0\0\0"))
    yield "app15", "segment", GREY.replace(JFIF, JFIF + segment(0xEF, b"x"))
    yield "comment", "segment", GREY.replace(JFIF, JFIF + segment(0xFE, b"from my window"))
    yield "jfif-twice", "segment", GREY.replace(JFIF, JFIF * 2)
    yield "jfif-later", "segment", GREY.replace(JFIF + DQT, DQT + JFIF)
    yield "jfif-extension", "segment", GREY.replace(JFIF, segment(0xE0, b"JFXX\0\x10"))
    yield "jfif-long", "segment", GREY.replace(JFIF, segment(0xE0, JFIF[4:] + b"x"))
    yield "jfif-thumbnail", "segment", GREY.replace(JFIF, segment(0xE0, JFIF[4:16] + b"\1\1" + bytes(3)))
    yield "jfif-version", "segment", GREY.replace(b"JFIF\0\1\1", b"JFIF\0\2\0")
    yield "jfif-minor", "segment", GREY.replace(b"JFIF\0\1\1", b"JFIF\0\1\3")
    yield "jfif-units", "segment", GREY.replace(b"JFIF\0\1\1\0", b"JFIF\0\1\1\3")
    yield "jfif-no-density", "segment", GREY.replace(JFIF, JFIF[:12] + b"\0\0" + JFIF[14:])
    yield "fill-bytes", "segment", GREY.replace(DQT, b"\xff" + DQT)
    yield "between-segments", "segment", GREY.replace(DQT, b"\0" + DQT)
    yield "length-zero", "segment", GREY.replace(DQT, b"\xff\xdb\0\0")
    yield "length-beyond", "segment", SOI + JFIF + b"\xff\xdb\xff\xff"
    yield "lossless", "segment", GREY.replace(sof(), sof(kind=0xC3))
    yield "arithmetic", "segment", GREY.replace(sof(), sof(kind=0xC9))
    yield "picture-inside", "segment", SOI + GREY[2:].replace(DQT, SOI + DQT)


def _wrong_contents() -> Iterator[tuple[str, str, bytes]]:
    yield "table-16-bit", "table", GREY.replace(DQT, segment(0xDB, b"\x10" + bytes(64)))
    yield "table-cut", "table", GREY.replace(DQT, segment(0xDB, TABLE[:-1]))
    yield "table-none", "table", GREY.replace(DQT, segment(0xDB, b""))
    yield "table-fifth", "table", GREY.replace(DQT, segment(0xDB, b"\4" + TABLE[1:]))
    yield "table-twice", "table", GREY.replace(DQT, DQT * 2)
    yield "codes-cut", "table", GREY.replace(DHT, segment(0xC4, DHT[4:-1]))
    yield "codes-more", "table", GREY.replace(DHT, segment(0xC4, DHT[4:] + b"x"))
    yield "codes-none", "table", GREY.replace(DHT, segment(0xC4, b""))
    yield "codes-class", "table", GREY.replace(DHT, segment(0xC4, b"\x20" + DHT[5:]))
    yield "codes-destination", "table", GREY.replace(DHT, segment(0xC4, b"\x04" + DHT[5:]))
    yield "codes-257", "table", GREY.replace(DHT, segment(0xC4, bytes((0, 2, 255, *[0] * 14)) + bytes(257)))
    yield "restart-twice", "table", GREY.replace(DQT, DQT + segment(0xDD, b"\0\1") * 2)
    yield "restart-long", "table", GREY.replace(DQT, DQT + segment(0xDD, b"\0\1\0"))
    yield "restart-late", "table", SOI + HEADER + sos() + DATA + segment(0xDD, b"\0\1") + EOI
    yield "frame-twice", "frame", GREY.replace(sof(), sof() * 2)
    yield "frame-12-bits", "frame", GREY.replace(sof(), sof(bits=12))
    yield "frame-four-components", "frame", GREY.replace(sof(), sof(ids=b"\1\2\3\4"))
    yield "frame-two-components", "frame", GREY.replace(sof(), sof(ids=b"\1\2"))
    yield "frame-long", "frame", GREY.replace(sof(), segment(0xC0, sof()[4:] + b"x"))
    yield "frame-empty", "frame", GREY.replace(sof(), segment(0xC0, b""))
    yield "frame-high", "frame", GREY.replace(sof(), sof(height=4097))
    yield "frame-wide", "frame", GREY.replace(sof(), sof(width=4097))
    yield "frame-no-height", "frame", GREY.replace(sof(), sof(height=0))
    yield "frame-no-width", "frame", GREY.replace(sof(), sof(width=0))
    yield "scan-without-frame", "scan", GREY.replace(sof(), b"")
    yield "scan-other-component", "scan", GREY.replace(sos(), sos(ids=b"\2"))
    yield "scan-component-twice", "scan", COLOUR.replace(sos(ids=b"\1\2\3"), sos(ids=b"\1\1\2"))
    yield "scan-none", "scan", GREY.replace(sos(), sos(ids=b""))
    yield "scan-empty", "scan", GREY.replace(sos(), segment(0xDA, b""))
    yield "scan-long", "scan", GREY.replace(sos(), segment(0xDA, sos()[4:] + b"x"))
    yield "scans-17", "scan", SOI + HEADER + (sos() + DATA) * 17 + EOI


def _wrong_ends() -> Iterator[tuple[str, str, bytes]]:
    yield "after-the-end", "end", GREY + b"\n"
    yield "picture-after-the-end", "end", GREY + GREY
    yield "no-scan", "end", SOI + HEADER + EOI
    yield "cut-in-data", "end", GREY[:-2]
    yield "cut-in-marker", "end", GREY[:-1]
    yield "cut-between", "end", SOI + JFIF
    yield "start-only", "end", SOI


def _picture(head: bytes, zeros: int = 0, tail: bytes = b"") -> dict[str, Any]:
    return {"head": head.hex(), "zeros": zeros, "tail": tail.hex()}


def scenarios() -> Iterator[Scenario]:
    """Yield every scenario of the areas photo and upload."""
    for name, about, data in _right():
        yield Scenario("photo", name, about, "right", _picture(data) | {"hash": photo.hash_of(data)})
    head, tail = SOI + HEADER + sos() + DATA, EOI
    room = photo.PHOTO_MOST - len(head) - len(tail)
    digest = photo.hash_of(head + bytes(room) + tail)
    yield Scenario("photo", "largest", "300,000 bytes", "right", _picture(head, room, tail) | {"hash": digest})
    larger = _picture(head, room + 1, tail)
    yield Scenario("photo", "refused-too-large", "300,001 bytes", "refused: size", larger)
    for name, step, data in chain(_wrong_segments(), _wrong_contents(), _wrong_ends()):
        yield Scenario("photo", f"refused-{name}", "not in the strict form", f"refused: {step}", _picture(data))
    yield from _uploads()


def _uploads() -> Iterator[Scenario]:
    photos = tuple(photo.hash_of(data) for data in (GREY, COLOUR, PROGRESSIVE))
    leave = upload.Upload(expiry="2026-11-24T10Z", hmac=people.seed("upload"))
    value = leave.to_value()
    for name, named in (("one-photo", photos[:1]), ("three-photos", photos)):
        inputs = {
            "value": value,
            "case": people.CASE,
            "photos": list(named),
            "picture": GREY.hex(),
            "authenticated": upload.authenticated(people.CASE, named, leave.expiry).decode(),
            "body": upload.to_body(upload.Sent(upload=leave, photos=named, picture=GREY)).hex(),
        }
        yield Scenario("upload", name, "the first photo of a report on its way", "parses", inputs)
    for name, change, member in (
        ("minutes", {"expiry": "2026-11-24T10:30Z"}, "expiry"),
        ("short-hmac", {"hmac": b64.encode(bytes(31))}, "hmac"),
        ("padded-hmac", {"hmac": b64.encode(bytes(32)) + "="}, "hmac"),
        ("unknown-member", {"case": people.CASE}, ""),
        ("no-hmac", {"hmac": None}, "hmac"),
    ):
        expect = f"refused: {member}" if member else "refused"
        yield Scenario(
            "upload", f"refused-{name}", "an upload of another form", expect, {"value": changed(value, change)}
        )
