"""Read and write the officer's public key, and name it (ENVELOPE.md, officer key).

Leaves private halves to the officer's tool; only the derivation of their seeds stands here, so that it has one
spelling.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from protocol import b64, members
from protocol.errors import Malformed

SUITE: Final = 1  # crypto_box_seal
SEED_SIZE: Final = 32  # bytes
KEY_ID_SIZE: Final = 8  # bytes


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half of an officer key: `box` seals to it, `sign` verifies what it signed; 32 bytes each."""

    suite: int
    box: bytes
    sign: bytes

    @property
    def key_id(self) -> str:
        """The first 8 bytes of the key's hash, 16 hexadecimal digits."""
        return self._hash()[:KEY_ID_SIZE].hex()

    @property
    def fingerprint(self) -> str:
        """What people compare: 8 groups of 4 hexadecimal digits."""
        digits = self._hash()[:16].hex()
        return " ".join(digits[start : start + 4] for start in range(0, 32, 4))

    def to_value(self) -> dict[str, object]:
        """Return the public file's object."""
        return {"v": 1, "suite": self.suite, "box": b64.encode(self.box), "sign": b64.encode(self.sign)}

    def _hash(self) -> bytes:
        return hashlib.blake2b(bytes([self.suite]) + self.box + self.sign, digest_size=32).digest()


def parse_public(value: object) -> PublicKey:
    """Return the public key that an object holds. Raises Malformed for other members, suites and sizes."""
    found = members.members(value, required=("v", "suite", "box", "sign"))
    members.at("v", members.version, found["v"])
    suite = members.at("suite", members.number, found["suite"])
    if suite != SUITE:
        raise Malformed("suite", "not a suite that this version knows")
    return PublicKey(
        suite=suite,
        box=members.at("box", box_public, found["box"]),
        sign=members.at("sign", sign_public, found["sign"]),
    )


def box_public(value: object) -> bytes:
    """Return the 32 bytes of a Curve25519 public key. Raises Malformed for one of low order: all can open its boxes."""
    return _of_high_order(members.key_bytes(value), LOW_ORDER_BOX)


def sign_public(value: object) -> bytes:
    """Return the 32 bytes of an Ed25519 public key. Raises Malformed for one of low order: anybody signs for it."""
    return _of_high_order(members.key_bytes(value), LOW_ORDER_SIGN)


def box_seed(seed: bytes) -> bytes:
    """Return the seed of the key pair that boxes are sealed to, from the officer's 32-byte seed."""
    return _derive(seed, b"tightlip.obox")


def sign_seed(seed: bytes) -> bytes:
    """Return the seed of the officer's signing key pair, from the officer's 32-byte seed."""
    return _derive(seed, b"tightlip.osign")


def _of_high_order(key: bytes, low: frozenset[bytes]) -> bytes:
    # The top bit of the last byte counts in neither curve's arithmetic as far as the order goes.
    if key[:-1] + bytes([key[-1] & 0x7F]) in low:
        raise Malformed("", "a key of low order")
    return key


def _derive(seed: bytes, person: bytes) -> bytes:
    if len(seed) != SEED_SIZE:
        raise ValueError("an officer key's seed is 32 bytes")
    return hashlib.blake2b(digest_size=32, key=seed, person=person).digest()


# The encodings, top bit cleared, of small-order points that libsodium refuses as well (crypto_scalarmult_curve25519 and
# ge25519_has_small_order).
LOW_ORDER_BOX: Final = frozenset(
    bytes.fromhex(point)
    for point in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
)
LOW_ORDER_SIGN: Final = frozenset(
    bytes.fromhex(point)
    for point in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
)
