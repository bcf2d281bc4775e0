"""Take the photos of filed reports in, from the public (PHOTO.md): one picture a call, and none is read back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from functions import bootstrap, errors
from functions.domain import photo
from functions.handlers import gateway, log
from protocol import facts, hour, upload
from protocol.errors import Malformed

_NUMBERS: Final = {str(number): number for number in range(1, facts.MOST_PHOTOS + 1)}


def handler(event: Mapping[str, Any], _context: object) -> gateway.Answer:
    """Answer one HTTP call of API Gateway's payload format 2.0, whatever it holds."""
    return gateway.serve(event, ROUTES)


def _receive(event: gateway.Event) -> gateway.Answer:
    case, number = gateway.case(event), _number(event)
    sent = _sent(gateway.body(event, upload.BODY_MOST))
    new = photo.receive(case, number, sent, now=_now(), mac=bootstrap.upload_mac(), photos=bootstrap.photos())
    # Neither case, hash nor size: who sent how large a picture when is nobody's business.
    log.outcome("photo stored" if new else "photo repeated")
    return gateway.answer(HTTPStatus.CREATED if new else HTTPStatus.OK, {})


ROUTES: Final = {"PUT /api/reports/{case}/photos/{number}": _receive}


def _number(event: gateway.Event) -> int:
    found = gateway.parameter(event, "number")
    if not isinstance(found, str) or found not in _NUMBERS:
        raise errors.UnknownCase("not a photo's number")
    return _NUMBERS[found]


def _sent(body: bytes) -> upload.Sent:
    try:
        return upload.parse_body(body)
    except Malformed as error:
        if not error.member:
            raise errors.Unreadable("no line of canonical JSON before the picture") from error
        raise errors.WrongMember(error.member, error.why) from error


def _now() -> str:
    return hour.from_datetime(datetime.now(UTC))
