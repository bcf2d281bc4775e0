"""Hold a value to a schema of the staff's calls, by the words of JSON Schema that infra/schemas.py uses."""

import re
from typing import Any

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool}
# Words that describe, or that are read along with another one.
SILENT = {"title", "description", "contentEncoding", "properties", "additionalProperties"}


def check(value: Any, schema: dict[str, Any], at: str = "$") -> None:
    """Raise AssertionError, naming where, when a value is not as its schema says."""
    for word, wanted in schema.items():
        if word not in SILENT:
            assert WORDS[word](value, wanted, schema, at), f"{at}: {word} {wanted!r} is not kept by {value!r}"


def keeps(value: Any, schema: dict[str, Any]) -> bool:
    """Return whether a value is as its schema says."""
    try:
        check(value, schema)
    except AssertionError:
        return False
    return True


def _type(value: Any, wanted: str, schema: dict[str, Any], at: str) -> bool:
    if wanted == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if wanted == "object" and isinstance(value, dict):
        assert schema["additionalProperties"] is False, at
        unknown = set(value) - set(schema["properties"])
        assert not unknown, f"{at}: {unknown} is unknown"
        for name, member in value.items():
            check(member, schema["properties"][name], f"{at}.{name}")
    return isinstance(value, TYPES[wanted])


def _items(value: Any, wanted: dict[str, Any], _schema: dict[str, Any], at: str) -> bool:
    for number, item in enumerate(value):
        check(item, wanted, f"{at}[{number}]")
    return True


WORDS = {
    "type": _type,
    "items": _items,
    "required": lambda value, wanted, _s, _a: set(wanted) <= set(value),
    "enum": lambda value, wanted, _s, _a: value in wanted,
    "const": lambda value, wanted, _s, _a: value == wanted and not isinstance(value, bool),
    "pattern": lambda value, wanted, _s, _a: re.search(wanted, value) is not None,
    "minLength": lambda value, wanted, _s, _a: len(value) >= wanted,
    "maxLength": lambda value, wanted, _s, _a: len(value) <= wanted,
    "minimum": lambda value, wanted, _s, _a: value >= wanted,
    "maximum": lambda value, wanted, _s, _a: value <= wanted,
    "minItems": lambda value, wanted, _s, _a: len(value) >= wanted,
    "maxItems": lambda value, wanted, _s, _a: len(value) <= wanted,
    "uniqueItems": lambda value, _w, _s, _a: len(set(value)) == len(value),
    "oneOf": lambda value, wanted, _s, _a: sum(keeps(value, one) for one in wanted) == 1,
}
