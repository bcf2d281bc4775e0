"""The five-minute proof, told on the deployed stack."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from infra import hunt, panels, story
from infra.panels import Proof
from tests.conftest import Stack


@pytest.fixture(scope="module")
def proof(stack: Stack, chromium: Path) -> Proof:
    return story.prove(stack.home, stack.described)


def drawn(proof: Proof) -> str:
    console = Console(file=io.StringIO(), width=100)
    for panel in panels.draw(proof):
        console.print(panel)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_proof_holds(proof: Proof):
    """Filed in a browser, searched everywhere, opened by the officer whole, and refused when one bit differs."""
    assert proof.holds
    assert proof.opened["contact"] == story.CONTACT
    assert (proof.refused["status"], proof.refused["step"]) == ("refused", "box")


def test_the_search_was_a_search(proof: Proof):
    """Every spelling of the control was found, plain and packed, among hundreds of objects and megabytes."""
    planted = {
        hit.thing.split()[0].rpartition("/")[2] for hit in proof.found.of(proof.control) if ".local" not in hit.thing
    }
    assert len(planted) >= 3 * len(hunt.spellings(proof.control))
    assert proof.found.objects > 100
    assert proof.found.size > 1_000_000


def test_the_panels_show_what_was_found(proof: Proof):
    """A reader sees his number beside 0, the control beside its count, and both endings."""
    text = drawn(proof)
    assert [
        line.split()[-2] for line in text.splitlines() if story.CONTACT["phone"] in line and "phone" not in line
    ] == ["0"]
    for word in ("opened", "refused: box", "The proof holds.", "8,240 bytes"):
        assert word in text


def test_a_proof_that_does_not_hold_says_so(proof: Proof):
    """A secret found, a control missed, a box that stayed shut and one that opened altered are each told."""
    leak = hunt.Hit(proof.secrets[0], "somewhere", "utf-8")
    kept = proof.found
    broken = (
        replace(proof, found=replace(kept, hits=(*kept.hits, leak))),
        replace(proof, found=replace(kept, hits=())),
        replace(proof, opened=proof.opened | {"status": "refused"}),
        replace(proof, refused=proof.opened),
    )
    for one in broken:
        assert not one.holds
        assert "IT DOES NOT HOLD" in drawn(one)
