"""Find what a text says about its own writer, by the one rule file of both languages (LINT.md).

Leaves asking and refusing to its callers, and the terminal to `lint_command`. Works on texts of any length in a time
that grows with it.
"""

import hashlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from protocol import canonical
from protocol.errors import Malformed

RULE_FILE: Final = "lint_rules.json"
HARD: Final = ("phone", "resident_id", "email", "chat_id")  # the portal refuses these unkept
MARK: Final = "\u25ae"  # stands for the hit itself in a rule's contexts
BEFORE: Final = 64  # code points before a hit that its contexts see
AFTER: Final = 16  # code points after it
FRAGMENT: Final = 5  # code points; what an earlier rule leaves of a span tells nothing below this
_WORD: Final = re.compile(r"\{([a-z_]+)\}")
_UPPER: Final = re.compile("[A-Z]")


@dataclass(frozen=True, slots=True)
class Hit:
    """A part of a text, from code point `start` up to `end`, that a rule found."""

    rule: str
    type: str
    start: int
    end: int
    hard: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it finds (group 2 after group 1) in which view, and the contexts that it needs or spares."""

    id: str
    type: str
    view: int
    find: re.Pattern[str]
    needs: re.Pattern[str] | None
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Rules:
    """A rule file, ready to use: the maps of its views, and its rules in the order in which they claim a text."""

    ranges: tuple[tuple[int, int, int, int], ...]
    fold: Mapping[int, int]
    digits: Mapping[int, int]
    rules: tuple[Rule, ...]


def parse_rules(data: bytes) -> Rules:
    """Return the rules that a rule file holds.

    Raises Malformed for bytes that are no JSON, and KeyError, ValueError or re.error for JSON that is no rule file: the
    file ships with this package, and a test reads it.
    """
    value: Any = canonical.loads(data)
    words: dict[str, str] = {}
    for name, text in value["words"].items():
        words[name] = _spelt_out(text, words)
    return Rules(
        ranges=tuple(tuple(found) for found in value["ranges"]),
        fold=_map(value["fold"]),
        digits=_map(value["digits"]),
        rules=tuple(_rule(found, words) for found in value["rules"]),
    )


@cache
def own_rules() -> Rules:
    """Return the rules of this package, which the importer reads as it reads the modules beside them."""
    data = pkgutil.get_data("protocol", RULE_FILE)
    if data is None:
        raise Malformed(RULE_FILE, "cannot be read where this package lies")
    return parse_rules(data)


def hits(text: str, rules: Rules) -> list[Hit]:
    """Return what `text` says about its writer, in order of start; no two hits overlap."""
    views, taken, found = _views(text, rules), bytearray(len(text)), list[Hit]()
    for rule in rules.rules:
        if rule.type == "could_know":
            continue
        for start, end in _spans(rule, views):
            first = taken.find(0, start, end)
            if first < 0:
                continue
            other = taken.find(1, first, end)
            last = end if other < 0 else other
            if last - first < min(end - start, FRAGMENT):
                continue
            taken[first:last] = b"\x01" * (last - first)
            if rule.type:
                found.append(Hit(rule.id, rule.type, first, last, rule.type in HARD))
    return sorted(found, key=lambda hit: hit.start)


def could_know(text: str, rules: Rules) -> bool:
    """Return whether somebody could know the writer by `text`: only one household could have seen what it tells."""
    views = _views(text, rules)
    return any(True for rule in rules.rules if rule.type == "could_know" for _ in _spans(rule, views))


def keep_hash(text: str) -> str:
    """Return the SHA-256 of the exact text of a hit, 64 hexadecimal digits: what `keep` names it by."""
    return hashlib.sha256(text.encode()).hexdigest()


def _rule(value: Mapping[str, Any], words: Mapping[str, str]) -> Rule:
    parts = [_spelt_out(value.get(name, ""), words) for name in ("before", "find", "after")]
    needs, unless = (
        re.compile(_spelt_out(value[name], words)) if name in value else None for name in ("needs", "unless")
    )
    find = re.compile("({})({})(?={})".format(*parts))
    return Rule(value["id"], value["type"], value.get("view", 1), find, needs, unless)


def _spelt_out(pattern: str, words: Mapping[str, str]) -> str:
    return _WORD.sub(lambda name: f"(?:{words[name[1]]})", pattern)


def _map(pairs: list[str]) -> dict[int, int]:
    return dict(zip(map(ord, pairs[0]), map(ord, pairs[1]), strict=True))


def _views(text: str, rules: Rules) -> tuple[str, str, str]:
    """Return the text as it is folded, in lower case, and with numerals as digits, between two line feeds.

    Every view has one character for each code point, so that positions stay.
    """
    folded = "\n" + "".join([chr(_fold(ord(symbol), rules)) for symbol in text]) + "\n"
    lower = _UPPER.sub(lambda letter: letter[0].lower(), folded)
    return folded, lower, lower.translate(rules.digits)


def _fold(point: int, rules: Rules) -> int:
    for first, last, target, cycle in rules.ranges:
        if first <= point <= last:
            return target + (point - first) % cycle
    return rules.fold.get(point, point)


def _spans(rule: Rule, views: tuple[str, str, str]) -> Iterator[tuple[int, int]]:
    """Yield the spans that a rule finds, as positions in the text itself."""
    for found in rule.find.finditer(views[rule.view]):
        start, end = found.span(2)
        if rule.needs is not None or rule.unless is not None:
            around = views[1][max(0, start - BEFORE) : start] + MARK + views[1][end : end + AFTER]
            if rule.needs is not None and not rule.needs.search(around):
                continue
            if rule.unless is not None and rule.unless.search(around):
                continue
        yield start - 1, end - 1


if __name__ == "__main__":
    from protocol.lint_command import main

    raise SystemExit(main())
