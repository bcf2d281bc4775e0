"""Looks of units: written before they are answered, and no more than the unit's part in the case."""

import json
from dataclasses import replace

import pytest

from functions.domain import viewing
from functions.domain.chain import Case, Change
from functions.domain.staff import Staff
from functions.errors import Unavailable, UnknownCase
from protocol import b64, code, entry, facts
from tests.unit.functions.chains import FACTS, LATER, PHOTO, PORTAL, FakeChains, clerk, filed, person
from tests.unit.functions.fakes import FakeMac
from tests.unit.functions.test_handling import CASE, OTHER, Office, at_work
from tests.vectors import people

PICTURE = b"picture"


class FakeEvidence:
    """Photos in a dictionary; counts what is asked of it."""

    def __init__(self, **photos: bytes) -> None:
        self.photos = photos
        self.asked = 0

    def photo(self, case: str, name: str) -> bytes:
        """Return a picture that came."""
        self.asked += 1
        if name not in self.photos:
            raise UnknownCase("it never came")
        return self.photos[name]


def look(chains: FakeChains, unit: str, *, who: Staff | None = None, case: str = CASE) -> viewing.Seen:
    return viewing.look(case, who=who or clerk(unit), portal=PORTAL, now=LATER, mac=FakeMac(), chains=chains)


def picture(chains: FakeChains, unit: str, number: int = 1, evidence: FakeEvidence | None = None) -> viewing.Picture:
    return viewing.picture(
        CASE, number, who=clerk(unit), portal=PORTAL, now=LATER, mac=FakeMac(), chains=chains,
        evidence=evidence or FakeEvidence(**{PHOTO: PICTURE}),
    )  # fmt: skip


def test_the_unit_that_has_a_case_sees_all_of_it_and_nothing_of_the_reporter() -> None:
    """Facts, history, what is possible and to whom; neither avoided units nor keys nor who acted."""
    office = Office()
    office.do("street-3", "accept")
    assert look(office.chains, "street-3").to_value() == {
        "v": 1,
        "case": CASE,
        "ref": code.ref(CASE),
        "hour": office.case.hour,
        "status": "accepted",
        "due": office.case.due,
        "n": 2,
        "mark": entry.mark(people.DERIVED.label_key, 2),
        "unit": "street-3",
        "facts": FACTS.to_value(),
        "history": [{"hour": LATER, "act": "accepted", "unit": "street-3"}],
        "acts": ["dispatch", "return", "ask", "answer", "extend", "link"],
        "to": ["community-5"],
        "final": False,
        "links": [],
    }


def test_a_look_before_acceptance_names_the_units_to_dispatch_to() -> None:
    """Accepting and dispatching need one look."""
    office = Office()
    seen = look(office.chains, "street-3")
    assert (seen.acts, seen.to) == (("accept", "decline", "return"), ("community-5",))


def test_a_look_is_an_entry_with_the_fields_that_it_shows() -> None:
    """Those of the facts that are there, no picture, and the subject is the facts."""
    chains = FakeChains(filed())
    look(chains, "street-3")
    assert chains.entries[CASE] == [
        entry.Entry(
            case=CASE,
            n=1,
            prev=filed().head,
            hour=LATER,
            act="viewed",
            role="handler",
            unit="street-3",
            person=person(CASE, clerk("street-3")),
            fields=("kind", "category", "place", "what", "spot"),
            subject=facts.hash_of(FACTS),
        )
    ]
    assert set(viewing.shown(FACTS)) | {"v", "photos"} == set(FACTS.to_value())


def test_a_look_changes_nothing_but_the_chain() -> None:
    """Status, deadline and what counts as the last act stay."""
    chains = FakeChains(filed())
    look(chains, "street-3")
    (seen,) = chains.entries[CASE]
    assert chains.cases[CASE] == replace(filed(), n=1, head=entry.hash_of(seen))
    assert not chains.acts


