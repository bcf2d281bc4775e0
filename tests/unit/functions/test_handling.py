"""Acts of units: where each leads, what it writes, and what happens to a second press or a second person."""

import json
from dataclasses import replace

import pytest

from functions.domain import handling
from functions.domain.chain import Case, Change, Last
from functions.domain.handling import Done
from functions.domain.staff import Staff
from functions.errors import Moved, NotPossible, OtherAct, Unavailable, UnknownCase, WrongMember
from protocol import entry
from tests.unit.functions import chains as made
from tests.unit.functions.chains import FILED, LATER, PORTAL, FakeChains, clerk, filed, wish
from tests.unit.functions.fakes import FakeMac
from tests.vectors import people

CASE, OTHER = people.CASE, "37T2H8PWP19JWM7YCVVY0XS70R"


class Office:
    """A store with one case, and people who act on it with what they saw last."""

    def __init__(self, *cases: Case, now: str = LATER) -> None:
        self.chains = FakeChains(*(cases or (filed(),)))
        self.now = now
        self.pressed = 0

    def do(
        self, unit: str, act: str, *, who: Staff | None = None, n: int | None = None, id_: str = "", **changed
    ) -> Done:
        """Do an act on the case as somebody of a unit, knowing its last entry unless told otherwise."""
        self.pressed += 1
        number = self.case.n if n is None else n
        sent = wish(act, number, id_=id_ or f"press {self.pressed}", **changed)
        return handling.act(
            CASE, sent, who=who or clerk(unit), portal=PORTAL, now=self.now, mac=FakeMac(), chains=self.chains
        )

    @property
    def case(self) -> Case:
        """The case as it is now."""
        return self.chains.cases[CASE]

    @property
    def last(self) -> entry.Entry:
        """The last entry."""
        return self.chains.entries[CASE][-1]


def due(days: int, now: str = LATER) -> str:
    return PORTAL.calendar.due(now, days)


def at_work(unit: str = "street-3", **changed) -> Case:
    """Return a case that a unit is working on."""
    return replace(filed(unit), status="in_progress", due=due(15), **changed)


def test_accepting_is_an_entry_a_record_and_a_new_deadline() -> None:
    """The entry binds the body, names unit and pseudonym and no word, and lies on the filing."""
    office, first = Office(), filed()
    assert office.do("street-3", "accept") == Done("accepted", due(15), 1, "street-3")
    assert office.last == entry.Entry(
        case=CASE,
        n=1,
        prev=first.head,
        hour=LATER,
        act="accepted",
        role="handler",
        unit="street-3",
        person=made.person(CASE, clerk("street-3")),
        fields=(),
        subject=wish("accept", 0, id_="press 1").subject,
    )
    assert office.case == replace(
        first,
        status="accepted",
        due=due(15),
        n=1,
        head=entry.hash_of(office.last),
        last=Last("accepted", "street-3", LATER, 1),
        acts=1,
    )
    (record,) = office.chains.acts.values()
    assert (record.n, record.act, record.role, record.body) == (
        1,
        "accepted",
        "handler",
        wish("accept", 0, id_="press 1").body.decode(),
    )
    assert not office.chains.notices


def test_a_dispatch_hands_the_case_down() -> None:
    """The new unit gets the case, a deadline of its own and a notice; the old one is noted as having had it."""
    office = Office(at_work(answered=True, asked=due(5)))
    assert office.do("street-3", "dispatch") == Done("dispatched", due(1), 1, "community-5")
    assert (office.last.act, office.last.to) == ("dispatched", "community-5")
    assert (office.case.path, office.case.answered, office.case.asked) == (("street-3", "community-5"), False, "")
    assert office.chains.passed == {("street-3", CASE)}
    assert office.chains.notices == [(CASE, 1, "community-5", "new")]
    assert office.do("community-5", "accept") == Done("received", due(7), 2, "community-5")


def test_a_first_return_goes_to_whoever_dispatched_it() -> None:
    """Not to the unit between, which never had it; and that one is no longer noted as having had it."""
    office = Office(at_work("district-1"))
    office.do("district-1", "dispatch", to="community-5")
    assert office.do("community-5", "return") == Done("returned", due(2), 2, "district-1")
    assert office.last.to == "district-1"
    assert office.chains.passed == {("community-5", CASE)}
    assert office.chains.notices[-1] == (CASE, 2, "district-1", "returned")


def test_a_return_of_what_filing_routed_goes_to_the_unit_above() -> None:
    """Nobody dispatched it."""
    assert Office().do("street-3", "return").unit == "district-1"


