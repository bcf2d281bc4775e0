"""Pulling: a box leaves only once its leaving is recorded."""

import pytest

from functions.domain import filing, pulling
from functions.errors import AmbiguousRef, Gone, IdentityFound, Unavailable, UnknownCase, WrongMember
from protocol import entry, lint
from tests.unit.functions.fakes import FakeMac, FakeSigner, FakeStore
from tests.unit.functions.reports import NOW, portal, report
from tests.vectors import people

LATER = "2026-11-26T01Z"


def stored(*names: str) -> FakeStore:
    """Return a store that holds the reports of these people."""
    store = FakeStore()
    for name in names:
        sent = report(name)
        filing.file(
            sent.case,
            sent,
            portal=portal(),
            rules=lint.own_rules(),
            now=NOW,
            mac=FakeMac(),
            upload_mac=FakeMac(),
            signer=FakeSigner(),
            filings=store,
        )
    return store


def request(ref: str) -> pulling.Request:
    """Return a demand for the box of a case."""
    return pulling.parse_request(
        {"v": 1, "act": "pull", "ref": ref, "purpose": "verify", "note": "核对楼号"}, lint.own_rules()
    )


def test_a_pull_is_an_entry_on_top_of_the_chain() -> None:
    """The entry names purpose, note, hour and every field that leaves, and chains to the one before."""
    store, case = stored("one"), report("one").case
    pulled = pulling.pull(request(case[:10]), now=LATER, cases=store)
    first, second = store.chains[case]
    assert pulled.entry == second
    assert second.prev == entry.hash_of(first)
    assert (second.act, second.role, second.purpose, second.note, second.hour) == (
        "pulled",
        "officer",
        "verify",
        "核对楼号",
        LATER,
    )
    assert second.subject == people.sha256(report("one").sealed.box).hex()
    assert second.fields == ("kind", "category", "place", "spot", "what", "contact")


def demanded(changed: dict[str, object]) -> pulling.Request:
    """Return the demand that a pull event holds, with members changed."""
    event = {"v": 1, "act": "pull", "ref": "37T2H-8PWP1", "purpose": "verify", "note": "x"}
    return pulling.parse_request(event | changed, lint.own_rules())


def test_pulling_twice_makes_two_entries() -> None:
    """Every leaving is a look of its own."""
    store, case = stored("one"), report("one").case
    for _ in range(2):
        pulling.pull(request(case), now=LATER, cases=store)
    assert [found.n for found in store.chains[case]] == [0, 1, 2]


def test_a_pull_that_loses_a_race_is_recorded_above_the_winner() -> None:
    """Another entry in between is no failure, and no fork."""
    case = report("one").case

    class Raced(FakeStore):
        raced = False

        def append(self, recorded: entry.Entry, *, head: str) -> bool:
            if not self.raced:
                self.raced = True
                pulling.pull(request(case), now=LATER, cases=self)
            return super().append(recorded, head=head)

    store = stored("one")
    raced = Raced()
    raced.filed, raced.chains, raced.boxes = store.filed, store.chains, store.boxes
    assert pulling.pull(request(case), now=LATER, cases=raced).entry.n == 2
    assert [found.n for found in raced.chains[case]] == [0, 1, 2]


def test_a_box_does_not_leave_when_its_leaving_cannot_be_recorded() -> None:
    """No entry, no answer."""

    class Busy(FakeStore):
        def append(self, recorded: entry.Entry, *, head: str) -> bool:
            return False

    store, busy = stored("one"), Busy()
    busy.filed, busy.chains, busy.boxes = store.filed, store.chains, store.boxes
    with pytest.raises(Unavailable):
        pulling.pull(request(report("one").case), now=LATER, cases=busy)


def test_an_unknown_case_is_refused() -> None:
    """A ref that no case begins with."""
    with pytest.raises(UnknownCase):
        pulling.pull(request("0000000000"), now=LATER, cases=stored("one"))


def test_an_ambiguous_ref_is_refused() -> None:
    """The full case still tells them apart."""
    store, case = stored("one"), report("one").case
    twin = case[:10] + "0" * 15 + "4"
    store.filed[twin], store.chains[twin] = store.filed[case], store.chains[case]
    with pytest.raises(AmbiguousRef):
        pulling.pull(request(case[:10]), now=LATER, cases=store)
    assert pulling.pull(request(case), now=LATER, cases=store).case.case == case


def test_a_destroyed_box_is_said_to_be_gone_and_no_look_is_recorded() -> None:
    """Nothing left, so nothing is recorded."""
    store, case = stored("one"), report("one").case
    del store.boxes[case]
    with pytest.raises(Gone):
        pulling.pull(request(case), now=LATER, cases=store)
    assert len(store.chains[case]) == 1


@pytest.mark.parametrize(
    ("changed", "member"),
    [
        ({"ref": "../x"}, "ref"),
        ({"ref": ""}, "ref"),
        ({"ref": 7}, "ref"),
        ({"purpose": "curiosity"}, "purpose"),
        ({"purpose": None}, "purpose"),
        ({"note": ""}, "note"),
        ({"note": "x" * 81}, "note"),
        ({"note": "a\nb"}, "note"),
        ({"note": "a\x1b[2J"}, "note"),
    ],
)
def test_a_demand_out_of_form_is_refused_by_member(changed: dict[str, object], member: str) -> None:
    """Purpose and note are not optional, and bounded."""
    with pytest.raises(WrongMember) as caught:
        demanded(changed)
    assert caught.value.member == member


@pytest.mark.parametrize("note", ["打 13900004271 核对", "wechat: xiaoman_2024", "身份证110101199001010004"])
def test_a_note_that_says_whose_box_it_is_is_refused(note: str) -> None:
    """An entry is never taken back and other people read it, so a hard hit in its note refuses the pull, by place."""
    with pytest.raises(IdentityFound) as caught:
        demanded({"note": note})
    assert caught.value.member == "note"
    assert note[caught.value.start : caught.value.end].isascii()


def test_a_note_may_name_an_address() -> None:
    """Softer findings only ask in the browser."""
    assert demanded({"note": "本人住3号楼，核对楼号"}).note == "本人住3号楼，核对楼号"


def test_the_next_pull_starts_an_hour_before_this_one() -> None:
    """Late clocks and a late index lose nothing."""
    assert pulling.until("2026-11-25T00Z") == "2026-11-24T23Z"
