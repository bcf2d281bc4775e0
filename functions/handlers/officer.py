"""Answer the courier: a function that one IAM role may invoke, and no address on the internet reaches (API.md)."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from functions import bootstrap, errors
from functions.domain import pulling, tracing
from functions.handlers import log, problem
from protocol import b64, code, hour

Answer = dict[str, Any]


def handler(event: object, _context: object) -> Answer:
    """Answer one invocation: `list`, `pull` or `trace`; whatever fails is answered as a problem, and never raised."""
    try:
        return {"v": 1} | _act(event)
    except errors.PortalError as error:
        log.outcome("refused", code=problem.of(error).code)
        return {"v": 1, "problem": problem.document(error)}
    except Exception as error:  # noqa: BLE001  the text of an uncaught error would go to the caller, unlogged here
        log.fault(error)
        return {"v": 1, "problem": {"code": "fault", "title": "a fault of the portal", "status": 500}}


def _act(event: object) -> Answer:
    if not isinstance(event, dict) or event.get("v") != 1 or event.get("act") not in ("list", "pull", "trace"):
        raise errors.Unreadable("neither list nor pull nor trace of version 1")
    return {"list": _list, "pull": _pull, "trace": _trace}[event["act"]](event)


def _list(event: object) -> Answer:
    wanted, now = pulling.parse_range(event), _now()
    page = bootstrap.cases().page(since=wanted.since, now=now, after=wanted.page)
    log.outcome("listed", size=len(page.headers))
    answer: Answer = {"cases": [asdict(header) for header in page.headers], "until": pulling.until(now)}
    return answer if page.next is None else answer | {"page": page.next}


def _pull(event: object) -> Answer:
    pulled = pulling.pull(pulling.parse_request(event, bootstrap.rules()), now=_now(), cases=bootstrap.cases())
    log.outcome("pulled", ref=code.ref(pulled.case.case), key=pulled.sealed.key)
    return {"record": _record(pulled)}


def _trace(event: object) -> Answer:
    request = tracing.parse_request(event, bootstrap.rules())
    traced = tracing.trace(request, now=_now(), marks=bootstrap.cases(), mac=bootstrap.person_mac())
    log.outcome("traced", ref=code.ref(traced.look.case))
    answer: Answer = {"traced": traced.look.to_value(), "entry": traced.entry.to_value()}
    return answer if traced.people is None else answer | {"people": list(traced.people)}


def _record(pulled: pulling.Pulled) -> Answer:
    case = pulled.case
    hashes = ("lookup_hash", "proof_hash", "label_key_hash", "entry_key_hash")
    return {name: getattr(case, name).hex() for name in hashes} | {
        "record": "box",
        "case": case.case,
        "hour": case.hour,
        "status": case.status,
        "facts": case.facts.to_value(),
        "sealed": pulled.sealed.to_value(),
        "reply_to": b64.encode(case.reply_to),
        "receipt": case.receipt,
        "entry": pulled.entry.to_value(),
    }


def _now() -> str:
    return hour.from_datetime(datetime.now(UTC))
