"""Take reports in: the one function that the public reaches (API.md, challenge and filing)."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from functions import bootstrap, errors
from functions.domain import challenge, filing
from functions.handlers import log, problem
from protocol import canonical, hour, members, report
from protocol.errors import Malformed

Answer = dict[str, Any]  # what API Gateway's payload format 2.0 takes


def handler(event: Mapping[str, Any], _context: object) -> Answer:
    """Answer one HTTP call of API Gateway's payload format 2.0, whatever it holds."""
    try:
        return _route(event)(event)
    except errors.PortalError as error:
        return _problem(error)
    except Exception as error:  # noqa: BLE001  the text of an uncaught error would go to the caller
        return _fault(error)


def _route(event: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], Answer]:
    # The gateway matched the path already, against the routes of portal.yaml; a key of ours is all that is looked at.
    found = ROUTES.get(event.get("routeKey", ""))
    if found is None:
        raise errors.UnknownCase("no such path")
    return found


def _challenge(_event: Mapping[str, Any]) -> Answer:
    set_now = challenge.issue(difficulty=bootstrap.configuration().difficulty, now=_now(), mac=bootstrap.mac())
    log.outcome("challenge set")
    return _answer(HTTPStatus.OK, set_now.to_value())


def _file(event: Mapping[str, Any]) -> Answer:
    try:
        case = members.case((event.get("pathParameters") or {}).get("case"))
    except Malformed as error:
        raise errors.UnknownCase("not a case") from error
    sent = _report(_body(event))
    filed = filing.file(
        case,
        sent,
        portal=bootstrap.configuration(),
        rules=bootstrap.rules(),
        now=_now(),
        mac=bootstrap.mac(),
        signer=bootstrap.signer(),
        filings=bootstrap.filings(),
    )
    # No ref and no size: a log line has its millisecond, and the portal keeps hours only.
    log.outcome("filed" if filed.new else "repeated", key=sent.sealed.key)
    return _answer(HTTPStatus.CREATED if filed.new else HTTPStatus.OK, {"hour": filed.hour, "receipt": filed.receipt})


ROUTES: Final = {"GET /api/challenge": _challenge, "PUT /api/reports/{case}": _file}


def _body(event: Mapping[str, Any]) -> bytes:
    text = event.get("body") or ""
    if not isinstance(text, str):
        raise errors.Unreadable("the body is not text")
    if len(text) > 2 * report.BODY_MOST:
        raise errors.TooLarge("the body is too large")
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True) if event.get("isBase64Encoded") else text.encode()
    except (binascii.Error, UnicodeEncodeError) as error:
        raise errors.Unreadable("the body is not text") from error
    if len(data) > report.BODY_MOST:
        raise errors.TooLarge("the body is too large")
    return data


def _report(body: bytes) -> report.Report:
    try:
        value = canonical.loads(body)
    except Malformed as error:
        raise errors.Unreadable("the body is not JSON") from error
    try:
        return report.parse(value)
    except Malformed as error:
        if not error.member:
            raise errors.Unreadable("the body is not a report") from error
        raise errors.WrongMember(error.member, error.why) from error


def _problem(error: errors.PortalError) -> Answer:
    kind = problem.of(error)
    log.outcome("refused", code=kind.code)
    answer = _answer(HTTPStatus(kind.status), problem.document(error), kind="application/problem+json")
    if kind.status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer["headers"]["Retry-After"] = "2"
    return answer


def _fault(error: Exception) -> Answer:
    log.fault(error)
    document = {"type": "urn:tightlip:problem:fault", "title": "a fault of the portal", "status": 500, "code": "fault"}
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, document, kind="application/problem+json")


def _answer(status: HTTPStatus, value: Mapping[str, object], *, kind: str = "application/json") -> Answer:
    return {
        "statusCode": status.value,
        "headers": {"Content-Type": kind, "Cache-Control": "no-store"},
        "body": json.dumps(value, separators=(",", ":")),
    }


def _now() -> str:
    return hour.from_datetime(datetime.now(UTC))
