"""Public figures hide single reports, are written once a month, and mend what an earlier call left undone."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from functions import bootstrap, errors
from functions.domain import clock, statistics, status
from functions.domain.statistics import Counted
from functions.handlers import statistics as function
from tests.unit.functions import reports

PORTAL = reports.portal()
NOW = "2026-11-25T08Z"


class FakePublication:
    """Reports by UTC day, and the files that were published."""

    def __init__(self, *counted: Counted) -> None:
        self.counted = counted
        self.files: dict[str, bytes] = {}
        self.breaks_at = ""

    def months(self) -> frozenset[str]:
        """Return the months that are published."""
        return frozenset(self.files) - {"index"}

    def filed(self, days: Iterable[str]) -> Iterator[Counted]:
        """Yield every report filed on some UTC days."""
        for day in days:
            yield from (one for one in self.counted if one.hour[:10] == day)

    def put(self, month: str, document: bytes) -> None:
        """Publish a month, or break off."""
        if month == self.breaks_at:
            raise errors.Unavailable("no")
        self.files.setdefault(month, document)

    def list_months(self, document: bytes) -> None:
        """Publish which months there are."""
        self.files["index"] = document


def filed(hour: str, category: str = "noise", place: str = "yx-hongxing", state: str = "submitted") -> Counted:
    return Counted(hour=hour, category=category, place=place, status=state)


def publish(publication: FakePublication, now: str = NOW) -> int:
    return statistics.publish(publication, portal=PORTAL, now=now)


def value(publication: FakePublication, name: str) -> Any:
    return json.loads(publication.files[name])


@pytest.mark.parametrize(
    ("count", "figure"), [(0, 0), (4, 0), (5, 10), (14, 10), (15, 20), (24, 20), (25, 30), (99, 100), (1234, 1230)]
)
def test_a_figure_is_the_nearest_ten(count: int, figure: int):
    """A half goes upwards, always: no figure tells whether it was above or below."""
    assert statistics.rounded(count) == figure


def test_totals_are_added_up_from_rounded_figures():
    """Four of each of two categories are none in all, though together they are eight; the true sum is nowhere."""
    counted = [filed("2026-10-05T03Z", name) for name in ("noise", "education") for _ in range(4)]
    publication = FakePublication(*counted)
    publish(publication)
    found = value(publication, "2026-10")
    assert found["category"] == {"figures": {"education": 0, "noise": 0}, "total": 0}
    assert found["place"] == {"figures": {"yx-hedong": 10, "yx-hexi": 0}, "total": 10}
    assert found["status"] == {"figures": dict.fromkeys(statistics.STAGES, 0) | {"waiting": 10}, "total": 10}
    assert {name: found[name] for name in ("v", "portal", "month", "made", "step")} == {
        "v": 1, "portal": PORTAL.portal, "month": "2026-10", "made": "2026-11-25", "step": 10,
    }  # fmt: skip
    assert set(found) == {"v", "portal", "month", "made", "step", "category", "place", "status"}


def test_every_state_is_a_stage():
    """What awaits an office, what one works on, and each way to end; a state of the table is in exactly one."""
    found = {state: statistics.stage(state) for state in status.STATES}
    assert {state for state, stage in found.items() if stage == "waiting"} == {"submitted", "dispatched", "returned"}
    assert all(stage == state for state, stage in found.items() if state in status.ENDED)
    assert set(found.values()) == set(statistics.STAGES)


def test_a_month_is_that_of_the_deployments_zone():
    """In Shanghai it begins eight hours early; the last hour of October there is in none of November's figures."""
    hours = {"2026-09-30T15Z": 0, "2026-09-30T16Z": 1, "2026-10-31T15Z": 1, "2026-10-31T16Z": 0}
    for hour, counted in hours.items():
        publication = FakePublication(*[filed(hour)] * 10, *[filed("2026-08-05T00Z")] * 10)
        publish(publication)
        assert value(publication, "2026-10")["category"]["total"] == 10 * counted, hour


