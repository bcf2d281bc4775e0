"""Describe the staff's calls in OpenAPI 3.1, for a unit's own system: `python -m infra.openapi`; a test compares.

Calls, words of questions, acts, their members and bounds, and problems are read from the tables that the function runs
by. What answers hold stands in `schemas`, and tests hold real answers to it.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any, Final

from functions import errors
from functions.domain import queues, status, wishes
from functions.handlers import problem, staff
from infra import schemas
from infra.environment import ROOT

DOCUMENT: Final = ROOT / "docs" / "staff-api.json"
ANSWERS: Final = {
    "GET /api/staff/inbox": "Inbox",
    "GET /api/staff/passed": "Passed",
    "GET /api/staff/overdue": "Overdue",
    "GET /api/staff/cases/{case}": "Look",
    "GET /api/staff/cases/{case}/photos/{number}": "Photo",
    "POST /api/staff/cases/{case}/{act}": "Done",
}
_ACT: Final = "{act}"
_ABOUT: Final = (
    "What a handler, or a unit's own system, may ask of the portal. Every look at a case and every act on it is an "
    "entry in the case's chain, written before the answer. Times are whole UTC hours. A body has at most "
    f"{wishes.BODY_MOST} bytes. See protocol/API.md and docs/machine-client.md."
)
_EVERYWHERE: Final = (errors.TokenRefused, errors.UnknownCase, errors.WrongMember, errors.Unavailable)
_OF_ACTS: Final = (
    errors.Unreadable, errors.TooLarge, errors.OtherAct, errors.Moved, errors.NotPossible, errors.IdentityFound,
)  # fmt: skip
# The gateway's own, which have no document of the portal.
_GATEWAY: Final = {"429": "too many calls at once", "500": "a fault of the portal"}


def document() -> dict[str, Any]:
    """Return the description."""
    paths: dict[str, dict[str, Any]] = {}
    for route in staff.ROUTES:
        for path, method, call in _calls(route):
            paths.setdefault(path, {})[method] = call
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tightlip, calls of staff", "version": "1", "description": _ABOUT},
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "An access token of the portal's issuer; a machine's has the scope unit/<unit id>.",
                }
            },
            "schemas": schemas.ANSWERS | {"Problem": schemas.problem(_codes())},
        },
    }


def text() -> str:
    """Return the description as the file holds it."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


def expanded(route: str) -> tuple[str, ...]:
    """Return the calls that a route stands for: one an act where it has one in its path."""
    return tuple(route.replace(_ACT, act) for act in status.ACTS) if _ACT in route else (route,)


def _calls(route: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for one in expanded(route):
        method, path = one.split(" ")
        act = path.rpartition("/")[2] if _ACT in route else None
        yield path, method.lower(), _call(route, path, act)


def _call(route: str, path: str, act: str | None) -> dict[str, Any]:
    handler = staff.ROUTES[route]
    about = str(handler.__doc__).strip()
    call: dict[str, Any] = {
        "operationId": act or handler.__name__.removeprefix("_"),
        "summary": f"{status.ACTS[act].entry}: {_from(act)}" if act else about.partition(".")[0],
        "description": about,
        "parameters": [*_in_path(path), *_in_query(route)],
        "responses": _responses(route, act),
    }
    if act is None:
        return call
    return call | {"requestBody": {"required": True, "content": {"application/json": {"schema": schemas.act(act)}}}}


def _from(act: str) -> str:
    return f"possible from {', '.join(status.ACTS[act].leads)}"


def _in_path(path: str) -> Iterator[dict[str, Any]]:
    for name, schema in (("case", schemas.CASE), ("number", schemas.NUMBER)):
        if f"{{{name}}}" in path:
            yield {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(route: str) -> Iterator[dict[str, Any]]:
    known = {
        "after": ({"type": "string"}, "where the page before said that this one begins"),
        "unit": (schemas.UNIT, "your own unit, or one below it; your own when absent"),
        "soon": (
            {"type": "integer", "minimum": 1, "maximum": queues.MOST_SOON},
            "also what is due within so many working days",
        ),
    }
    for name in staff.QUERY.get(route, ()):
        schema, about = known[name]
        yield {"name": name, "in": "query", "required": False, "schema": schema, "description": about}


def _responses(route: str, act: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {"200": _answer("what was asked for", "application/json", ANSWERS[route])}
    told: dict[str, list[str]] = {}
    for error in (*_EVERYWHERE, *(_OF_ACTS if act else ())):
        kind = problem.TABLE[error]
        told.setdefault(str(kind.status), []).append(f"`{kind.code}`: {kind.title}")
    for number, lines in sorted(told.items()):
        found[number] = _answer("; ".join(lines), "application/problem+json", "Problem")
    return found | {number: {"description": about} for number, about in _GATEWAY.items()}


def _answer(about: str, kind: str, schema: str) -> dict[str, Any]:
    content = {kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": about, "content": content}


def _codes() -> list[str]:
    return sorted({problem.TABLE[error].code for error in (*_EVERYWHERE, *_OF_ACTS)} | {"fault"})


if __name__ == "__main__":
    DOCUMENT.write_text(text(), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT.relative_to(ROOT)}\n")
