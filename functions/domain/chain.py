"""A case on its way through the chain of offices: what the store holds of it, and what one look or act writes.

Leaves the rules to `handling` and `viewing`, and the writing, all of a change or nothing, to the store.
"""

from dataclasses import dataclass, replace
from typing import Final, Protocol

from functions.domain import status
from functions.domain.staff import Staff
from functions.domain.units import Tree
from functions.errors import UnknownCase
from protocol import canonical, entry, facts
from protocol.entry import Entry

ATTEMPTS: Final = 5  # at writing on top of a chain that others write to as well
FINAL: Final = 2  # returns; after these a case may not be returned again


@dataclass(frozen=True, slots=True)
class Last:
    """The last act that was no mere look: its word, whose unit it was (empty for the filing), its hour and number."""

    act: str
    unit: str
    hour: str
    n: int


@dataclass(frozen=True, slots=True)
class Case:
    """A case as the staff's rules read it: `head` is the hash of entry `n`, `label_key` has 32 bytes.

    `path` names each unit that had it, in order, the present one last. `returns` and `extensions` name the units that
    returned it or took more time, `pauses` counts questions to the reporter, and `asked` is the hour until which the
    last one may still be open, empty for none. `answered` tells that the present unit has given its findings, `acts`
    how many there were.
    """

    case: str
    hour: str
    status: str
    facts: facts.Facts
    facts_hash: str
    avoid: tuple[str, ...]
    label_key: bytes
    n: int
    head: str
    due: str
    path: tuple[str, ...]
    last: Last
    returns: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    acts: int = 0
    pauses: int = 0
    asked: str = ""
    answered: bool = False

    @property
    def unit(self) -> str:
        """The unit that has the case, or had it last."""
        return self.path[-1]

    @property
    def queue(self) -> str | None:
        """The unit in whose inbox the case stands, None once it has ended: the index's partition."""
        return None if self.status in status.ENDED else self.unit

    @property
    def inbox(self) -> str:
        """The place of the case in its inbox, by deadline."""
        return f"{self.due}#{self.case}"

    @property
    def final(self) -> bool:
        """Whether the case may not be returned any more."""
        return len(self.returns) >= FINAL


@dataclass(frozen=True, slots=True)
class Record:
    """An act as the store keeps it beside its entry, which holds no words: `body` is its canonical request.

    `sameness` (64 hex) tells a repeat from another act with its `id`; `status`, `due` and `holder` (a unit) are what
    the act was answered with. `link` is the whole case that was linked.
    """

    case: str
    id: str
    n: int
    hour: str
    act: str
    unit: str
    role: str
    person: str
    body: str
    sameness: str
    status: str
    due: str
    holder: str
    to: str | None = None
    link: str | None = None

    def to_value(self, reader: str) -> dict[str, object]:
        """Return what the unit `reader` may see of an act: a linked case stays with the unit that linked it."""
        sent = canonical.loads(self.body.encode())
        words = {name: sent[name] for name in _WORDS if name in sent} if isinstance(sent, dict) else {}
        told = {"to": self.to, "link": self.link if reader == self.unit else None}
        plain: dict[str, object] = {"hour": self.hour, "act": self.act, "unit": self.unit}
        return plain | {name: value for name, value in told.items() if value is not None} | words


_WORDS: Final = ("ground", "text", "reason", "findings", "days")  # members of a request that its reader sees


@dataclass(frozen=True, slots=True)
class Notice:
    """What a unit is told by e-mail: that a case is `new` to it, or was `returned`."""

    unit: str
    what: str


@dataclass(frozen=True, slots=True)
class Change:
    """All that one transaction writes, on the condition that the case still is as `before` (its `n` and `head`).

    `mark` is the watermark of the entry. A look has no `record`. When the case goes to another unit, `passed` is the
    one that has it no more, and `regained` the new one if that had it before.
    """

    before: Case
    after: Case
    entry: Entry
    mark: str
    record: Record | None = None
    passed: str | None = None
    regained: str | None = None
    notice: Notice | None = None


class Chains(Protocol):
    """The store, as the staff's rules see it."""

    def find(self, name: str) -> Case:
        """Return the case that a ref (10 symbols) or a full case (26) names; raises UnknownCase or AmbiguousRef."""

    def recorded(self, case: str, id_: str) -> Record | None:
        """Return the act of a case that is recorded under an id, if any, as it is now and not a moment ago."""

    def history(self, case: str) -> tuple[Record, ...]:
        """Return all acts of a case in the order of their numbers."""

    def write(self, change: Change) -> bool:
        """Write a change in one transaction; return False, and write nothing, when something else came first.

        That is another entry on the chain, or another act with the id of the record. Raises Unavailable.
        """


def stands(case: Case, unit: str, tree: Tree) -> bool:
    """Return whether a unit has the case now (True) or had it before (False).

    Raises UnknownCase for every other unit, and for one to be kept away whatever its part was.
    """
    if unit in tree.avoided(case.avoid) or unit not in case.path:
        raise UnknownCase("not a case of this unit")
    return unit == case.unit


def entry_of(
    case: Case,
    act: str,
    *,
    who: Staff,
    person: str,
    now: str,
    subject: str,
    fields: tuple[str, ...] = (),
    to: str | None = None,
) -> Entry:
    """Return the entry of a look or an act of staff, next on the chain of a case."""
    return Entry(
        case=case.case,
        n=case.n + 1,
        prev=case.head,
        hour=now,
        act=act,
        role=who.acts_as,
        unit=who.unit,
        person=person,
        fields=fields,
        subject=subject,
        to=to,
    )


def advanced(case: Case, recorded: Entry) -> Case:
    """Return a case with an entry on top of its chain."""
    return replace(case, n=recorded.n, head=entry.hash_of(recorded))


def mark(case: Case, recorded: Entry) -> str:
    """Return the watermark of an entry: what the views that it records carry."""
    return entry.mark(case.label_key, recorded.n)
