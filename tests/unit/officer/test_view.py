"""Whatever the protocol can say of a box has words in both languages."""

import pytest

from console.words import LANGUAGES, load
from protocol import entry, envelope, facts, pouch


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_protocol_can_be_shown(language: str) -> None:
    """Steps, purposes, kinds, statuses and members each have their texts: a new one cannot be forgotten here."""
    words = load(language, ("console", "officer"))
    wanted = {f"step.{step}.{part}" for step in envelope.STEPS for part in ("name", "means", "do")}
    wanted |= {f"purpose.{purpose}" for purpose in entry.PURPOSES}
    wanted |= {f"kind.{kind}" for kind in facts.KINDS}
    wanted |= {f"status.{status}" for status in pouch.STATUSES}
    wanted |= {f"contact.{name}" for name in envelope.CONTACT_BOUNDS}
    wanted |= {f"facts.{name}" for name in ("kind", "category", "place", "photos", *facts.BOUNDS)}
    assert wanted - words.texts.keys() == set()
