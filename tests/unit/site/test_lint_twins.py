"""Python and TypeScript find the same in every text: labelled ones, and ones that neither has seen."""

import json
import shutil
import subprocess
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.environment import ROOT
from protocol import lint
from tests.unit.protocol.test_lint import LABELLED, WEARING, texts
from tests.unit.site.test_modules import INSTALL, SITE

RULES = lint.own_rules()


def twin(wanted: list[str] | int) -> list[dict[str, Any]]:
    """Return what TypeScript finds in texts, or in as many texts of its own making."""
    node = shutil.which("node")
    assert node is not None, INSTALL
    ran = subprocess.run(
        [node, "test/twins.mjs"], cwd=SITE, input=json.dumps(wanted), capture_output=True, text=True, encoding="utf-8",
        check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    found: list[dict[str, Any]] = json.loads(ran.stdout)
    return found


def look(text: str) -> dict[str, Any]:
    """Return what Python finds in a text, as the twin tells it."""
    hits = [asdict(hit) for hit in lint.hits(text, RULES)]
    return {"text": text, "hits": hits, "could_know": lint.could_know(text, RULES)}


def test_both_find_the_same_in_every_labelled_text() -> None:
    """Not one rule, position or answer differs, and there is something to find."""
    labelled = [one["text"] for one in LABELLED] + [one["text"].swapcase() for one in LABELLED]
    labelled += [(piece * 500)[:500] for piece in WEARING]
    found = twin(labelled)
    assert found == [look(text) for text in labelled]
    assert sum(len(one["hits"]) for one in found) > len(LABELLED)
    assert {one["could_know"] for one in found} == {True, False}


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(texts(), min_size=60, max_size=100))
def test_both_find_the_same_in_texts_that_hypothesis_makes(made: list[str]) -> None:
    """Pieces of labelled texts in any order, and any other characters."""
    assert twin(made) == [look(text) for text in made]


def test_both_find_the_same_in_texts_that_fast_check_makes() -> None:
    """Pieces of the rule file's own words, and half characters that no Python text would hold by itself."""
    found = twin(3000)
    assert found == [look(one["text"]) for one in found]
    assert sum(bool(one["hits"]) for one in found) > 100


@pytest.mark.parametrize("symbol", ["\U0001d7cf", "\U00020bb7", "\u200b", "１", "壹", "電", "▮", "\ud83d", "\ue000"])
def test_both_fold_alike(symbol: str) -> None:
    """A character of each range and map stands at every place of a number and of a sentence."""
    made = [
        f"我电话139{symbol}0000{symbol}4271",
        f"{symbol}我家{symbol}就在他家楼下",
        f"1390000427{symbol}",
        symbol * 9,
    ]
    assert twin(made) == [look(text) for text in made]


def test_the_page_carries_the_file_that_the_portal_reads() -> None:
    """Neither has a copy of its own."""
    assert [path.relative_to(ROOT).as_posix() for path in ROOT.glob("*/lint_rules.json")] == [
        "protocol/lint_rules.json"
    ]
