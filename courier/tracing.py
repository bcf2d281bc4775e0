"""Trace: ask the officer function which look the watermark in a picture is of (CUSTODY.md).

What it answers is recorded by the portal before; nothing is written here.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from console import private
from console.arguments import Arguments
from console.errors import UsageError
from courier import demands
from courier.answers import PatientFunction
from courier.errors import AnswerRefused, PortalProblem
from protocol import code, entry, mark, members
from protocol.errors import Malformed

PEOPLE_MOST: Final = 100
FILE_MOST: Final = 64 * 1024  # bytes
_OWN_WORDS: Final = ("unknown", "ambiguous")  # problems that mean something else here than for a pull


@dataclass(frozen=True, slots=True)
class Wish:
    """A mark to trace, what for, and subject claims to compare with, none for nobody."""

    mark: str
    note: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Traced:
    """The look that a mark is of, the entry that records its tracing, and whose of the people asked about it was."""

    look: entry.Entry
    entry: entry.Entry
    people: tuple[str, ...]


def read(arguments: Arguments) -> Wish:
    """Return what a command line wishes to trace. Raises UsageError, or FileRefused for the list of people."""
    note = demands.parse_note(arguments.word("--note"))
    path = arguments.one("--people")
    return Wish(parse_mark(arguments.word("NUMBER")), note, () if path is None else _people(Path(path)))


def parse_mark(text: str) -> str:
    """Return the mark that a number, as a view shows it, or 10 symbols name. Raises UsageError."""
    folded = "".join(text.split()).replace("-", "").upper()
    try:
        return mark.check(folded)
    except Malformed:
        pass
    if len(folded) != mark.DIGITS or not (folded.isascii() and folded.isdigit()):
        raise UsageError("usage.mark", value=text)
    try:
        return mark.parse(folded)
    except Malformed as error:
        raise UsageError("usage.mark_check", value=text) from error


def trace(function: PatientFunction, wish: Wish) -> Traced:
    """Return the look that a mark is of, whose tracing the function has recorded.

    Raises PortalProblem when it refuses, AnswerRefused when it recorded something else, and CloudRefused.
    """
    people = {"people": list(wish.people)} if wish.people else {}
    try:
        answer = function.ask({"v": 1, "act": "trace", "mark": wish.mark, "note": wish.note, **people})
    except PortalProblem as problem:
        if problem.code not in _OWN_WORDS:
            raise
        raise PortalProblem(f"trace.{problem.code}", code=problem.code) from problem
    try:
        found = members.members(answer, required=("v", "traced", "entry", *people))
        traced = Traced(
            look=members.at("traced", entry.parse, found["traced"]),
            entry=members.at("entry", entry.parse, found["entry"]),
            people=members.at("people", _named, found["people"]) if people else (),
        )
    except Malformed as error:
        raise AnswerRefused("answer.malformed", why=str(error)) from error
    if not _recorded(traced, wish):
        raise AnswerRefused("answer.unrecorded", ref=code.ref(traced.look.case))
    return traced


def _recorded(traced: Traced, wish: Wish) -> bool:
    """Return whether the entry records the tracing of this very look, and names nobody who was not asked about."""
    look, recorded = traced.look, traced.entry
    told = (recorded.act, recorded.case, recorded.subject, recorded.note)
    return told == ("traced", look.case, entry.hash_of(look), wish.note) and set(traced.people) <= set(wish.people)


def _named(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise Malformed("", "not a list")
    return tuple(map(members.line(FILE_MOST), value))


def _people(path: Path) -> tuple[str, ...]:
    """Return the subject claims of a file, one a line."""
    try:
        lines = private.read(path, most=FILE_MOST).data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise UsageError("usage.people", file=str(path), most=PEOPLE_MOST) from error
    people = tuple(dict.fromkeys(subject for line in lines if (subject := line.strip())))
    if not 1 <= len(people) <= PEOPLE_MOST:
        raise UsageError("usage.people", file=str(path), most=PEOPLE_MOST)
    return people
