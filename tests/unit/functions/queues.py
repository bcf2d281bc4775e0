"""List the cases of a fake chain as the index and the table of what was passed on do; implements Queues."""

from functions.domain.chain import Case
from functions.domain.queues import Passed, PassedOn, Place, Queue, Waiting
from tests.unit.functions.chains import FakeChains


class FakeQueues:
    """Queues over the cases of a FakeChains; `asked` notes each question by unit and bound."""

    def __init__(self, chains: FakeChains) -> None:
        self.chains = chains
        self.asked: list[tuple[str, str | None, int]] = []

    def waiting(self, unit: str, *, after: Place | None, most: int, until: str | None = None) -> Queue:
        """Return open cases of a unit in the order of their deadlines."""
        self.asked.append((unit, until, most))
        start = f"{after.due}#{after.case}" if after else ""
        found = sorted(
            (case for case in self.chains.cases.values() if case.queue == unit and case.inbox > start),
            key=lambda case: case.inbox,
        )
        found = [case for case in found if until is None or case.due <= until]
        page = found[:most]
        last = Place(page[-1].due, page[-1].case) if len(page) == most else None
        return Queue(cases=tuple(map(_waiting, page)), after=last)

    def passed(self, unit: str, *, after: str | None, most: int) -> PassedOn:
        """Return cases that a unit had and has no more."""
        names = sorted(name for of, name in self.chains.passed if of == unit and name > (after or ""))[:most]
        found = [self.chains.cases[name] for name in names if name in self.chains.cases]
        cases = tuple(Passed(case.case, case.status, case.due, case.avoid) for case in found)
        return PassedOn(cases=cases, after=names[-1] if len(names) == most else None)


def _waiting(case: Case) -> Waiting:
    told = case.facts
    return Waiting(case.case, told.category, told.place, case.status, case.due, case.n)
