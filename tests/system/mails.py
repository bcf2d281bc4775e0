"""Look at what the embedded cloud sent as e-mail, and wait for what comes by a stream and a queue."""

import json
import time
from collections.abc import Callable
from typing import Any

from infra.visit import visit
from tests.conftest import Stack

_PATIENCE = 60  # seconds; a notice takes two


def soon(find: Callable[[], Any]) -> Any:
    """Return what `find` finds, once it finds something."""
    deadline = time.monotonic() + _PATIENCE
    while not (found := find()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.2)
    return found


def mails(stack: Stack) -> list[dict[str, Any]]:
    """Return every e-mail that was sent."""
    answer = visit(str(stack.environment.endpoint), "/_ministack/ses/messages")
    return [mail for several in json.loads(answer.body)["messages"].values() for mail in several]


def told(stack: Stack, ref: str) -> list[dict[str, Any]]:
    """Return the e-mails whose subject names a report."""
    return [mail for mail in mails(stack) if ref in mail["Subject"]]
