"""Judge one act of a unit on a case, and do it: the case's change, the entry and the act's record together.

Leaves which acts there are, and from which status, to the table in `status`. Spec: CUSTODY.md, acts of units.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from functions.domain import chain, staff, status
from functions.domain.calendar import over
from functions.domain.chain import Case, Chains, Change, Last, Notice, Record
from functions.domain.challenge import Mac
from functions.domain.portal import Portal
from functions.domain.staff import Staff
from functions.domain.status import Step
from functions.domain.units import Tree
from functions.domain.wishes import Wish
from functions.errors import AmbiguousRef, Moved, NotPossible, OtherAct, Unavailable, UnknownCase, WrongMember
from protocol.entry import Entry

MOST_PAUSES: Final = 2  # questions to the reporter, a case: each stops the clock for a while
# A history is read and answered whole: this many acts of the largest size are 1 MB stored and 2 MB answered.
MOST_ACTS: Final = 80
_WORDLESS: Final = ("accept", "close")  # what ends a case that has as many
NEW: Final = "new"  # what a notice says
RETURNED: Final = "returned"


@dataclass(frozen=True, slots=True)
class Done:
    """The answer to an act: the status and deadline of the case, the number of the act's entry, and who has it now."""

    status: str
    due: str
    n: int
    unit: str

    def to_value(self) -> dict[str, object]:
        """Return the object on the wire."""
        return {"v": 1, "status": self.status, "due": self.due, "n": self.n, "unit": self.unit}


def act(case: str, wish: Wish, *, who: Staff, portal: Portal, now: str, mac: Mac, chains: Chains) -> Done:
    """Do what a wish asks for, once: the same again gets the same answer, whatever happened since.

    Raises UnknownCase, Moved, NotPossible, WrongMember, OtherAct when its id is another act's, or Unavailable.
    """
    person = staff.person(case, who.subject, mac)
    for _ in range(chain.ATTEMPTS):
        found = chains.find(case)
        chain.stands(found, who.unit, portal.tree)
        if found.last.n > wish.n:
            if done := _done_before(found, wish, person, chains):
                return done
            raise _moved(found)
        try:
            change = judge(found, wish, who=who, person=person, portal=portal, now=now, other=_linked(wish, chains))
        except NotPossible:
            _done_before(found, wish, person, chains)  # an id that is another act's is told as such, and first
            raise
        if chains.write(change):
            after = change.after
            return Done(status=after.status, due=after.due, n=after.n, unit=after.unit)
        if done := _done_before(found, wish, person, chains):
            return done
    raise Unavailable("other entries were written at the same moment")


def judge(
    case: Case, wish: Wish, *, who: Staff, person: str, portal: Portal, now: str, other: Case | None = None
) -> Change:
    """Return what an act changes, when all allows it; `other` is the case that a link names.

    1 the unit has the case  2 n is of this chain  3 the table, and the rule beside the row  4 what the wish names
    5 the case's values  6 entry and record

    Raises UnknownCase, NotPossible, or WrongMember naming what of the wish is wrong.
    """
    # 1 unit
    if not chain.stands(case, who.unit, portal.tree):
        raise NotPossible("the unit has the case no more")
    # 2 n
    if wish.n > case.n:
        raise WrongMember("n", "is of no entry yet")
    # 3 table
    state = status.after(case.status, wish.act)
    if not _allows(case, status.ACTS[wish.act], portal.tree, now):
        raise NotPossible(f"a rule beside the status does not allow to {wish.act}")
    # 4 names
    _check_named(case, wish, portal.tree, other)
    # 5 values
    after = _valued(replace(case, status=state), case, wish, portal, now)
    # 6 entry
    to = after.unit if after.path != case.path else None
    word = status.ACTS[wish.act].entry
    recorded = chain.entry_of(case, word, who=who, person=person, now=now, subject=wish.subject, to=to)
    last = Last(act=word, unit=who.unit, hour=now, n=recorded.n)
    after = replace(chain.advanced(after, recorded), last=last, acts=case.acts + 1)
    return Change(
        before=case,
        after=after,
        entry=recorded,
        mark=chain.mark(case, recorded),
        record=_record(wish, recorded, after, person, other),
        passed=case.unit if to else None,
        regained=to if to in case.path else None,
        notice=Notice(unit=to, what=RETURNED if wish.act == "return" else NEW) if to else None,
    )


def possible(case: Case, tree: Tree, now: str) -> tuple[str, ...]:
    """Return the acts that the unit of a case may do at hour `now`."""
    return tuple(step.act for step in status.TABLE if case.status in step.leads and _allows(case, step, tree, now))


def choices(case: Case, tree: Tree) -> tuple[str, ...]:
    """Return the units that a case may be dispatched to: all below the present one that are not to be avoided."""
    return tree.outside(tree.below(case.unit), case.avoid)