def test_a_second_return_goes_to_the_common_unit_above_and_is_the_last() -> None:
    """Two streets both say not ours: the district decides, and nobody can return it again, the district included."""
    office = Office()
    office.do("street-3", "return")
    office.do("district-1", "dispatch", to="street-4")
    assert office.do("street-4", "return").unit == "district-1"
    assert office.case.final
    assert office.case.returns == ("street-3", "street-4")
    assert "return" not in handling.possible(office.case, PORTAL.tree, LATER)
    office.do("district-1", "dispatch", to="street-3")
    for act in ("accept", "return"):
        if act == "return":
            with pytest.raises(NotPossible):
                office.do("street-3", act)
        else:
            office.do("street-3", act)


def test_a_second_return_from_another_district_goes_past_that_to_the_city() -> None:
    """The lowest unit that stands above both streets, which is not the one above the second."""
    office = Office(at_work("city"))
    office.do("city", "dispatch", to="street-3")
    office.do("street-3", "return")
    office.do("city", "dispatch", to="street-6")
    assert office.do("street-6", "return").unit == "city"


def test_a_second_return_from_above_the_first_goes_above_both() -> None:
    """A district that got it back and will not have it either returns it to the city, not to itself."""
    office = Office(at_work("district-1"))
    office.do("district-1", "dispatch", to="street-3")
    office.do("street-3", "return")
    office.do("district-1", "accept")
    assert office.do("district-1", "return").unit == "city"


def test_a_second_return_by_the_same_unit_goes_above_it() -> None:
    """The common unit of a unit and itself is the one above."""
    office = Office()
    office.do("street-3", "return")
    office.do("district-1", "dispatch", to="street-3")
    assert office.do("street-3", "return").unit == "district-1"


def test_a_second_return_survives_the_first_units_end() -> None:
    """A unit that was dissolved since has no place in the tree: the unit above decides."""
    assert Office(at_work(returns=("street-9",))).do("street-3", "return").unit == "district-1"


def test_a_dispatcher_that_stands_elsewhere_now_gets_nothing_back() -> None:
    """The tree changed: the case goes to the unit above, and to none that is not."""
    assert Office(at_work(path=("district-2", "street-3"))).do("street-3", "return").unit == "district-1"


def test_the_unit_at_the_top_returns_to_nobody() -> None:
    """And is not offered it."""
    office = Office(at_work("province"))
    with pytest.raises(NotPossible):
        office.do("province", "return")
    assert "return" not in handling.possible(office.case, PORTAL.tree, LATER)


def test_who_stands_lowest_has_nobody_to_dispatch_to() -> None:
    """And is not offered it."""
    office = Office(at_work("community-5"))
    with pytest.raises(NotPossible):
        office.do("community-5", "dispatch")
    assert "dispatch" not in handling.possible(office.case, PORTAL.tree, LATER)


def test_a_question_moves_the_deadline_and_waits_for_its_end() -> None:
    """Five working days from the deadline, no second question meanwhile, two a case."""
    office = Office(at_work())
    before = office.case.due
    assert office.do("street-3", "ask").due == due(5, before)
    assert (office.case.pauses, office.case.asked) == (1, due(5))
    with pytest.raises(NotPossible):
        office.do("street-3", "ask")
    office.now = due(5)
    office.do("street-3", "ask")
    office.now = due(15, office.now)
    with pytest.raises(NotPossible):
        office.do("street-3", "ask")
    assert office.case.pauses == 2


def test_what_is_late_stays_late() -> None:
    """A question counts from the deadline, and a deadline that has passed is not extended."""
    office = Office(replace(at_work(), due=FILED), now=due(30))
    assert office.do("street-3", "ask").due == due(5, FILED) < office.now
    with pytest.raises(NotPossible):
        office.do("street-3", "extend")


def test_an_extension_is_bounded_and_once_a_unit() -> None:
    """At most the unit's own days, and not again when the case comes a second time."""
    office = Office(at_work())
    with pytest.raises(WrongMember) as caught:
        office.do("street-3", "extend", days=11)
    assert caught.value.member == "days"
    before = office.case.due
    assert office.do("street-3", "extend", days=10) == Done("extended", due(10, before), 1, "street-3")
    office.do("street-3", "dispatch")
    office.do("community-5", "return")
    office.do("street-3", "accept")
    assert "extend" not in handling.possible(office.case, PORTAL.tree, LATER)
    with pytest.raises(NotPossible):
        office.do("street-3", "extend")


