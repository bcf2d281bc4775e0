"""Make text from strangers safe to show: whatever acts on a terminal, or hides, appears as an escape such as ⟨U+202E⟩.

What belongs to writing survives: Arabic with its marks, joiners inside emoji and words, variation selectors of names.
The escape sign ⟨ is escaped too, so that nobody can write a false escape. The true text stands in the JSON output.
"""

import re
import unicodedata
from typing import Final

MARKS_MOST: Final = 8  # combining marks on one base: more is a tower that covers the lines above it

_PLAIN: Final = re.compile("[ -~\u3000-\u3029\u4e00-\u9fff\uff01-\uff5e\u2018-\u201d\u2026\u2014\u00b7]*")
_ZWNJ: Final = "\u200c"
_ZWJ: Final = "\u200d"
_TEXT_OR_EMOJI: Final = "\ufe0e\ufe0f"  # variation selectors 15 and 16
_KEYCAP: Final = "\u20e3"
_FORBIDDEN: Final = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
# Letters, marks and symbols that show nothing: fillers, the blank braille pattern, joiners of scripts no font joins.
_BLANKS: Final = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
# Format characters that do show: Arabic number signs, end of ayah, Syriac abbreviation mark.
_SIGNS: Final = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
_EMOJI: Final = re.compile("[\u00a9\u00ae\u203c\u2049\u2122\u2139\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]")
_MAYBE_EMOJI: Final = re.compile("[\u2190-\u2bff]")  # arrows and signs: those that Unicode calls symbols
# Planes 2 and 3 hold nothing but Chinese characters, whichever of them this Python knows.
_IDEOGRAPH: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002fffd\U00030000-\U0003fffd]")
_VARIANT: Final = re.compile("[\ufe00-\ufe0d\U000e0100-\U000e01ef]")  # variation selectors, of Chinese characters here
_VIRAMA: Final = 9  # canonical combining class


def visible(text: str, *, lines: bool = False) -> str:
    """Return `text` with everything that acts or hides shown as ⟨U+XXXX⟩; line feeds stay when `lines` is set."""
    if _PLAIN.fullmatch(text):
        return text
    shown: list[str] = []
    marks = MARKS_MOST  # a mark with nothing before it would sit on our own words
    for place, symbol in enumerate(text):
        if unicodedata.category(symbol) in ("Mn", "Me"):
            marks += 1
            safe = marks <= MARKS_MOST and _safe(text, place)
        else:
            safe = (lines and symbol == "\n") or _safe(text, place)
            marks = 0 if safe and symbol != "\n" else MARKS_MOST
        shown.append(symbol if safe else escape(symbol))
    return "".join(shown)


def escape(symbol: str) -> str:
    """Return the visible escape of one code point."""
    return f"⟨U+{ord(symbol):04X}⟩"


def is_emoji(symbol: str) -> bool:
    """Say whether a code point can be an emoji or a part of one."""
    if _MAYBE_EMOJI.match(symbol):
        return unicodedata.category(symbol) in ("So", "Sm")
    return _EMOJI.match(symbol) is not None


def _safe(text: str, place: int) -> bool:
    symbol = text[place]
    before = text[place - 1] if place else ""
    after = text[place + 1] if place + 1 < len(text) else ""
    if symbol in (_ZWNJ, _ZWJ):
        return _joins(text, place, after)
    if symbol in _TEXT_OR_EMOJI:
        return before != "" and (is_emoji(before) or (before in "0123456789#*" and after == _KEYCAP))
    if _VARIANT.match(symbol):
        return before != "" and _is_ideograph(before)
    if symbol == "⟨" or symbol in _BLANKS:
        return False
    if unicodedata.category(symbol) in _FORBIDDEN:
        return symbol in _SIGNS
    return unicodedata.category(symbol) != "Cn" or _is_ideograph(symbol)


def _joins(text: str, place: int, after: str) -> bool:
    """Say whether a joiner stands where writing needs one: RFC 5892 A.1 and A.2, and between emoji."""
    before = text[:place].rstrip(_TEXT_OR_EMOJI + "".join(map(chr, range(0x1F3FB, 0x1F400))))[-1:]
    if not before or not after:
        return False
    if unicodedata.combining(text[place - 1]) == _VIRAMA:
        return unicodedata.category(after) == "Lo"
    if text[place] == _ZWNJ:
        return _is_arabic(before) and _is_arabic(after)
    return is_emoji(before) and is_emoji(after)


def _is_arabic(symbol: str) -> bool:
    return unicodedata.bidirectional(symbol) == "AL" and unicodedata.category(symbol) == "Lo"


def _is_ideograph(symbol: str) -> bool:
    return _IDEOGRAPH.match(symbol) is not None
