"""Write and read pouches: the files that travel between courier and officer (POUCH.md).

Leaves files to its callers: a writer takes a sink of bytes, a reader takes lines of bytes, and neither holds more than
one line.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from protocol import canonical, code, entry, envelope, facts, hour, key, members
from protocol.errors import Malformed, Refused

LINE_MOST: Final = 128 * 1024  # bytes: the longest legal record has about 45,000
END_MOST: Final = 200  # bytes: a last line has about 120
DIRECTIONS: Final = ("in", "out")
# Of a case, in the order of its life (CUSTODY.md, units); functions/domain/status.py says what leads where.
STATUSES: Final = (
    "submitted", "accepted", "declined", "dispatched", "returned", "received", "in_progress", "extended", "closed",
    "reopened", "withdrawn",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Start:
    """The first line: which portal, which way (`in` to the officer), written when, with cases from which hour on."""

    portal: str
    direction: str
    hour: str
    since: str | None = None


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case header: that a case exists, not what it says."""

    case: str
    hour: str
    status: str
    category: str
    place: str
    key: str
    build: str
    facts_hash: str
    n: int


@dataclass(frozen=True, slots=True)
class BoxRecord:
    """A sealed box with all that opening is checked against, and the entry that recorded its leaving.

    `facts` is the stored object and `sealed` the object on the wire, both unparsed: what is wrong with them is found,
    and named, at opening.
    """

    case: str
    hour: str
    status: str
    facts: object
    sealed: object
    reply_to: bytes
    lookup_hash: bytes
    proof_hash: bytes
    label_key_hash: bytes
    entry_key_hash: bytes
    receipt: str
    entry: entry.Entry

    def stored(self, portal: str) -> envelope.Stored:
        """Return what opening is checked against. Raises Malformed when the facts are not in their form."""
        return envelope.Stored(
            portal=portal,
            case=self.case,
            facts_hash=facts.hash_of(facts.parse(self.facts)),
            reply_to=self.reply_to,
            lookup_hash=self.lookup_hash,
            label_key_hash=self.label_key_hash,
            entry_key_hash=self.entry_key_hash,
            proof_hash=self.proof_hash,
        )


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A line that is no record; `ref` is there when the line at least named its case."""

    line: int
    why: str
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class End:
    """How the pouch ended: `whole`, or why it is not."""

    whole: bool
    why: str = ""


Record = Start | CaseRecord | BoxRecord | BadRecord | End


class Writer:
    """Write records to a sink, and at last the line that makes truncation visible."""

    def __init__(self, sink: Callable[[bytes], object], start: Start) -> None:
        self._sink = sink
        self._hash = hashlib.sha256()
        self._count = 0
        opening: dict[str, object] = {
            "record": "pouch",
            "v": 1,
            "portal": start.portal,
            "direction": start.direction,
            "hour": start.hour,
        }
        self._line(opening if start.since is None else opening | {"since": start.since})

    def write(self, record: Mapping[str, object]) -> None:
        """Write one case or box record, as the officer function answered it. Raises Malformed when it is neither."""
        parse_record(dict(record))
        self._line(record)

    def close(self) -> None:
        """Write the last line. A writer is closed once, and writes nothing after."""
        self._sink(canonical.to_bytes({"record": "end", "count": self._count, "hash": self._hash.hexdigest()}) + b"\n")

    def _line(self, value: Mapping[str, object]) -> None:
        data = canonical.to_bytes(dict(value)) + b"\n"
        self._sink(data)
        self._hash.update(data)
        self._count += 1


def read(lines: Iterable[bytes]) -> Iterator[Record]:
    """Yield the records of a pouch, a BadRecord for each line that is none, and at last an End.

    `lines` are split at line feeds, which they keep. Raises Malformed when the first line is not the start of a pouch.
    """
    digest = hashlib.sha256()
    count = 0
    rest = iter(lines)
    for count, line in enumerate(rest, 1):
        if count == 1:
            yield _start(line)
        elif (end := parse_end(line)) is not None:
            yield _judge(end, count - 1, digest.hexdigest(), more=next(rest, None) is not None)
            return
        else:
            yield _record(line, count)
        digest.update(line)
    if count == 0:
        raise Malformed("", "an empty file, not a pouch")
    yield End(whole=False, why=f"cut off after line {count}: its last line is missing")


def parse_record(value: object) -> CaseRecord | BoxRecord:
    """Return the case or box record that an object holds. Raises Malformed naming the member."""
    if not isinstance(value, dict) or value.get("record") not in ("case", "box"):
        raise Malformed("record", "neither a case nor a box")
    return _case(value) if value["record"] == "case" else _box(value)


def _start(line: bytes) -> Start:
    try:
        found = members.members(
            canonical.parse(line.removesuffix(b"\n")),
            required=("record", "v", "portal", "direction", "hour"),
            optional=("since",),
        )
        members.at("record", members.one_of(("pouch",)), found["record"])
        members.at("v", members.version, found["v"])
        return Start(
            portal=members.at("portal", members.line(100), found["portal"]),
            direction=members.at("direction", members.one_of(DIRECTIONS), found["direction"]),
            hour=members.at("hour", hour.check, found["hour"]),
            since=members.at("since", hour.check, found["since"]) if "since" in found else None,
        )
    except Malformed as error:
        raise Malformed("", f"not a pouch: {error}") from error


def _record(line: bytes, number: int) -> CaseRecord | BoxRecord | BadRecord:
    value: object = None
    try:
        if len(line) > LINE_MOST:
            raise Malformed("", f"longer than {LINE_MOST} bytes")
        value = canonical.parse(line.removesuffix(b"\n"))
        return parse_record(value)
    except Malformed as error:
        return BadRecord(line=number, why=str(error), ref=_ref_in(value))


def _ref_in(value: object) -> str | None:
    try:
        return code.ref(members.case(value["case"])) if isinstance(value, dict) and "case" in value else None
    except Malformed:
        return None


def _case(value: dict[str, object]) -> CaseRecord:
    found = members.members(value, required=("record", *_CASE_CHECKS))
    return CaseRecord(
        **{
            name: members.at(name, check, found[name])  # type: ignore[arg-type]  # each checked here
            for name, check in _CASE_CHECKS.items()
        }
    )


def _box(value: dict[str, object]) -> BoxRecord:
    found = members.members(value, required=("record", "facts", "sealed", "entry", *_BOX_CHECKS))
    checked = {name: members.at(name, check, found[name]) for name, check in _BOX_CHECKS.items()}
    recorded = members.at("entry", entry.parse, found["entry"])
    if (recorded.act, recorded.case) != ("pulled", checked["case"]):
        raise Malformed("entry", "does not record that a box of this case left")
    return BoxRecord(facts=found["facts"], sealed=found["sealed"], entry=recorded, **checked)  # type: ignore[arg-type]  # each checked above


def _hash_bytes(value: object) -> bytes:
    return bytes.fromhex(members.hexadecimal(64)(value))


def _note_text(value: object) -> str:
    return members.text(2000)(value)


_CASE_CHECKS: Final[Mapping[str, Callable[[object], object]]] = {
    "case": members.case,
    "hour": hour.check,
    "status": members.one_of(STATUSES),
    "category": members.identifier,
    "place": members.identifier,
    "key": members.hexadecimal(16),
    "build": members.hexadecimal(16),
    "facts_hash": members.hexadecimal(64),
    "n": members.number,
}
_BOX_CHECKS: Final[Mapping[str, Callable[[object], object]]] = {
    "case": members.case,
    "hour": hour.check,
    "status": members.one_of(STATUSES),
    "reply_to": key.box_public,
    "lookup_hash": _hash_bytes,
    "proof_hash": _hash_bytes,
    "label_key_hash": _hash_bytes,
    "entry_key_hash": _hash_bytes,
    "receipt": _note_text,
}


def parse_end(line: bytes) -> tuple[int, str] | None:
    """Return what a last line counts and hashes (64 hex), None when `line` is no last line."""
    if not line.startswith(b'{"count":') or len(line) > END_MOST or not line.endswith(b"\n"):
        return None
    try:
        found = members.members(canonical.parse(line[:-1]), required=("record", "count", "hash"))
        members.at("record", members.one_of(("end",)), found["record"])
        return members.number(found["count"]), members.hexadecimal(64)(found["hash"])
    except Malformed:
        return None


def _judge(end: tuple[int, str], count: int, digest: str, *, more: bool) -> End:
    if end[0] != count:
        return End(whole=False, why=f"its last line counts {end[0]} lines, and there are {count}")
    if end[1] != digest:
        return End(whole=False, why="its lines were altered after they were written")
    return End(whole=not more, why="something stands after its last line" if more else "")


def open_box(record: BoxRecord, stored: envelope.Stored, keyring: Mapping[str, envelope.KeyHolder]) -> envelope.Opened:
    """Open the box of a record as `envelope.open_envelope` does, and refuse it when its entry records another box.

    That is the last step, named `entry`; raises Refused.
    """
    opened = envelope.open_envelope(record.sealed, stored, keyring)
    if opened.box_hash != record.entry.subject:
        raise Refused("entry", "the entry beside it records the leaving of another box")
    return opened
