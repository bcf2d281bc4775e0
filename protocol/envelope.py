"""Write, pad and check the envelope in which contact details travel (ENVELOPE.md).

Leaves sealing and opening to a key holder that the caller supplies: this module holds no key and no arithmetic.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from protocol import b64, canonical, code, members
from protocol.errors import BoxClosed, Malformed, Refused
from protocol.key import SUITE

CONTACT_BOUNDS: Final = {
    "name": 80,
    "phone": 40,
    "email": 160,
    "address": 240,
    "relation": 240,
    "safe_times": 120,
    "note": 400,
}  # code points
PADDED_SIZE: Final = 8192  # bytes
BOX_SIZE: Final = 8240  # bytes: padded plaintext, 32 of ephemeral key, 16 of authenticator
# `entry` is the step that a pouch adds (pouch.open_box): no look without its record.
STEPS: Final = ("form", "key", "box", "padding", "json", "portal", "case", "facts", "proof", "from", "entry")
_PLAIN_MEMBERS: Final = ("v", "from", "portal", "case", "key", "proof", "build", "facts", "contact")


class KeyHolder(Protocol):
    """Whoever can open boxes of one officer key."""

    @property
    def suite(self) -> int:
        """The suite that the key fixes."""

    def open(self, box: bytes) -> bytes:
        """Return the padded plaintext; raises BoxClosed when the box is not sealed to this key, or was altered."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed box as it travels: `key` is the key id (16 hex), `box` always 8240 bytes."""

    suite: int
    key: str
    box: bytes

    def to_value(self) -> dict[str, object]:
        """Return the object on the wire."""
        return {"v": 1, "suite": self.suite, "key": self.key, "box": b64.encode(self.box)}


@dataclass(frozen=True, slots=True)
class Stored:
    """What the portal keeps beside a box and opening is checked against.

    Hashes and reply_to are 32 bytes, facts_hash 64 hexadecimal digits.
    """

    portal: str
    case: str
    facts_hash: str
    reply_to: bytes
    lookup_hash: bytes
    label_key_hash: bytes
    entry_key_hash: bytes
    proof_hash: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """Contact details that passed every step, with the site build that sealed them and the key id that opened them.

    `box_hash` is the SHA-256 of the raw box, 64 hexadecimal digits: what an entry names as its subject.
    """

    contact: dict[str, str]
    build: str
    key: str
    box_hash: str


def parse_sealed(value: object) -> Sealed:
    """Return the sealed box that an object holds. Raises Malformed for other members, versions, suites and sizes."""
    found = members.members(value, required=("v", "suite", "key", "box"))
    members.at("v", members.version, found["v"])
    suite = members.at("suite", members.number, found["suite"])
    if suite != SUITE:
        raise Malformed("suite", "not a suite that this version knows")
    return Sealed(
        suite=suite,
        key=members.at("key", members.hexadecimal(16), found["key"]),
        box=members.at("box", lambda text: b64.decode(text, BOX_SIZE), found["box"]),
    )


def parse_contact(value: object) -> dict[str, str]:
    """Return contact details: any of seven bounded texts, or none. Raises Malformed naming the member."""
    found = members.members(value, required=(), optional=CONTACT_BOUNDS)
    return {name: members.at(name, members.text(CONTACT_BOUNDS[name]), text) for name, text in found.items()}


def plaintext(
    *, portal: str, case: str, key: str, proof: bytes, build: str, facts_hash: str, contact: Mapping[str, str]
) -> bytes:
    """Return the canonical plaintext of an envelope: at most 8191 bytes, since its members' bounds leave no more."""
    return canonical.to_bytes(
        {
            "v": 1,
            "from": "citizen",
            "portal": portal,
            "case": case,
            "key": key,
            "proof": b64.encode(proof),
            "build": build,
            "facts": facts_hash,
            "contact": parse_contact(dict(contact)),
        }
    )


