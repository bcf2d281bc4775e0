"""The DynamoDB adapters and their fake keep one contract (moto; concurrency is left to the embedded cloud)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from moto import mock_aws

from functions.adapters.cases import CaseStore
from functions.adapters.chains import ChainStore
from functions.adapters.changes import StaffTables
from functions.adapters.dynamo import Tables, from_item, to_item
from functions.adapters.filings import FilingStore
from functions.domain import filing, pulling, tracing, viewing
from functions.domain.staff import Staff
from functions.errors import AmbiguousRef, Gone, OtherContent, Unavailable, UnknownCase, WrongMember
from protocol import b64, canonical, code, entry, facts, lint
from protocol.report import Report
from tests.unit.functions.fakes import FakeMac, FakeSigner, FakeStore
from tests.unit.functions.reports import NOW, portal, report
from tests.vectors import people

TABLES = Tables(cases="cases", entries="entries", boxes="boxes")
NOTICES = "notices"
LATER = "2026-11-26T01Z"
DUE = "2026-11-27T10Z"  # two working days after NOW, at 18 o'clock in Shanghai


class Adapters(FilingStore, CaseStore):
    """Both adapters over one client, as the fake is both."""

    def __init__(self, client: Any) -> None:
        FilingStore.__init__(self, client, TABLES, NOTICES)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Give a DynamoDB client of moto with the tables of portal.yaml that filing and pulling reach."""
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "x"),
        ("AWS_SECRET_ACCESS_KEY", "x"),
        ("AWS_DEFAULT_REGION", "eu-west-1"),
    ):
        monkeypatch.setenv(name, value)
    with mock_aws():
        found = boto3.client("dynamodb", region_name="eu-west-1")
        for name, hash_key, range_key, kind in (
            ("cases", "ref", "case", "S"),
            ("entries", "case", "n", "N"),
            ("boxes", "case", "item", "S"),
            (NOTICES, "case", "n", "N"),
        ):
            index = {"cases": [("day", "S"), ("feed", "S")], "entries": [("mark", "S")]}.get(name, [])
            extra = {"GlobalSecondaryIndexes": [_index() if name == "cases" else _by_mark()]} if index else {}
            found.create_table(
                TableName=name,
                BillingMode="PAY_PER_REQUEST",
                KeySchema=[
                    {"AttributeName": hash_key, "KeyType": "HASH"},
                    {"AttributeName": range_key, "KeyType": "RANGE"},
                ],
                AttributeDefinitions=[
                    {"AttributeName": key, "AttributeType": type_}
                    for key, type_ in ((hash_key, "S"), (range_key, kind), *index)
                ],
                **extra,
            )
        yield found


def _index() -> dict[str, Any]:
    included = ["hour", "status", "category", "place", "key", "build", "facts_hash", "n"]
    return {
        "IndexName": "by_day",
        "KeySchema": [{"AttributeName": "day", "KeyType": "HASH"}, {"AttributeName": "feed", "KeyType": "RANGE"}],
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": included},
    }


def _by_mark() -> dict[str, Any]:
    keys = [{"AttributeName": "mark", "KeyType": "HASH"}]
    return {"IndexName": "by_mark", "KeySchema": keys, "Projection": {"ProjectionType": "KEYS_ONLY"}}


@pytest.fixture(params=["adapter", "fake"])
def store(request: pytest.FixtureRequest) -> Any:
    """Give the adapters over moto, then the fake."""
    return Adapters(request.getfixturevalue("client")) if request.param == "adapter" else FakeStore()


def file(store: Any, sent: Report | None = None, *, now: str = NOW) -> filing.Filed:
    """File a report."""
    sent = sent or report()
    return filing.file(
        sent.case,
        sent,
        portal=portal(),
        rules=lint.own_rules(),
        now=now,
        mac=FakeMac(),
        upload_mac=FakeMac(),
        signer=FakeSigner(),
        filings=store,
    )


def key_of(case: str) -> dict[str, Any]:
    """Return the key of a case."""
    return to_item({"ref": case[:10], "case": case})


def pull(store: Any, ref: str) -> pulling.Pulled:
    """Pull a box."""
    return pulling.pull(pulling.Request(ref=ref, purpose="verify", note="核对"), now=LATER, cases=store)


def test_what_was_filed_is_pulled_unchanged(store: Any) -> None:
    """Facts, hashes, receipt and box come back as they were sent."""
    sent = report()
    filed = file(store, sent)
    pulled = pull(store, sent.case[:10])
    assert (pulled.sealed, pulled.case.facts, pulled.case.receipt) == (sent.sealed, sent.facts, filed.receipt)
    assert (pulled.case.reply_to, pulled.case.proof_hash) == (sent.reply_to, sent.proof_hash)
    assert pulled.case.label_key_hash == people.sha256(sent.label_key)


