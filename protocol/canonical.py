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
# RFC 8785 for all that `_is_plain` lets through: ASCII names in order of code points, escapes as JSON's writers do.
_ENCODE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode


def to_bytes(value: object) -> bytes:
    """Return `value` as RFC 8785 bytes.

    Raises Malformed for lone surrogates and for anything that JSON cannot hold.
    """
    try:
        # The standard library's writer is ten times as fast, and a test holds the two to the same bytes.
        if _is_plain(value):
            return _ENCODE(value).encode("utf-8")
        return rfc8785.dumps(value)  # type: ignore[arg-type]  # rfc8785 checks the type itself, and refuses
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise Malformed("", "cannot be written as canonical JSON") from error


def _is_plain(value: object) -> bool:
    """Return whether a value has only texts, whole numbers, true, false, null, lists, and objects with ASCII names."""
    kind = type(value)
    if kind is dict:
        pairs = value.items()  # type: ignore[attr-defined]  # a dict, as `kind` says
        return all(type(name) is str and name.isascii() and _is_plain(member) for name, member in pairs)
    if kind is list:
        return all(map(_is_plain, value))  # type: ignore[call-overload]  # a list, as `kind` says
    if kind is int:
        return -MAX_INTEGER <= value <= MAX_INTEGER  # type: ignore[operator]  # an int, as `kind` says
    return kind is str or kind is bool or value is None


def parse(data: bytes) -> Value:
    """Return the value that canonical `data` holds.

    Raises Malformed for any other spelling of the same value and for all that `loads` refuses.
    """
    value = _load(data)
    if to_bytes(value) != data:
        raise Malformed("", "not canonical JSON")
    return value


def loads(data: bytes) -> Value:
    """Return the value that `data` holds, in any spelling.

    Raises Malformed for bytes that are not UTF-8 JSON, nesting deeper than 4 (refused before parsing), repeated
    members, lone surrogates, and numbers other than integers of at most 53 bits.
    """
    value = _load(data)
    to_bytes(value)  # refuses lone surrogates, in names and in values
    return value


def _load(data: bytes) -> Value:
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
    return value


def _depth(text: str) -> int:
    """Return how deep brackets nest outside strings, without parsing."""
    # Without escapes, every second piece between quotes stands outside strings; what is no JSON is refused later.
    outside = "".join(text.replace("\\\\", "").replace('\\"', "").split('"')[::2])
    depth = deepest = 0
    for symbol in outside:
        if symbol in "[{":
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
