"""The staff's adapters and their fakes keep one contract (moto; concurrency is left to the embedded cloud)."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from functions.adapters.chains import ChainStore
from functions.adapters.dynamo import from_item, to_item
from functions.adapters.queues import QueueStore
from functions.domain import handling, queues, viewing
from functions.domain.chain import Case, Change
from functions.domain.queues import Place
from functions.errors import AmbiguousRef, Moved, OtherAct, Unavailable, UnknownCase
from protocol import canonical, entry
from tests.integration.functions import tables
from tests.unit.functions.chains import LATER, PORTAL, FakeChains, clerk, filed, wish
from tests.unit.functions.fakes import FakeMac
from tests.unit.functions.queues import FakeQueues

TWIN = filed().case[:10] + "0" * 15 + "4"


@dataclass
class Kept:
    """A store and its lists: both adapters over moto, or both fakes."""

    chains: Any
    queues: Any
    client: Any = None

    def put(self, *cases: Case) -> None:
        """File cases."""
        if self.client is not None:
            tables.put(self.client, *cases)
            return
        self.chains.cases |= {case.case: case for case in cases}
        self.chains.entries |= {case.case: [] for case in cases}

    def act(self, name: str, unit: str, case: str = filed().case, **given: Any) -> handling.Done:
        """Do an act for a unit; each has an id of its own unless one is given."""
        number = given.pop("n", None)
        number = self.chains.find(case).n if number is None else number
        sent = wish(name, number, **({"id_": f"{name} {unit} {number}"} | given))
        return handling.act(case, sent, who=clerk(unit), portal=PORTAL, now=LATER, mac=FakeMac(), chains=self.chains)

    def look(self, unit: str, case: str = filed().case) -> viewing.Seen:
        """Look at a case for a unit."""
        return viewing.look(case, who=clerk(unit), portal=PORTAL, now=LATER, mac=FakeMac(), chains=self.chains)

    def inbox(self, unit: str) -> list[str]:
        """Return the cases in the inbox of a unit."""
        page = queues.inbox(clerk(unit), after=None, now=LATER, queues=self.queues)
        return [row["case"] for row in page["cases"]]  # type: ignore[attr-defined]  # rows of a page

    def had(self, unit: str) -> list[str]:
        """Return the status of each case that a unit passed on."""
        page = queues.passed(clerk(unit), after=None, portal=PORTAL, queues=self.queues)
        return [row["status"] for row in page["cases"]]  # type: ignore[attr-defined]  # rows of a page


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Give a client of moto with the tables."""
    with tables.store(monkeypatch) as found:
        yield found


@pytest.fixture
def real(client: Any) -> Kept:
    """Give the adapters."""
    return Kept(ChainStore(client, tables.NAMES), QueueStore(client, tables.NAMES), client)


@pytest.fixture(params=["adapter", "fake"])
def kept(request: pytest.FixtureRequest) -> Kept:
    """Give the adapters over moto, then the fakes."""
    if request.param == "adapter":
        found: Kept = request.getfixturevalue("real")
        return found
    chains = FakeChains()
    return Kept(chains, FakeQueues(chains))


def test_a_filed_case_is_found_as_it_was_filed(kept: Kept) -> None:
    """By case and by ref, with all that the rules read."""
    case = filed(avoid=("street-4",))
    kept.put(case)
    assert kept.chains.find(case.case) == kept.chains.find(case.case[:10]) == case


def test_an_unknown_ref_and_an_ambiguous_one_are_told_apart(kept: Kept) -> None:
    """A full case is never ambiguous."""
    with pytest.raises(UnknownCase):
        kept.chains.find(filed().case)
    kept.put(filed(), filed(name=TWIN))
    with pytest.raises(AmbiguousRef):
        kept.chains.find(TWIN[:10])
    assert kept.chains.find(TWIN).case == TWIN