def test_a_case_is_closed_with_findings_only() -> None:
    """A question alone is none."""
    office = Office(at_work())
    office.do("street-3", "ask")
    with pytest.raises(NotPossible):
        office.do("street-3", "close")
    office.do("street-3", "answer")
    assert office.do("street-3", "close").status == "closed"


@pytest.mark.parametrize(
    "since",
    [
        (("street-3", "dispatch"), ("community-5", "accept"), ("community-5", "ask")),
        (("street-3", "return"), ("district-1", "accept"), ("district-1", "ask")),
        (("street-3", "close"), ("street-3", "reopen"), ("street-3", "ask")),
    ],
)
def test_findings_are_of_the_unit_and_the_round_that_they_were_made_in(since: tuple[tuple[str, str], ...]) -> None:
    """A dispatch, a return and a reopening each ask for new ones."""
    office = Office(at_work(answered=True))
    for unit, act in since:
        office.do(unit, act)
    assert office.case.status == "in_progress"
    with pytest.raises(NotPossible):
        office.do(office.case.unit, "close")


def test_a_closed_case_leaves_the_inbox_and_comes_back_with_a_reason() -> None:
    """Its unit keeps it, and the reopening starts a new time to answer."""
    office = Office(at_work(answered=True))
    assert office.case.queue == "street-3"
    office.do("street-3", "close")
    assert (office.case.queue, office.case.unit) == (None, "street-3")
    assert handling.possible(office.case, PORTAL.tree, LATER) == ("reopen",)
    office.now = due(40)
    assert office.do("street-3", "reopen") == Done("reopened", due(15, office.now), 2, "street-3")
    assert office.case.queue == "street-3"


def test_a_case_has_only_so_many_acts() -> None:
    """Then it can be accepted and closed, and a loop of a machine makes no history that nobody can read."""
    office = Office(at_work(acts=handling.MOST_ACTS - 1), filed(name=OTHER))
    office.do("street-3", "answer")
    assert handling.possible(office.case, PORTAL.tree, LATER) == ("close",)
    with pytest.raises(NotPossible):
        office.do("street-3", "link", link=OTHER)
    office.do("street-3", "close")
    assert handling.possible(office.case, PORTAL.tree, LATER) == ()


def test_the_longest_history_is_one_page_of_the_store_and_far_below_what_a_function_may_answer() -> None:
    """1 MB a query, 6 MB an answer: each act with all the words that it may have, four bytes each, and all it keeps."""
    longest = wish("decline", 2**53 - 1, text="\U00020bb7" * 2000)
    keep = 40 * 67 + 10
    assert handling.MOST_ACTS * (len(longest.body) + keep + 1000) < 1_000_000
    assert handling.MOST_ACTS * len(json.dumps("\U00020bb7" * 2000)) < 3_000_000


def test_a_link_joins_two_cases_of_one_unit() -> None:
    """By ref or by case; status and deadline stay."""
    office = Office(at_work(), filed(name=OTHER))
    before = office.case
    assert office.do("street-3", "link", link=OTHER[:10]) == Done("in_progress", before.due, 1, "street-3")
    (record,) = office.chains.acts.values()
    assert record.link == OTHER


def test_a_link_starts_no_clock_anew() -> None:
    """Nor does any act that leaves the status as it is."""
    office = Office(replace(filed(), status="accepted", due=due(15)), filed(name=OTHER), now=due(3))
    assert office.do("street-3", "link", link=OTHER).due == due(15, LATER)


@pytest.mark.parametrize(
    ("link", "other"),
    [
        (OTHER, filed("street-4", name=OTHER)),
        (OTHER, replace(filed(name=OTHER), path=("street-3", "community-5"))),
        (OTHER, filed(name=OTHER, avoid=("street-3",))),
        (OTHER, filed(name=OTHER, avoid=("district-1",))),
        (OTHER, None),
        (CASE, None),
        (CASE[:10], filed(name=CASE[:10] + "0" * 15 + "4")),
    ],
)
def test_no_other_case_can_be_linked(link: str, other: Case | None) -> None:
    """Of another unit, passed on, kept away, none at all, itself, or a ref of two: one and the same refusal."""
    office = Office(at_work(), *([other] if other else []))
    with pytest.raises(WrongMember) as caught:
        office.do("street-3", "link", link=link)
    assert str(caught.value) == "link: not another case of this unit"
    assert not office.chains.entries[CASE]


