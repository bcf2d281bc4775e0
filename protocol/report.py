"""Read and write the body of a filing (API.md, PUT /api/reports/{case})."""

import hashlib
from dataclasses import dataclass
from typing import Final

from protocol import b64, canonical, code, envelope, facts, key, members, work

MOST_AVOID: Final = 8  # units
MOST_KEEP: Final = 40  # hits kept as somebody else's
# The largest legal body is about 43,000 bytes: 5,820 code points of at most 4 bytes, an 11 KB box and the hashes.
BODY_MOST: Final = 64 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Report:
    """One filing: facts in clear, contact details sealed, and what the portal must hold to know the reporter again."""

    facts: facts.Facts
    avoid: tuple[str, ...]
    keep: tuple[str, ...]
    sealed: envelope.Sealed
    build: str
    reply_to: bytes
    lookup_hash: bytes
    proof_hash: bytes
    label_key: bytes
    entry_key: bytes
    work: work.Work

    @property
    def case(self) -> str:
        """The case that these values hash to."""
        return code.case_id(
            reply_to=self.reply_to,
            lookup_hash=self.lookup_hash,
            label_key_hash=hashlib.sha256(self.label_key).digest(),
            entry_key_hash=hashlib.sha256(self.entry_key).digest(),
            proof_hash=self.proof_hash,
        )

    def to_value(self) -> dict[str, object]:
        """Return the object on the wire."""
        return {
            "v": 1,
            "facts": self.facts.to_value(),
            "avoid": list(self.avoid),
            "keep": list(self.keep),
            "sealed": self.sealed.to_value(),
            "build": self.build,
            "reply_to": b64.encode(self.reply_to),
            "lookup_hash": self.lookup_hash.hex(),
            "proof_hash": self.proof_hash.hex(),
            "label_key": b64.encode(self.label_key),
            "entry_key": b64.encode(self.entry_key),
            "work": {"challenge": self.work.challenge.to_value(), "n": self.work.n},
        }

    def sameness(self) -> str:
        """Return the SHA-256 (64 hex) of all that makes a repeat the same report: everything but the work."""
        value = {name: member for name, member in self.to_value().items() if name != "work"}
        return hashlib.sha256(canonical.to_bytes(value)).hexdigest()


def parse(value: object) -> Report:
    """Return the report that an object holds. Raises Malformed naming the member by its dotted path."""
    found = members.members(
        value,
        required=(
            "v",
            "facts",
            "avoid",
            "keep",
            "sealed",
            "build",
            "reply_to",
            "lookup_hash",
            "proof_hash",
            "label_key",
            "entry_key",
            "work",
        ),
    )
    members.at("v", members.version, found["v"])
    keys = {name: members.at(name, members.key_bytes, found[name]) for name in ("label_key", "entry_key")}
    hashes = {
        name: bytes.fromhex(members.at(name, members.hexadecimal(64), found[name]))
        for name in ("lookup_hash", "proof_hash")
    }
    return Report(
        facts=members.at("facts", facts.parse, found["facts"]),
        avoid=members.at("avoid", members.distinct(members.identifier, most=MOST_AVOID), found["avoid"]),
        keep=members.at("keep", members.distinct(members.hexadecimal(64), most=MOST_KEEP), found["keep"]),
        sealed=members.at("sealed", envelope.parse_sealed, found["sealed"]),
        build=members.at("build", members.hexadecimal(16), found["build"]),
        work=members.at("work", work.parse, found["work"]),
        reply_to=members.at("reply_to", key.box_public, found["reply_to"]),
        **keys,
        **hashes,
    )
