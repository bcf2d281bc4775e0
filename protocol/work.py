"""Check the proof of work that slows naive spam (API.md, work).

Leaves the authentication of a challenge to the portal, which made it.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from protocol import b64, canonical, hour, members
from protocol.errors import Malformed

MOST_DIFFICULTY: Final = 24  # leading zero bits
LIFETIME: Final = 24  # hours


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the portal sets: `difficulty` in bits, the last hour `expiry`, and its HMAC over both, 32 bytes."""

    difficulty: int
    expiry: str
    hmac: bytes

    def to_value(self) -> dict[str, object]:
        """Return the object on the wire."""
        return {"difficulty": self.difficulty, "expiry": self.expiry, "hmac": b64.encode(self.hmac)}


@dataclass(frozen=True, slots=True)
class Work:
    """A challenge and the number that solves it for one case."""

    challenge: Challenge
    n: int


def parse_challenge(value: object) -> Challenge:
    """Return the challenge that an object holds. Raises Malformed naming the member."""
    found = members.members(value, required=("difficulty", "expiry", "hmac"))
    difficulty = members.at("difficulty", members.number, found["difficulty"])
    if difficulty > MOST_DIFFICULTY:
        raise Malformed("difficulty", f"more than {MOST_DIFFICULTY}")
    return Challenge(
        difficulty=difficulty,
        expiry=members.at("expiry", hour.check, found["expiry"]),
        hmac=members.at("hmac", members.key_bytes, found["hmac"]),
    )


def parse(value: object) -> Work:
    """Return the work that an object holds. Raises Malformed naming the member."""
    found = members.members(value, required=("challenge", "n"))
    return Work(
        challenge=members.at("challenge", parse_challenge, found["challenge"]),
        n=members.at("n", members.number, found["n"]),
    )


def authenticated(difficulty: int, expiry: str) -> bytes:
    """Return the bytes that the portal's HMAC is taken over."""
    return b"tightlip.challenge\n" + canonical.to_bytes({"difficulty": difficulty, "expiry": expiry})


def solves(work: Work, case: str) -> bool:
    """Return whether SHA-256(challenge ‖ 0A ‖ case ‖ 0A ‖ decimal n) starts with `difficulty` zero bits."""
    message = b"\n".join(
        (canonical.to_bytes(work.challenge.to_value()), case.encode("ascii"), str(work.n).encode("ascii"))
    )
    return int.from_bytes(hashlib.sha256(message).digest(), "big") >> (256 - work.challenge.difficulty) == 0
