"""Tell the time of day in the deployment's zone.

The build resolves the zone into the hours at which its clocks turn (infra/working.py), so that no function needs a zone
database. Leaves working days to `calendar`.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta

from protocol import hour, members
from protocol.errors import Malformed

_MOST = 24 * 60  # minutes


@dataclass(frozen=True, slots=True)
class Clock:
    """From each of some hours on, in order, how many minutes the zone is ahead of UTC; before the first as from it."""

    since: tuple[str, ...]
    ahead: tuple[int, ...]

    def local(self, moment: str) -> datetime:
        """Return the local time at which an hour begins, as a naive moment: it is for people to read."""
        place = max(bisect_right(self.since, moment) - 1, 0)
        return hour.parse(moment).replace(tzinfo=None) + timedelta(minutes=self.ahead[place])


def parse(value: object) -> Clock:
    """Return the clock that a list of [hour, minutes] holds. Raises Malformed."""
    if not isinstance(value, list) or not value:
        raise Malformed("", "not a list of hours and minutes")
    turns = [_turn(item) for item in value]
    since = tuple(moment for moment, _ in turns)
    if list(since) != sorted(set(since)):
        raise Malformed("", "hours are not in order")
    return Clock(since=since, ahead=tuple(minutes for _, minutes in turns))


def _turn(value: object) -> tuple[str, int]:
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004  an hour and minutes
        raise Malformed("", "not an hour and minutes")
    moment, minutes = value
    ahead = -members.number(-minutes) if isinstance(minutes, int) and minutes < 0 else members.number(minutes)
    if abs(ahead) > _MOST:
        raise Malformed("", "more than a day ahead or behind")
    return hour.check(moment), ahead
