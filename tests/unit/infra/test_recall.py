"""What bench says of the lint: counts of labelled passages, honest intervals, and no figure without its texts."""

import json
from pathlib import Path

import pytest

from infra import __main__ as infra
from infra import commandline, recall
from infra.errors import NotMeasured

TEXTS = [
    {"id": "a", "text": "电话13900004271，电话13900004271", "expect": [{"type": "phone", "text": "13900004271"}] * 2},
    {
        "id": "b",
        "text": "我叫周小满，天晴。",
        "expect": [{"type": "phone", "text": "周小满"}, {"type": "plate", "text": "天晴"}],
    },
    {"id": "c", "text": "路灯坏了。", "expect": []},
    {"id": "d", "text": "我家就在他家楼下。", "expect": []},
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of labelled texts of the test's own, without the half that is put aside."""
    monkeypatch.setattr(recall, "FOLDER", tmp_path)
    (tmp_path / recall.TUNING[0]).write_text(json.dumps(TEXTS), encoding="utf-8")
    return tmp_path


def measured(name: str, *, detailed: bool = False) -> dict[str, recall.Line]:
    """Return the lines of one half by what they are of."""
    return {line.name.partition(": ")[2]: line for line in recall.lines(name, detailed=detailed)}


def test_passages_and_false_alarms_are_counted() -> None:
    """The same words twice are two passages, and a hit of another type counts as found, but not as its own."""
    found = measured(recall.TUNING[0], detailed=True)
    assert found["passages found"].measured.startswith("3/4 = 75% (")
    assert found["passages found, by their own type"].measured.startswith("2/4 = 50% (")
    assert found["phone, by any type"].measured.startswith("3/3 ")
    assert found["phone, by its own type"].measured.startswith("2/3 ")
    assert found["plate, by any type"].measured.startswith("0/1 ")
    assert found["clean texts with a hit"].measured.startswith("1/2 = 50% (")


def test_only_the_half_that_was_put_aside_judges(folder: Path) -> None:
    """A budget stands on its lines alone, and three of four passages and one of two clean texts do not hold it."""
    (folder / recall.HELD_OUT).write_text(json.dumps(TEXTS), encoding="utf-8")
    assert all(line.holds and not line.budget for line in measured(recall.TUNING[0]).values())
    assert [line.holds for line in measured(recall.HELD_OUT).values()] == [False, False]


@pytest.mark.parametrize(
    ("found", "clean", "holds"), [(9, 1, [True, True]), (8, 1, [False, True]), (9, 2, [True, False])]
)
def test_the_budget_is_nine_of_ten_and_one_of_ten(folder: Path, found: int, clean: int, holds: list[bool]) -> None:
    """At the bound it holds, one passage or text further it does not."""
    phone, weather = ({"type": "phone", "text": text} for text in ("13900004271", "天晴"))
    texts = [{"id": "x", "text": "电话13900004271。", "expect": [phone]}] * found
    texts += [{"id": "y", "text": "今日天晴。", "expect": [weather]}] * (10 - found)
    texts += [TEXTS[3]] * clean + [TEXTS[2]] * (10 - clean)
    (folder / recall.HELD_OUT).write_text(json.dumps(texts), encoding="utf-8")
    assert [line.holds for line in measured(recall.HELD_OUT).values()] == holds


def test_an_absent_half_is_refused_and_nothing_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """`bench lint` says which file is missing, and the whole bench says that it holds nothing."""
    with pytest.raises(NotMeasured, match=r"held_out\.json is absent"):
        infra._bench(commandline.parse(["bench", "lint"]))
    assert capsys.readouterr().out == ""
    first = next(recall.summary())
    assert (first.holds, first.measured) == (False, "nothing measured")
    assert "held_out.json is absent" in first.name


def test_a_label_that_is_not_in_its_text_is_refused(folder: Path) -> None:
    """A mistake of the labels would otherwise pass as one of the lint."""
    (folder / recall.TUNING[0]).write_text(
        json.dumps([{"id": "z", "text": "天", "expect": [{"type": "phone", "text": "地"}]}])
    )
    with pytest.raises(NotMeasured, match="z: a label"):
        recall.measure(folder / recall.TUNING[0])


@pytest.mark.parametrize(
    ("successes", "trials", "interval"),
    [
        (0, 10, (0.0, 0.2775)),
        (10, 10, (0.7225, 1.0)),
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 0, (0, 1)),
    ],
)
def test_intervals_are_wilsons(successes: int, trials: int, interval: tuple[float, float]) -> None:
    """The examples of Newcombe (1998), table I, method 3, and the ends."""
    assert recall.wilson(successes, trials) == pytest.approx(interval, abs=5e-5)


def test_the_lint_weighs_what_the_issue_allows() -> None:
    """Rule file and engine, minified and brotli, in 10 KB."""
    weight = recall.weight()
    assert weight.holds
    assert weight.measured.endswith(" KB")
