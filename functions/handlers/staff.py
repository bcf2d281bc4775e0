"""Answer handlers and units' own systems, whose access tokens the gateway has checked (API.md, staff).

Leaves who may see and do what to the domain. No line of the log names a case: it has its millisecond, and a unit's
own system may look at a case in the minute in which it was filed (decision 0029).
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from functions import bootstrap, errors
from functions.domain import handling, queues, staff, viewing, wishes
from functions.domain.staff import Staff
from functions.handlers import gateway, log
from protocol import canonical, facts, hour
from protocol.errors import Malformed

_NUMBERS: Final = {str(number): number for number in range(1, facts.MOST_PHOTOS + 1)}


def handler(event: Mapping[str, Any], _context: object) -> gateway.Answer:
    """Answer one HTTP call of API Gateway's payload format 2.0, whatever it holds."""
    return gateway.serve(event, ROUTES)


def _inbox(event: gateway.Event) -> gateway.Answer:
    """List the cases that your unit has, the nearest deadline first, 50 a page."""
    who, asked = _who(event), _query(event)
    page = queues.inbox(who, after=asked.get("after"), now=_now(), queues=bootstrap.queues())
    return _told("inbox", page)


def _passed(event: gateway.Event) -> gateway.Answer:
    """List the cases that your unit had and has no more: their status and deadline, 50 a page."""
    who, asked = _who(event), _query(event)
    portal = bootstrap.configuration()
    return _told("passed", queues.passed(who, after=asked.get("after"), portal=portal, queues=bootstrap.queues()))


def _overdue(event: gateway.Event) -> gateway.Answer:
    """List what is overdue, or soon will be, in your unit or one below it, and in all below that; overseers only."""
    who, asked = _who(event), _query(event)
    page = queues.overdue(
        who,
        unit=asked.get("unit"),
        soon=asked.get("soon"),
        after=asked.get("after"),
        portal=bootstrap.configuration(),
        now=_now(),
        queues=bootstrap.queues(),
    )
    return _told("overdue", page)


def _look(event: gateway.Event) -> gateway.Answer:
    """Look at a case; the look is recorded before it is answered. A unit that had the case sees its status only."""
    who, case = _who(event), gateway.case(event)
    _query(event)
    seen = viewing.look(
        case,
        who=who,
        portal=bootstrap.configuration(),
        now=_now(),
        mac=bootstrap.person_mac(),
        chains=bootstrap.chains(),
    )
    return _told("viewed", seen.to_value())


def _picture(event: gateway.Event) -> gateway.Answer:
    """Look at one photo of a case that your unit has; the look is recorded before it is answered."""
    who, case = _who(event), gateway.case(event)
    _query(event)
    picture = viewing.picture(
        case,
        _number(event),
        who=who,
        portal=bootstrap.configuration(),
        now=_now(),
        mac=bootstrap.person_mac(),
        chains=bootstrap.chains(),
        evidence=bootstrap.evidence(),
    )
    return _told("photo viewed", picture.to_value())


def _act(event: gateway.Event) -> gateway.Answer:
    """Do one act on a case that your unit has, once: the same id and body again get the same answer."""
    who, case = _who(event), gateway.case(event)
    _query(event)
    wish = wishes.parse(str(gateway.parameter(event, "act")), _body(event), bootstrap.rules())
    done = handling.act(
        case,
        wish,
        who=who,
        portal=bootstrap.configuration(),
        now=_now(),
        mac=bootstrap.person_mac(),
        chains=bootstrap.chains(),
    )
    return _told(wish.act, done.to_value())


ROUTES: Final[Mapping[str, Callable[[gateway.Event], gateway.Answer]]] = {
    "GET /api/staff/inbox": _inbox,
    "GET /api/staff/passed": _passed,
    "GET /api/staff/overdue": _overdue,
    "GET /api/staff/cases/{case}": _look,
    "GET /api/staff/cases/{case}/photos/{number}": _picture,
    "POST /api/staff/cases/{case}/{act}": _act,
}
QUERY: Final[Mapping[str, tuple[str, ...]]] = {
    "GET /api/staff/inbox": ("after",),
    "GET /api/staff/passed": ("after",),
    "GET /api/staff/overdue": ("unit", "soon", "after"),
}


def _told(outcome: str, value: Mapping[str, object]) -> gateway.Answer:
    log.outcome(outcome)
    return gateway.answer(HTTPStatus.OK, value)


def _who(event: gateway.Event) -> Staff:
    """Return who asks. Raises TokenRefused, or UnknownCase for a person of no unit."""
    found: Any = event.get("requestContext")
    for name in ("authorizer", "jwt", "claims"):
        found = found.get(name) if isinstance(found, dict) else None
    if not isinstance(found, dict):
        raise errors.TokenRefused("the gateway checked no token")
    return staff.of(found, bootstrap.configuration())


def _query(event: gateway.Event) -> Mapping[str, str]:
    """Return the words of the question, which are none but the route's own; raises WrongMember."""
    asked: Mapping[str, str] = event.get("queryStringParameters") or {}
    known = QUERY.get(event["routeKey"], ())
    if not set(asked) <= set(known):
        raise errors.WrongMember("query", "has a word that this call does not know")
    return asked


def _number(event: gateway.Event) -> int:
    found = gateway.parameter(event, "number")
    if not isinstance(found, str) or found not in _NUMBERS:
        raise errors.UnknownCase("not a photo's number")
    return _NUMBERS[found]


def _body(event: gateway.Event) -> object:
    try:
        return canonical.loads(gateway.body(event, wishes.BODY_MOST))
    except Malformed as error:
        raise errors.Unreadable("the body is not JSON") from error


def _now() -> str:
    return hour.from_datetime(datetime.now(UTC))
