"""Take reports in: the one function that the public reaches (API.md, challenge and filing)."""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError

from functions import bootstrap, errors
from functions.domain import challenge, filing
from functions.handlers import log, problem
from protocol import canonical, hour, members, report
from protocol.errors import Malformed


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one HTTP call of API Gateway's payload format 2.0."""
    return _app().resolve(event, context)  # type: ignore[arg-type]  # Powertools reads nothing of the context here


@cache
def _app() -> APIGatewayHttpResolver:
    app = APIGatewayHttpResolver(debug=False)
    app.get("/api/challenge")(_challenge)
    app.put("/api/reports/<case>")(lambda case: _file(case, app.current_event))
    app.exception_handler(errors.PortalError)(_problem)
    app.exception_handler(NotFoundError)(lambda _error: _problem(errors.UnknownCase("no such path")))
    app.exception_handler(Exception)(_fault)
    return app


def _challenge() -> Response[str]:
    set_now = challenge.issue(difficulty=bootstrap.configuration().difficulty, now=_now(), mac=bootstrap.mac())
    log.outcome("challenge set")
    return _answer(HTTPStatus.OK, set_now.to_value())


def _file(case: str, event: Mapping[str, Any]) -> Response[str]:
    try:
        members.case(case)
    except Malformed as error:
        raise errors.UnknownCase("not a case") from error
    sent = _report(_body(event))
    filed = filing.file(
        case,
        sent,
        portal=bootstrap.configuration(),
        now=_now(),
        mac=bootstrap.mac(),
        signer=bootstrap.signer(),
        filings=bootstrap.filings(),
    )
    # No ref and no size: a log line has its millisecond, and the portal keeps hours only.
    log.outcome("filed" if filed.new else "repeated", key=sent.sealed.key)
    return _answer(HTTPStatus.CREATED if filed.new else HTTPStatus.OK, {"hour": filed.hour, "receipt": filed.receipt})


def _body(event: Mapping[str, Any]) -> bytes:
    text = event.get("body") or ""
    if len(text) > 2 * report.BODY_MOST:
        raise errors.TooLarge("the body is too large")
    try:
        data = base64.b64decode(text, validate=True) if event.get("isBase64Encoded") else text.encode()
    except (binascii.Error, UnicodeEncodeError) as error:
        raise errors.Unreadable("the body is not text") from error
    if len(data) > report.BODY_MOST:
        raise errors.TooLarge("the body is too large")
    return bytes(data)


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


def _problem(error: errors.PortalError) -> Response[str]:
    kind = problem.of(error)
    log.outcome("refused", code=kind.code)
    headers = {"Retry-After": "2"} if kind.status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return _answer(HTTPStatus(kind.status), problem.document(error), kind="application/problem+json", headers=headers)


def _fault(error: Exception) -> Response[str]:
    log.fault(error)
    document = {"type": "urn:tightlip:problem:fault", "title": "a fault of the portal", "status": 500, "code": "fault"}
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, document, kind="application/problem+json")


def _answer(
    status: HTTPStatus,
    value: dict[str, object],
    *,
    kind: str = "application/json",
    headers: dict[str, str] | None = None,
) -> Response[str]:
    return Response(
        status_code=status,
        content_type=kind,
        body=json.dumps(value, separators=(",", ":")),
        headers={"Cache-Control": "no-store"} | (headers or {}),
    )


def _now() -> str:
    return hour.from_datetime(datetime.now(UTC))
