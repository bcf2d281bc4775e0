"""Refuse texts that say who wrote them, where the writer does not keep it as somebody else's (FACTS.md, LINT.md)."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from functions.errors import IdentityFound, WrongMember
from protocol import facts, lint

LINTED: Final = ("what", "spot", "when", "wish")  # members of facts, in the order in which they are looked at


def check_facts(told: facts.Facts, keep: Collection[str], rules: lint.Rules) -> None:
    """Refuse facts with a hard hit whose hash `keep` does not hold.

    Raises IdentityFound for the first such hit, and WrongMember when `keep` names what is no hit, hard or soft.
    """
    check_texts({f"facts.{name}": text for name in LINTED if (text := getattr(told, name)) is not None}, keep, rules)


def check_texts(texts: Mapping[str, str], keep: Collection[str], rules: lint.Rules) -> None:
    """Refuse texts, by the path of their members, with a hard hit whose hash `keep` does not hold.

    Raises as `check_facts` does.
    """
    found = list(_found(texts, rules))
    for name, hit, kept in found:
        if hit.hard and kept not in keep:
            raise IdentityFound(name, hit.rule, hit.start, hit.end)
    if not set(keep) <= {kept for _, _, kept in found}:
        raise WrongMember("keep", "matches no finding of this portal")


def check_note(note: str, rules: lint.Rules) -> None:
    """Refuse a note with a hard hit: it is recorded for good, and nobody may keep one. Raises IdentityFound."""
    for name, hit, _ in _found({"note": note}, rules):
        if hit.hard:
            raise IdentityFound(name, hit.rule, hit.start, hit.end)


def _found(texts: Mapping[str, str], rules: lint.Rules) -> Iterator[tuple[str, lint.Hit, str]]:
    """Yield every hit with the name of its text and its hash."""
    for name, text in texts.items():
        for hit in lint.hits(text, rules):
            yield name, hit, lint.keep_hash(text[hit.start : hit.end])
