"""Read and write custody entries, and the 48-byte leaves that commit to them (CUSTODY.md)."""

import hashlib
import hmac
import re
from dataclasses import dataclass, fields
from typing import Final

from protocol import base32, canonical, hour, members
from protocol.errors import Malformed

# Act → the roles that it may have (CUSTODY.md, the table of acts).
ROLES_OF: Final = {"filed": ("reporter",), "pulled": ("officer",), "traced": ("officer",)} | dict.fromkeys(
    (
        "viewed", "accepted", "declined", "dispatched", "returned", "asked", "answered", "extended", "linked", "closed",
        "reopened",
    ),
    ("handler", "machine"),
)  # fmt: skip
ACTS: Final = tuple(ROLES_OF)
ROLES: Final = ("reporter", "officer", "handler", "machine")
STAFF: Final = ("handler", "machine")  # roles whose entries name a unit and a person
OFFICERS: Final = ("pulled", "traced")  # acts that say what for
MOVES: Final = ("dispatched", "returned")  # acts that name the unit that gets the case
PURPOSES: Final = ("verify", "answer", "release", "court", "inquiry", "danger")
FIELDS: Final = ("kind", "category", "place", "spot", "when", "what", "wish", "contact", "photos")
NOTE_MOST: Final = 80  # code points
LABEL_SIZE: Final = 16  # bytes
PERSON_SYMBOLS: Final = 8  # of base32
MARK_SYMBOLS: Final = 10  # of base32: the first 50 bits of a label
_PERSON: Final = re.compile(f"[{base32.ALPHABET}]{{{PERSON_SYMBOLS}}}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One look at, or act on, a case: `n` counts from 0, `prev` is the hash of entry n - 1 and absent for 0."""

    case: str
    n: int
    hour: str
    act: str
    role: str
    fields: tuple[str, ...]
    subject: str
    prev: str | None = None
    unit: str | None = None
    person: str | None = None
    to: str | None = None
    purpose: str | None = None
    note: str | None = None

    def to_value(self) -> dict[str, object]:
        """Return the object that is stored and hashed; absent members are left out."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {"v": 1} | {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in given.items()
            if value is not None
        }


def _person(value: object) -> str:
    if not isinstance(value, str) or not _PERSON.fullmatch(value):
        raise Malformed("", f"not {PERSON_SYMBOLS} base32 symbols")
    return value


_CHECKS: Final = {
    "case": members.case,
    "n": members.number,
    "hour": hour.check,
    "act": members.one_of(ACTS),
    "role": members.one_of(ROLES),
    "subject": members.hexadecimal(64),
    "prev": members.hexadecimal(64),
    "unit": members.identifier,
    "person": _person,
    "to": members.identifier,
    "purpose": members.one_of(PURPOSES),
    "note": members.line(NOTE_MOST),
}
_OPTIONAL: Final = ("prev", "unit", "person", "to", "purpose", "note")


def parse(value: object) -> Entry:
    """Return the entry that an object holds. Raises Malformed naming the member that is wrong."""
    found = members.members(
        value, required=("v", "case", "n", "hour", "act", "role", "fields", "subject"), optional=_OPTIONAL
    )
    members.at("v", members.version, found["v"])
    checked = {name: members.at(name, check, found[name]) for name, check in _CHECKS.items() if name in found}
    entry = Entry(fields=members.at("fields", _fields, found["fields"]), **checked)  # type: ignore[arg-type]  # each checked above
    if (entry.n == 0) != (entry.prev is None):
        raise Malformed("prev", "present for the first entry, or missing for a later one")
    _check_act(entry)
    return entry


def to_bytes(entry: Entry) -> bytes:
    """Return the canonical bytes of an entry."""
    return canonical.to_bytes(entry.to_value())


def hash_of(entry: Entry) -> str:
    """Return the SHA-256 of an entry, 64 hexadecimal digits: the next entry's `prev`."""
    return hashlib.sha256(to_bytes(entry)).hexdigest()


def label(label_key: bytes, n: int) -> bytes:
    """Return the 16-byte label by which only holders of the label key find entry n in the log."""
    return hmac.digest(label_key, n.to_bytes(8, "big"), "sha256")[:LABEL_SIZE]


def mark(label_key: bytes, n: int) -> str:
    """Return the watermark of entry n, 10 base32 symbols, which the views that it records carry."""
    return base32.encode(label(label_key, n), MARK_SYMBOLS)


def opening_key(entry_key: bytes, n: int) -> bytes:
    """Return k_n, 32 bytes, with which entry n alone can be opened in court."""
    return hmac.digest(entry_key, n.to_bytes(8, "big"), "sha256")


def leaf(entry: Entry, *, label_key: bytes, entry_key: bytes) -> bytes:
    """Return the 48-byte leaf that commits to an entry: label_n ‖ HMAC-SHA256(k_n, entry_n)."""
    return label(label_key, entry.n) + hmac.digest(opening_key(entry_key, entry.n), to_bytes(entry), "sha256")


def _check_act(entry: Entry) -> None:
    """Refuse an entry that does not hold what its act needs (CUSTODY.md, the table of acts)."""
    if entry.role not in ROLES_OF[entry.act]:
        raise Malformed("role", "not a role of this act")
    if (entry.act == "filed") != (entry.n == 0):
        raise Malformed("n", "not 0 for the filing, or 0 for another act")
    for names, wanted in (
        (("unit", "person"), entry.role in STAFF),
        (("purpose", "note"), entry.act in OFFICERS),
        (("to",), entry.act in MOVES or (entry.act == "filed" and entry.to is not None)),
    ):
        for name in names:
            if (getattr(entry, name) is not None) != wanted:
                raise Malformed(name, "missing for this act, or not of this act")
    if entry.act == "traced" and entry.purpose != "inquiry":
        raise Malformed("purpose", "not the purpose of this act")
    if not _are_fields_of(entry.act, entry.fields):
        raise Malformed("fields", "not the fields of this act")


def _are_fields_of(act: str, shown: tuple[str, ...]) -> bool:
    """Return whether an act shows these fields: a pull contact details, a look facts, or pictures and nothing else."""
    if act == "pulled":
        return "contact" in shown and "photos" not in shown
    if act == "viewed":
        return "contact" not in shown and ("photos" not in shown or shown == ("photos",))
    return not shown


def _fields(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise Malformed("", "not a list")
    names = tuple(members.one_of(FIELDS)(name) for name in value)
    if len(set(names)) != len(names):
        raise Malformed("", "names a field twice")
    return names
