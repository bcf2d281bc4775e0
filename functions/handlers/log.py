"""Write one line an invocation, of an allow-list of fields, to the function's log.

Never the event, its body, headers, address or user agent; nor the text of an error, which may quote what a person
wrote.
"""

from functools import cache
from typing import Final

from aws_lambda_powertools import Logger

FIELDS: Final = ("code", "ref", "key", "size")


@cache
def _logger() -> Logger:
    # log_record_order and location name only this code; neither carries data of a request.
    return Logger(log_uncaught_exceptions=False, use_rfc3339=True)


def outcome(name: str, **fields: object) -> None:
    """Log that an invocation ended as `name`. Raises ValueError for a field outside the allow-list."""
    if not set(fields) <= set(FIELDS):
        raise ValueError("a field that may not be logged")
    _logger().info(name, extra=fields)


def fault(error: BaseException) -> None:
    """Log the type and place of an unforeseen error, and not its text."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "unknown"
    _logger().error("fault", extra={"error": f"{type(error).__name__} in {place}"})