def test_a_repeat_finds_the_stored_receipt(store: Any) -> None:
    """The put that loses returns what is there."""
    first, again = file(store), file(store, report(now="2026-11-25T09Z"), now="2026-11-25T09Z")
    assert (first.new, again.new, again.receipt) == (True, False, first.receipt)


def test_other_content_for_a_case_is_refused(store: Any) -> None:
    """The first version stays."""
    file(store)
    with pytest.raises(OtherContent):
        file(store, report(facts=replace(people.FACTS, what="别的")))
    assert pull(store, report().case).case.facts == people.FACTS


def test_what_moved_the_head_is_in_the_table(client: Any) -> None:
    """Every entry that a case counts was written, unchanged, and the head is the hash of the last."""
    store = Adapters(client)
    file(store)
    pulled = [pull(store, report().case).entry for _ in range(2)]
    items = client.query(
        TableName="entries",
        KeyConditionExpression="#case = :case",
        ExpressionAttributeNames={"#case": "case"},
        ExpressionAttributeValues=to_item({":case": report().case}),
    )["Items"]
    written = [entry.parse(canonical.parse(item["entry"]["S"].encode())) for item in items]
    assert [found.act for found in written] == ["filed", "pulled", "pulled"]
    assert written[1:] == pulled
    assert store.find(report().case).head == entry.hash_of(written[-1])


def test_entries_chain(store: Any) -> None:
    """Each append moves the head, and one on an old head is refused."""
    file(store)
    first, second = pull(store, report().case).entry, pull(store, report().case).entry
    assert (second.n, second.prev) == (2, entry.hash_of(first))
    assert not store.append(first, head=str(first.prev))


def test_a_mark_leads_to_the_look_that_it_is_of(client: Any) -> None:
    """Tracing writes on top of the look; a mark that nobody has is unknown, one of two looks ambiguous."""
    store, case = Adapters(client), report().case
    file(store)
    chains = ChainStore(client, StaffTables("cases", "entries", "passed", "acts", NOTICES))
    found = chains.find(case)
    who = Staff(unit=found.unit, role="handler", subject="somebody")
    change = viewing.record(found, who=who, person="7K2M9QXA", now=LATER, fields=("what",))
    assert chains.write(change)
    request = tracing.Request(mark=change.mark, note="x", people=None)
    traced = tracing.trace(request, now=LATER, marks=store, mac=FakeMac())
    assert (traced.look, traced.entry.n, store.find(case).n) == (change.entry, 2, 2)
    assert store.find(case).head == entry.hash_of(traced.entry)
    with pytest.raises(UnknownCase):
        store.marked("0000000000")
    client.put_item(TableName="entries", Item=to_item({"case": "other", "n": 1, "mark": change.mark}))
    with pytest.raises(AmbiguousRef):
        store.marked(change.mark)


def test_an_unknown_ref_an_ambiguous_one_and_a_destroyed_box_are_told_apart(store: Any) -> None:
    """Three refusals with three names."""
    file(store)
    case = report().case
    with pytest.raises(UnknownCase):
        store.find("0000000000")
    with pytest.raises(Gone):
        store.box("0" * 26)
    _twin(store, case)
    with pytest.raises(AmbiguousRef):
        store.find(case[:10])
    assert store.find(case).case == case


def _twin(store: Any, case: str) -> None:
    twin = case[:10] + "0" * 15 + "4"
    if isinstance(store, FakeStore):
        store.filed[twin], store.chains[twin] = store.filed[case], store.chains[case]
        return
    key = to_item({"ref": case[:10], "case": case})
    item = store._client.get_item(TableName="cases", Key=key)["Item"]
    store._client.put_item(TableName="cases", Item=item | to_item({"case": twin}))


def test_headers_come_in_order_of_their_hours(store: Any) -> None:
    """And only from the hour asked for."""
    hours = ("2026-11-24T23Z", "2026-11-25T00Z", "2026-11-25T09Z")
    for name, moment in zip(("one", "two", "three"), hours, strict=True):
        file(store, report(name, now=moment), now=moment)
    page = store.page(since="2026-11-25T00Z", now="2026-11-25T10Z", after=None)
    assert [found.hour for found in page.headers] == list(hours[1:])
    assert page.next is None
    assert page.headers[0].facts_hash == facts.hash_of(people.FACTS)


