"""Publish the statistics of every closed month that is not published yet; called by a schedule, and by nothing else."""

from datetime import UTC, datetime

from functions import bootstrap, errors
from functions.domain import statistics
from functions.handlers import log
from protocol import hour


def handler(_event: object, _context: object) -> dict[str, int]:
    """Publish what is missing; return how many months that were.

    Raises Unavailable, so that the schedule calls again and an alarm sees it.
    """
    try:
        months = statistics.publish(
            bootstrap.publication(), portal=bootstrap.configuration(), now=hour.from_datetime(datetime.now(UTC))
        )
    except Exception as error:  # noqa: BLE001  its text would be logged, and may hold what a table holds
        log.fault(error)
        raise errors.Unavailable("the statistics were not published") from None
    log.outcome("published", size=months)
    return {"months": months}
