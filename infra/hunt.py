"""Search bytes for a text in every spelling that storing, logging or packing could have given it.

A text is looked for as UTF-8, UTF-16 (both orders), GB18030, hexadecimal (both cases), base64 and base64url at each of
three offsets, percent-encoding and JSON escapes; and again inside gzip and zlib streams, zip members and runs of
base64, at any depth. Leaves finding the bytes to `stored`. What is sealed cannot be found: that is the point.
"""

import base64
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

_DEEPEST: Final = 6  # levels of packing inside packing
_LARGEST: Final = 256 * 1024 * 1024  # bytes that one stream may unpack to: more is a bomb, and an error
_GZIP: Final = re.compile(rb"\x1f\x8b\x08")
_ZLIB: Final = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_ZIP: Final = b"PK\x03\x04"
_BASE64_RUN: Final = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
_SHORTEST: Final = 4  # bytes: a shorter needle would be found by chance


class Bomb(ValueError):
    """A stream that unpacks to more than this search reads."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One stored or logged object: where it lies, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Hit:
    """A text found: which, where, and in which spelling (`gzip > utf-8` when it was packed)."""

    text: str
    thing: str
    spelling: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a hunt looked through and found; `size` in bytes, as stored."""

    objects: int
    size: int
    hits: tuple[Hit, ...]

    def of(self, text: str) -> tuple[Hit, ...]:
        """Return the hits of one text."""
        return tuple(hit for hit in self.hits if hit.text == text)


def spellings(text: str) -> dict[str, bytes]:
    """Return every spelling of a text by its name. Raises ValueError for a text that would be found by chance."""
    raw = text.encode()
    if len(raw) < _SHORTEST:
        raise ValueError(f"a text of at least {_SHORTEST} bytes is needed")
    every = "".join(f"%{byte:02X}" for byte in raw)
    escaped = "".join(f"\\u{unit:04x}" for unit in _units(text))
    found = {
        "utf-8": raw,
        "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        "gb18030": text.encode("gb18030"),
        "hex": raw.hex().encode(),
        "hex, upper case": raw.hex().upper().encode(),
        "percent": quote(text, safe="").encode(),
        "percent, each byte": every.encode(),
        "percent, lower case": every.lower().encode(),
        "json": json.dumps(text)[1:-1].encode(),
        "json, each character": escaped.encode(),
        "json, upper case": escaped.upper().replace("\\U", "\\u").encode(),
    }
    for offset in range(3):
        found[f"base64 at offset {offset}"] = _base64(raw, offset)
        found[f"base64url at offset {offset}"] = _base64(raw, offset).translate(bytes.maketrans(b"+/", b"-_"))
    return found


def hunt(things: Iterable[Thing], texts: Iterable[str]) -> Found:
    """Search every thing for every text. Raises Bomb for a stream that unpacks to more than 256 MiB."""
    needles = {text: spellings(text) for text in texts}
    objects = size = 0
    hits: dict[Hit, None] = {}
    for thing in things:
        objects += 1
        size += len(thing.data)
        for text, spelling in _search(thing.data, needles, ()):
            hits[Hit(text, thing.name, spelling)] = None
    return Found(objects, size, tuple(hits))


def _search(
    data: bytes, needles: Mapping[str, Mapping[str, bytes]], path: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    for text, spelt in needles.items():
        for name, needle in spelt.items():
            if needle in data:
                yield text, " > ".join((*path, name))
    if len(path) < _DEEPEST:
        for name, inner in _unpacked(data):
            yield from _search(inner, needles, (*path, name))


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what is packed inside some bytes, wherever in them it begins."""
    for start in _GZIP.finditer(data):
        yield from _inflated("gzip", data[start.start() :], zlib.MAX_WBITS | 16)
    for start in _ZLIB.finditer(data):
        yield from _inflated("zlib", data[start.start() :], zlib.MAX_WBITS)
    if _ZIP in data:
        yield from _zip_members(data)
    for run in _BASE64_RUN.finditer(data):
        text = run.group().rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        inner = base64.b64decode(text[: len(text) // 4 * 4] + _tail(text))
        # Plain text in base64 is found by its spelling; decoding is for what is packed inside.
        if _GZIP.search(inner) or _ZLIB.match(inner) or _ZIP in inner:
            yield "base64", inner


def _inflated(name: str, data: bytes, window: int) -> Iterator[tuple[str, bytes]]:
    stream = zlib.decompressobj(window)
    try:
        inner = stream.decompress(data, _LARGEST)
    except zlib.error:
        return  # those bytes only looked like the beginning of a stream
    if stream.unconsumed_tail:
        raise Bomb(f"a {name} stream unpacks to more than {_LARGEST} bytes")
    if inner:
        yield name, inner


def _zip_members(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                if info.file_size > _LARGEST:
                    raise Bomb(f"a zip member unpacks to more than {_LARGEST} bytes")
                if info.compress_type != zipfile.ZIP_STORED:  # stored members were searched with the archive
                    yield "zip", archive.read(info)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error):
        return  # not a whole archive, or an encrypted one


def _base64(raw: bytes, offset: int) -> bytes:
    """Return the symbols that `raw` alone decides when it stands `offset` bytes into a group of three."""
    symbols = base64.b64encode(bytes(offset) + raw)
    return symbols[(8 * offset + 5) // 6 : 8 * (offset + len(raw)) // 6]


def _tail(text: bytes) -> bytes:
    rest = text[len(text) // 4 * 4 :]
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""


def _units(text: str) -> Iterator[int]:
    """Yield the UTF-16 code units of a text, as JSON escapes count."""
    data = text.encode("utf-16-be")
    for start in range(0, len(data), 2):
        yield int.from_bytes(data[start : start + 2], "big")
