"""Write times as whole UTC hours, `2026-11-24T09Z`: the portal keeps nothing finer (protocol conventions)."""

import re
from datetime import UTC, datetime

from protocol.errors import Malformed

_FORM = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d)Z", re.ASCII)


def from_datetime(moment: datetime) -> str:
    """Return the hour that holds an aware `moment`; a naive one raises ValueError, since its zone is a guess."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone has no hour")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%HZ")


def parse(text: object) -> datetime:
    """Return the aware UTC start of an hour. Raises Malformed for any other form."""
    found = _FORM.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise Malformed("", "not an hour such as 2026-11-24T09Z")
    try:
        year, month, day, hours = map(int, found.groups())
        return datetime(year, month, day, hours, tzinfo=UTC)
    except ValueError as error:
        raise Malformed("", "not an hour of the calendar") from error


def check(text: object) -> str:
    """Return `text` when it is an hour; raises Malformed otherwise."""
    parse(text)
    return str(text)