def test_a_case_goes_its_way_through_the_offices_and_comes_back_as_it_was_written(kept: Kept) -> None:
    """Down, back, down, accepted, asked, extended, answered, closed, reopened: each is found with all that it gave."""
    kept.put(filed("district-1"))
    way = (
        ("accept", "district-1", {}),
        ("dispatch", "district-1", {"to": "street-3"}),
        ("return", "street-3", {}),
        ("dispatch", "district-1", {"to": "community-5"}),
        ("accept", "community-5", {}),
        ("ask", "community-5", {}),
        ("extend", "community-5", {}),
        ("answer", "community-5", {}),
        ("close", "community-5", {}),
        ("reopen", "community-5", {}),
    )
    for number, (act, unit, given) in enumerate(way, 1):
        done = kept.act(act, unit, **given)
        found = kept.chains.find(filed().case)
        assert (done.n, done.status, done.due, done.unit) == (number, found.status, found.due, found.unit)
    assert found.path == ("district-1", "street-3", "district-1", "community-5")
    assert (found.returns, found.extensions, found.pauses) == (("street-3",), ("community-5",), 1)
    assert (found.asked, found.answered, found.last.act) == ("", False, "reopened")
    history = kept.chains.history(filed().case)
    assert [record.n for record in history] == list(range(1, 11))
    assert [record.unit for record in history] == [unit for _, unit, _ in way]
    assert history == tuple(kept.chains.recorded(filed().case, record.id) for record in history)


def test_an_inbox_follows_its_case(kept: Kept) -> None:
    """It stands with the unit that has it, and with no other; a closed one with none, a reopened one again."""
    kept.put(filed("district-1"))
    case = filed().case

    def where() -> list[str]:
        return [unit for unit in PORTAL.tree.units if case in kept.inbox(unit)]

    assert where() == ["district-1"]
    kept.act("accept", "district-1")
    kept.act("dispatch", "district-1", to="street-3")
    assert (where(), kept.had("district-1"), kept.had("street-3")) == (["street-3"], ["dispatched"], [])
    kept.act("return", "street-3")
    assert (where(), kept.had("district-1"), kept.had("street-3")) == (["district-1"], [], ["returned"])
    kept.act("dispatch", "district-1", to="street-3")
    kept.act("accept", "street-3")
    kept.act("answer", "street-3")
    kept.act("close", "street-3")
    assert (where(), kept.had("district-1"), kept.had("street-3")) == ([], ["closed"], [])
    kept.act("reopen", "street-3")
    assert where() == ["street-3"]


def test_what_is_due_by_an_hour_is_bounded_by_that_hour(kept: Kept) -> None:
    """A deadline of the hour itself is in, one of the next hour is not; a page goes on from where one ended."""
    dues = ("2026-11-27T09Z", "2026-11-27T10Z", "2026-11-27T10Z", "2026-11-27T11Z")
    kept.put(*(replace(filed(name=f"{number:010}{0:016}"), due=due) for number, due in enumerate(dues)))

    def due_by(until: str, after: Place | None = None) -> list[str]:
        return [row.due for row in kept.queues.waiting("street-3", after=after, most=50, until=until).cases]

    assert [len(due_by(f"2026-11-27T{hour:02}Z")) for hour in (8, 9, 10, 11)] == [0, 1, 3, 4]
    assert due_by(dues[1], Place(dues[1], f"{1:010}{0:016}")) == [dues[2]]


def test_a_look_is_an_entry_and_changes_nothing_else(kept: Kept) -> None:
    """The number and the head move; status, deadline, inbox and history do not."""
    kept.put(filed())
    kept.act("accept", "street-3")
    before = kept.chains.find(filed().case)
    seen = kept.look("street-3")
    after = kept.chains.find(filed().case)
    assert after == replace(before, n=2, head=after.head) == seen.case
    assert after.head != before.head
    assert kept.inbox("street-3") == [filed().case]
    assert len(kept.chains.history(filed().case)) == 1


