"""Trace the watermark in a picture of a staff view to the look that it is of, which is recorded first (CUSTODY.md)."""

from dataclasses import dataclass
from typing import Final, Protocol

from functions.domain import identity, staff
from functions.domain.challenge import Mac
from functions.domain.pulling import ATTEMPTS, StoredCase
from functions.errors import Unavailable, WrongMember
from protocol import entry, lint, mark, members
from protocol.errors import Malformed

PEOPLE_MOST: Final = 100
SUBJECT_MOST: Final = 255  # characters of a subject claim (OpenID Connect Core 1.0, section 2)
PURPOSE: Final = "inquiry"


@dataclass(frozen=True, slots=True)
class Request:
    """A demand to trace a mark: a note of at most 80 characters, and subject claims to compare with, None for none."""

    mark: str
    note: str
    people: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Traced:
    """The look that a mark is of, the entry that records its tracing, and whose look it was of those asked about."""

    look: entry.Entry
    entry: entry.Entry
    people: tuple[str, ...] | None


class Marks(Protocol):
    """The store, as tracing sees it."""

    def marked(self, mark: str) -> entry.Entry:
        """Return the entry that a mark is of; raises UnknownCase, or AmbiguousRef when there are several."""

    def find(self, ref: str) -> StoredCase:
        """Return the case that a ref (10 symbols) or full case (26) names; raises UnknownCase or AmbiguousRef."""

    def append(self, recorded: entry.Entry, *, head: str) -> bool:
        """Write an entry on top of `head` in one transaction; return False when another entry came first."""


def trace(request: Request, *, now: str, marks: Marks, mac: Mac) -> Traced:
    """Return the look that a mark is of after its tracing was recorded on the same case.

    Raises UnknownCase, AmbiguousRef, or Unavailable when the chain was too busy, or the key of pseudonyms.
    """
    look = marks.marked(request.mark)
    people = request.people and tuple(
        subject for subject in request.people if staff.person(look.case, subject, mac) == look.person
    )
    for _ in range(ATTEMPTS):
        case = marks.find(look.case)
        recorded = entry.Entry(
            case=case.case,
            n=case.n + 1,
            prev=case.head,
            hour=now,
            act="traced",
            role="officer",
            fields=(),
            subject=entry.hash_of(look),
            purpose=PURPOSE,
            note=request.note,
        )
        if marks.append(recorded, head=case.head):
            return Traced(look=look, entry=recorded, people=people)
    raise Unavailable("other entries were written at the same moment")


def parse_request(event: object, rules: lint.Rules) -> Request:
    """Return the demand that a `trace` event holds.

    Raises WrongMember naming what is missing or out of form, and IdentityFound when the note says who somebody is.
    """
    try:
        found = members.members(event, required=("v", "act", "mark", "note"), optional=("people",))
        request = Request(
            mark=members.at("mark", mark.check, found["mark"]),
            note=members.at("note", members.line(entry.NOTE_MOST), found["note"]),
            people=members.at("people", _people, found["people"]) if "people" in found else None,
        )
    except Malformed as error:
        raise WrongMember(error.member or "act", error.why) from error
    identity.check_note(request.note, rules)
    return request


def _people(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= PEOPLE_MOST:
        raise Malformed("", f"not a list of 1 to {PEOPLE_MOST}")
    return tuple(dict.fromkeys(map(members.line(SUBJECT_MOST), value)))
