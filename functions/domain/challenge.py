"""Set the challenge that a report's work answers, and judge the answer (API.md, work)."""

import hmac
from datetime import timedelta
from typing import Protocol

from functions.errors import WorkNotDone
from protocol import hour, work


class Mac(Protocol):
    """A keyed hash whose key never leaves its service: HMAC-SHA256."""

    def make(self, message: bytes) -> bytes:
        """Return the 32-byte MAC of a message."""


def issue(*, difficulty: int, now: str, mac: Mac) -> work.Challenge:
    """Return a challenge of `difficulty` bits, good for the 24 hours that follow the hour `now`."""
    expiry = hour.from_datetime(hour.parse(now) + timedelta(hours=work.LIFETIME))
    return work.Challenge(difficulty=difficulty, expiry=expiry, hmac=mac.make(work.authenticated(difficulty, expiry)))


def check(answer: work.Work, *, difficulty: int, case: str, now: str, mac: Mac) -> None:
    """Raise WorkNotDone unless the work is solved for this case and its challenge is ours, unexpired and hard enough.

    What costs nothing is checked first, so that a flood of nonsense reaches no key service.
    """
    challenge = answer.challenge
    if challenge.difficulty < difficulty:
        raise WorkNotDone("the challenge is easier than those of this portal")
    if not hour.parse(now) <= hour.parse(challenge.expiry) <= hour.parse(now) + timedelta(hours=work.LIFETIME):
        raise WorkNotDone("the challenge has expired, or was never set")
    if not work.solves(answer, case):
        raise WorkNotDone("the work is not solved for this case")
    if not hmac.compare_digest(mac.make(work.authenticated(challenge.difficulty, challenge.expiry)), challenge.hmac):
        raise WorkNotDone("the challenge was not set by this portal")
