"""Encode bytes as base64url without padding, and decode that one spelling only (protocol conventions)."""

import base64
import binascii

from protocol.errors import Malformed


def encode(data: bytes) -> str:
    """Return `data` as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: object, size: int | None = None) -> bytes:
    """Return the bytes that `text` spells.

    Raises Malformed for anything but a string, another alphabet, padding, set trailing bits, or another number of bytes
    than `size`.
    """
    if not isinstance(text, str):
        raise Malformed("", "not base64url without padding")
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (binascii.Error, UnicodeEncodeError) as error:
        raise Malformed("", "not base64url without padding") from error
    if encode(data) != text:  # which refuses padding, other alphabets and trailing bits as well
        raise Malformed("", "not the one base64url spelling of its bytes")
    if size is not None and len(data) != size:
        raise Malformed("", f"not {size} bytes")
    return data
