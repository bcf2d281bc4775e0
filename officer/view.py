"""Lay out what a pouch brought for people to read: contact details beside the facts, refusals with what to do.

Everything that strangers wrote is made visible; every text is broken by the columns it takes.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Final

from console.screen import Screen
from console.visible import visible
from console.width import pad, width, wrap
from console.words import Shown
from officer.names import Names
from officer.outcome import Outcome
from protocol import code, pouch
from protocol.envelope import CONTACT_BOUNDS

BESIDE_COLUMNS: Final = 100  # from this width on, contact details stand beside the facts
TEXT_MOST: Final = 160  # columns: longer lines are hard to read
GAP: Final = 3  # columns between the two
INDENT: Final = "    "  # of what a line of a list goes on with
FACTS: Final = ("kind", "category", "place", "spot", "when", "what", "wish")

Rows = Sequence[tuple[str, str]]


def show_outcome(outcome: Outcome, screen: Screen, called: Names) -> None:
    """Print one box: its contact details and facts, or why it was refused and what to do."""
    screen.rule()
    if outcome.step is None:
        _show_opened(outcome, screen, called)
    else:
        _show_refused(outcome, screen)


def show_header(record: pouch.CaseRecord, screen: Screen, called: Names, *, first: bool) -> None:
    """Print that a case exists, in one line where it fits; the first has a heading."""
    if first:
        screen.rule()
        screen.print(screen.strong(screen.words("open.listed")))
    text = screen.words(
        "open.header",
        ref=code.ref(record.case),
        hour=hour(record.hour, screen),
        category=_name(record.category, called.categories, screen),
        place=_name(record.place, called.places, screen),
        status=screen.words(f"status.{record.status}"),
        key=record.key,
    )
    line, *more = wrap(text, min(screen.columns, TEXT_MOST) - len(INDENT))
    for shown in (line, *(f"{INDENT}{rest}" for rest in more)):
        screen.print(shown)


def refusal(outcome: Outcome, screen: Screen) -> str:
    """Return one line that names a refused record, for standard error."""
    where = outcome.ref or screen.words("open.line", line=outcome.line)
    step = screen.words(f"step.{outcome.step}.name")
    return screen.words("open.refused", where=where, step=step, means=means(outcome, screen))


def means(outcome: Outcome, screen: Screen) -> str:
    """Return what a refusal means."""
    if outcome.kind:
        return screen.words(f"line.{outcome.kind}.means")
    return screen.words(f"step.{outcome.step}.means", key=outcome.key, groups=_groups(outcome.key), why=outcome.why)


def hour(text: str, screen: Screen) -> str:
    """Return an hour as its date, its span and its zone."""
    day, start = text[:10], int(text[11:13])
    return screen.words("open.hour", day=day, start=f"{start:02}:00", end=f"{start + 1:02}:00")


def _show_opened(outcome: Outcome, screen: Screen, called: Names) -> None:
    words, columns = screen.words, min(screen.columns, TEXT_MOST)
    screen.print(screen.strong(f"{outcome.ref}  {words('open.opened')}"))
    rows = [
        (words("open.case"), str(outcome.case)),
        (words("open.filed"), hour(outcome.hour, screen)),
        (words("open.pulled"), hour(outcome.pulled, screen)),
        (words("open.purpose"), words(f"purpose.{outcome.purpose}")),
    ]
    if outcome.note:
        rows.append((words("open.note"), outcome.note))
    _print_rows(rows, screen)
    screen.print()
    given = outcome.contact or {}
    contact = [(words(f"contact.{name}"), given[name]) for name in CONTACT_BOUNDS if name in given]
    facts = [(words(f"facts.{name}"), text) for name, text in _facts(outcome.facts or {}, screen, called)]
    beside = columns >= BESIDE_COLUMNS
    half = (columns - GAP) // 2 if beside else columns
    left = _table(contact, half) if contact else wrap(words("open.no_contact"), half)
    right = _table(facts, half)
    if beside:
        screen.print(screen.strong(f"{pad(words('open.contact'), half + GAP)}{words('open.facts')}"))
        for one, other in zip_longest(left, right, fillvalue=""):
            screen.print(f"{pad(one, half + GAP)}{other}".rstrip())
    else:
        for title, lines in ((words("open.contact"), left), (words("open.facts"), right)):
            screen.print(screen.strong(title))
            for line in (*lines, ""):
                screen.print(line)


def _facts(facts: Mapping[str, object], screen: Screen, called: Names) -> Iterable[tuple[str, str]]:
    chosen = {"category": called.categories, "place": called.places}
    for name in FACTS:
        if name in facts:
            text = str(facts[name])
            yield name, screen.words(f"kind.{text}") if name == "kind" else _name(text, chosen.get(name, {}), screen)
    if "photos" in facts:
        hashes = facts["photos"]
        assert isinstance(hashes, list)  # noqa: S101  opening compared the facts' hash, so they have their form
        yield "photos", "\n".join((screen.words("facts.photos-count", count=len(hashes)), *hashes))


def _name(text: str, called: Mapping[str, str], screen: Screen) -> str:
    """Return what an id is called, and the id: it alone is bound by the box. A text without a name stays as it is."""
    return screen.words("open.named", name=called[text], id=text) if text in called else text


def _show_refused(outcome: Outcome, screen: Screen) -> None:
    words = screen.words
    where = outcome.ref or words("open.line", line=outcome.line)
    screen.print(screen.strong(f"{where}  {words('open.refused_at', step=words(f'step.{outcome.step}.name'))}"))
    todo = f"line.{outcome.kind}.do" if outcome.kind else f"step.{outcome.step}.do"
    rows = [(words("open.means"), means(outcome, screen)), (words("open.do"), words(todo))]
    if outcome.case:
        rows.insert(0, (words("open.case"), outcome.case))
    _print_rows(rows, screen)


def _print_rows(rows: Rows, screen: Screen) -> None:
    for line in _table(rows, min(screen.columns, TEXT_MOST)):
        screen.print(line)


def _table(rows: Rows, columns: int) -> list[str]:
    """Return rows of a label and a text, the texts all starting at one column."""
    indent = max(width(label) for label, _ in rows) + 2
    lines = []
    for label, text in rows:
        safe = text if isinstance(text, Shown) else visible(text, lines=True)
        first, *more = wrap(safe, columns - indent)
        lines += [f"{pad(label, indent)}{first}", *(f"{' ' * indent}{line}" for line in more)]
    return lines


def _groups(key: str) -> str:
    """Return a key id as the first half of its fingerprint, which has the same digits."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))
