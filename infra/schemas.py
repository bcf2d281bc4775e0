"""Write down in JSON Schema what the staff's calls take and give; bounds and words are those of the functions."""

from typing import Any, Final

from functions.domain import portal, queues, status, wishes
from protocol import base32, code, entry, facts
from protocol.report import MOST_KEEP

Schema = dict[str, Any]

_SYMBOL: Final = f"[{base32.ALPHABET}]"
CASE: Final[Schema] = {"type": "string", "pattern": f"^{_SYMBOL}{{{code.CASE_SYMBOLS - 1}}}[048CGMRW]$"}
REF: Final[Schema] = {"type": "string", "pattern": f"^{_SYMBOL}{{5}}-{_SYMBOL}{{5}}$"}
HOUR: Final[Schema] = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\dZ$"}
UNIT: Final[Schema] = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,23}$"}
NUMBER: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": facts.MOST_PHOTOS}
_HASH: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_ONE: Final[Schema] = {"const": 1}
_ANY: Final[Schema] = {"type": "string"}
_ENTRIES: Final = [step.entry for step in status.TABLE]  # the words of acts in the chain
_STATUS: Final[Schema] = {"enum": list(status.STATES)}
_MARK: Final[Schema] = {"type": "string", "pattern": f"^{_SYMBOL}{{{entry.MARK_SYMBOLS}}}$"}
_ACT_ID: Final[Schema] = {"type": "string", "pattern": "^[A-Za-z0-9_-]{21}[AQgw]$"}


def _text(most: int) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": most}


# The members of acts, by the names that the table of statuses gives them.
MEMBERS: Final[dict[str, Schema]] = {
    "ground": {"enum": list(wishes.GROUNDS)},
    "text": _text(wishes.TEXT_MOST),
    "reason": _text(wishes.REASON_MOST),
    "findings": {"enum": list(wishes.FINDINGS)},
    "to": UNIT,
    "days": {"type": "integer", "minimum": 1},
    "link": _ANY | {"description": "a case, or a report number"},
}


def whole(required: Schema, optional: Schema | None = None) -> Schema:
    """Return the schema of an object that has these members and no others."""
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }


def many(item: Schema, most: int | None = None) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": item} | ({} if most is None else {"maxItems": most})


def act(name: str) -> Schema:
    """Return the schema of the body of an act."""
    own = {member: MEMBERS[member] for member in status.ACTS[name].members}
    optional = {member: own.pop(member) for member in wishes.OPTIONAL.get(name, ())}
    keep = {"type": "array", "items": _HASH, "minItems": 1, "maxItems": MOST_KEEP, "uniqueItems": True}
    return whole({"v": _ONE, "id": _ACT_ID, "n": _COUNT} | own, optional | {"keep": keep})


def problem(codes: list[str]) -> Schema:
    """Return the schema of a problem document (RFC 9457)."""
    return whole(
        {"type": _ANY, "title": _ANY, "status": {"type": "integer"}, "code": {"enum": codes}},
        {
            "member": _ANY,
            "rule": _ANY,
            "start": _COUNT,
            "end": _COUNT,
            "moved": whole({"act": {"enum": _ENTRIES}, "unit": _ANY, "hour": HOUR, "status": _STATUS, "n": _COUNT}),
        },
    )


_BRIEF: Final = {"v": _ONE, "case": CASE, "ref": REF, "status": _STATUS, "due": HOUR, "n": _COUNT, "mark": _MARK}
_FACTS: Final = whole(
    {
        "v": _ONE,
        "kind": {"enum": list(facts.KINDS)},
        "category": UNIT,
        "place": UNIT,
        "what": _text(facts.BOUNDS["what"]),
    },
    {name: _text(facts.BOUNDS[name]) for name in facts.OPTIONAL} | {"photos": many(_HASH, facts.MOST_PHOTOS)},
)
_HISTORY: Final = whole(
    {"hour": HOUR, "act": {"enum": _ENTRIES}, "unit": UNIT},
    {name: MEMBERS[name] for name in ("to", "ground", "text", "reason", "findings", "days")} | {"link": CASE},
)
_WAITING: Final = {
    "case": CASE, "ref": REF, "category": UNIT, "place": UNIT, "status": _STATUS, "due": HOUR, "n": _COUNT,
}  # fmt: skip
_MORE: Final = {"after": _ANY}
ANSWERS: Final[dict[str, Schema]] = {
    "Inbox": whole(
        {
            "v": _ONE,
            "unit": UNIT,
            "role": {"enum": [*portal.ROLES, "machine"]},
            "now": HOUR,
            "cases": many(whole(_WAITING), queues.MOST),
        },
        _MORE,
    ),
    "Passed": whole(
        {"v": _ONE, "cases": many(whole({"case": CASE, "ref": REF, "status": _STATUS, "due": HOUR}), queues.MOST)},
        _MORE,
    ),
    "Overdue": whole(
        {
            "v": _ONE,
            "unit": UNIT,
            "now": HOUR,
            "cases": many(whole({"ref": REF, "unit": UNIT, "status": _STATUS, "due": HOUR}), queues.MOST),
        },
        _MORE,
    ),
    "Look": {
        "oneOf": [
            whole(
                _BRIEF
                | {
                    "hour": HOUR,
                    "unit": UNIT,
                    "facts": _FACTS,
                    "history": many(_HISTORY),
                    "acts": many({"enum": list(status.ACTS)}),
                    "to": many(UNIT),
                    "final": {"type": "boolean"},
                    "links": many(whole({"case": CASE, "ref": REF})),
                }
            )
            | {"title": "to the unit that has the case"},
            whole(_BRIEF) | {"title": "to a unit that had it"},
        ]
    },
    "Photo": whole({"v": _ONE, "photo": _ANY | {"contentEncoding": "base64url"}, "mark": _MARK}),
    "Done": whole({"v": _ONE, "status": _STATUS, "due": HOUR, "n": _COUNT, "unit": UNIT}),
}
