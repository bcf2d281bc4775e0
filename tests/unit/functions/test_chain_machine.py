"""A case among all units: whatever people try, in whatever order, the chain of offices keeps its promises."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from functions.domain import handling, status, viewing
from functions.domain.calendar import over
from functions.domain.chain import Case
from functions.domain.handling import Done
from functions.domain.wishes import Wish
from functions.errors import Moved, NotPossible, OtherAct, UnknownCase, WrongMember
from protocol import entry, hour
from tests.unit.functions.chains import FILED, PORTAL, USUAL, FakeChains, clerk, filed, wish
from tests.unit.functions.fakes import FakeMac
from tests.vectors import people

CASE, OTHER = people.CASE, "37T2H8PWP19JWM7YCVVY0XS70R"
TREE = PORTAL.tree
UNITS = tuple(TREE.units)
REFUSALS = (UnknownCase, NotPossible, WrongMember)


class Offices(RuleBasedStateMachine):
    """Somebody of any unit, with any number they may have seen, tries any act on one case, or looks at it."""

    @initialize(
        place=st.sampled_from(sorted(PORTAL.places)), avoid=st.sets(st.sampled_from(TREE.avoidable), max_size=2)
    )
    def file(self, place: str, avoid: set[str]) -> None:
        """File a case as filing routes it, and another one of a unit that has several."""
        unit = TREE.route(place, "noise", avoid)
        self.now = FILED
        self.away = TREE.avoided(avoid)
        self.first = filed(unit, avoid=tuple(sorted(avoid)))
        self.chains = FakeChains(self.first, filed("district-1", name=OTHER))
        self.done: list[tuple[Wish, str, Done]] = []
        self.pressed = 0

    @property
    def case(self) -> Case:
        """The case as it is now."""
        return self.chains.cases[CASE]

    def press(self, sent: Wish, unit: str) -> Done:
        """Send a wish as a clerk of a unit."""
        return handling.act(CASE, sent, who=clerk(unit), portal=PORTAL, now=self.now, mac=FakeMac(), chains=self.chains)

    def tried(self, act: str, unit: str, back: int, **changed: Any) -> None:
        """Try an act, knowing the chain up to `back` entries ago; hold what came of it against the rules."""
        self.pressed += 1
        before, wrote = self.case, len(self.chains.entries[CASE])
        sent = wish(act, max(0, before.n - back), id_=f"press {self.pressed}", **changed)
        fits = act in handling.possible(before, TREE, self.now) and unit == before.unit and unit not in self.away
        try:
            found = self.press(sent, unit)
        except Moved as told:
            assert sent.n < before.last.n == told.n
            assert unit in before.path
            assert unit not in self.away
            found = None
        except REFUSALS as refused:
            assert not fits or isinstance(refused, WrongMember), "an act that is offered is refused"
            found = None
        if found is None:
            assert (self.case, len(self.chains.entries[CASE])) == (before, wrote), "a refusal has written something"
            return
        assert fits, "an act was done that is not offered"
        self.done.append((sent, unit, found))
        self.held(act, before)

    def held(self, act: str, before: Case) -> None:
        """Hold an act that was done against the table and the clock."""
        after = self.case
        assert after.status == status.ACTS[act].leads[before.status]
        assert after.last.n == after.n == before.n + 1
        if act in ("ask", "extend"):
            assert after.due > before.due
        elif after.status != before.status and after.status in status.CLOCK:
            days = getattr(TREE.units[after.unit].deadlines, status.CLOCK[after.status])
            assert after.due == PORTAL.calendar.due(self.now, days) > self.now
        else:
            assert after.due == before.due
        if act == "dispatch":
            assert before.unit in TREE.ancestors(after.unit)
        if act == "return":
            assert not before.final
            returned = {before.unit, *before.returns}
            over_all = [
                unit for unit in TREE.ancestors(before.unit) if all(unit in TREE.ancestors(one) for one in returned)
            ]
            dispatcher = before.path[-2] if len(before.path) > 1 else TREE.ancestors(before.unit)[0]
            assert after.unit == (over_all[0] if before.returns else dispatcher)
        if act == "extend":
            assert not over(before.due, self.now)

    @rule(
        act=st.sampled_from(sorted(set(USUAL) - {"dispatch", "extend", "link"})),
        unit=st.sampled_from(UNITS),
        back=st.integers(0, 3),
    )
    def anybody_tries(self, act: str, unit: str, back: int) -> None:
        """Any act that names nothing, by any unit."""
        self.tried(act, unit, back)

    @rule(unit=st.sampled_from(UNITS), to=st.sampled_from((*UNITS, "street-9")), back=st.integers(0, 1))
    def anybody_dispatches(self, unit: str, to: str, back: int) -> None:
        """To any unit, or one that is not there."""
        self.tried("dispatch", unit, back, to=to)

    @rule(days=st.integers(1, 12))
    def the_unit_extends(self, days: int) -> None:
        """By as many days as it likes to try."""
        self.tried("extend", self.case.unit, 0, days=days)

    @rule(link=st.sampled_from((OTHER, CASE, "0000000000")))
    def the_unit_links(self, link: str) -> None:
        """With another case, itself or none."""
        self.tried("link", self.case.unit, 0, link=link)

    @precondition(lambda self: handling.possible(self.case, TREE, self.now))
    @rule(data=st.data())
    def the_unit_does_what_it_may(self, data: st.DataObject) -> None:
        """One of the acts that it is offered, so that cases get far."""
        act = data.draw(st.sampled_from(handling.possible(self.case, TREE, self.now)))
        to = {"to": data.draw(st.sampled_from(handling.choices(self.case, TREE)))} if act == "dispatch" else {}
        done = len(self.done)
        self.tried(act, self.case.unit, 0, **to, **({"link": OTHER} if act == "link" else {}))
        assert len(self.done) > done or act == "link", "an act that is offered was refused"

    @precondition(lambda self: self.done)
    @rule(data=st.data())
    def a_press_comes_again(self, data: st.DataObject) -> None:
        """The same act gets the same answer, and another one under its id is refused."""
        sent, unit, found = data.draw(st.sampled_from(self.done))
        before = self.case
        assert self.press(sent, unit) == found
        try:
            self.press(replace(sent, body=sent.body + b" "), unit)
        except OtherAct:
            assert self.case == before
        else:
            raise AssertionError("an id was good for two acts")

    @rule(unit=st.sampled_from(UNITS), role=st.sampled_from(("handler", "overseer", "machine")))
    def anybody_looks(self, unit: str, role: str) -> None:
        """The unit that has it sees facts, one that had it the status, all others nothing."""
        before = self.case
        try:
            seen = viewing.look(
                CASE, who=clerk(unit, role=role), portal=PORTAL, now=self.now, mac=FakeMac(), chains=self.chains
            )
        except UnknownCase:
            assert unit in self.away or unit not in before.path
            assert self.case == before
            return
        assert unit in before.path
        assert unit not in self.away
        assert ("facts" in seen.to_value()) == ("history" in seen.to_value()) == (unit == before.unit)
        recorded = self.chains.entries[CASE][-1]
        assert (recorded.unit, recorded.n, recorded.act) == (unit, before.n + 1, "viewed")
        assert bool(recorded.fields) == (unit == before.unit)
        assert self.case == replace(before, n=recorded.n, head=entry.hash_of(recorded))

    @rule(hours=st.integers(1, 400))
    def time_goes_by(self, hours: int) -> None:
        """Days and weeks."""
        self.now = hour.from_datetime(hour.parse(self.now) + timedelta(hours=hours))

    @invariant()
    def the_chain_has_no_gap_and_no_fork(self) -> None:
        """Entry n is the n-th, and lies on the one before."""
        head = self.first.head
        for n, found in enumerate(self.chains.entries[CASE], start=1):
            assert (found.n, found.prev) == (n, head)
            head = entry.hash_of(found)
        assert (self.case.n, self.case.head) == (len(self.chains.entries[CASE]), head)

    @invariant()
    def every_act_has_its_record_and_every_record_its_entry(self) -> None:
        """The two are written together or not at all."""
        acts = [found for found in self.chains.entries[CASE] if found.act != "viewed"]
        records = self.chains.history(CASE)
        assert [(found.n, found.act, found.unit, found.person, found.to) for found in acts] == [
            (record.n, record.act, record.unit, record.person, record.to) for record in records
        ]
        assert [record.n for record in records] == [found.n for _, _, found in self.done]

    @invariant()
    def no_avoided_unit_comes_near(self) -> None:
        """Not by filing, dispatch or return, as a choice, a notice, or in any entry."""
        entries = self.chains.entries[CASE]
        named = {name for found in entries for name in (found.unit, found.to)} | set(self.case.path)
        named |= {unit for _, _, unit, _ in self.chains.notices} | set(handling.choices(self.case, TREE))
        assert not named & self.away

    @invariant()
    def who_had_the_case_is_noted_and_who_has_it_is_told(self) -> None:
        """Passed holds exactly the units before the present one; each handing over has one notice."""
        assert {unit for unit, _ in self.chains.passed} == set(self.case.path) - {self.case.unit}
        moves = [(found.n, found.to) for found in self.chains.entries[CASE] if found.act in entry.MOVES]
        assert moves == [(n, unit) for _, n, unit, _ in self.chains.notices]
        assert self.case.path == (*self.first.path, *(to for _, to in moves))

    @invariant()
    def counters_stay_within_their_bounds(self) -> None:
        """Two returns, two questions, one extension a unit; an ended case is in no inbox."""
        case = self.case
        assert len(case.returns) <= 2
        assert case.final == (len(case.returns) == 2)
        assert case.pauses <= handling.MOST_PAUSES
        assert len(set(case.extensions)) == len(case.extensions)
        assert (case.queue is None) == (case.status in status.ENDED)
        if case.status == "closed":
            answers = [found.unit for found in self.chains.entries[CASE] if found.act == "answered"]
            assert answers[-1] == case.unit


Offices.TestCase.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
TestOffices = Offices.TestCase
