"""Text is measured and broken by the columns it takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.visible import visible
from console.width import clusters, pad, width, wrap


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("abc", 3),
        ("王小明", 6),
        ("ＡＢ１", 6),
        ("e\u0301", 1),
        ("مُحَمَّد", 4),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", 2),
        ("\u2764\ufe0f", 2),
        ("\U0001f44d\U0001f3fd", 2),
        ("", 0),
    ],
)
def test_width_counts_columns(text: str, columns: int) -> None:
    """Chinese takes two columns, marks none, an emoji with its joiners two."""
    assert width(text) == columns


def test_pad_fills_to_columns_and_not_to_characters() -> None:
    """A Chinese label and a Latin one end at the same column."""
    assert width(pad("姓名", 8)) == width(pad("Name", 8)) == 8


def test_wrap_keeps_words_whole_and_breaks_chinese_anywhere() -> None:
    """Latin words stay whole, Chinese breaks between characters."""
    assert wrap("one two three", 8) == ["one two", "three"]
    assert wrap("楼上无证幼儿园", 8) == ["楼上无证", "幼儿园"]
    assert wrap("请打电话13900004271再说", 12) == ["请打电话", "13900004271", "再说"]


def test_wrap_never_starts_a_line_with_a_closing_mark() -> None:
    """A comma stays with the character before it, a bracket with the one after it."""
    assert wrap("他们吵闹，无证", 8) == ["他们吵", "闹，无证"]
    assert wrap("他们吵《无证》", 8) == ["他们吵", "《无证》"]


def test_wrap_cuts_what_is_longer_than_a_line() -> None:
    """A word longer than the line is cut, never lost."""
    assert wrap("a" * 10, 4) == ["aaaa", "aaaa", "aa"]


def test_wrap_keeps_empty_lines() -> None:
    """The reporter's own empty lines are kept."""
    assert wrap("a\n\nb", 10) == ["a", "", "b"]


@given(st.text(), st.integers(4, 40))
def test_wrapped_lines_fit_and_lose_only_blanks(text: str, columns: int) -> None:
    """Every line fits, and nothing but blanks at line ends is dropped."""
    shown = visible(text, lines=True)
    lines = wrap(shown, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == shown.replace("\n", "").replace(" ", "")


@given(st.text())
def test_clusters_are_the_whole_text(text: str) -> None:
    """Cutting a text into clusters loses nothing."""
    assert "".join(cluster for cluster, _ in clusters(text)) == text
