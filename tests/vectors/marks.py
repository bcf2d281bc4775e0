"""Make the scenarios of CUSTODY.md's watermarks: marks as numbers, and what is no number of a mark."""

from collections.abc import Iterator
from typing import Final

from protocol import entry, mark
from tests.vectors import people
from tests.vectors.scenario import Scenario

_MARK: Final = entry.mark(people.DERIVED.label_key, 1)
_NUMBER: Final = mark.number(_MARK)
_SHOWN: Final = "\n".join(mark.lines(_MARK))


def scenarios() -> Iterator[Scenario]:
    """Yield every scenario of the area mark."""
    for name, about, of, text in (
        ("as-shown", "a number as a view shows it", _MARK, _SHOWN),
        ("unbroken", "without blanks", _MARK, _NUMBER),
        (
            "other-blanks",
            "with a tab, a no-break and an ideographic blank",
            _MARK,
            "\t" + _SHOWN.replace(" ", "\u00a0\u3000"),
        ),
        ("least", "of the least mark", "0" * 10, "0" * 16 + "98"),
        ("greatest", "of the greatest mark", "Z" * 10, mark.number("Z" * 10)),
        ("order", "of a mark whose symbols differ", "0123456789", mark.number("0123456789")),
    ):
        inputs = {"text": text, "mark": of, "number": mark.number(of), "lines": list(mark.lines(of))}
        yield Scenario("mark", name, f"a watermark's number {about.removeprefix('a number ')}", "parses", inputs)
    wrong = str((int(_NUMBER[7]) + 1) % 10)
    for name, about, text in (
        ("mistyped", "with one digit mistyped", _NUMBER[:7] + wrong + _NUMBER[8:]),
        ("swapped", "with two digits swapped", _swapped(_NUMBER)),
        ("other-check", "whose check digits are another spelling of the remainder", "0" * 16 + "01"),
        ("one-short", "one digit short", _NUMBER[1:]),
        ("one-long", "one digit long", "0" + _NUMBER),
        ("hyphens", "with hyphens", _SHOWN.replace(" ", "-")),
        ("letter", "with the letter O for 0", "O" + _NUMBER[1:]),
        ("full-width", "with a full-width digit", "\uff10" + _NUMBER[1:]),
        ("line-separator", "with a blank of another kind", _NUMBER[:9] + "\u2028" + _NUMBER[9:]),
        ("too-large", "larger than any mark, with right check digits", "112589990684262486"),
        ("far-too-large", "that no plain number holds", "999999999999999912"),
        ("empty", "with no digit", ""),
    ):
        yield Scenario("mark", f"refused-{name}", f"a number {about}", "refused: ", {"text": text})


def _swapped(number: str) -> str:
    """Return a number with the first two neighbours swapped that differ."""
    place = next(place for place in range(16) if number[place] != number[place + 1])
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