def test_filing_writes_one_transaction_and_reads_nothing(client: Any) -> None:
    """One call to the store a report, its items in four tables, none named twice."""
    calls: list[tuple[str, dict[str, Any]]] = []
    client.meta.events.register(
        "before-parameter-build.dynamodb", lambda params, model, **_: calls.append((model.name, params))
    )
    file(FilingStore(client, TABLES, NOTICES))
    assert [name for name, _ in calls] == ["TransactWriteItems"]
    tables = [item["Put"]["TableName"] for item in calls[0][1]["TransactItems"]]
    assert tables == ["cases", "entries", "boxes", NOTICES]


def test_a_filed_case_is_in_the_queue_of_its_unit(client: Any) -> None:
    """As the staff's rules read it: who has it, until when, and that nothing has happened since."""
    file(Adapters(client), report(avoid=("street-3",)))
    tables = StaffTables(cases="cases", entries="entries", passed="passed", acts="acts", notices=NOTICES)
    found = ChainStore(client, tables).find(report().case)
    item = from_item(client.get_item(TableName="cases", Key=key_of(report().case))["Item"])
    assert (found.path, found.due, found.avoid, found.status) == (("district-1",), DUE, ("street-3",), "submitted")
    assert (item["unit"], item["queue"], item["inbox"]) == (found.unit, found.queue, found.inbox)
    assert (found.last.act, found.last.n, found.returns, found.final) == ("filed", 0, (), False)


def test_a_unit_is_told_of_a_new_case_and_not_what_it_is_about(client: Any) -> None:
    """The notice has ref, unit and deadline, and goes by itself after seven days."""
    file(Adapters(client))
    (told,) = client.scan(TableName=NOTICES)["Items"]
    gone = int(datetime(2026, 12, 2, 8, tzinfo=UTC).timestamp())
    assert from_item(told) == {
        "case": report().case,
        "n": 0,
        "unit": "street-3",
        "ref": code.ref(report().case),
        "due": DUE,
        "what": "new",
        "gone": gone,
    }


def test_no_expression_holds_a_bare_name(client: Any) -> None:
    """Reserved words are no danger: every name goes through a placeholder."""
    expressions: list[str] = []
    client.meta.events.register(
        "before-parameter-build.dynamodb", lambda params, **_: expressions.extend(_expressions(params))
    )
    store = Adapters(client)
    file(store)
    pull(store, report().case)
    store.page(since=NOW, now=LATER, after=None)
    words = {
        word for text in expressions for word in text.replace("(", " ").replace(")", " ").replace(",", " ").split()
    }
    assert len(expressions) >= 6
    assert {word for word in words if word[0] not in "#:="} <= {
        "SET",
        "AND",
        "attribute_not_exists",
        "begins_with",
        ">=",
    }