@pytest.mark.parametrize("to", ["street-4", "city", "street-3", "street-9", "oversight"])
def test_nobody_dispatches_but_downwards(to: str) -> None:
    """To a neighbour, upwards, to oneself, to a unit that is not there."""
    office = Office(at_work())
    with pytest.raises(WrongMember) as caught:
        office.do("street-3", "dispatch", to=to)
    assert caught.value.member == "to"


def test_the_same_press_twice_is_one_act() -> None:
    """The second press gets the first answer, also when the case has gone on since."""
    office = Office()
    first = office.do("street-3", "accept", n=0, id_="one")
    assert office.do("street-3", "accept", n=0, id_="one") == first
    office.do("street-3", "dispatch")
    office.do("community-5", "accept")
    assert office.do("street-3", "accept", n=0, id_="one") == first
    assert [found.n for found in office.chains.entries[CASE]] == [1, 2, 3]


def test_an_id_is_good_for_one_act() -> None:
    """Other bytes, another act or another person under it are refused, stale or not, and nothing is written."""
    office = Office(at_work())
    office.do("street-3", "answer", n=0, id_="one")
    for act, who, changed in (
        ("answer", None, {"text": "没有拆除"}),
        ("close", None, {}),
        ("answer", clerk("street-3", subject="colleague"), {}),
    ):
        for n in (0, 1):
            with pytest.raises(OtherAct):
                office.do("street-3", act, who=who, n=n, id_="one", **changed)
    assert len(office.chains.entries[CASE]) == 1


def test_an_id_of_another_act_is_told_before_what_is_impossible() -> None:
    """The id of an act that was done, with one that this status does not allow: the id is what is wrong."""
    office = Office()
    office.do("street-3", "accept", n=0, id_="one")
    with pytest.raises(OtherAct):
        office.do("street-3", "decline", n=1, id_="one")
    with pytest.raises(NotPossible):
        office.do("street-3", "decline", n=1, id_="two")


def test_who_comes_second_is_told_who_came_first() -> None:
    """The act, its unit and hour, and what holds now; nothing is written."""
    office = Office(at_work(answered=True))
    office.do("street-3", "close", n=0)
    with pytest.raises(Moved) as caught:
        office.do("street-3", "answer", who=clerk("street-3", subject="colleague"), n=0)
    told = caught.value
    assert (told.act, told.unit, told.hour, told.status, told.n) == ("closed", "street-3", LATER, "closed", 1)
    assert len(office.chains.entries[CASE]) == 1


def test_a_look_by_a_colleague_makes_nothing_stale() -> None:
    """Only acts do: a handler is not sent back because somebody looked."""
    seen = filed()
    look = replace(seen, n=4, head="0" * 64)
    office = Office(look)
    assert office.do("street-3", "accept", n=0).n == 5


def test_a_number_that_is_not_reached_yet_is_refused() -> None:
    """Nobody can have seen it."""
    with pytest.raises(WrongMember) as caught:
        Office().do("street-3", "accept", n=1)
    assert caught.value.member == "n"


class Raced(FakeChains):
    """A store into which somebody else writes, once, between reading and writing."""

    def __init__(self, *cases: Case, between) -> None:
        super().__init__(*cases)
        self.between = between

    def write(self, change: Change) -> bool:
        between, self.between = self.between, None
        if between:
            between(self)
        return super().write(change)


def test_two_at_once_are_one_act_and_one_conflict() -> None:
    """Whoever loses the race is told of the winner, and its act is written nowhere."""

    def close(chains: FakeChains) -> None:
        handling.act(
            CASE,
            wish("close", 0, id_="quick"),
            who=clerk("street-3", subject="quick"),
            portal=PORTAL,
            now=LATER,
            mac=FakeMac(),
            chains=chains,
        )

    office = Office(at_work(answered=True))
    office.chains = Raced(office.case, between=close)
    with pytest.raises(Moved) as caught:
        office.do("street-3", "answer", n=0)
    assert caught.value.act == "closed"
    assert [found.act for found in office.chains.entries[CASE]] == ["closed"]


def test_a_lost_race_against_a_look_is_done_anew() -> None:
    """On top of the look's entry."""

    def look(chains: FakeChains) -> None:
        chains.cases[CASE] = replace(chains.cases[CASE], n=1, head="1" * 64)

    office = Office()
    office.chains = Raced(office.case, between=look)
    assert office.do("street-3", "accept", n=0).n == 2
    assert office.last.prev == "1" * 64