def test_a_unit_that_had_a_case_keeps_status_and_deadline() -> None:
    """Its look is an entry without fields, and no word of facts or history is in the answer."""
    office = Office(at_work())
    office.do("street-3", "dispatch", text="请到现场核实")
    seen = look(office.chains, "street-3").to_value()
    assert seen == {
        "v": 1,
        "case": CASE,
        "ref": code.ref(CASE),
        "status": "dispatched",
        "due": office.case.due,
        "n": 2,
        "mark": entry.mark(people.DERIVED.label_key, 2),
    }
    assert (office.last.act, office.last.fields, office.last.unit) == ("viewed", (), "street-3")


def test_who_gets_a_case_back_sees_it_again() -> None:
    """It has it now, whatever it was before."""
    office = Office(at_work())
    office.do("street-3", "dispatch")
    office.do("community-5", "return")
    assert look(office.chains, "street-3").whole
    assert not look(office.chains, "community-5").whole


UNSEEING = [
    ("street-4", filed()),
    ("district-1", filed()),
    ("community-5", filed()),
    ("oversight", filed()),
    ("street-3", filed(avoid=("street-3",))),
    ("street-3", filed(avoid=("district-1",))),
    ("street-3", replace(filed("district-1", avoid=("street-3",)), path=("street-3", "district-1"))),
]


@pytest.mark.parametrize(("unit", "case"), UNSEEING)
def test_nobody_else_sees_a_case_or_leaves_a_mark_on_it(unit: str, case: Case) -> None:
    """Neighbours, those above and below, oversight, and an avoided unit that has it or had it: as if it never was."""
    chains = FakeChains(case)
    for ask in (look, picture):
        with pytest.raises(UnknownCase):
            ask(chains, unit)
    assert chains.entries[CASE] == []


@pytest.mark.parametrize("name", [OTHER, CASE[:25] + "4"])
def test_a_guessed_case_does_not_exist(name: str) -> None:
    """Another number, or one symbol of a real one changed."""
    with pytest.raises(UnknownCase):
        look(FakeChains(filed()), "street-3", case=name)


def test_a_machine_and_an_overseer_leave_their_marks() -> None:
    """An entry says machine for a machine, and handler for whoever is a person."""
    chains = FakeChains(filed())
    for role in ("machine", "overseer"):
        look(chains, "street-3", who=clerk("street-3", role=role))
    assert [found.role for found in chains.entries[CASE]] == ["machine", "handler"]


def test_every_look_has_a_mark_of_its_own() -> None:
    """Ten symbols, never the same twice."""
    chains = FakeChains(filed())
    marks = [look(chains, "street-3").mark for _ in range(3)]
    assert len(set(marks)) == 3
    assert {len(mark) for mark in marks} == {10}


class Raced(FakeChains):
    """A store in which an act is done between the first read of a case and the writing of a look."""

    def __init__(self, office: Office, act: str) -> None:
        super().__init__(office.case)
        self.act = act
        self.office = office
        office.chains = self

    def history(self, case: str):
        found = super().history(case)
        if self.act:
            act, self.act = self.act, ""
            self.office.do("street-3", act)
        return found


def test_a_look_that_an_act_overtakes_shows_what_holds_after_it() -> None:
    """The case that is shown is the one that the entry lies on."""
    office = Office()
    seen = look(Raced(office, "accept"), "street-3").to_value()
    assert (seen["status"], seen["n"], [act["act"] for act in seen["history"]]) == ("accepted", 2, ["accepted"])


def test_a_look_that_a_dispatch_overtakes_shows_no_facts() -> None:
    """The unit has the case no more when its look is written."""
    seen = look(Raced(Office(at_work()), "dispatch"), "street-3")
    assert not seen.whole
    assert "facts" not in seen.to_value()


class Busy(FakeChains):
    """A store that writes nothing."""

    def write(self, change: Change) -> bool:
        return False


