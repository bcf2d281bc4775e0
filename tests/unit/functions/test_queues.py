"""Lists for staff: who sees which, in which order, how they are paged, and that none tells what a case is about."""

import json
from dataclasses import replace
from typing import Any

import pytest

from functions.domain import queues
from functions.domain.chain import Case
from functions.domain.status import ENDED
from functions.errors import UnknownCase, WrongMember
from tests.unit.functions.chains import FACTS, FILED, LATER, PORTAL, FakeChains, clerk, filed
from tests.unit.functions.queues import FakeQueues

OVERSEER = clerk("district-1", role="overseer")


def many(count: int, unit: str = "street-3", *, due: str | None = None, first: int = 0) -> list[Case]:
    """Return cases of a unit, one an hour, the last filed first; or all due at one hour."""
    found = [filed(unit, name=f"{first + number:010}{0:016}") for number in range(count)]
    hours = [f"2026-12-{1 + number // 24:02}T{number % 24:02}Z" for number in reversed(range(count))]
    return [replace(case, due=due or hour) for case, hour in zip(found, hours, strict=True)]


def inbox(store: FakeQueues, unit: str = "street-3", after: str | None = None, role: str = "handler") -> Any:
    return queues.inbox(clerk(unit, role=role), after=after, now=LATER, queues=store)


def overdue(store: FakeQueues, who: Any = OVERSEER, **asked: str) -> Any:
    words = dict.fromkeys(("unit", "soon", "after")) | asked
    return queues.overdue(who, **words, portal=PORTAL, now=LATER, queues=store)


def test_an_inbox_is_paged_by_deadline_and_ends_where_it_says_so() -> None:
    """120 cases are three pages of 50, each one question; all come once, the nearest deadline first."""
    store, pages, after = FakeQueues(FakeChains(*many(120))), [], None
    while True:
        page = inbox(store, after=after)
        pages.append(page["cases"])
        after = page.get("after")
        if after is None:
            break
    rows = [row for page in pages for row in page]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert len(store.asked) == 3
    assert [row["due"] for row in rows] == sorted(row["due"] for row in rows)
    assert len({row["case"] for row in rows}) == 120


def test_an_inbox_names_a_case_and_tells_nothing_of_it() -> None:
    """Seven members a row, and no word of the facts but category and place."""
    page = inbox(FakeQueues(FakeChains(filed())))
    assert page == {
        "v": 1,
        "unit": "street-3",
        "role": "handler",
        "now": LATER,
        "cases": [
            {
                "case": filed().case,
                "ref": f"{filed().case[:5]}-{filed().case[5:10]}",
                "category": "noise",
                "place": "yx-hongxing",
                "status": "submitted",
                "due": filed().due,
                "n": 0,
            }
        ],
    }
    assert FACTS.what not in json.dumps(page, ensure_ascii=False)


def test_an_inbox_is_the_own_units_alone() -> None:
    """Neither the unit above, nor one below, nor a neighbour sees it; a machine does as handlers do."""
    store = FakeQueues(FakeChains(filed()))
    assert all(inbox(store, unit)["cases"] == [] for unit in ("district-1", "community-5", "street-4", "province"))
    assert len(inbox(store, role="machine")["cases"]) == 1


def test_an_ended_case_stands_in_no_inbox() -> None:
    """Closed, declined or withdrawn: nobody has anything to do."""
    ended = [replace(case, status=state) for case, state in zip(many(3), ENDED, strict=True)]
    assert inbox(FakeQueues(FakeChains(*ended)))["cases"] == []


FOREIGN = (
    "", "x", ".", "2026-11-24T09Z", "2026-11-24T09Z.", f"2026-99-24T09Z.{'0' * 26}", f"2026-11-24T09Z.{'0' * 25}I",
    f"2026-11-24T09Z#{'0' * 26}", "city.2026-11-24T09Z", "9" * 5000, "汉", "\ud800",
)  # fmt: skip


@pytest.mark.parametrize("after", FOREIGN)
def test_a_mark_that_no_list_gave_is_refused(after: str) -> None:
    """By inbox, passed and overdue alike."""
    store = FakeQueues(FakeChains())
    for ask in (
        lambda: inbox(store, after=after),
        lambda: queues.passed(clerk("street-3"), after=after, portal=PORTAL, queues=store),
        lambda: overdue(store, after=after),
    ):
        with pytest.raises(WrongMember, match="after"):
            ask()
    assert store.asked == []


