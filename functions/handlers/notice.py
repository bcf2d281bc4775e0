"""Send the notices of a queue as e-mail, each for itself: one that cannot be sent keeps none of the others waiting.

What failed is named to the queue, which brings it again and in the end lays it aside, where an alarm sees it. A notice
may come twice, and is then sent twice: it changes nothing, and a second e-mail is better than none.
"""

from collections.abc import Mapping
from typing import Any

from functions import bootstrap
from functions.domain import notices
from functions.handlers import log


def handler(event: Mapping[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    """Send one batch; return which messages are to come again, in SQS's form of a partial failure."""
    failed: list[str] = []
    records = event.get("Records", ())
    for record in records:
        try:
            _send(record)
        except Exception as error:  # noqa: BLE001  whatever is wrong with one must not reach the others
            log.fault(error)
            failed += _named(record)
    log.outcome("noticed", size=len(records) - len(failed))
    return {"batchItemFailures": [{"itemIdentifier": name} for name in failed]}


def _send(record: Mapping[str, Any]) -> None:
    notice = notices.parse(record["body"])
    bootstrap.mailer().send(
        notices.compose(
            notice,
            portal=bootstrap.configuration(),
            languages=bootstrap.languages(),
            site=bootstrap.site(),
        )
    )


def _named(record: object) -> list[str]:
    """Return the name of a message to be brought again; none for one without, which would fail the whole batch."""
    name = record.get("messageId") if isinstance(record, dict) else None
    return [name] if isinstance(name, str) and name else []
