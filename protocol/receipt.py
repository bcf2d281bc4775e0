"""Write and check the filing receipt, proof that may be shown (API.md, receipt)."""

from dataclasses import dataclass
from typing import Final

from protocol import hour, members, note
from protocol.errors import Malformed

ACTS: Final = ("filed",)
LINES: Final = 9


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the portal signs: case, entry number, hashes (64 hex, or absent), key id, build and hour."""

    portal: str
    act: str
    case: str
    n: int
    facts_hash: str | None
    box_hash: str | None
    key: str
    build: str
    hour: str


def key_name(portal: str) -> str:
    """Return the name of the note key that signs a portal's receipts."""
    return f"{portal}/receipt"


def text(receipt: Receipt) -> bytes:
    """Return the nine lines that are signed."""
    return "".join(
        f"{line}\n"
        for line in (
            key_name(receipt.portal),
            receipt.act,
            receipt.case,
            receipt.n,
            receipt.facts_hash or "-",
            receipt.box_hash or "-",
            receipt.key,
            receipt.build,
            receipt.hour,
        )
    ).encode()


def parse(signed: str, *, portal: str, public: bytes, verify: note.Verify) -> Receipt:
    """Return the receipt that a note of this portal's receipt key holds.

    Raises Malformed for another form or portal, and when the signature does not verify.
    """
    data = note.verified_text(signed, name=key_name(portal), public=public, verify=verify)
    lines = data.decode().split("\n")
    if len(lines) != LINES + 1 or lines[0] != key_name(portal):
        raise Malformed("", "not a receipt of this portal")
    return Receipt(
        portal=portal,
        act=members.at("act", members.one_of(ACTS), lines[1]),
        case=members.at("case", members.case, lines[2]),
        n=members.at("n", _decimal, lines[3]),
        facts_hash=members.at("facts", _hash, lines[4]),
        box_hash=members.at("box", _hash, lines[5]),
        key=members.at("key", members.hexadecimal(16), lines[6]),
        build=members.at("build", members.hexadecimal(16), lines[7]),
        hour=members.at("hour", hour.check, lines[8]),
    )


def _decimal(value: object) -> int:
    digits = str(value)
    if not digits.isascii() or not digits.isdigit() or str(int(digits[:16])) != digits:
        raise Malformed("", "not a whole number")
    return members.number(int(digits))


def _hash(value: object) -> str | None:
    return None if value == "-" else members.hexadecimal(64)(value)
