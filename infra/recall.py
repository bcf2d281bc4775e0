"""Measure the identity lint on labelled texts: what it finds, what it finds in vain, and what it weighs.

Leaves labelling to tests/lint, whose README says what counts; the file that is put aside is the one that judges.
"""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import brotli

from infra import render
from infra.environment import ROOT
from infra.errors import NotMeasured
from infra.progress import say
from protocol import lint

FOLDER: Final = ROOT / "tests" / "lint"
HELD_OUT: Final = "fourth_held_out.json"
TUNING: Final = ("tuning.json", "earlier_held_out.json", "held_out.json", "third_held_out.json")
RECALL: Final = 0.9  # of the labelled passages are overlapped by a hit of any type
ALARMS: Final = 0.1  # of the clean texts have a hit
WEIGHT: Final = 10_000  # bytes, brotli
_Z: Final = 1.959964  # standard deviations on each side of a 95 % interval
_SOURCES: Final = ("bench/lint.ts", "bench/hashing.ts")


@dataclass(frozen=True, slots=True)
class Passage:
    """A labelled part of a text, in code points, and whether hits of any type, and of its own, overlap it."""

    type: str
    any: bool
    same: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """What the lint made of one file: every labelled passage, and of each clean text whether it has a hit."""

    passages: tuple[Passage, ...]
    alarms: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bench: what it is, what was measured, what is allowed (empty: only told), whether it holds."""

    name: str
    measured: str
    budget: str = ""
    holds: bool = True


def run() -> int:
    """Print recall and false alarms of every file, and the weight; return 1 when a budget is exceeded.

    Raises NotMeasured when a file is absent or mislabelled.
    """
    found = [line for name in (HELD_OUT, *TUNING) for line in lines(name, detailed=True)]
    found.append(weight())
    for line in found:
        say(f"  {line.name:<52} {line.measured:>34}   {line.budget}{'' if line.holds else '   EXCEEDED'}".rstrip())
    return 0 if all(line.holds for line in found) else 1


def summary() -> Iterator[Line]:
    """Yield what the whole bench tells of the lint; a file that is absent is told as such, and holds nothing."""
    for name in (HELD_OUT, *TUNING):
        try:
            yield from lines(name)
        except NotMeasured as error:
            yield Line(f"lint, {error}", "nothing measured", f"≥ {RECALL:.0%}", holds=False)
    yield weight()


def lines(name: str, *, detailed: bool = False) -> Iterator[Line]:
    """Yield recall and false alarms of one file, and by type when `detailed`; only the one that is put aside judges."""
    found, judges = measure(FOLDER / name), name == HELD_OUT
    every, same = [one.any for one in found.passages], [one.same for one in found.passages]
    about = f"lint, {name.removesuffix('.json').replace('_', '-')}"
    holds = not judges or sum(every) >= RECALL * len(every)
    yield Line(f"{about}: passages found", shown(every), f"≥ {RECALL:.0%}" if judges else "", holds)
    if detailed:
        yield Line(f"{about}: passages found, by their own type", shown(same))
        for kind in dict.fromkeys(sorted(one.type for one in found.passages)):
            of_kind = [one for one in found.passages if one.type == kind]
            yield Line(f"{about}: {kind}, by any type", shown(one.any for one in of_kind))
            yield Line(f"{about}: {kind}, by its own type", shown(one.same for one in of_kind))
    holds = not judges or sum(found.alarms) <= ALARMS * len(found.alarms)
    yield Line(f"{about}: clean texts with a hit", shown(found.alarms), f"≤ {ALARMS:.0%}" if judges else "", holds)


def measure(path: Path) -> Measured:
    """Return what the lint makes of a file of labelled texts.

    Raises NotMeasured when the file is absent, or a label is no part of its text.
    """
    if not path.is_file():
        raise NotMeasured(f"tests/lint/{path.name} is absent", "it joins the others once tuning is over")
    passages: list[Passage] = []
    alarms: list[bool] = []
    for labelled in json.loads(path.read_text(encoding="utf-8")):
        hits = lint.hits(labelled["text"], lint.own_rules())
        passages += [_passage(kind, span, hits) for kind, span in _spans(labelled)]
        alarms += [] if labelled["expect"] else [bool(hits)]
    return Measured(tuple(passages), tuple(alarms))


def weight() -> Line:
    """Return what rule file and engine add to a page that hashes anyway, brotli."""
    built = render.built_of(_SOURCES)
    whole, shared = (len(brotli.compress(built[source].encode(), mode=brotli.MODE_TEXT)) for source in _SOURCES)
    size = whole - shared
    return Line("lint, rule file and engine, brotli", f"{size / 1000:.1f} KB", f"≤ {WEIGHT // 1000} KB", size <= WEIGHT)


def shown(found: Iterable[bool]) -> str:
    """Return `n/m`, the share, and its 95 % Wilson interval (Wilson 1927; Newcombe 1998, method 3)."""
    every = tuple(found)
    low, high = wilson(sum(every), len(every))
    share = f"{sum(every) / len(every):.0%}" if every else "-"
    return f"{sum(every)}/{len(every)} = {share} ({low:.0%} to {high:.0%})"


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return the 95 % Wilson score interval of a share; nothing is known without trials."""
    if not trials:
        return 0.0, 1.0
    share, square = successes / trials, _Z * _Z / trials
    middle = share + square / 2
    half = _Z * math.sqrt(share * (1 - share) / trials + square / (4 * trials))
    return max(0.0, (middle - half) / (1 + square)), min(1.0, (middle + half) / (1 + square))


def _spans(labelled: dict[str, object]) -> Iterator[tuple[str, range]]:
    text, expected, end = str(labelled["text"]), labelled["expect"], 0
    assert isinstance(expected, list)  # noqa: S101  the form of the file, which a test checks
    for label in expected:
        start = text.find(label["text"], end)
        if start < 0:
            raise NotMeasured(f"{labelled['id']}: a label is not in its text, or out of order", "mend the label")
        end = start + len(label["text"])
        yield label["type"], range(start, end)


def _passage(kind: str, span: range, hits: Sequence[lint.Hit]) -> Passage:
    over = [hit for hit in hits if hit.start < span.stop and span.start < hit.end]
    return Passage(type=kind, any=bool(over), same=any(hit.type == kind for hit in over))