def test_a_change_upon_what_is_no_more_is_not_written(kept: Kept) -> None:
    """Neither its case, nor its entry, act, list or notice."""
    kept.put(filed("district-1"))
    old = kept.chains.find(filed().case)
    stale = handling.judge(
        old, wish("return", 0, id_="stale"), who=clerk("district-1"), person="00000000", portal=PORTAL, now=LATER
    )
    kept.look("district-1")
    assert not kept.chains.write(stale)
    assert (kept.inbox("city"), kept.had("district-1"), kept.chains.history(old.case)) == ([], [], ())
    assert kept.chains.find(old.case).n == 1


def test_an_act_with_the_id_of_another_is_not_written(kept: Kept) -> None:
    """Even upon the present head: the id was used."""
    kept.put(filed())
    kept.act("accept", "street-3", id_="used")
    now = kept.chains.find(filed().case)
    again = handling.judge(
        now, wish("ask", 1, id_="used"), who=clerk("street-3"), person="00000000", portal=PORTAL, now=LATER
    )
    assert not kept.chains.write(again)
    assert kept.chains.find(filed().case) == now
    with pytest.raises(OtherAct):
        kept.act("ask", "street-3", id_="used")


def test_the_same_act_again_is_the_same_act(kept: Kept) -> None:
    """After looks and after another act too; another act on the old number is told what came first."""
    kept.put(filed())
    first = kept.act("accept", "street-3", id_="one", n=0)
    kept.look("street-3")
    assert kept.act("accept", "street-3", id_="one", n=0) == first
    kept.act("ask", "street-3")
    assert kept.act("accept", "street-3", id_="one", n=0) == first
    with pytest.raises(Moved) as told:
        kept.act("return", "street-3", n=0)
    assert (told.value.act, told.value.unit, told.value.n) == ("asked", "street-3", 3)
    assert len(kept.chains.history(filed().case)) == 2


def test_two_cases_of_a_unit_are_linked(kept: Kept) -> None:
    """By ref, found by the store."""
    other = filed(name="0" * 26)
    kept.put(filed(), other)
    kept.act("accept", "street-3")
    kept.act("link", "street-3", link=other.case[:10])
    assert kept.chains.history(filed().case)[-1].link == other.case


# What the adapters alone do.


def calls_of(client: Any) -> list[tuple[str, dict[str, Any]]]:
    """Return a list that fills with each call to the store."""
    calls: list[tuple[str, dict[str, Any]]] = []
    client.meta.events.register(
        "before-parameter-build.dynamodb", lambda params, model, **_: calls.append((model.name, params))
    )
    return calls


