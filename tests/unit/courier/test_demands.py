"""What the portal would refuse is refused on the command line, before anything is asked."""

import pytest

from console.arguments import parse
from console.errors import UsageError
from courier import demands
from courier.__main__ import PROGRAM
from courier.answers import Demand

CASE = "37T2H8PWP19JWM7YCVVY0XS70R"


def read(*line: str) -> tuple[Demand, ...]:
    """Read the demands of a whole command line."""
    return demands.read(parse(PROGRAM, ["pull", "--stack", "s", "--out", "o", *line]))


@pytest.mark.parametrize(
    "text",
    [
        "37T2H-8PWP1",
        "37t2h8pwp1",
        "37T2H 8PWP1",
        "37T2H－8PWP1",
        "３７Ｔ２Ｈ－８ＰＷＰ１",
        "37T2H\u30fc8PWPl",
        "37T2H–8PWPI",
    ],
)
def test_a_ref_is_read_in_any_shape(text: str) -> None:
    """Case, blanks, dashes of every kind, full-width forms and look-alikes are folded."""
    assert demands.parse_name(text) == "37T2H-8PWP1"


@pytest.mark.parametrize("text", [CASE, CASE.lower(), "37T2H-8PWP1-9JWM7-YCVVY-0XS70-R"])
def test_a_full_case_is_read_too(text: str) -> None:
    """Where a ref is ambiguous, the whole case is given."""
    assert demands.parse_name(text) == CASE


@pytest.mark.parametrize(
    "text", ["", "37T2H-8PWP", "37T2H-8PWPU", "../../etc/passwd", CASE + "0", "37T2H8PWP19JWM7YCVVY0XS7OZ"]
)
def test_other_texts_are_no_refs(text: str) -> None:
    """A wrong length or symbol is refused as a usage error."""
    with pytest.raises(UsageError):
        demands.parse_name(text)


def test_each_box_is_demanded_once_in_order() -> None:
    """The same ref in two shapes is one demand."""
    found = read("--box", "37t2h8pwp1", "--box", CASE, "--box", "37T2H-8PWP1", "--purpose", "court", "--note", "按传票")
    assert found == (Demand("37T2H-8PWP1", "court", "按传票"), Demand(CASE, "court", "按传票"))


def test_without_boxes_there_are_no_demands() -> None:
    """A pull of headers needs no purpose."""
    assert read() == ()


@pytest.mark.parametrize(
    ("line", "key"),
    [
        (("--box", "37T2H-8PWP1"), "usage.no_purpose"),
        (("--box", "37T2H-8PWP1", "--purpose", "verify"), "usage.no_purpose"),
        (("--box", "37T2H-8PWP1", "--note", "x"), "usage.no_purpose"),
        (("--purpose", "verify", "--note", "x"), "usage.no_box"),
        (("--box", "37T2H-8PWP1", "--purpose", "verify", "--note", ""), "usage.note"),
        (("--box", "37T2H-8PWP1", "--purpose", "verify", "--note", "字" * 81), "usage.note"),
        (("--box", "37T2H-8PWP1", "--purpose", "verify", "--note", "a\nb"), "usage.note"),
        (("--box", "37T2H-8PWP1", "--purpose", "verify", "--note", "打 139 0000 4271"), "usage.note_identity"),
        (("--box", "37T2H-8PWP1", "--purpose", "fun", "--note", "x"), "usage.choice"),
    ],
)
def test_a_box_needs_a_purpose_and_a_note(line: tuple[str, ...], key: str) -> None:
    """No box is even asked for without both."""
    with pytest.raises(UsageError) as refused:
        read(*line)
    assert refused.value.key == key
