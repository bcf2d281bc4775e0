"""Local times come out of the hours at which a zone turns its clocks, as the build found them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from functions.domain import clock
from infra.working import Working
from protocol import hour
from protocol.errors import Malformed

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Asia/Kolkata", "Pacific/Auckland")


@pytest.mark.parametrize("zone", ZONES)
def test_a_clock_shows_what_the_zone_shows(zone: str):
    """Every hour of the known years and the next."""
    found = clock.parse(Working((), date(2026, 12, 31), 18, zone).clock())
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    while moment.year < 2028:
        wanted = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert found.local(hour.from_datetime(moment)) == wanted, moment
        moment += timedelta(hours=1)
    assert (len(found.since) == 1) == (zone in ("Asia/Shanghai", "Asia/Kolkata"))


def test_before_the_first_turn_a_clock_goes_as_after_it():
    """No report is older than the first hour that the build looks at."""
    assert clock.parse([["2026-01-01T00Z", -210]]).local("2025-12-31T00Z") == datetime(2025, 12, 30, 20, 30)  # noqa: DTZ001


@pytest.mark.parametrize(
    "value",
    [
        None, [], {}, [["2026-01-01T00Z"]], [["2026-01-01", 0]], [["2026-01-01T00Z", "0"]], [["2026-01-01T00Z", True]],
        [["2026-01-01T00Z", 1441]], [["2026-01-01T00Z", -1441]], [["2026-01-01T00Z", 0], ["2026-01-01T00Z", 60]],
        [["2026-02-01T00Z", 0], ["2026-01-01T00Z", 60]],
    ],
)  # fmt: skip
def test_what_is_no_clock_is_refused(value: object):
    """Hours in order and minutes of a day at most, and nothing else."""
    with pytest.raises(Malformed):
        clock.parse(value)