def back(case: Case, tree: Tree) -> str | None:
    """Return the unit that a return goes to, None when nobody stands above or the case is final.

    The first: to the unit that dispatched it, or the one above when none did. The second: to the lowest that stands
    above both that returned it. What stands above a unit is never avoided, since avoiding a unit avoids all below.
    """
    above = tree.ancestors(case.unit)
    if case.final or not above:
        return None
    if not case.returns:
        return case.path[-2] if len(case.path) > 1 and case.path[-2] in above else above[0]
    first = case.returns[0]
    return tree.common(case.unit, first) if first in tree.units and first != tree.root else above[0]


def _asking(case: Case, _tree: Tree, now: str) -> bool:
    return case.pauses < MOST_PAUSES and (not case.asked or over(case.asked, now))


def _extending(case: Case, _tree: Tree, now: str) -> bool:
    return case.unit not in case.extensions and not over(case.due, now)


# The rules beside the rows of the table, by the word in `needs`.
_RULES: Final[Mapping[str, Callable[[Case, Tree, str], bool]]] = {
    "below": lambda case, tree, _now: bool(choices(case, tree)),
    "above": lambda case, tree, _now: back(case, tree) is not None,
    "question": _asking,
    "extension": _extending,
    "answered": lambda case, _tree, _now: case.answered,
}


def _allows(case: Case, step: Step, tree: Tree, now: str) -> bool:
    if case.acts >= MOST_ACTS and step.act not in _WORDLESS:
        return False
    return step.needs is None or _RULES[step.needs](case, tree, now)


def _check_named(case: Case, wish: Wish, tree: Tree, other: Case | None) -> None:
    """Refuse a wish for a unit that is no choice, for too many days, or for a case that this unit does not have."""
    if wish.act == "dispatch" and wish.to not in choices(case, tree):
        raise WrongMember("to", "not a unit that this one can dispatch to")
    if wish.act == "extend" and wish.days > tree.units[case.unit].deadlines.extend:
        raise WrongMember("days", "more than this unit may take")
    if wish.act == "link":
        here = other is not None and other.unit == case.unit and case.unit not in tree.avoided(other.avoid)
        if other is None or not here or other.case == case.case:
            raise WrongMember("link", "not another case of this unit")


def _valued(after: Case, case: Case, wish: Wish, portal: Portal, now: str) -> Case:
    """Return the case with the values that an act gives it, its clock included."""
    tree, due = portal.tree, portal.calendar.due
    days = tree.units[case.unit].deadlines
    if wish.act == "ask":
        return replace(after, pauses=case.pauses + 1, asked=due(now, days.pause), due=due(case.due, days.pause))
    if wish.act == "extend":
        return replace(after, extensions=(*case.extensions, case.unit), due=due(case.due, wish.days))
    if wish.act == "answer":
        return replace(after, answered=True)
    if wish.act in ("dispatch", "return", "reopen"):
        # Findings and an open question are those of the unit and the round that they were made in.
        after = replace(after, answered=False, asked="")
    if wish.act == "return":
        after = replace(after, returns=(*case.returns, case.unit))
    if wish.act in ("dispatch", "return"):
        after = replace(after, path=(*case.path, wish.to or back(case, tree) or case.unit))
    if after.status == case.status or after.status not in status.CLOCK:
        return after
    return replace(after, due=due(now, getattr(tree.units[after.unit].deadlines, status.CLOCK[after.status])))


def _record(wish: Wish, recorded: Entry, after: Case, person: str, other: Case | None) -> Record:
    return Record(
        case=after.case,
        id=wish.id,
        n=recorded.n,
        hour=recorded.hour,
        act=recorded.act,
        unit=str(recorded.unit),
        role=recorded.role,
        person=person,
        body=wish.body.decode(),
        sameness=wish.sameness(person),
        status=after.status,
        due=after.due,
        holder=after.unit,
        to=recorded.to,
        link=other.case if other else None,
    )


def _linked(wish: Wish, chains: Chains) -> Case | None:
    """Return the case that a link names, None when there is none, or more than one."""
    if wish.act != "link":
        return None
    try:
        return chains.find(wish.link)
    except (UnknownCase, AmbiguousRef):
        return None


def _done_before(case: Case, wish: Wish, person: str, chains: Chains) -> Done | None:
    """Return the answer that the same wish got before, None when its id is new. Raises OtherAct."""
    found = chains.recorded(case.case, wish.id)
    if found is None:
        return None
    if found.sameness != wish.sameness(person):
        raise OtherAct("the id is another act's")
    return Done(status=found.status, due=found.due, n=found.n, unit=found.holder)


def _moved(case: Case) -> Moved:
    last = case.last
    return Moved(act=last.act, unit=last.unit, hour=last.hour, status=case.status, n=last.n)
