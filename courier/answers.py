"""Ask the officer function and read its answers (protocol/API.md, the officer function).

Leaves invoking to whoever implements `Function`.
"""

import hashlib
import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from courier.cloud import Function
from courier.errors import AnswerRefused, PortalProblem
from protocol import canonical, code, envelope, hour, members, pouch
from protocol.errors import Malformed

VERSION: Final = 1
KNOWN: Final = ("unknown", "ambiguous", "gone", "member", "lint", "malformed", "fault", "busy", "unavailable")
BUSY: Final = ("busy", "unavailable")
PAUSES: Final = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds between tries, each shortened at random so that nobody keeps step
PAGE_MOST: Final = 4096  # characters of the mark of a page

Wait = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Demand:
    """One box that is wanted: whose, what for, and a note of at most 80 characters; all three are recorded."""

    ref: str
    purpose: str
    note: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some case records for a pouch, the hour from which the next pull starts, and the mark of the next page."""

    cases: tuple[dict[str, object], ...]
    until: str
    page: str | None


@dataclass(frozen=True, slots=True)
class PatientFunction:
    """The officer function, asked again after growing pauses while the portal is busy."""

    function: Function
    wait: Wait = time.sleep

    def ask(self, request: Mapping[str, object]) -> Mapping[str, object]:
        """Return the answer to a request. Raises PortalProblem, AnswerRefused or CloudRefused."""
        for pause in PAUSES:
            try:
                return _ask(self.function, request)
            except PortalProblem as problem:
                if problem.code not in BUSY:
                    raise
            self.wait(pause * random.uniform(0.5, 1.0))  # noqa: S311  # no secret
        return _ask(self.function, request)


def pages(function: PatientFunction, since: str) -> Iterator[Page]:
    """Yield every page of cases filed from hour `since` on; a page may be empty, only one without a mark is the last.

    Raises AnswerRefused, PortalProblem or CloudRefused.
    """
    request: dict[str, object] = {"v": 1, "act": "list", "since": since}
    page = _page(function.ask(request))
    yield page
    seen: set[str] = set()
    while page.page is not None:
        if page.page in seen:
            raise AnswerRefused("answer.loop")
        seen.add(page.page)
        page = _page(function.ask(request | {"page": page.page}))
        yield page


def box(function: PatientFunction, demand: Demand) -> dict[str, object]:
    """Return the box record of a demand, whose leaving the function has recorded.

    Raises PortalProblem when it refuses, AnswerRefused when it answers another case or purpose, and CloudRefused.
    """
    answer = function.ask({"v": 1, "act": "pull", "ref": demand.ref, "purpose": demand.purpose, "note": demand.note})
    try:
        value = members.members(answer, required=("v", "record"))["record"]
        record = members.at("record", pouch.parse_record, value)
    except Malformed as error:
        raise AnswerRefused("answer.malformed", why=str(error)) from error
    wanted = demand.ref.replace("-", "")
    if not isinstance(record, pouch.BoxRecord) or not record.case.startswith(wanted):
        raise AnswerRefused("answer.other", ref=code.show(wanted))
    if (record.entry.purpose, record.entry.note) != (demand.purpose, demand.note) or not _recorded(record):
        raise AnswerRefused("answer.unrecorded", ref=code.show(wanted))
    return dict(value) if isinstance(value, dict) else {}


def _recorded(record: pouch.BoxRecord) -> bool:
    """Return whether the entry records this very box; one out of form is left for the officer's tool to name."""
    try:
        sealed = envelope.parse_sealed(record.sealed)
    except Malformed:
        return True
    return hashlib.sha256(sealed.box).hexdigest() == record.entry.subject


def _ask(function: Function, request: Mapping[str, object]) -> Mapping[str, object]:
    answer = function.invoke(request)
    if not isinstance(answer, dict) or "v" not in answer:
        raise AnswerRefused("answer.malformed", why="not an answer of the officer function")
    if answer["v"] != VERSION or isinstance(answer["v"], bool):
        raise AnswerRefused("answer.version", version=canonical.to_bytes(answer["v"]).decode()[:20])
    if "problem" not in answer:
        return answer
    problem = answer["problem"]
    given = str(problem.get("code", "")) if isinstance(problem, dict) else ""
    raise PortalProblem(f"portal.{given}" if given in KNOWN else "portal.other", code=given)


def _page(answer: Mapping[str, object]) -> Page:
    try:
        found = members.members(answer, required=("v", "cases", "until"), optional=("page",))
        cases = members.at("cases", _cases, found["cases"])
        return Page(
            cases=cases,
            until=members.at("until", hour.check, found["until"]),
            page=members.at("page", members.line(PAGE_MOST), found["page"]) if "page" in found else None,
        )
    except Malformed as error:
        raise AnswerRefused("answer.malformed", why=str(error)) from error


def _cases(value: object) -> tuple[dict[str, object], ...]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Malformed("", "not a list of objects")
    records = tuple({"record": "case"} | item for item in value)
    for place, record in enumerate(records):
        members.at(str(place), pouch.parse_record, record)
    return records
