"""Take reports in: challenges and filings, from the public (API.md, challenge and filing)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from functions import bootstrap, errors
from functions.domain import challenge, filing
from functions.handlers import gateway, log
from protocol import canonical, hour, report
from protocol.errors import Malformed


def handler(event: Mapping[str, Any], _context: object) -> gateway.Answer:
    """Answer one HTTP call of API Gateway's payload format 2.0, whatever it holds."""
    return gateway.serve(event, ROUTES)


def _challenge(_event: gateway.Event) -> gateway.Answer:
    set_now = challenge.issue(difficulty=bootstrap.configuration().difficulty, now=_now(), mac=bootstrap.mac())
    log.outcome("challenge set")
    return gateway.answer(HTTPStatus.OK, set_now.to_value())


def _file(event: gateway.Event) -> gateway.Answer:
    case = gateway.case(event)
    sent = _report(gateway.body(event, report.BODY_MOST))
    filed = filing.file(
        case,
        sent,
        portal=bootstrap.configuration(),
        rules=bootstrap.rules(),
        now=_now(),
        mac=bootstrap.mac(),
        upload_mac=bootstrap.upload_mac(),
        signer=bootstrap.signer(),
        filings=bootstrap.filings(),
    )
    # No ref and no size: a log line has its millisecond, and the portal keeps hours only.
    log.outcome("filed" if filed.new else "repeated", key=sent.sealed.key)
    return gateway.answer(HTTPStatus.CREATED if filed.new else HTTPStatus.OK, filed.to_value())


ROUTES: Final = {"GET /api/challenge": _challenge, "PUT /api/reports/{case}": _file}


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


def _now() -> str:
    return hour.from_datetime(datetime.now(UTC))