def named(transaction: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return which item each part of a transaction names, by table and key."""
    keys = {"cases": "ref case", "entries": "case n", "acts": "case id", "passed": "unit case", "notices": "case n"}
    found = []
    for part in transaction:
        ((_, act),) = part.items()
        item = act.get("Key") or act["Item"]
        found.append((act["TableName"], "/".join(str(item[name]) for name in keys[act["TableName"]].split())))
    return found


def test_a_look_is_three_calls_its_entry_in_one_transaction(real: Kept, client: Any) -> None:
    """Case, acts, and what is written; a unit that had the case costs one less."""
    real.put(filed("district-1"))
    real.act("accept", "district-1")
    real.act("dispatch", "district-1")
    calls = calls_of(client)
    real.look("community-5")
    assert [name for name, _ in calls] == ["Query", "Query", "TransactWriteItems"]
    # By the table's own key and as it is now: an index would lag behind the act before.
    assert [("IndexName" in params, params["ConsistentRead"]) for _, params in calls[:2]] == [(False, True)] * 2
    assert [table for table, _ in named(calls[-1][1]["TransactItems"])] == ["cases", "entries"]
    calls.clear()
    real.look("district-1")
    assert [name for name, _ in calls] == ["Query", "TransactWriteItems"]


def test_an_act_is_two_calls_and_one_transaction_that_names_no_item_twice(real: Kept, client: Any) -> None:
    """Whatever the act; a move to another unit writes the list, and its notice, with it."""
    real.put(filed("district-1"))
    calls, sizes = calls_of(client), {}
    for act, unit in (("accept", "district-1"), ("dispatch", "district-1"), ("return", "community-5")):
        number = real.chains.find(filed().case).n
        calls.clear()
        real.act(act, unit, n=number)
        assert [name for name, _ in calls] == ["Query", "TransactWriteItems"]
        names = named(calls[-1][1]["TransactItems"])
        assert len(set(names)) == len(names)
        sizes[act] = sorted(table for table, _ in names)
    assert sizes == {
        "accept": ["acts", "cases", "entries"],
        "dispatch": ["acts", "cases", "entries", "notices", "passed"],
        "return": ["acts", "cases", "entries", "notices", "passed", "passed"],
    }


def test_an_inbox_is_one_query_and_a_list_of_what_was_passed_on_two_calls(real: Kept, client: Any) -> None:
    """However many cases a page has; an empty list is one."""
    cases = [filed("district-1", name=f"{number:010}{0:016}") for number in range(60)]
    real.put(*cases)
    for case in cases:
        real.act("return", "district-1", case.case)
    calls = calls_of(client)
    page = queues.passed(clerk("district-1"), after=None, portal=PORTAL, queues=real.queues)
    assert [name for name, _ in calls] == ["Query", "BatchGetItem"]
    rest = queues.passed(clerk("district-1"), after=page["after"], portal=PORTAL, queues=real.queues)  # type: ignore[arg-type]  # a mark
    assert (len(page["cases"]), len(rest["cases"]), "after" in rest) == (50, 10, False)  # type: ignore[arg-type]  # lists
    calls.clear()
    assert (real.had("street-4"), real.inbox("street-4"), len(real.inbox("city"))) == ([], [], 50)
    assert [name for name, _ in calls] == ["Query", "Query", "Query"]


def test_no_call_reads_what_the_rules_do_not_need(real: Kept, client: Any) -> None:
    """Neither the entry key, nor the reporter's hashes, nor the receipt leave the table; no list reads facts."""
    calls = calls_of(client)
    real.put(filed())
    real.act("accept", "street-3")
    real.look("street-3")
    read = {
        name
        for call, params in calls
        if call in ("Query", "BatchGetItem") and params.get("TableName") == "cases"
        for name in params["ExpressionAttributeNames"].values()
    }
    assert read.isdisjoint({"entry_key", "proof_hash", "lookup_hash", "reply_to", "receipt", "sameness"})
    calls.clear()
    real.inbox("street-3")
    real.had("street-3")
    assert all("facts" not in str(params) for _, params in calls)


def test_every_entry_is_in_the_table_with_its_mark(real: Kept, client: Any) -> None:
    """As the chain counts them, each on top of the one before; the act's words are in none."""
    real.put(filed())
    real.act("accept", "street-3")
    real.look("street-3")
    real.act("ask", "street-3", text="canary-question-42")
    rows = [from_item(item) for item in client.scan(TableName="entries")["Items"]]
    written = [entry.parse(canonical.parse(row["entry"].encode())) for row in rows]
    assert [(found.act, found.unit) for found in written] == [
        ("accepted", "street-3"), ("viewed", "street-3"), ("asked", "street-3"),
    ]  # fmt: skip
    assert [found.prev for found in written[1:]] == [entry.hash_of(found) for found in written[:-1]]
    assert [row["mark"] for row in rows] == [entry.mark(filed().label_key, n) for n in (1, 2, 3)]
    assert "canary-question-42" not in str(rows)


def test_a_notice_has_ref_unit_and_deadline_and_goes_by_itself(real: Kept, client: Any) -> None:
    """Nothing of what the case is about, nor of who sent it on; its end is a whole number of seconds."""
    real.put(filed("district-1"))
    real.act("accept", "district-1")
    real.act("dispatch", "district-1", text="canary-words-17")
    (row,) = [from_item(item) for item in client.scan(TableName="notices")["Items"]]
    case = real.chains.find(filed().case)
    assert row.pop("gone") == int(datetime(2026, 12, 3, 1, tzinfo=UTC).timestamp())
    assert set(row) == {"case", "n", "unit", "ref", "due", "what"}
    assert (row["unit"], row["n"], row["due"], row["what"]) == ("community-5", 2, case.due, "new")


class Answers:
    """A client that gives prepared answers; an answer that is an error is raised."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.asked = list(answers), []

    def __getattr__(self, operation: str) -> Any:
        def call(**arguments: Any) -> Any:
            self.asked.append((operation, arguments))
            answer = self.answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call


def row(case: str) -> Any:
    """Return a row of the index."""
    item = tables.stored(filed(name=case))
    return {name: item[name] for name in ("case", "category", "place", "status", "due", "n")}


def last(case: str) -> Any:
    """Return where the store stopped reading."""
    item = tables.stored(filed(name=case))
    return {"LastEvaluatedKey": {name: item[name] for name in ("queue", "inbox", "ref", "case")}}


def test_a_page_of_an_inbox_without_cases_does_not_end_it() -> None:
    """Only an answer without LastEvaluatedKey does: the mark goes on from where the store stopped."""
    names = ["0" * 26, "1" + "0" * 25, "2" + "0" * 25]
    client = Answers(
        {"Items": [row(names[0])]} | last(names[0]), {"Items": []} | last(names[1]), {"Items": [row(names[2])]}
    )
    store, after, found = QueueStore(client, tables.NAMES), None, []
    while True:
        page: Any = queues.inbox(clerk("street-3"), after=after, now=LATER, queues=store)
        found += [case["case"] for case in page["cases"]]
        after = page.get("after")
        if after is None:
            break
    assert found == [names[0], names[2]]
    assert client.asked[2][1]["ExclusiveStartKey"] == last(names[1])["LastEvaluatedKey"]


def test_a_mark_of_another_unit_leads_to_no_queue_but_the_own() -> None:
    """The partition is the asking unit's, whatever the mark says."""
    client = Answers({"Items": []})
    queues.inbox(
        clerk("street-4"), after=f"2026-11-27T10Z.{filed().case}", now=LATER, queues=QueueStore(client, tables.NAMES)
    )
    assert client.asked[0][1]["ExclusiveStartKey"]["queue"] == {"S": "street-4"}


def test_a_history_is_read_to_its_last_page_and_comes_in_order() -> None:
    """An empty page in the middle does not end it; ids are random, numbers are not."""
    chains = FakeChains(filed())
    kept = Kept(chains, FakeQueues(chains))
    for act in ("accept", "ask", "answer"):
        kept.act(act, "street-3")
    pages = [_record(record) for record in reversed(chains.history(filed().case))]
    more = {"LastEvaluatedKey": {"case": {"S": "x"}, "id": {"S": "x"}}}
    client = Answers({"Items": pages[:2]} | more, {"Items": []} | more, {"Items": pages[2:]})
    assert ChainStore(client, tables.NAMES).history(filed().case) == chains.history(filed().case)
    assert client.asked[1][1]["ExclusiveStartKey"] == more["LastEvaluatedKey"]


def _record(record: Any) -> Any:
    return to_item({name: value for name, value in asdict(record).items() if value is not None})


def test_what_a_batch_left_over_is_asked_for_again() -> None:
    """And comes in the order of the list; a store that leaves it over again and again is busy."""
    names = [f"{number}{0:025}" for number in range(3)]
    listed = {"Items": [{"unit": {"S": "city"}, "case": {"S": name}} for name in names]}
    left = {"UnprocessedKeys": {"cases": {"Keys": ["the rest"]}}}
    found = [{"Responses": {"cases": [row(name)]}} for name in names]
    slim = [{"Responses": {"cases": [_slim(answer)]}} for answer in found]
    client = Answers(listed, slim[2] | left, slim[0] | left, slim[1] | {"UnprocessedKeys": {}})
    page = QueueStore(client, tables.NAMES).passed("city", after=None, most=50)
    assert [case.case for case in page.cases] == names
    assert [asked["RequestItems"] for _, asked in client.asked[2:]] == [left["UnprocessedKeys"]] * 2
    with pytest.raises(Unavailable):
        QueueStore(Answers(listed, *[slim[0] | left] * 4), tables.NAMES).passed("city", after=None, most=50)


def _slim(answer: Any) -> Any:
    (item,) = answer["Responses"]["cases"]
    return {name: item[name] for name in ("case", "status", "due")}


def _change() -> Change:
    return viewing.record(filed(), who=clerk("street-3"), person="00000000", now=LATER, fields=())


def _cancelled(*codes: str) -> ClientError:
    reasons = [{"Code": code} for code in codes]
    return ClientError(
        {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons},  # type: ignore[typeddict-unknown-key]  # as botocore has it
        "TransactWriteItems",
    )


@pytest.mark.parametrize("codes", [("ConditionalCheckFailed", "None"), ("None", "TransactionConflict")])
def test_a_change_that_lost_is_not_written(codes: tuple[str, ...]) -> None:
    """By its own condition, or by another transaction at the same moment: the rules read anew and try again."""
    assert not ChainStore(Answers(_cancelled(*codes)), tables.NAMES).write(_change())


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (_cancelled("ThrottlingError", "None"), Unavailable),
        (ReadTimeoutError(endpoint_url="http://127.0.0.1"), Unavailable),
        (_cancelled("ValidationError", "None"), ClientError),
        (ClientError({"Error": {"Code": "AccessDeniedException"}}, "TransactWriteItems"), ClientError),
    ],
)
def test_a_busy_store_is_told_from_a_fault_of_ours(error: Exception, expected: type[Exception]) -> None:
    """Neither counts as written; the second alarms."""
    with pytest.raises(expected):
        ChainStore(Answers(error), tables.NAMES).write(_change())
    with pytest.raises(expected):
        ChainStore(Answers(error), tables.NAMES).find(filed().case)
    with pytest.raises(expected):
        QueueStore(Answers(error), tables.NAMES).waiting("city", after=None, most=1)


