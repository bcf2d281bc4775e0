"""Measure and break text by the columns it takes on a terminal, where Chinese takes two (Unicode Annex 11).

Leaves hostile text to `visible`: what comes here is safe to show.
"""

import unicodedata
from collections.abc import Iterator
from typing import Final

from console.visible import is_emoji

_WIDE: Final = 2  # columns
_ZWJ: Final = "\u200d"
_EMOJI_STYLE: Final = "\ufe0f"  # asks for the two-column form
# A line neither ends with an opening mark nor starts with a closing one (kinsoku, GB/T 15834).
_OPENING: Final = "（《〈「『【〔〖“‘([{"
_CLOSING: Final = "，。、；：？！）》〉」』】〕〗”’…—·,.;:?!)]}%％"


def width(text: str) -> int:
    """Return the columns that `text` takes."""
    return sum(columns for _, columns in clusters(text))


def pad(text: str, columns: int) -> str:
    """Return `text` with blanks up to `columns`."""
    return text + " " * (columns - width(text))


def clusters(text: str) -> Iterator[tuple[str, int]]:
    """Yield what the eye takes for one character, and its columns: a base with its marks, an emoji with its joiners."""
    cluster, columns = "", 0
    for symbol in text:
        if cluster and _attaches(cluster, symbol):
            cluster += symbol
            columns = _WIDE if symbol == _EMOJI_STYLE and is_emoji(cluster[0]) else columns
            continue
        if cluster:
            yield cluster, columns
        cluster, columns = symbol, _columns(symbol)
    if cluster:
        yield cluster, columns


def wrap(text: str, columns: int) -> list[str]:
    """Return `text` as lines of at most `columns`, at least one, broken at blanks and between Chinese characters."""
    return [line for paragraph in text.split("\n") for line in _wrap_one(paragraph, columns)]


def _attaches(cluster: str, symbol: str) -> bool:
    if unicodedata.category(symbol) in ("Mn", "Me") or symbol in ("\u200c", _ZWJ):
        return True
    if "\U0001f3fb" <= symbol <= "\U0001f3ff":  # skin tones
        return is_emoji(cluster[0])
    return cluster[-1] == _ZWJ and is_emoji(symbol)


def _columns(symbol: str) -> int:
    if unicodedata.category(symbol) in ("Mn", "Me"):
        return 0
    return _WIDE if unicodedata.east_asian_width(symbol) in "WF" else 1


def _wrap_one(paragraph: str, columns: int) -> list[str]:
    lines, line, used = [], "", 0
    for piece in _pieces(paragraph):
        if used + width(piece.rstrip(" ")) > columns and line:
            lines.append(line.rstrip(" "))
            line, used = "", 0
        for cluster, taken in clusters(piece):
            if used + taken > columns and cluster != " " and line:  # one piece wider than a whole line
                lines.append(line)
                line, used = "", 0
            line += cluster
            used += taken
    return [*lines, line.rstrip(" ")]


def _pieces(paragraph: str) -> Iterator[str]:
    """Yield the parts between which a line may break; blanks stay at the end of the part before them."""
    piece, last, last_wide = "", "", False
    for cluster, taken in clusters(paragraph):
        if piece and _may_break(last, cluster, wide=last_wide or taken == _WIDE):
            yield piece
            piece = ""
        piece += cluster
        last, last_wide = cluster, taken == _WIDE
    if piece:
        yield piece


def _may_break(before: str, after: str, *, wide: bool) -> bool:
    if after == " ":
        return False
    if before == " ":
        return True
    return wide and before not in _OPENING and after not in _CLOSING
