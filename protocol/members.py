"""Check the members of a JSON object one by one, so that every refusal names the path of what is wrong.

Leaves which members an object has, and their bounds, to the modules that name them.
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from protocol import b64
from protocol.errors import Malformed

T = TypeVar("T")
Check = Callable[[object], str]
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # categories Cc but line feed, and Cs
_HEX = re.compile(r"[0-9a-f]*")
_CASE = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]{0,23}")


def members(value: object, *, required: Collection[str], optional: Collection[str] = ()) -> Mapping[str, object]:
    """Return `value` as an object that has every required member and no unknown one.

    Raises Malformed naming the first member that is missing or unknown; an unknown name is not echoed.
    """
    if not isinstance(value, dict):
        raise Malformed("", "not an object")
    for name in required:
        if name not in value:
            raise Malformed(name, "missing")
    if any(name not in required and name not in optional for name in value):
        raise Malformed("", "has an unknown member")
    return value


def at(name: str, check: Callable[[object], T], value: object) -> T:
    """Return `check(value)`, with `name` put before the path of any refusal."""
    try:
        return check(value)
    except Malformed as error:
        raise error.within(name) from error.__cause__


def version(value: object) -> None:
    """Refuse any version but 1."""
    if value != 1 or isinstance(value, bool):
        raise Malformed("", "not version 1")


def text(most: int) -> Check:
    """Return a check for a text of 1 to `most` code points without control characters (Cc) but line feed."""

    def check(value: object) -> str:
        if not isinstance(value, str) or not value:
            raise Malformed("", "not a text, or an empty one")
        if len(value) > most:
            raise Malformed("", f"longer than {most} characters by {len(value) - most}")
        if _CONTROL.search(value):
            raise Malformed("", "holds a control character")
        return value

    return check


def line(most: int) -> Check:
    """Return a check for a text as `text` has it, of one line."""

    def check(value: object) -> str:
        if "\n" in text(most)(value):
            raise Malformed("", "has more than one line")
        return str(value)

    return check


def one_of(choices: Collection[str]) -> Check:
    """Return a check for one of a closed set of words."""

    def check(value: object) -> str:
        if not isinstance(value, str) or value not in choices:
            raise Malformed("", "not one of the values that the spec names")
        return value

    return check


def number(value: object) -> int:
    """Return an integer from 0 to 2^53 - 1."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise Malformed("", "not a whole number")
    return value


def key_bytes(value: object) -> bytes:
    """Return the 32 bytes that a b64 text spells."""
    return b64.decode(value, 32)


def hexadecimal(digits: int) -> Check:
    """Return a check for exactly `digits` lower-case hexadecimal digits."""

    def check(value: object) -> str:
        if not isinstance(value, str) or len(value) != digits or not _HEX.fullmatch(value):
            raise Malformed("", f"not {digits} lower-case hexadecimal digits")
        return value

    return check


def distinct(check: Check, *, most: int, least: int = 0) -> Callable[[object], tuple[str, ...]]:
    """Return a check for a list of `least` to `most` things that pass `check`, no two of them the same."""

    def whole(value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise Malformed("", f"not a list of {least} to {most}")
        items = tuple(check(item) for item in value)
        if len(set(items)) != len(items):
            raise Malformed("", "names one thing twice")
        return items

    return whole


def case(value: object) -> str:
    """Return a case: 26 base32 symbols whose two final bits are zero (128 bits)."""
    if not isinstance(value, str) or not _CASE.fullmatch(value) or value[-1] not in "048CGMRW":
        raise Malformed("", "not a case")
    return value


def identifier(value: object) -> str:
    """Return an id of the deployment's own, such as a category, place or unit: 1 to 24 of a-z, 0-9 and hyphen."""
    if not isinstance(value, str) or not _IDENTIFIER.fullmatch(value):
        raise Malformed("", "not an id")
    return value
