"""The courier and the portal's own officer function understand each other."""

from pathlib import Path

import pytest

from courier import answers, pulling
from courier.answers import Demand
from courier.errors import PortalProblem
from courier.progress import Progress
from functions import bootstrap
from protocol import code, pouch
from tests.unit.courier.portals import RealFunction, patient, screen
from tests.unit.functions.reports import report
from tests.unit.functions.test_pulling import stored
from tests.vectors import people

START = pouch.Start(portal=people.PORTAL, direction="in", hour=people.HOUR, since="2026-01-01T00Z")


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch):
    """A store with two cases where the portal has DynamoDB."""
    fake = stored("one", "two")
    monkeypatch.setattr(bootstrap, "cases", lambda: fake)
    return fake


def test_a_pull_from_the_real_function_makes_a_whole_pouch(tmp_path: Path) -> None:
    """Headers of all cases and the demanded box arrive, and the look is recorded in the chain."""
    demand = Demand(code.ref(report("one").case), "answer", "回复处理结果")
    pulled = pulling.pull_into(
        tmp_path / "case.pouch", patient(RealFunction()), start=START, demands=(demand,), progress=Progress(screen())
    )
    assert (pulled.headers, pulled.boxes, pulled.refusals) == (2, 1, ())
    with (tmp_path / "case.pouch").open("rb") as source:
        (box,) = (record for record in pouch.read(source) if isinstance(record, pouch.BoxRecord))
    assert box.case == report("one").case
    assert (box.entry.purpose, box.entry.note) == ("answer", "回复处理结果")


def test_pulling_again_is_safe_and_recorded_again(store) -> None:
    """Each time a box leaves there is an entry of it: a repeat is harmless, and never hidden."""
    demand = Demand(code.ref(report("one").case), "verify", "核对")
    numbers = [answers.box(patient(RealFunction()), demand)["entry"]["n"] for _ in range(3)]  # type: ignore[index]
    assert numbers == [1, 2, 3]
    assert [entry.act for entry in store.chains[report("one").case]] == ["filed", "pulled", "pulled", "pulled"]


@pytest.mark.parametrize(("ref", "word"), [("00000-00000", "unknown"), ("0" * 26, "unknown")])
def test_a_wrong_ref_is_named_by_the_real_function(ref: str, word: str) -> None:
    """An unknown report number is a problem with a sentence."""
    with pytest.raises(PortalProblem) as refused:
        answers.box(patient(RealFunction()), Demand(ref, "verify", "核对"))
    assert refused.value.code == word


def test_a_note_that_says_whose_box_it_is_is_named_by_the_real_function(store) -> None:
    """An older courier that asks with such a note gets a word that it knows, and nothing is recorded."""
    with pytest.raises(PortalProblem) as refused:
        answers.box(patient(RealFunction()), Demand(report("one").case, "verify", "打 13900004271"))
    assert (refused.value.code, refused.value.key) == ("lint", "portal.lint")
    assert "hint.portal.lint" in screen().words
    assert [entry.act for entry in store.chains[report("one").case]] == ["filed"]


def test_a_destroyed_box_is_told(store) -> None:
    """A box destroyed by the keeping rules is gone, by that word."""
    store.boxes.clear()
    with pytest.raises(PortalProblem) as refused:
        answers.box(patient(RealFunction()), Demand(report("one").case, "verify", "核对"))
    assert refused.value.code == "gone"
