"""Make cases on their way through the invented chain of offices, and keep them in memory as the store does."""

from dataclasses import replace
from typing import Any, Final

from functions.domain import staff, wishes
from functions.domain.chain import Case, Change, Last, Record
from functions.domain.portal import Portal
from functions.domain.staff import Staff
from functions.domain.wishes import Wish
from functions.errors import AmbiguousRef, UnknownCase
from protocol import b64, entry, facts, lint
from tests.unit.functions import offices, reports
from tests.unit.functions.fakes import FakeMac
from tests.vectors import people

# The community is quicker than the others, so that no unit's deadlines pass for another's.
QUICK: Final = {"accept": 1, "answer": 7, "pause": 3, "extend": 5}
PORTAL: Final[Portal] = reports.portal(
    units=[unit | ({"deadlines": QUICK} if unit["id"] == "community-5" else {}) for unit in offices.units()]
)
FILED: Final = "2026-11-25T08Z"  # a Wednesday, 16 o'clock in Shanghai
LATER: Final = "2026-11-26T01Z"
PHOTO: Final = people.sha256(b"picture").hex()
FACTS: Final = replace(people.FACTS, place="yx-hongxing", category="noise", photos=(PHOTO,))


def filed(unit: str = "street-3", *, name: str = people.CASE, avoid: tuple[str, ...] = (), hour: str = FILED) -> Case:
    """Return a case as filing leaves it: routed to a unit, with the entry of its filing."""
    told = facts.hash_of(FACTS)
    first = entry.Entry(case=name, n=0, hour=hour, act="filed", role="reporter", fields=(), subject=told, to=unit)
    return Case(
        case=name,
        hour=hour,
        status="submitted",
        facts=FACTS,
        facts_hash=told,
        avoid=avoid,
        label_key=people.DERIVED.label_key,
        n=0,
        head=entry.hash_of(first),
        due=PORTAL.calendar.due(hour, PORTAL.tree.units[unit].deadlines.accept),
        path=(unit,),
        last=Last(act="filed", unit="", hour=hour, n=0),
    )


def clerk(unit: str, *, role: str = "handler", subject: str = "clerk") -> Staff:
    """Return a member of a unit's staff."""
    return Staff(unit=unit, role=role, subject=f"{subject} of {unit}")


def person(case: str, who: Staff) -> str:
    """Return the pseudonym of a member of staff in a case."""
    return staff.person(case, who.subject, FakeMac())


# What an act takes when a test has nothing else in mind.
USUAL: Final[dict[str, dict[str, Any]]] = {
    "accept": {},
    "decline": {"ground": "outside", "text": "请向法院起诉"},
    "dispatch": {"to": "community-5"},
    "return": {"reason": "不属本街道"},
    "ask": {"text": "是哪一天？"},
    "answer": {"text": "已经拆除", "findings": "confirmed"},
    "extend": {"days": 3, "reason": "等待检测"},
    "link": {"link": ""},
    "close": {},
    "reopen": {"reason": "又开了"},
}


def body(act: str, n: int, *, id_: str = "first", **changed: Any) -> dict[str, Any]:
    """Return the body of an act; `id_` names its random id, members that become None are left out."""
    whole = {"v": 1, "id": b64.encode(people.seed(id_)[: wishes.ID_SIZE]), "n": n} | USUAL[act] | changed
    return {name: value for name, value in whole.items() if value is not None}


def wish(act: str, n: int, *, id_: str = "first", **changed: Any) -> Wish:
    """Return the wish that such a body holds."""
    return wishes.parse(act, body(act, n, id_=id_, **changed), lint.own_rules())


class FakeChains:
    """Cases, entries, acts and what units had, in dictionaries; implements Chains."""

    def __init__(self, *cases: Case) -> None:
        self.cases = {case.case: case for case in cases}
        self.entries: dict[str, list[entry.Entry]] = {case.case: [] for case in cases}
        self.acts: dict[tuple[str, str], Record] = {}
        self.passed: set[tuple[str, str]] = set()
        self.notices: list[tuple[str, int, str, str]] = []
        self.calls = 0

    def find(self, name: str) -> Case:
        """Return the case that a ref or a case names."""
        self.calls += 1
        found = [case for case in self.cases if case.startswith(name)]
        if not found:
            raise UnknownCase("no such case")
        if len(found) > 1:
            raise AmbiguousRef("more than one case begins with this ref")
        return self.cases[found[0]]

    def recorded(self, case: str, id_: str) -> Record | None:
        """Return the act that is recorded under an id."""
        self.calls += 1
        return self.acts.get((case, id_))

    def history(self, case: str) -> tuple[Record, ...]:
        """Return all acts of a case in order."""
        self.calls += 1
        found = (record for (of, _), record in self.acts.items() if of == case)
        return tuple(sorted(found, key=lambda record: record.n))

    def write(self, change: Change) -> bool:
        """Write all of a change, or nothing."""
        self.calls += 1
        name, before = change.before.case, self.cases[change.before.case]
        if (before.n, before.head) != (change.before.n, change.before.head):
            return False
        if change.record and (name, change.record.id) in self.acts:
            return False
        self.cases[name] = change.after
        self.entries[name].append(entry.parse(change.entry.to_value()))
        if change.record:
            self.acts[name, change.record.id] = change.record
        if change.passed:
            self.passed.add((change.passed, name))
        if change.regained:
            self.passed.remove((change.regained, name))
        if change.notice:
            self.notices.append((name, change.entry.n, change.notice.unit, change.notice.what))
        return True


def had(case: Case) -> set[str]:
    """Return the units that had a case and have it no more."""
    return set(case.path) - {case.unit}
