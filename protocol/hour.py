"""Write times as whole UTC hours, `2026-11-24T09Z`: the portal keeps nothing finer (protocol conventions)."""

import re
from datetime import UTC, datetime

from protocol.errors import Malformed

_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\dZ", re.ASCII)


def from_datetime(moment: datetime) -> str:
    """Return the hour that holds an aware `moment`; a naive one raises ValueError, since its zone is a guess."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone has no hour")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%HZ")


def parse(text: object) -> datetime:
    """Return the aware UTC start of an hour. Raises Malformed for any other form."""
    if not isinstance(text, str) or not _FORM.fullmatch(text):
        raise Malformed("", "not an hour such as 2026-11-24T09Z")
    try:
        return datetime.strptime(text, "%Y-%m-%dT%HZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise Malformed("", "not an hour of the calendar") from error


def check(text: object) -> str:
    """Return `text` when it is an hour; raises Malformed otherwise."""
    parse(text)
    return str(text)