def test_a_case_from_before_there_were_units_is_no_units(real: Kept, client: Any) -> None:
    """As unknown as one that never was."""
    item = tables.stored(filed())
    client.put_item(
        TableName="cases",
        Item={name: item[name] for name in item if name not in ("unit", "queue", "inbox", "due", "path")},
    )
    with pytest.raises(UnknownCase):
        real.chains.find(filed().case)


def test_the_largest_act_fits_its_item_and_no_expression_has_a_bare_name(real: Kept, client: Any) -> None:
    """Every name goes through a placeholder; 2,500 characters of four bytes are far below 400 KB."""
    calls = calls_of(client)
    real.put(filed())
    real.act("accept", "street-3")
    real.act("ask", "street-3", text="\U00020bb7" * 2000)
    real.act("answer", "street-3")
    real.act("close", "street-3")
    real.inbox("street-3")
    real.had("street-3")
    queues.overdue(
        clerk("district-1", role="overseer"),
        unit=None, soon=None, after=None, portal=PORTAL, now=LATER, queues=real.queues,
    )  # fmt: skip
    expressions = [text for _, params in calls for text in _expressions(params)]
    words = {
        word for text in expressions for word in text.replace("(", " ").replace(")", " ").replace(",", " ").split()
    }
    assert len(expressions) > 20
    assert {word for word in words if word[0] not in "#:=<"} <= {
        "SET", "REMOVE", "AND", "attribute_not_exists", "begins_with",
    }  # fmt: skip
    (act,) = [item for item in client.scan(TableName="acts")["Items"] if item["act"]["S"] == "asked"]
    assert 8000 < sum(len(name) + len(str(value).encode()) for name, value in act.items()) < 40_960


def _expressions(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [text for name, text in value.items() if name.endswith("Expression") and isinstance(text, str)]
        return own + [text for inner in value.values() for text in _expressions(inner)]
    return [text for inner in value for text in _expressions(inner)] if isinstance(value, list) else []