def pad(data: bytes) -> bytes:
    """Return `data` padded to 8192 bytes by ISO/IEC 7816-4. Raises Malformed when it has over 8191."""
    if len(data) >= PADDED_SIZE:
        raise Malformed("", f"longer than {PADDED_SIZE - 1} bytes by {len(data) - PADDED_SIZE + 1}")
    return data + b"\x80" + b"\x00" * (PADDED_SIZE - 1 - len(data))


def unpad(data: bytes) -> bytes:
    """Return what `pad` was given. Raises Malformed for another size or padding."""
    stripped = data.rstrip(b"\x00")
    if len(data) != PADDED_SIZE or not stripped.endswith(b"\x80"):
        raise Malformed("", "not padded by ISO/IEC 7816-4 to 8192 bytes")
    return stripped[:-1]


def open_envelope(value: object, stored: Stored, keyring: Mapping[str, KeyHolder]) -> Opened:
    """Open a sealed box and check it, in this order, raising Refused with the name of the failing step.

    1 form and size  2 key known and of that suite  3 box opens  4 padding  5 json canonical of this version  6 portal
    7 case  8 facts equal the stored record  9 proof and the stored values hash to the case  10 from fits the direction
    """
    # 1 form
    try:
        sealed = parse_sealed(value)
    except Malformed as error:
        raise Refused("form", str(error)) from error
    # 2 key
    holder = keyring.get(sealed.key)
    if holder is None or holder.suite != sealed.suite:
        raise Refused("key", f"sealed to key {sealed.key}, which is not at hand")
    # 3 box
    try:
        padded = holder.open(sealed.box)
    except BoxClosed as error:
        raise Refused("box", "altered, cut or sealed to another key") from error
    # 4 padding
    try:
        data = unpad(padded)
    except Malformed as error:
        raise Refused("padding", str(error)) from error
    return _check_plain(_parse_plain(data, sealed), stored)


@dataclass(frozen=True, slots=True)
class _Plain:
    sender: str
    portal: str
    case: str
    proof: bytes
    facts_hash: str
    opened: Opened


def _parse_plain(data: bytes, sealed: Sealed) -> _Plain:
    # 5 json
    try:
        found = members.members(canonical.parse(data), required=_PLAIN_MEMBERS)
        members.at("v", members.version, found["v"])
        if found["key"] != sealed.key:
            raise Malformed("key", "not the key that the box names")
        return _Plain(
            sender=members.at("from", members.line(20), found["from"]),
            portal=members.at("portal", members.line(100), found["portal"]),
            case=members.at("case", members.case, found["case"]),
            proof=members.at("proof", members.key_bytes, found["proof"]),
            facts_hash=members.at("facts", members.hexadecimal(64), found["facts"]),
            opened=Opened(
                contact=members.at("contact", parse_contact, found["contact"]),
                build=members.at("build", members.hexadecimal(16), found["build"]),
                key=sealed.key,
                box_hash=hashlib.sha256(sealed.box).hexdigest(),
            ),
        )
    except Malformed as error:
        # The refusal names the member and the rule, never the value: what is inside stays inside.
        raise Refused("json", str(error)) from error


def _check_plain(plain: _Plain, stored: Stored) -> Opened:
    # 6 portal
    if plain.portal != stored.portal:
        raise Refused("portal", "sealed for another portal")
    # 7 case
    if plain.case != stored.case:
        raise Refused("case", "sealed for another case")
    # 8 facts
    if plain.facts_hash != stored.facts_hash:
        raise Refused("facts", "the stored facts are not those that the reporter sealed")
    # 9 proof
    rebuilt = code.case_id(
        reply_to=stored.reply_to,
        lookup_hash=stored.lookup_hash,
        label_key_hash=stored.label_key_hash,
        entry_key_hash=stored.entry_key_hash,
        proof_hash=stored.proof_hash,
    )
    if not hmac.compare_digest(hashlib.sha256(plain.proof).digest(), stored.proof_hash) or rebuilt != stored.case:
        raise Refused("proof", "not sealed by whoever holds the secret code of this case")
    # 10 from
    if plain.sender != "citizen":
        raise Refused("from", "not sent by a citizen")
    return plain.opened
