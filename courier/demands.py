"""Read which boxes a command line demands, and for what: what the portal would refuse later is refused here."""

import unicodedata
from typing import Final

from console.arguments import Arguments
from console.errors import UsageError
from courier.answers import Demand
from protocol import code, entry, lint, members
from protocol.errors import Malformed

_SEPARATORS: Final = ("Zs", "Cf", "Pd")  # Unicode categories: blanks, zero-width characters, dashes


def read(arguments: Arguments) -> tuple[Demand, ...]:
    """Return the demands of `--box`, each case once, in order. Raises UsageError."""
    refs = tuple(dict.fromkeys(map(parse_name, arguments.many("--box"))))
    purpose, note = arguments.one("--purpose"), arguments.one("--note")
    if not refs:
        if purpose is not None or note is not None:
            raise UsageError("usage.no_box")
        return ()
    if purpose is None or note is None:
        raise UsageError("usage.no_purpose")
    parse_note(note)
    return tuple(Demand(ref, purpose, note) for ref in refs)


def parse_note(note: str) -> str:
    """Return a note that the portal would record. Raises UsageError."""
    try:
        members.line(entry.NOTE_MOST)(note)
    except Malformed as error:
        raise UsageError("usage.note", most=entry.NOTE_MOST) from error
    if any(hit.hard for hit in lint.hits(note, lint.own_rules())):
        raise UsageError("usage.note_identity")
    return note


def parse_name(text: str) -> str:
    """Return the ref `XXXXX-XXXXX` or the 26 symbols of a case, typed in any shape. Raises UsageError."""
    try:
        return code.show(code.parse_ref(text))
    except Malformed:
        pass
    folded = unicodedata.normalize("NFKC", text).upper()
    case = "".join(symbol for symbol in folded if unicodedata.category(symbol) not in _SEPARATORS)
    try:
        return members.case(case)
    except Malformed as error:
        raise UsageError("usage.ref", value=text) from error


def show(demand: Demand) -> str:
    """Return how a demand is named to people."""
    return demand.ref
