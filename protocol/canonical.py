"""Parse JSON strictly and serialise it as RFC 8785, the one spelling that is hashed, signed and sealed.

Leaves the meaning of members to the modules that name them.
"""

import json
from typing import Final, NoReturn

import rfc8785

from protocol.errors import Malformed

Value = None | bool | int | str | list["Value"] | dict[str, "Value"]

MAX_DEPTH: Final = 4  # levels of nested objects and lists
MAX_INTEGER: Final = 2**53 - 1  # the largest integer that every JSON reader keeps
_DIGITS: Final = len(str(-MAX_INTEGER))


def to_bytes(value: object) -> bytes:
    """Return `value` as RFC 8785 bytes.

    Raises Malformed for lone surrogates and for anything that JSON cannot hold.
    """
    try:
        return rfc8785.dumps(value)  # type: ignore[arg-type]  # rfc8785 checks the type itself, and refuses
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise Malformed("", "cannot be written as canonical JSON") from error


def parse(data: bytes) -> Value:
    """Return the value that canonical `data` holds.

    Raises Malformed for any other spelling of the same value and for all that `loads` refuses.
    """
    value = loads(data)
    if to_bytes(value) != data:
        raise Malformed("", "not canonical JSON")
    return value


def loads(data: bytes) -> Value:
    """Return the value that `data` holds, in any spelling.

    Raises Malformed for bytes that are not UTF-8 JSON, nesting deeper than 4 (refused before parsing), repeated
    members, lone surrogates, and numbers other than integers of at most 53 bits.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("", "not UTF-8") from error
    if _depth(text) > MAX_DEPTH:
        raise Malformed("", "nested too deep")
    try:
        value: Value = json.loads(
            text, object_pairs_hook=_members, parse_int=_integer, parse_float=_no_number, parse_constant=_no_number
        )
    except json.JSONDecodeError as error:
        raise Malformed("", "not JSON") from error
    to_bytes(value)  # refuses lone surrogates, in names and in values
    return value


def _depth(text: str) -> int:
    """Return how deep brackets nest outside strings, without parsing."""
    depth = deepest = 0
    inside = escaped = False
    for symbol in text:
        if inside:
            if escaped:
                escaped = False
            elif symbol == "\\":
                escaped = True
            elif symbol == '"':
                inside = False
        elif symbol == '"':
            inside = True
        elif symbol in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif symbol in "]}":
            depth -= 1
    return deepest


def _members(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Malformed("", "a member is repeated")
    return members


def _integer(text: str) -> int:
    # A length check first: converting thousands of digits is slow, and Python refuses over 4,300 with a ValueError.
    if len(text) > _DIGITS or abs(value := int(text)) > MAX_INTEGER:
        raise Malformed("", "a number is too large")
    return value


def _no_number(_text: str) -> NoReturn:
    raise Malformed("", "a number is not an integer")
