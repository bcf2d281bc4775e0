"""Fifty thousand open cases: an inbox is one query a page, whatever the table holds.

The index is a stand-in in memory that reads as DynamoDB documents it: one partition, in order, `Limit` rows and 1 MB
at most, from a start key that must be one of its own. So calls and rows are counted here, and no time is measured.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import Any

import pytest

from functions.adapters.dynamo import to_item
from functions.adapters.queues import QueueStore
from functions.domain import queues
from tests.integration.functions import tables
from tests.unit.functions.chains import LATER, PORTAL, clerk

CASES = 50_000
LARGEST = 1_000_000  # bytes that a query reads at most
ROW = 250  # bytes of a row of the index, at least: six attributes and four keys
UNITS = tuple(PORTAL.tree.units)


class Index:
    """The index by_unit of a table of many cases: half of them in one unit, the rest spread over the others."""

    def __init__(self, count: int) -> None:
        self.calls, self.read = 0, 0
        self.rows: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for number in range(count):
            # Deadlines and cases in no order of their own, as random ids come.
            scattered = number * 7919 % count
            unit = "street-3" if number % 2 else UNITS[number // 2 % len(UNITS)]
            due = f"2026-{11 + scattered % 2}-{1 + scattered % 28:02}T{scattered % 24:02}Z"
            self.rows[unit].append((f"{due}#{scattered:010}{0:016}", due))
        for rows in self.rows.values():
            rows.sort()

    def query(self, **asked: Any) -> Any:
        """Answer as DynamoDB does."""
        assert (asked["TableName"], asked["IndexName"]) == ("cases", "by_unit")
        assert "FilterExpression" not in asked  # rows that are read and not given would be paid for all the same
        values = {name: value["S"] for name, value in asked["ExpressionAttributeValues"].items()}
        rows = self.rows[values[":unit"]]
        start = 0
        if key := asked.get("ExclusiveStartKey"):
            assert key["queue"]["S"] == values[":unit"]
            assert key["inbox"]["S"].endswith(f"#{key['case']['S']}") and key["case"]["S"].startswith(key["ref"]["S"])
            start = bisect_right(rows, (key["inbox"]["S"], "~"))
        end = bisect_left(rows, (values[":until"], "")) if ":until" in values else len(rows)
        page = rows[start : min(end, start + asked["Limit"], start + LARGEST // ROW)]
        self.calls, self.read = self.calls + 1, self.read + len(page)
        more = {"LastEvaluatedKey": _key(values[":unit"], page[-1][0])} if page and len(page) == asked["Limit"] else {}
        return {"Items": [_row(*found) for found in page]} | more


def _key(unit: str, inbox: str) -> Any:
    case = inbox.partition("#")[2]
    return to_item({"queue": unit, "inbox": inbox, "ref": case[:10], "case": case})


def _row(inbox: str, due: str) -> Any:
    case = inbox.partition("#")[2]
    return to_item({"case": case, "category": "noise", "place": "yx", "status": "submitted", "due": due, "n": 0})


@pytest.fixture(scope="module")
def index() -> Index:
    """Give a table of 50,000 open cases."""
    return Index(CASES)


@pytest.fixture
def store(index: Index) -> QueueStore:
    """Give the adapter over it, with nothing counted yet."""
    index.calls = index.read = 0
    return QueueStore(index, tables.NAMES)


@pytest.mark.parametrize("unit", ["street-3", "city"])
def test_a_page_of_an_inbox_is_one_query_of_fifty_rows(index: Index, store: QueueStore, unit: str) -> None:
    """The first, and one far behind it, of the fullest unit and of another."""
    page: Any = queues.inbox(clerk(unit), after=None, now=LATER, queues=store)
    assert (len(page["cases"]), index.calls, index.read) == (50, 1, 50)
    far = index.rows[unit][len(index.rows[unit]) // 2]
    mark = f"{far[1]}.{far[0].partition('#')[2]}"
    page = queues.inbox(clerk(unit), after=mark, now=LATER, queues=store)
    assert (len(page["cases"]), index.calls, index.read) == (50, 2, 100)


def test_the_fullest_inbox_is_read_to_its_end_in_order_and_once(index: Index, store: QueueStore) -> None:
    """About 27,800 cases: as many queries as pages, no case twice, none left out."""
    found: list[str] = []
    after = None
    while True:
        page: Any = queues.inbox(clerk("street-3"), after=after, now=LATER, queues=store)
        found += [f"{row['due']}#{row['case']}" for row in page["cases"]]
        after = page.get("after")
        if after is None:
            break
    assert found == [inbox for inbox, _ in index.rows["street-3"]]
    assert len(found) > CASES // 2
    assert index.calls == len(found) // 50 + 1


def test_a_list_of_what_is_overdue_reads_no_more_than_it_shows(index: Index, store: QueueStore) -> None:
    """A page over nine units: at most 20 queries and 50 rows; the whole list has each overdue case once."""
    who, found, after, pages = clerk("province", role="overseer"), 0, None, 0
    while True:
        before = (index.calls, index.read)
        page: Any = queues.overdue(who, unit=None, soon=None, after=after, portal=PORTAL, now=LATER, queues=store)
        assert index.calls - before[0] <= queues.QUERIES
        assert index.read - before[1] == len(page["cases"]) <= 50
        found, pages, after = found + len(page["cases"]), pages + 1, page.get("after")
        if after is None:
            break
    assert found == sum(due <= LATER for rows in index.rows.values() for _, due in rows)
    assert found > 20_000
    assert index.calls <= pages + len(UNITS)
