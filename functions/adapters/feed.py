"""Page through the cases of many days, a query of the index a day (portal.yaml, index by_day)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from boto3.dynamodb.types import TypeDeserializer

from functions.domain.pulling import Page
from functions.errors import WrongMember
from protocol import b64, canonical, hour, members
from protocol.errors import Malformed
from protocol.pouch import CaseRecord

INDEX: Final = "by_day"
BEGIN: Final = "2026-01-01T00Z"  # no portal is older
QUERIES: Final = 40  # at most, a page: empty days cost a query each
_KEY: Final = ("ref", "case", "day", "feed")  # of an item in the index
HEADERS: Final = 1000  # about 300 KB, far below the 6 MB that an invocation may answer

_deserialise = TypeDeserializer().deserialize
Query = Callable[..., dict[str, Any]]


def day_of(moment: str) -> str:
    """Return the UTC day of an hour, the index's partition."""
    return moment[:10]


def position(moment: str, case: str) -> str:
    """Return a case's place within its day."""
    return f"{moment}#{case}"


def page(query: Query, *, since: str, now: str, after: str | None) -> Page:
    """Return headers from hour `since` to the day of `now`, after the page that ended at `after`.

    A page may be empty while more follows: only one without `next` is the last. Raises WrongMember for a foreign
    `after`.
    """
    day, start = _resume(after) if after else (day_of(max(since, BEGIN)), None)
    headers: list[CaseRecord] = []
    for _ in range(QUERIES):
        answer = query(**_arguments(day, since, start))
        headers += [_header(item) for item in answer["Items"]]
        start = answer.get("LastEvaluatedKey")
        if start is None:
            if day >= day_of(now):
                return Page(headers=tuple(headers), next=None)
            day = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
        if len(headers) >= HEADERS:
            break
    return Page(headers=tuple(headers), next=_mark(day, start))


def _arguments(day: str, since: str, start: dict[str, Any] | None) -> dict[str, Any]:
    arguments = {
        "IndexName": INDEX,
        "KeyConditionExpression": "#day = :day AND #feed >= :since",
        "ExpressionAttributeNames": {"#day": "day", "#feed": "feed"},
        "ExpressionAttributeValues": {":day": {"S": day}, ":since": {"S": since}},
        "Limit": HEADERS,
    }
    return arguments if start is None else arguments | {"ExclusiveStartKey": start}


def _header(item: dict[str, Any]) -> CaseRecord:
    values = {name: _deserialise(item[name]) for name in CaseRecord.__slots__}
    return CaseRecord(**values | {"n": int(values["n"])})


def _mark(day: str, start: dict[str, Any] | None) -> str:
    last = {name: value["S"] for name, value in (start or {}).items()}
    return b64.encode(canonical.to_bytes({"day": day, "last": last}))


def _resume(after: str) -> tuple[str, dict[str, Any] | None]:
    try:
        found = members.members(canonical.parse(b64.decode(after)), required=("day", "last"))
        hour.parse(f"{found['day']}T00Z")
        last = members.members(found["last"], required=_KEY if found["last"] else ())
        start = {name: {"S": members.line(60)(value)} for name, value in last.items()}
    except Malformed as error:
        raise WrongMember("page", "not a page that this function gave") from error
    return str(found["day"]), start or None
