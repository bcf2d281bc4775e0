"""Write and check C2SP signed notes with Ed25519 signatures (https://c2sp.org/signed-note).

Leaves the signature arithmetic to a callable that the caller supplies.
"""

import base64
import hashlib
import unicodedata
from collections.abc import Callable
from typing import Final

from protocol.errors import Malformed

ED25519: Final = b"\x01"  # signature type
HASH_SIZE: Final = 4  # bytes of key hash before a signature
SIGNATURE_SIZE: Final = 64  # bytes
MOST_SIGNATURES: Final = 16
MARK: Final = "\u2014 "

Verify = Callable[[bytes, bytes, bytes], bool]  # (public key of 32 bytes, message, signature of 64 bytes)


def key_hash(name: str, public: bytes) -> bytes:
    """Return the 4 bytes that name an Ed25519 note key."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:HASH_SIZE]


def write(text: bytes, *, name: str, public: bytes, signature: bytes) -> str:
    """Return a note over `text` (which ends in a line feed) with one signature by key `name`."""
    blob = base64.b64encode(key_hash(name, public) + signature).decode("ascii")
    return f"{text.decode()}\n{MARK}{name} {blob}\n"


def verified_text(note: str, *, name: str, public: bytes, verify: Verify) -> bytes:
    """Return the signed text of a note, signatures of other keys ignored.

    Raises Malformed when the note has another form, or no valid signature by this key.
    """
    text, found = _split(note)
    wanted = key_hash(name, public)
    matching = [blob[HASH_SIZE:] for signer, blob in found if signer == name and blob[:HASH_SIZE] == wanted]
    if not matching:
        raise Malformed("", f"not signed by the key {name}")
    # Known keys must verify: a second, broken signature of the same key is refused rather than passed over.
    if not all(len(signature) == SIGNATURE_SIZE and verify(public, text, signature) for signature in matching):
        raise Malformed("", "its signature does not verify")
    return text


def _split(note: str) -> tuple[bytes, list[tuple[str, bytes]]]:
    if any(symbol != "\n" and unicodedata.category(symbol) in ("Cc", "Cs") for symbol in note):
        raise Malformed("", "holds a control character")
    body, gap, tail = note.rpartition("\n\n")
    lines = tail.split("\n")
    if not gap or lines.pop() != "" or not 1 <= len(lines) <= MOST_SIGNATURES:
        raise Malformed("", "not a signed note")
    return (body + "\n").encode(), [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes]:
    name, _, blob = line.removeprefix(MARK).partition(" ")
    if not line.startswith(MARK) or not name or "+" in name:
        raise Malformed("", "has a malformed signature line")
    try:
        data = base64.b64decode(blob, validate=True)
    except ValueError as error:  # binascii.Error, and what a text outside ASCII raises
        raise Malformed("", "has a malformed signature line") from error
    if len(data) <= HASH_SIZE or base64.b64encode(data).decode("ascii") != blob:
        raise Malformed("", "has a malformed signature line")
    return name, data