def test_what_was_passed_on_is_told_by_status_and_deadline() -> None:
    """Four members a row; a case that was destroyed is left out."""
    chains = FakeChains(replace(filed(), path=("district-1", "street-3")))
    chains.passed |= {("district-1", filed().case), ("district-1", "0" * 26)}
    page = queues.passed(clerk("district-1"), after=None, portal=PORTAL, queues=FakeQueues(chains))
    (row,) = page["cases"]
    assert set(row) == {"case", "ref", "status", "due"}
    assert "after" not in page


def test_what_was_passed_on_is_not_told_to_a_unit_to_be_kept_away() -> None:
    """Even if the chain of offices put it there later."""
    chains = FakeChains(filed("city", avoid=("district-1",)))
    chains.passed.add(("district-1", filed().case))
    page = queues.passed(clerk("district-1"), after=None, portal=PORTAL, queues=FakeQueues(chains))
    assert page["cases"] == []


def test_what_is_overdue_is_listed_for_a_unit_and_all_below_it() -> None:
    """Of each unit by deadline, with the unit's id; nothing that is not due, and nothing of a neighbour."""
    late, soon = FILED, "2026-11-30T10Z"
    chains = FakeChains(
        *many(2, "street-3", due=late),
        *many(1, "street-4", due=soon, first=10),
        *many(1, "community-5", due=late, first=20),
        *many(1, "district-1", due=late, first=30),
        *many(1, "district-2", due=late, first=40),
    )
    rows = overdue(FakeQueues(chains))["cases"]
    assert [row["unit"] for row in rows] == ["district-1", "street-3", "street-3", "community-5"]
    assert set(rows[0]) == {"ref", "unit", "status", "due"}
    assert [row["unit"] for row in overdue(FakeQueues(chains), unit="street-4")["cases"]] == []
    assert [row["unit"] for row in overdue(FakeQueues(chains), unit="street-4", soon="3")["cases"]] == ["street-4"]


def test_a_deadline_is_over_from_its_own_hour_on() -> None:
    """Not an hour earlier."""
    store = FakeQueues(FakeChains(*many(1, due="2026-11-26T10Z")))
    asked = {"unit": None, "soon": None, "after": None, "portal": PORTAL, "queues": store}
    found = [len(queues.overdue(OVERSEER, **asked, now=now)["cases"]) for now in ("2026-11-26T09Z", "2026-11-26T10Z")]
    assert found == [0, 1]


def test_a_list_over_many_units_is_paged_without_loss() -> None:
    """Pages of 50 at most, over the ends of queues; every case comes once."""
    units = ("street-3", "street-4", "community-5")
    chains = FakeChains(
        *(case for at, unit in enumerate(units) for case in many(45 + at * 5, unit, due=FILED, first=at * 100))
    )
    store, rows, after, sizes = FakeQueues(chains), [], None, []
    while True:
        page = overdue(store, **({"after": after} if after else {}))
        rows += [(row["unit"], row["ref"]) for row in page["cases"]]
        sizes.append(len(page["cases"]))
        after = page.get("after")
        if after is None:
            break
    assert len(rows) == len(set(rows)) == 150
    assert max(sizes) == 50


@pytest.mark.parametrize("role", ["handler", "machine"])
def test_only_overseers_are_told_what_is_overdue(role: str) -> None:
    """To all others there is no such list, whichever unit they name."""
    for unit in ({}, {"unit": "district-1"}, {"unit": "street-3"}):
        with pytest.raises(UnknownCase):
            overdue(FakeQueues(FakeChains()), clerk("district-1", role=role), **unit)


@pytest.mark.parametrize("unit", ["city", "district-2", "street-6", "province", "nobody", "x" * 999])
def test_an_overseer_sees_no_list_of_a_unit_above_or_beside(unit: str) -> None:
    """Nor of one that there is not."""
    with pytest.raises(UnknownCase):
        overdue(FakeQueues(FakeChains()), unit=unit)


@pytest.mark.parametrize("soon", ["", "0", "-1", "61", "1.5", "１", "٣", "1 ", "9" * 5000, "1e1", "007"])
def test_a_number_of_days_is_a_whole_one_within_bounds(soon: str) -> None:
    """In plain digits."""
    with pytest.raises(WrongMember, match="soon"):
        overdue(FakeQueues(FakeChains()), soon=soon)
