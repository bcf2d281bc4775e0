"""Answer handlers and units' own systems, whose access tokens the gateway has checked (API.md, staff)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from functions.handlers import gateway


def handler(event: Mapping[str, Any], _context: object) -> gateway.Answer:
    """Answer one HTTP call of API Gateway's payload format 2.0, whatever it holds."""
    return gateway.serve(event, ROUTES)


ROUTES: Final[Mapping[str, Callable[[gateway.Event], gateway.Answer]]] = {}
