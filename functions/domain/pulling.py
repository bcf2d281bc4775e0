"""Hand the courier what it asks for: case headers freely, a box only once its leaving is recorded (API.md)."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from functions.domain import identity
from functions.errors import Unavailable, WrongMember
from protocol import entry, facts, hour, lint, members
from protocol.code import CASE_SYMBOLS, parse_ref
from protocol.envelope import Sealed
from protocol.errors import Malformed
from protocol.pouch import CaseRecord

ATTEMPTS: Final = 5  # at appending to a chain that others append to as well
PAGE_MOST: Final = 1000  # characters of a page mark
OVERLAP: Final = timedelta(hours=1)  # a pull starts this long before the last, for clocks and index that run late


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case as the officer function reads it: no keys but hashes of them (32 bytes), `head` the hash of entry `n`."""

    case: str
    hour: str
    status: str
    facts: facts.Facts
    receipt: str
    reply_to: bytes
    lookup_hash: bytes
    proof_hash: bytes
    label_key_hash: bytes
    entry_key_hash: bytes
    n: int
    head: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some headers, in order of their hours, and where the next page starts; the last page has no `next`."""

    headers: tuple[CaseRecord, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Request:
    """A demand for one box: whose, what for (one of entry.PURPOSES), and a note of at most 80 characters."""

    ref: str
    purpose: str
    note: str


@dataclass(frozen=True, slots=True)
class Range:
    """A wish for headers: from which hour on, and after which page, as the page before said."""

    since: str
    page: str | None


@dataclass(frozen=True, slots=True)
class Pulled:
    """A box on its way to the officer, with the case it belongs to and the entry that records its leaving."""

    case: StoredCase
    sealed: Sealed
    entry: entry.Entry


class Cases(Protocol):
    """The store, as the officer function sees it."""

    def find(self, ref: str) -> StoredCase:
        """Return the case that a ref (10 symbols) or full case (26) names; raises UnknownCase or AmbiguousRef."""

    def box(self, case: str) -> Sealed:
        """Return the sealed contact box of a case; raises Gone when it was destroyed."""

    def append(self, recorded: entry.Entry, *, head: str) -> bool:
        """Write an entry on top of `head` in one transaction; return False when another entry came first."""

    def page(self, *, since: str, now: str, after: str | None) -> Page:
        """Return headers of cases filed from hour `since` on, after the page that ended at `after`."""


def pull(request: Request, *, now: str, cases: Cases) -> Pulled:
    """Return a box after its leaving was recorded.

    Raises UnknownCase, AmbiguousRef, Gone, or Unavailable when the chain was too busy to append to.
    """
    for _ in range(ATTEMPTS):
        case = cases.find(request.ref)
        sealed = cases.box(case.case)
        recorded = entry.Entry(
            case=case.case,
            n=case.n + 1,
            prev=case.head,
            hour=now,
            act="pulled",
            role="officer",
            fields=(*(name for name in entry.FIELDS if name in case.facts.to_value()), "contact"),
            subject=hashlib.sha256(sealed.box).hexdigest(),
            purpose=request.purpose,
            note=request.note,
        )
        if cases.append(recorded, head=case.head):
            return Pulled(case=case, sealed=sealed, entry=recorded)
    raise Unavailable("other entries were written at the same moment")


def parse_request(event: object, rules: lint.Rules) -> Request:
    """Return the demand that a `pull` event holds.

    Raises WrongMember naming what is missing or out of form, and IdentityFound when the note says whose box it is.
    """
    try:
        found = members.members(event, required=("v", "act", "ref", "purpose", "note"))
        request = Request(
            ref=members.at("ref", _ref, found["ref"]),
            purpose=members.at("purpose", members.one_of(entry.PURPOSES), found["purpose"]),
            note=members.at("note", members.line(entry.NOTE_MOST), found["note"]),
        )
    except Malformed as error:
        raise WrongMember(error.member or "act", error.why) from error
    identity.check_note(request.note, rules)
    return request


def parse_range(event: object) -> Range:
    """Return what a `list` event asks for. Raises WrongMember naming what is missing, unknown or out of form."""
    try:
        found = members.members(event, required=("v", "act", "since"), optional=("page",))
        return Range(
            since=members.at("since", hour.check, found["since"]),
            page=members.at("page", members.line(PAGE_MOST), found["page"]) if "page" in found else None,
        )
    except Malformed as error:
        raise WrongMember(error.member or "act", error.why) from error


def until(now: str) -> str:
    """Return the hour from which the next pull starts, so that no case is missed and some come twice."""
    return hour.from_datetime(hour.parse(now) - OVERLAP)


def _ref(value: object) -> str:
    if isinstance(value, str) and len(value) == CASE_SYMBOLS:
        return members.case(value)
    if not isinstance(value, str) or not value:
        raise Malformed("", "not a report number")
    return parse_ref(value)
