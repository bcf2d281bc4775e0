"""The officer function: it answers the courier, and never raises to it."""

import json
from typing import Any

import pytest

from functions import bootstrap
from functions.handlers import officer
from protocol import canonical, envelope, pouch
from tests.unit.functions.fakes import FakeStore
from tests.unit.functions.reports import report
from tests.unit.functions.test_pulling import stored
from tests.unit.protocol.test_vectors import Holder
from tests.vectors import people


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch) -> FakeStore:
    """Put a store with two cases where the composition root has an adapter."""
    fake = stored("one", "two")
    monkeypatch.setattr(bootstrap, "cases", lambda: fake)
    return fake


def pull(**changed: Any) -> Any:
    """Return the answer to a pull, as JSON carries it."""
    event = {"v": 1, "act": "pull", "ref": report("one").case, "purpose": "verify", "note": "核对"} | changed
    return json.loads(json.dumps(officer.handler(event, object())))


def test_a_list_brings_headers_that_say_nothing_of_the_report() -> None:
    """Headers are records of a pouch, and hold neither facts nor boxes nor keys."""
    answer = officer.handler({"v": 1, "act": "list", "since": "2026-11-25T08Z"}, object())
    assert {found["case"] for found in answer["cases"]} == {report("one").case, report("two").case}
    assert all(pouch.parse_record({"record": "case"} | found) for found in answer["cases"])
    assert "幼儿园" not in json.dumps(answer, ensure_ascii=False)


def test_a_pulled_box_is_a_record_that_opens() -> None:
    """What the function answers is what the officer's tool reads, and the box in it opens."""
    record = pouch.parse_record(canonical.parse(canonical.to_bytes(pull()["record"])))
    assert isinstance(record, pouch.BoxRecord)
    opened = envelope.open_envelope(
        record.sealed, record.stored(people.PORTAL), {people.OFFICER.key_id: Holder(people.OFFICER_SEED)}
    )
    assert opened.contact == people.CONTACT


def test_a_pull_gives_no_key_of_the_case_away() -> None:
    """The courier's machine gets hashes of label key and entry key."""
    record = pull()["record"]
    sent = report("one").to_value()
    assert str(sent["label_key"]) not in json.dumps(record)
    assert str(sent["entry_key"]) not in json.dumps(record)


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (None, "malformed"),
        ([], "malformed"),
        ({}, "malformed"),
        ({"v": 2, "act": "list", "since": "2026-11-25T08Z"}, "malformed"),
        ({"v": 1, "act": "open"}, "malformed"),
        ({"v": 1, "act": "list"}, "member"),
        ({"v": 1, "act": "list", "since": "yesterday"}, "member"),
        ({"v": 1, "act": "list", "since": "2026-11-25T08Z", "table": "x"}, "member"),
        ({"v": 1, "act": "pull", "ref": "37T2H-8PWP1"}, "member"),
    ],
)
def test_a_wrong_event_is_answered_as_a_problem(event: object, code: str) -> None:
    """Nothing is raised to the caller."""
    assert officer.handler(event, object())["problem"]["code"] == code


@pytest.mark.parametrize(
    ("changed", "code"), [({"purpose": ""}, "member"), ({"note": ""}, "member"), ({"ref": "0000000000"}, "unknown")]
)
def test_a_pull_without_a_purpose_brings_no_box(changed: dict[str, str], code: str, store: FakeStore) -> None:
    """And records none."""
    answer = pull(**changed)
    assert answer["problem"]["code"] == code
    assert "record" not in answer
    assert {len(chain) for chain in store.chains.values()} == {1}


def test_a_fault_is_answered_without_its_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unforeseen error that quotes facts reaches neither the courier nor the log."""

    def broken() -> FakeStore:
        raise RuntimeError("周见微")

    monkeypatch.setattr(bootstrap, "cases", broken)
    answer = pull()
    assert answer["problem"]["code"] == "fault"
    assert "周见微" not in json.dumps(answer, ensure_ascii=False) + capsys.readouterr().out