def _expressions(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [text for name, text in value.items() if name.endswith("Expression") and isinstance(text, str)]
        return own + [text for inner in value.values() for text in _expressions(inner)]
    return [text for inner in value for text in _expressions(inner)] if isinstance(value, list) else []


class Answers:
    """A client whose queries give prepared answers, and whose transactions fail."""

    def __init__(self, *answers: dict[str, Any], error: ClientError | None = None) -> None:
        self.answers, self.asked, self.error = list(answers), [], error

    def query(self, **arguments: Any) -> dict[str, Any]:
        self.asked.append(arguments)
        return self.answers.pop(0)

    def transact_write_items(self, **_arguments: Any) -> None:
        raise self.error  # type: ignore[misc]  # set by the test


class Silent(Answers):
    """A client whose answer never came, whatever was written."""

    def transact_write_items(self, **_arguments: Any) -> None:
        raise ReadTimeoutError(endpoint_url="http://127.0.0.1")


RECORDED = entry.Entry(
    case="0" * 26,
    n=1,
    prev="0" * 64,
    hour=NOW,
    act="pulled",
    role="officer",
    fields=("contact",),
    subject="0" * 64,
    purpose="verify",
    note="x",
)


def test_an_answer_that_never_came_is_no_success() -> None:
    """Neither a filing nor an entry counts as written when nobody said so."""
    with pytest.raises(Unavailable):
        CaseStore(Silent(), TABLES).append(RECORDED, head="0" * 64)
    with pytest.raises(Unavailable):
        file(FilingStore(Silent(), TABLES, NOTICES))


@pytest.mark.parametrize(
    ("code", "lost"), [("ConditionalCheckFailed", True), ("TransactionConflict", True), ("ThrottlingError", False)]
)
def test_an_append_that_lost_is_told_from_a_busy_store(code: str, *, lost: bool) -> None:
    """A lost race is tried again on the new head; a busy store is not mistaken for one."""
    store = CaseStore(Answers(error=_cancelled(code)), TABLES)
    if lost:
        assert not store.append(RECORDED, head="0" * 64)
        return
    with pytest.raises(Unavailable):
        store.append(RECORDED, head="0" * 64)


def _header(case: str) -> dict[str, Any]:
    values = {
        "case": case,
        "hour": NOW,
        "status": "submitted",
        "category": "noise",
        "place": "yx",
        "key": "0" * 16,
        "build": "0" * 16,
        "facts_hash": "0" * 64,
        "n": 0,
    }
    return to_item(values)


def test_a_page_without_items_does_not_end_a_day() -> None:
    """Only an answer without LastEvaluatedKey does."""
    more = {"LastEvaluatedKey": {"ref": {"S": "x"}, "case": {"S": "x"}, "day": {"S": "2026-11-25"}, "feed": {"S": "x"}}}
    client = Answers({"Items": [_header("a")]} | more, {"Items": []} | more, {"Items": [_header("b")]})
    page = CaseStore(client, TABLES).page(since=NOW, now=NOW, after=None)
    assert [found.case for found in page.headers] == ["a", "b"]
    assert client.asked[1]["ExclusiveStartKey"] == more["LastEvaluatedKey"]


def test_many_empty_days_are_paged_to_the_last() -> None:
    """A page may be empty and more follow; the next starts on the day after."""
    client = Answers(
        *({"Items": []} for _ in range(60)), {"Items": [_header("a")]}, *({"Items": []} for _ in range(400))
    )
    store = CaseStore(client, TABLES)
    found, after, pages = [], None, 0
    while True:
        page = store.page(since="2025-01-01T00Z", now="2026-12-31T23Z", after=after)
        found, after, pages = found + list(page.headers), page.next, pages + 1
        if after is None:
            break
    days = [asked["ExpressionAttributeValues"][":day"]["S"] for asked in client.asked]
    assert ([header.case for header in found], pages) == (["a"], 10)
    assert (days[0], days[-1], len(set(days))) == ("2026-01-01", "2026-12-31", 365)


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "e30",
        "eyJkYXkiOiIyMDI2LTk5LTk5IiwibGFzdCI6e319",
        b64.encode(canonical.to_bytes({"day": "2026-11-25", "last": {"ref": "x"}})),
        "A" * 400,
    ],
)
def test_a_page_mark_of_somebody_else_is_refused(after: str) -> None:
    """A mark that this function did not give."""
    with pytest.raises(WrongMember):
        CaseStore(Answers(), TABLES).page(since=NOW, now=NOW, after=after)


def _cancelled(code: str) -> ClientError:
    answer = {
        "Error": {"Code": "TransactionCanceledException"},
        "CancellationReasons": [{"Code": code}, {"Code": "None"}, {"Code": "None"}],
    }
    return ClientError(answer, "TransactWriteItems")  # type: ignore[arg-type]  # boto3's own shape


@pytest.mark.parametrize("code", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_busy_store_is_unavailable_and_not_a_conflict(code: str) -> None:
    """The same report may be sent again."""
    with pytest.raises(Unavailable):
        file(FilingStore(Answers(error=_cancelled(code)), TABLES, NOTICES))


def test_a_fault_of_ours_is_raised_as_it_is() -> None:
    """A refused permission must alarm, not ask people to try again."""
    denied = ClientError({"Error": {"Code": "AccessDeniedException"}}, "TransactWriteItems")
    with pytest.raises(ClientError):
        file(FilingStore(Answers(error=denied), TABLES, NOTICES))


def test_the_largest_report_fits_an_item(client: Any) -> None:
    """Every text at its bound, in 4-byte characters, with three photos, is a tenth of the 400 KB of an item."""
    texts = {name: "\U00020bb7" * most for name, most in facts.BOUNDS.items()}
    photos = tuple(f"{number:064x}" for number in range(facts.MOST_PHOTOS))
    sent = report(facts=replace(people.FACTS, **texts, photos=photos))
    file(FilingStore(client, TABLES, NOTICES), sent)
    item = client.get_item(TableName="cases", Key=to_item({"ref": sent.case[:10], "case": sent.case}))["Item"]
    assert photos[2] in item["facts"]["S"]
    assert sum(len(name) + len(str(value).encode()) for name, value in item.items()) < 40_960
