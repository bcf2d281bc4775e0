"""Open one line of a pouch: the box in it, with every check of protocol/ENVELOPE.md.

Whatever the line holds, this returns an outcome: one bad record never stops the others.
"""

from collections.abc import Mapping

from officer.outcome import Found, Outcome
from officer.recognise import line_kind
from officer.scan import Line
from protocol import canonical, code, envelope, members, pouch
from protocol.errors import Malformed, Refused


def open_line(line: Line, portal: str, keyring: Mapping[str, envelope.KeyHolder]) -> Found:
    """Return the outcome of a box, or the header of a case."""
    value: object = None
    try:
        value = _value(line)
        record = pouch.parse_record(value)
    except Malformed as error:
        return _no_record(line.number, value, error)
    if isinstance(record, pouch.CaseRecord):
        return record
    return _open_box(line.number, record, portal, keyring, kind=line_kind(value))


def _value(line: Line) -> object:
    if line.long:
        raise Malformed("", f"longer than {pouch.LINE_MOST} bytes")
    return canonical.parse(line.data)


def _open_box(
    number: int, record: pouch.BoxRecord, portal: str, keyring: Mapping[str, envelope.KeyHolder], *, kind: str
) -> Outcome:
    about = {
        "line": number,
        "ref": code.ref(record.case),
        "case": record.case,
        "key": _key_named(record.sealed),
        "hour": record.hour,
        "pulled": record.entry.hour,
        "purpose": record.entry.purpose or "",
        "note": record.entry.note or "",
    }
    try:
        opened = pouch.open_box(record, _stored(record, portal), keyring)
    except Refused as refused:
        return Outcome(**about, step=refused.step, why=refused.why, kind=kind)  # type: ignore[arg-type]  # each typed above
    facts = record.facts if isinstance(record.facts, dict) else None
    return Outcome(**about, contact=opened.contact, facts=facts)  # type: ignore[arg-type]  # each typed above


def _stored(record: pouch.BoxRecord, portal: str) -> envelope.Stored:
    try:
        return record.stored(portal)
    except Malformed:
        # Facts out of form have no hash, and the empty one fails the step `facts`: earlier steps are still named first.
        return envelope.Stored(
            portal=portal,
            case=record.case,
            facts_hash="",
            reply_to=record.reply_to,
            lookup_hash=record.lookup_hash,
            label_key_hash=record.label_key_hash,
            entry_key_hash=record.entry_key_hash,
            proof_hash=record.proof_hash,
        )


def _key_named(sealed: object) -> str:
    """Return the key id that a box names, empty when it names none in its form."""
    try:
        return members.hexadecimal(16)(sealed.get("key")) if isinstance(sealed, dict) else ""
    except Malformed:
        return ""


def _no_record(number: int, value: object, error: Malformed) -> Outcome:
    case = None
    if isinstance(value, dict):
        try:
            case = members.case(value.get("case"))
        except Malformed:
            case = None
    return Outcome(
        line=number,
        ref=code.ref(case) if case else None,
        case=case,
        step="form",
        why=str(error),
        kind=line_kind(value),
    )
