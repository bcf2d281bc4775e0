"""Speak API Gateway's payload format 2.0: which route was asked for, the bytes of a body, and answers of one shape."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from functions import errors
from functions.handlers import log, problem
from protocol import members
from protocol.errors import Malformed

Event = Mapping[str, Any]
Answer = dict[str, Any]  # what API Gateway takes


def serve(event: Event, routes: Mapping[str, Callable[[Event], Answer]]) -> Answer:
    """Answer one call by its route, whatever it holds: problems and faults are answers too."""
    try:
        # The gateway matched the path already, against the routes of portal.yaml: a key of ours is all that is read.
        route = routes.get(event.get("routeKey", ""))
        if route is None:
            raise errors.UnknownCase("no such path")
        return route(event)
    except errors.PortalError as error:
        return _problem(error)
    except Exception as error:  # noqa: BLE001  the text of an uncaught error would go to the caller
        return _fault(error)


def answer(status: HTTPStatus, value: Mapping[str, object], *, kind: str = "application/json") -> Answer:
    """Return an answer that nobody may keep."""
    return {
        "statusCode": status.value,
        "headers": {"Content-Type": kind, "Cache-Control": "no-store"},
        "body": json.dumps(value, separators=(",", ":")),
    }


def case(event: Event) -> str:
    """Return the case in the path. Raises UnknownCase for all that is none."""
    try:
        return members.case(parameter(event, "case"))
    except Malformed as error:
        raise errors.UnknownCase("not a case") from error


def parameter(event: Event, name: str) -> object:
    """Return what the gateway found in the path by this name, None for nothing."""
    return (event.get("pathParameters") or {}).get(name)


def body(event: Event, most: int) -> bytes:
    """Return the bytes of a body of at most `most`. Raises TooLarge, or Unreadable when it is not text."""
    text = event.get("body") or ""
    if not isinstance(text, str):
        raise errors.Unreadable("the body is not text")
    if len(text) > 2 * most:
        raise errors.TooLarge("the body is too large")
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True) if event.get("isBase64Encoded") else text.encode()
    except (binascii.Error, UnicodeEncodeError) as error:
        raise errors.Unreadable("the body is not text") from error
    if len(data) > most:
        raise errors.TooLarge("the body is too large")
    return data


def _problem(error: errors.PortalError) -> Answer:
    kind = problem.of(error)
    log.outcome("refused", code=kind.code)
    found = answer(HTTPStatus(kind.status), problem.document(error), kind="application/problem+json")
    if kind.status == HTTPStatus.SERVICE_UNAVAILABLE:
        found["headers"]["Retry-After"] = "2"
    return found


def _fault(error: Exception) -> Answer:
    log.fault(error)
    document = {"type": "urn:tightlip:problem:fault", "title": "a fault of the portal", "status": 500, "code": "fault"}
    return answer(HTTPStatus.INTERNAL_SERVER_ERROR, document, kind="application/problem+json")
