"""Show a case to the unit that has it, or its status to one that had it: the look is written before it is answered.

Leaves the watermark's shape on the page to the page. Spec: CUSTODY.md, looks of units; API.md, staff.
"""

from dataclasses import dataclass
from typing import Protocol

from functions.domain import chain, handling, staff
from functions.domain.chain import Case, Chains, Change, Record
from functions.domain.challenge import Mac
from functions.domain.portal import Portal
from functions.domain.staff import Staff
from functions.errors import Unavailable, UnknownCase
from protocol import b64, code
from protocol.facts import Facts

PHOTOS = ("photos",)  # the fields of a look at a picture


class Evidence(Protocol):
    """The store of photos, as the staff's rules see it: it can be read, and only for a look."""

    def photo(self, case: str, name: str) -> bytes:
        """Return the picture of a case by its SHA-256 (64 hex); raises UnknownCase when it never came."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look shows: all of a case to the unit that has it, with what that may do; to an earlier one, the status.

    `acts` are the acts that are open to it, `to` the units that it may dispatch to, now or once it has accepted, and
    `history` the acts so far.
    """

    case: Case
    mark: str
    whole: bool
    history: tuple[Record, ...] = ()
    acts: tuple[str, ...] = ()
    to: tuple[str, ...] = ()

    def to_value(self) -> dict[str, object]:
        """Return the object on the wire."""
        case = self.case
        least = {name: getattr(case, name) for name in ("case", "status", "due", "n")}
        plain: dict[str, object] = {"v": 1, "ref": code.ref(case.case), "mark": self.mark} | least
        if not self.whole:
            return plain
        links = dict.fromkeys(record.link for record in self.history if record.link and record.unit == case.unit)
        return plain | {
            "hour": case.hour,
            "unit": case.unit,
            "facts": case.facts.to_value(),
            "history": [record.to_value(case.unit) for record in self.history],
            "acts": list(self.acts),
            "to": list(self.to),
            "final": case.final,
            "links": [{"case": link, "ref": code.ref(link)} for link in links],
        }


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo on its way to the unit that has its case, with the watermark of the look."""

    photo: bytes
    mark: str

    def to_value(self) -> dict[str, object]:
        """Return the object on the wire."""
        return {"v": 1, "photo": b64.encode(self.photo), "mark": self.mark}


def look(case: str, *, who: Staff, portal: Portal, now: str, mac: Mac, chains: Chains) -> Seen:
    """Return what a member of staff may see of a case, after the look was recorded.

    Raises UnknownCase, or Unavailable when the chain was too busy to write on.
    """
    person = staff.person(case, who.subject, mac)
    for _ in range(chain.ATTEMPTS):
        found = chains.find(case)
        whole = chain.stands(found, who.unit, portal.tree)
        # Read between case and entry: the entry is refused when an act came in between.
        history = chains.history(case) if whole else ()
        change = record(found, who=who, person=person, now=now, fields=shown(found.facts) if whole else ())
        if not chains.write(change):
            continue
        after = change.after
        if not whole:
            return Seen(case=after, mark=change.mark, whole=False)
        acts = handling.possible(after, portal.tree, now)
        # Named before a dispatch is possible too, so that acceptance and dispatch need one look and not two.
        to = handling.choices(after, portal.tree) if acts else ()
        return Seen(case=after, mark=change.mark, whole=True, history=history, acts=acts, to=to)
    raise Unavailable("other entries were written at the same moment")


def picture(
    case: str, number: int, *, who: Staff, portal: Portal, now: str, mac: Mac, chains: Chains, evidence: Evidence
) -> Picture:
    """Return photo `number` (from 1) of a case to the unit that has it, after the look was recorded.

    Raises UnknownCase, also for a photo that never came, or Unavailable.
    """
    person = staff.person(case, who.subject, mac)
    for _ in range(chain.ATTEMPTS):
        found = chains.find(case)
        if not chain.stands(found, who.unit, portal.tree) or not 1 <= number <= len(found.facts.photos):
            raise UnknownCase("no such photo")
        name = found.facts.photos[number - 1]
        photo = evidence.photo(case, name)
        change = record(found, who=who, person=person, now=now, fields=PHOTOS, subject=name)
        if chains.write(change):
            return Picture(photo=photo, mark=change.mark)
    raise Unavailable("other entries were written at the same moment")


def record(
    case: Case, *, who: Staff, person: str, now: str, fields: tuple[str, ...], subject: str | None = None
) -> Change:
    """Return the change that records a look: an entry, and nothing else of the case."""
    seen = chain.entry_of(
        case, "viewed", who=who, person=person, now=now, fields=fields, subject=subject or case.facts_hash
    )
    return Change(before=case, after=chain.advanced(case, seen), entry=seen, mark=chain.mark(case, seen))


def shown(told: Facts) -> tuple[str, ...]:
    """Return the fields that a look at facts shows; pictures are looked at one by one."""
    return tuple(name for name in told.to_value() if name not in ("v", *PHOTOS))
