"""Hand new rows of the notices table on to a queue, and nothing else: a stream is no place for work that can fail.

A stream's batch is tried again as a whole and stands in the way of all that comes after it, so only a failure to hand
on raises. A row that is handed on twice becomes two e-mails that say the same.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from functions import bootstrap, errors
from functions.domain import notices
from functions.handlers import log

_NEW: Final = "INSERT"  # rows that expire come by the stream as well


def handler(event: Mapping[str, Any], _context: object) -> None:
    """Hand on one batch of the stream, whatever its rows hold. Raises Unavailable when the queue does not take it."""
    bodies = [notices.handed_on(image) for image in _images(event)]
    try:
        for body in bodies:
            bootstrap.notice_queue().put(body)
    except Exception as error:  # noqa: BLE001  its text would be logged, and may hold what a row holds
        log.fault(error)
        raise errors.Unavailable("notices were not handed on") from None
    log.outcome("relayed", size=len(bodies))


def _images(event: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for record in event.get("Records", ()):
        if record.get("eventName") == _NEW:
            image = record.get("dynamodb", {}).get("NewImage")
            yield image if isinstance(image, dict) else {}