def test_what_cannot_be_recorded_is_not_shown() -> None:
    """No entry, no answer, for a case and for a picture."""
    for ask in (look, picture):
        with pytest.raises(Unavailable):
            ask(Busy(filed()), "street-3")


def test_a_look_takes_three_calls_of_the_store() -> None:
    """Two reads and a transaction, for the unit that had it one less."""
    office = Office(at_work())
    for unit, calls in (("street-3", 3), ("street-3", 2)):
        office.chains.calls = 0
        look(office.chains, unit)
        assert office.chains.calls == calls
        if calls == 3:
            office.do("street-3", "dispatch")


def test_a_picture_is_a_look_of_its_own() -> None:
    """Its entry names the picture, and the answer holds its bytes and the look's mark."""
    chains = FakeChains(filed())
    assert picture(chains, "street-3").to_value() == {
        "v": 1,
        "photo": b64.encode(PICTURE),
        "mark": entry.mark(people.DERIVED.label_key, 1),
    }
    (seen,) = chains.entries[CASE]
    assert (seen.act, seen.fields, seen.subject) == ("viewed", ("photos",), PHOTO)


def test_who_had_a_case_sees_no_picture() -> None:
    """Pictures are narrative; and the store of photos is not even asked."""
    office, evidence = Office(at_work()), FakeEvidence(**{PHOTO: PICTURE})
    office.do("street-3", "dispatch")
    with pytest.raises(UnknownCase):
        picture(office.chains, "street-3", evidence=evidence)
    assert evidence.asked == 0
    assert office.last.act == "dispatched"


@pytest.mark.parametrize(("number", "evidence"), [(0, None), (2, None), (-1, None), (1, FakeEvidence())])
def test_a_picture_that_is_not_there_leaves_no_mark(number: int, evidence: FakeEvidence | None) -> None:
    """A number that the facts do not have, and a photo that never came."""
    chains = FakeChains(filed())
    with pytest.raises(UnknownCase):
        picture(chains, "street-3", number, evidence)
    assert chains.entries[CASE] == []


def test_history_tells_words_and_units_and_no_person() -> None:
    """What the next unit needs to go on, and neither pseudonym nor id."""
    office = Office()
    office.do("street-3", "return", reason="不属本街道")
    office.do("district-1", "accept")
    office.do("district-1", "answer")
    office.do("district-1", "extend")
    office.do("district-1", "dispatch", to="street-4", text="请核实")
    history = look(office.chains, "street-4").to_value()["history"]
    assert history == [
        {"hour": LATER, "act": "returned", "unit": "street-3", "to": "district-1", "reason": "不属本街道"},
        {"hour": LATER, "act": "accepted", "unit": "district-1"},
        {"hour": LATER, "act": "answered", "unit": "district-1", "text": "已经拆除", "findings": "confirmed"},
        {"hour": LATER, "act": "extended", "unit": "district-1", "reason": "等待检测", "days": 3},
        {"hour": LATER, "act": "dispatched", "unit": "district-1", "to": "street-4", "text": "请核实"},
    ]


def test_a_link_is_told_to_the_unit_that_made_it_and_to_no_later_one() -> None:
    """The other case may be kept from the next unit: it learns that there was a link, and not to what."""
    office = Office(at_work(), filed(name=OTHER, avoid=("community-5",)))
    for spelling in (OTHER, OTHER[:10]):
        office.do("street-3", "link", link=spelling)
    seen = look(office.chains, "street-3").to_value()
    assert seen["links"] == [{"case": OTHER, "ref": code.ref(OTHER)}]
    assert [act["link"] for act in seen["history"]] == [OTHER, OTHER]
    office.do("street-3", "dispatch")
    later = look(office.chains, "community-5").to_value()
    assert later["links"] == []
    assert OTHER[:10] not in json.dumps(later).replace("-", "")
    assert [act["act"] for act in later["history"]] == ["linked", "linked", "dispatched"]