def test_a_race_against_oneself_is_one_act() -> None:
    """Two presses at the same moment get one answer."""

    def same(chains: FakeChains) -> None:
        handling.act(
            CASE,
            wish("accept", 0, id_="one"),
            who=clerk("street-3"),
            portal=PORTAL,
            now=LATER,
            mac=FakeMac(),
            chains=chains,
        )

    office = Office()
    office.chains = Raced(office.case, between=same)
    assert office.do("street-3", "accept", n=0, id_="one").n == 1
    assert len(office.chains.entries[CASE]) == 1


def test_what_cannot_be_written_is_not_answered() -> None:
    """No entry, no answer."""

    class Busy(FakeChains):
        def write(self, change: Change) -> bool:
            return False

    office = Office()
    office.chains = Busy(office.case)
    with pytest.raises(Unavailable):
        office.do("street-3", "accept")


def test_an_act_is_one_read_and_one_transaction() -> None:
    """And a repeat one read more."""
    office = Office()
    office.do("street-3", "accept", n=0, id_="one")
    assert office.chains.calls == 2
    office.do("street-3", "accept", n=0, id_="one")
    assert office.chains.calls == 4


def test_a_machine_acts_as_itself() -> None:
    """Entry and record say that it was one."""
    office = Office()
    office.do("street-3", "accept", who=clerk("street-3", role="machine"))
    assert office.last.role == "machine"
    assert [record.role for record in office.chains.acts.values()] == ["machine"]


@pytest.mark.parametrize("unit", ["street-3", "community-5"])
@pytest.mark.parametrize("act", list(made.USUAL))
def test_an_avoided_unit_does_nothing_to_a_case_even_if_it_has_it(unit: str, act: str) -> None:
    """Should the tree have changed under a case, it is as one that never was."""
    office = Office(at_work(unit, avoid=("street-3",), answered=True))
    with pytest.raises(UnknownCase):
        office.do(unit, act, **({"link": OTHER} if act == "link" else {}))
    assert not office.chains.entries[CASE]


@pytest.mark.parametrize("to", ["street-3", "community-5"])
def test_a_dispatch_to_an_avoided_unit_is_one_to_a_unit_that_is_not_there(to: str) -> None:
    """Itself and all below it: absent from the choices, and refused in the same words."""
    office = Office(at_work("district-1", avoid=("street-3",)))
    assert handling.choices(office.case, PORTAL.tree) == ("street-4",)
    told = []
    for unit in (to, "street-9"):
        with pytest.raises(WrongMember) as caught:
            office.do("district-1", "dispatch", to=unit)
        told.append((caught.value.member, str(caught.value)))
    assert told[0] == told[1]


def test_a_unit_whose_all_below_are_avoided_is_not_offered_a_dispatch() -> None:
    """No choice, no act."""
    office = Office(at_work("street-3", avoid=("community-5",)))
    assert "dispatch" not in handling.possible(office.case, PORTAL.tree, LATER)
    with pytest.raises(NotPossible):
        office.do("street-3", "dispatch")


def test_a_return_never_comes_to_an_avoided_unit() -> None:
    """Whoever stands above a unit that is not avoided is not avoided, for every unit and every choice to avoid."""
    tree = PORTAL.tree
    for avoid in tree.avoidable:
        away = tree.avoided((avoid,))
        for unit in set(tree.units) - away:
            for first in (None, *tree.units):
                case = at_work(unit, avoid=(avoid,), returns=(first,) if first else ())
                assert handling.back(case, tree) not in away


@pytest.mark.parametrize("unit", ["street-4", "district-2", "province", "district-1", "oversight"])
@pytest.mark.parametrize("act", list(made.USUAL))
def test_another_units_case_does_not_exist(unit: str, act: str) -> None:
    """Neither for a neighbour nor for whoever stands above, nor for oversight."""
    office = Office(at_work(answered=True))
    with pytest.raises(UnknownCase):
        office.do(unit, act, **({"link": OTHER} if act == "link" else {}))
    assert not office.chains.entries[CASE]


@pytest.mark.parametrize("act", [act for act in made.USUAL if act != "link"])
def test_who_had_the_case_acts_on_it_no_more(act: str) -> None:
    """A page left open is told what came first; one that knows it is refused."""
    office = Office(at_work(answered=True))
    office.do("street-3", "dispatch")
    with pytest.raises(Moved) as caught:
        office.do("street-3", act, n=0)
    assert caught.value.act == "dispatched"
    with pytest.raises(NotPossible):
        office.do("street-3", act)
    assert len(office.chains.entries[CASE]) == 1
