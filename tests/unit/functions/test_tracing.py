"""Tracing: which look a watermark is of is told only once its tracing is recorded."""

import json
from typing import Any

import pytest

from functions import bootstrap
from functions.domain import staff, tracing
from functions.errors import Unavailable, UnknownCase
from functions.handlers import officer
from protocol import entry, lint
from tests.unit.functions.fakes import FakeMac, FakeStore
from tests.unit.functions.reports import report
from tests.unit.functions.test_pulling import LATER, stored

CASE = report("one").case
NOTE = "群里有一张页面照片"
WHO = "f3c1a2d4-sub"


def looked() -> tuple[FakeStore, str]:
    """Return a store with a case that a handler has looked at, and the mark of the look."""
    store = stored("one", "two")
    case = store.find(CASE)
    look = entry.Entry(
        case=CASE, n=1, prev=case.head, hour=LATER, act="viewed", role="handler", unit="city",
        person=staff.person(CASE, WHO, FakeMac()), fields=("what",), subject="0" * 64,
    )  # fmt: skip
    assert store.append(look, head=case.head)
    return store, entry.mark(store.filed[CASE].report.label_key, 1)


def asked(mark: str, **changed: Any) -> tracing.Request:
    """Return the demand that a trace event holds."""
    event = {"v": 1, "act": "trace", "mark": mark, "note": NOTE} | changed
    return tracing.parse_request(event, lint.own_rules())


def test_a_trace_is_an_entry_on_top_of_the_chain_of_the_look() -> None:
    """It names the look by its hash, and the note; the look is told, and of the people asked about the one it was."""
    store, mark = looked()
    request = asked(mark, people=["nobody", WHO, WHO])
    traced = tracing.trace(request, now=LATER, marks=store, mac=FakeMac())
    look, recorded = store.chains[CASE][1:]
    assert (traced.look, traced.entry, traced.people) == (look, recorded, (WHO,))
    assert (recorded.act, recorded.role, recorded.purpose, recorded.note) == ("traced", "officer", "inquiry", NOTE)
    assert (recorded.n, recorded.prev, recorded.subject) == (2, entry.hash_of(look), entry.hash_of(look))
    assert recorded.unit is None and recorded.person is None and recorded.fields == ()
    assert entry.parse(recorded.to_value()) == recorded


def test_nobody_is_compared_who_was_not_asked_about() -> None:
    """Without people the key of pseudonyms is not used at all."""
    store, mark = looked()
    mac = FakeMac()
    assert tracing.trace(asked(mark), now=LATER, marks=store, mac=mac).people is None
    assert mac.asked == 0
    assert tracing.trace(asked(mark, people=["nobody"]), now=LATER, marks=store, mac=mac).people == ()


def test_a_mark_that_no_look_has_records_nothing() -> None:
    """Neither an invented mark, nor that of another case's later entry, nor that of a filing is of a look."""
    store, _ = looked()
    other = store.filed[report("two").case].report.label_key
    for mark in ("0000000000", entry.mark(other, 1), entry.mark(other, 0)):
        with pytest.raises(UnknownCase):
            tracing.trace(asked(mark), now=LATER, marks=store, mac=FakeMac())
    assert [found.act for found in store.chains[CASE]] == ["filed", "viewed"]


class Busy(FakeStore):
    """A store where another entry comes first so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def append(self, recorded: entry.Entry, *, head: str) -> bool:
        self.times -= 1
        return self.times < 0 and super().append(recorded, head=head)


@pytest.mark.parametrize("times", [1, 4, 5])
def test_a_trace_that_loses_races_is_recorded_or_not_answered(times: int) -> None:
    """No answer without its entry, however busy the chain is."""
    store, mark = looked()
    busy = Busy(times)
    busy.filed, busy.chains = store.filed, store.chains
    if times < 5:
        assert tracing.trace(asked(mark), now=LATER, marks=busy, mac=FakeMac()).entry.n == 2
        return
    with pytest.raises(Unavailable):
        tracing.trace(asked(mark), now=LATER, marks=busy, mac=FakeMac())
    assert len(store.chains[CASE]) == 2


def test_the_key_of_pseudonyms_that_does_not_answer_leaves_no_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be answered whole is not recorded as answered."""
    store, mark = looked()

    class Silent(FakeMac):
        def make(self, message: bytes) -> bytes:
            raise Unavailable("the key did not answer")

    with pytest.raises(Unavailable):
        tracing.trace(asked(mark, people=[WHO]), now=LATER, marks=store, mac=Silent())
    assert len(store.chains[CASE]) == 2


@pytest.mark.parametrize(
    ("changed", "code", "member"),
    [
        ({"mark": "0" * 9}, "member", "mark"),
        ({"mark": "00981228901491704"}, "member", "mark"),
        ({"mark": "2s7r205z9j"}, "member", "mark"),
        ({"mark": 7}, "member", "mark"),
        ({"note": ""}, "member", "note"),
        ({"note": "x" * 81}, "member", "note"),
        ({"note": "打 13900004271"}, "lint", "note"),
        ({"people": []}, "member", "people"),
        ({"people": ["x"] * 101}, "member", "people"),
        ({"people": ["x" * 256]}, "member", "people"),
        ({"people": [1]}, "member", "people"),
        ({"people": "x"}, "member", "people"),
        ({"ref": "37T2H-8PWP1"}, "member", "act"),
        ({"mark": "0000000000"}, "unknown", None),
    ],
)
def test_what_is_no_demand_is_refused_and_leaves_no_entry(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any], code: str, member: str | None
) -> None:
    """The officer function answers a problem that names the member, and holds no value."""
    store, mark = looked()
    monkeypatch.setattr(bootstrap, "cases", lambda: store)
    monkeypatch.setattr(bootstrap, "person_mac", FakeMac)
    answer = officer.handler({"v": 1, "act": "trace", "mark": mark, "note": NOTE} | changed, object())
    assert (answer["problem"]["code"], answer["problem"].get("member")) == (code, member)
    assert len(store.chains[CASE]) == 2


def test_the_function_answers_look_entry_and_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """As JSON carries it; people only when they were asked about."""
    store, mark = looked()
    monkeypatch.setattr(bootstrap, "cases", lambda: store)
    monkeypatch.setattr(bootstrap, "person_mac", FakeMac)
    event: dict[str, Any] = {"v": 1, "act": "trace", "mark": mark, "note": NOTE}
    answer = json.loads(json.dumps(officer.handler(event | {"people": [WHO]}, object())))
    _, look, recorded = store.chains[CASE]
    assert answer == {"v": 1, "traced": look.to_value(), "entry": recorded.to_value(), "people": [WHO]}
    assert "people" not in officer.handler(event, object())
