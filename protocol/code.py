"""Read and write the secret code, and derive from it all that a case rests on (CODE.md).

Leaves randomness to the caller, and the Curve25519 public half `reply_to` to whoever holds that arithmetic.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from protocol import base32
from protocol.errors import Malformed, WrongCode

RANDOM_SIZE: Final = 15  # bytes, of which 115 bits count
SECRET_SYMBOLS: Final = 23  # random symbols: 115 bits
CODE_SYMBOLS: Final = 25  # with 2 check symbols
GROUP: Final = 5  # symbols
CASE_SYMBOLS: Final = 26
REF_SYMBOLS: Final = 10
DERIVED_SIZE: Final = 32  # bytes

# Blanks, format characters (zero-width, soft hyphen, bidi) and dashes of every kind carry no meaning in a code.
_DROPPED: Final = ("Zs", "Zl", "Zp", "Cf", "Cc", "Pd")
# Dash look-alikes that Unicode files elsewhere: the Japanese long-vowel mark, minus and hyphen-bullet signs.
_DASHES: Final = "\u30fc\u2212\u2043\u02d7\u2500\u2501"
_LOOK_ALIKES: Final = str.maketrans("OIL", "011")
_REF: Final = re.compile(f"[{base32.ALPHABET}]{{{REF_SYMBOLS}}}")


@dataclass(frozen=True, slots=True)
class Derived:
    """What one secret code gives: five values of 32 bytes each."""

    lookup: bytes
    proof: bytes
    label_key: bytes
    entry_key: bytes
    box_seed: bytes


def from_random(random: bytes) -> str:
    """Return the 25-symbol code of 15 random bytes, of which the first 115 bits count."""
    if len(random) != RANDOM_SIZE:
        raise ValueError("a secret code takes 15 random bytes")
    secret = base32.encode(random, SECRET_SYMBOLS)
    return secret + _check_symbols(secret)


def show(code: str) -> str:
    """Return a code or ref in its groups of five, `XXXXX-XXXXX-…`."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def parse(text: str) -> str:
    """Return the secret, 23 symbols, of a code typed in any shape.

    Raises WrongCode with why `length`, `symbol` (and its group) or `check`.
    """
    folded = _fold(text)
    if len(folded) != CODE_SYMBOLS:
        raise WrongCode("length")
    for place, symbol in enumerate(folded):
        if symbol not in base32.ALPHABET:
            raise WrongCode("symbol", place // GROUP + 1)
    secret = folded[:SECRET_SYMBOLS]
    if folded[SECRET_SYMBOLS:] != _check_symbols(secret):
        raise WrongCode("check")
    return secret


def derive(secret: str) -> Derived:
    """Return the derived values of a 23-symbol secret."""

    def value(label: str) -> bytes:
        return hashlib.blake2b(
            digest_size=DERIVED_SIZE, key=secret.encode("ascii"), person=label.encode("ascii")
        ).digest()

    return Derived(
        lookup=value("tightlip.lookup"),
        proof=value("tightlip.proof"),
        label_key=value("tightlip.label"),
        entry_key=value("tightlip.entry"),
        box_seed=value("tightlip.box"),
    )


def case_id(
    *, reply_to: bytes, lookup_hash: bytes, label_key_hash: bytes, entry_key_hash: bytes, proof_hash: bytes
) -> str:
    """Return the case, 26 symbols, of the five values of 32 bytes that the portal gets (hashes are SHA-256)."""
    message = reply_to + lookup_hash + label_key_hash + entry_key_hash + proof_hash
    digest = hashlib.blake2b(message, digest_size=16, person=b"tightlip.case").digest()
    return base32.encode(digest, CASE_SYMBOLS)


def ref(case: str) -> str:
    """Return the part of a case that people say aloud, `XXXXX-XXXXX`."""
    return show(case[:REF_SYMBOLS])


def parse_ref(text: str) -> str:
    """Return the 10 symbols of a ref typed in any shape. Raises Malformed when it has another length or symbol."""
    folded = _fold(text)
    if not _REF.fullmatch(folded):
        raise Malformed("", "not a report number such as 37T2H-8PWP1")
    return folded


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(
        symbol for symbol in folded if symbol not in _DASHES and unicodedata.category(symbol) not in _DROPPED
    ).translate(_LOOK_ALIKES)


def _check_symbols(secret: str) -> str:
    return base32.encode(
        hashlib.blake2b(secret.encode("ascii"), digest_size=32).digest(), CODE_SYMBOLS - SECRET_SYMBOLS
    )