@pytest.mark.parametrize("month", ["2026-02", "2026-12", "2028-02"])
@pytest.mark.parametrize("ahead", [-720, 0, 840])
def test_the_days_that_are_read_hold_every_hour_of_a_month(month: str, ahead: int):
    """Whatever the zone, the first and the last hour of its month lie within them, and few days more."""
    days = list(statistics.days(month))
    assert days == sorted(set(days))
    assert len(days) <= 34
    turned = clock.parse([["2026-01-01T00Z", ahead]])
    outside = [f"{days[0]}T00Z", f"{days[-1]}T23Z"]
    assert [statistics.month_of(hour, turned) == month for hour in outside] == [False, False]


def test_a_month_that_is_not_over_is_not_published():
    """Nor one that is over in UTC only, or over in the zone for less than an hour."""
    publication = FakePublication(*[filed("2026-11-05T03Z")] * 10)
    assert publish(publication, "2026-11-30T15Z") == 0
    assert publish(publication, "2026-11-30T16Z") == 1
    assert value(publication, "index") == {"v": 1, "months": ["2026-11"]}


def test_months_before_the_first_report_are_left_out_and_empty_ones_after_it_are_not():
    """A portal that began in July has no figures of May, and says of a quiet August that nothing came."""
    publication = FakePublication(filed("2026-07-05T03Z"), filed("2026-09-05T03Z"))
    assert publish(publication) == 4
    assert value(publication, "index") == {"v": 1, "months": ["2026-10", "2026-09", "2026-08", "2026-07"]}


def test_a_published_month_never_changes():
    """Figures of a later day beside those of an earlier one would tell what became of single reports."""
    publication = FakePublication(*[filed("2026-10-05T03Z")] * 10)
    assert publish(publication) == 1
    before = dict(publication.files)
    publication.counted = tuple([filed("2026-10-05T03Z", state="closed")] * 20)
    assert publish(publication) == 0
    assert publication.files == before


def test_what_is_missing_is_made_by_the_next_call():
    """A call that broke off, a file that was lost, a list that was lost: the call after it leaves the same as ever."""
    counted = [filed("2026-07-05T03Z"), filed("2026-10-05T03Z")]
    whole = FakePublication(*counted)
    publish(whole)
    publication = FakePublication(*counted)
    publication.breaks_at = "2026-09"
    with pytest.raises(errors.Unavailable):
        publish(publication)
    publication.breaks_at = ""
    assert publish(publication) == 2
    assert publication.files == whole.files
    for lost in ("2026-07", "2026-09", "index"):
        del publication.files[lost]
        publish(publication)
        assert publication.files == whole.files


def test_a_category_that_is_no_more_is_counted_still():
    """A report of a category or place that a later configuration lacks stands under its id."""
    publication = FakePublication(*[filed("2026-10-05T03Z", "former", "yx-former")] * 10)
    publish(publication)
    assert value(publication, "2026-10")["category"]["figures"]["former"] == 10
    assert value(publication, "2026-10")["place"]["figures"]["yx-former"] == 10


def test_the_function_fails_loudly_and_says_nothing(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    """The schedule tries again and an alarm sees it; neither gets the text of the error."""

    def broken() -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(bootstrap, "publication", broken)
    with pytest.raises(errors.Unavailable, match=r"^the statistics were not published$") as raised:
        function.handler({}, None)
    assert raised.value.__suppress_context__
    assert "secret" not in str([vars(record).get("error") for record in caplog.records])
    publication = FakePublication(filed("2026-01-05T03Z"))
    monkeypatch.setattr(bootstrap, "publication", lambda: publication)
    monkeypatch.setattr(bootstrap, "configuration", lambda: PORTAL)
    assert function.handler({}, None)["months"] == len(publication.months()) > 0
