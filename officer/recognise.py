"""Tell what a file or line is that should have been a pouch or a box, so that the officer learns what to do with it."""

import codecs
from collections.abc import Mapping
from typing import Final

from officer.errors import PouchRefused
from protocol import canonical
from protocol.errors import Malformed

_PACKED: Final = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")  # zip, gzip, 7z, rar
_TELLING: Final = frozenset(("phone", "email", "address"))  # members of contact details and of nothing else
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def no_pouch(first: bytes, name: str) -> PouchRefused:
    """Return why a file whose first line is `first` is no pouch."""
    return PouchRefused(f"pouch.{_file_kind(first)}", file=name)


def line_kind(value: object) -> str:
    """Return what stands in a line: `unsealed` is an alarm, `result` is a note, empty is nothing known."""
    if not isinstance(value, dict):
        return ""
    if "status" in value and "step" in value:
        return "result"
    if any(_has_contact(part) for part in (value, *value.values())):
        return "unsealed"
    return ""


def _file_kind(first: bytes) -> str:
    if not first.strip():
        return "empty"
    if first.startswith(_PACKED):
        return "packed"
    if first.startswith(_UTF16) or b"\x00" in first[:100]:
        return "utf16"
    if first.startswith(codecs.BOM_UTF8):
        return "mark"
    return _json_kind(first)


def _json_kind(first: bytes) -> str:
    try:
        value = canonical.loads(first)
    except Malformed:
        return "keyfile" if first.strip() == b"{" else "other"  # the key file's JSON stands on many lines
    if not isinstance(value, dict):
        return "other"
    if value.get("record") == "pouch":
        return "crlf" if first.endswith(b"\r\n") else "version" if value.get("v") != 1 else "damaged"
    if "kdf" in value or "sign" in value:
        return "keyfile"
    kind = line_kind(value)
    return kind if kind in ("result", "unsealed") else "other"


def _has_contact(value: object) -> bool:
    """Say whether an object holds contact details in clear, which no file outside this desk should."""
    return isinstance(value, Mapping) and (bool(value.get("contact")) or not _TELLING.isdisjoint(value))
