"""Text from strangers is safe to show, and ordinary writing survives."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.visible import MARKS_MOST, visible

ACTING = {
    "clear the screen": ("\x1b[2J", "⟨U+001B⟩[2J"),
    "write the clipboard": ("\x1b]52;c;aGk=\x07", "⟨U+001B⟩]52;c;aGk=⟨U+0007⟩"),
    "link elsewhere": ("\x1b]8;;http://a.example\x1b\\", "⟨U+001B⟩]8;;http://a.example⟨U+001B⟩\\"),
    "overwrite the line": ("real\rfake", "real⟨U+000D⟩fake"),
    "C1 control sequence": ("\x9b2J", "⟨U+009B⟩2J"),
    "delete": ("a\x7f", "a⟨U+007F⟩"),
    "NUL": ("a\x00b", "a⟨U+0000⟩b"),
    "tab": ("a\tb", "a⟨U+0009⟩b"),
    "line separator": ("a\u2028b\u2029c", "a⟨U+2028⟩b⟨U+2029⟩c"),
    "bidi override": ("invoice\u202efdp.exe", "invoice⟨U+202E⟩fdp.exe"),
    "bidi isolates": ("\u2066a\u2067b\u2068c\u2069", "⟨U+2066⟩a⟨U+2067⟩b⟨U+2068⟩c⟨U+2069⟩"),
    "bidi marks": ("\u200ea\u200fb\u061c", "⟨U+200E⟩a⟨U+200F⟩b⟨U+061C⟩"),
    "tag characters": ("\U0001f3f4\U000e0067\U000e007f", "\U0001f3f4⟨U+E0067⟩⟨U+E007F⟩"),
    "zero width inside a phone number": ("139\u200b0000", "139⟨U+200B⟩0000"),
    "joiner inside a phone number": ("139\u200d0000", "139⟨U+200D⟩0000"),
    "non-joiner inside a word": ("ab\u200ccd", "ab⟨U+200C⟩cd"),
    "byte order mark": ("\ufeffa", "⟨U+FEFF⟩a"),
    "soft hyphen": ("a\u00adb", "a⟨U+00AD⟩b"),
    "word joiner": ("a\u2060b", "a⟨U+2060⟩b"),
    "invisible times": ("a\u2062b", "a⟨U+2062⟩b"),
    "Hangul filler": ("a\u3164b\uffa0", "a⟨U+3164⟩b⟨U+FFA0⟩"),
    "blank braille": ("a\u2800", "a⟨U+2800⟩"),
    "grapheme joiner": ("a\u034fb", "a⟨U+034F⟩b"),
    "lone surrogate": ("a\ud83d", "a⟨U+D83D⟩"),
    "private use": ("\ue000", "⟨U+E000⟩"),
    "noncharacter": ("\uffff", "⟨U+FFFF⟩"),
    "emoji style on a letter": ("a\ufe0f", "a⟨U+FE0F⟩"),
    "variation selector on a letter": ("a\ufe00\U000e0100", "a⟨U+FE00⟩⟨U+E0100⟩"),
    "a mark before anything": ("\u0301a", "⟨U+0301⟩a"),
    "a false escape": ("⟨U+202E⟩", "⟨U+27E8⟩U+202E⟩"),
    "a line feed in a line": ("a\nb", "a⟨U+000A⟩b"),
}
ORDINARY = {
    "Chinese": "王小明，住在楼下。“吵”——《幼儿园》…",
    "Arabic with marks": "مُحَمَّد، ٠١٢٣ ﷺ",
    "Uyghur": "ئۇيغۇرچە خەت",
    "Persian with a non-joiner": "می\u200cخواهم",
    "Sinhala with a joiner": "ශ්\u200dරී",
    "Tibetan": "བོད་ཡིག",
    "Vietnamese in parts": "Nguye\u0302\u0303n",
    "a family": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "a woman doctor with a skin tone": "\U0001f469\U0001f3fd\u200d\u2695\ufe0f",
    "a heart and a rainbow flag": "\u2764\ufe0f \U0001f3f3\ufe0f\u200d\U0001f308",
    "a keycap": "1\ufe0f\u20e3",
    "a flag": "\U0001f1e8\U0001f1f3",
    "a name with an ideographic variant": "葛\U000e0100城",
    "a rare name": "\U00020bb7\U00030edd",
    "full width and blanks": "１３９　００００ ＡＢ",
    "angle brackets": "<b>&amp;</b> 〈a〉",
}


@pytest.mark.parametrize("name", ACTING)
def test_what_acts_or_hides_is_shown(name: str) -> None:
    """Each acting or hidden character appears as its code point."""
    text, expected = ACTING[name]
    assert visible(text) == expected


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_writing_survives(name: str) -> None:
    """Writing of every script and emoji pass unchanged."""
    assert visible(ORDINARY[name]) == ORDINARY[name]


def test_line_feeds_stay_where_lines_are_allowed() -> None:
    """A text of several lines keeps its line feeds and nothing else that acts."""
    assert visible("a\n\u0301b\r\n", lines=True) == "a\n⟨U+0301⟩b⟨U+000D⟩\n"


def test_a_tower_of_marks_is_cut_down() -> None:
    """More marks than any script puts on one base are shown as escapes."""
    shown = visible("a" + "\u0301" * 40)
    assert shown.count("\u0301") == MARKS_MOST
    assert shown.count("⟨U+0301⟩") == 40 - MARKS_MOST


@given(st.text(st.characters()))
def test_no_character_that_acts_is_ever_left(text: str) -> None:
    """Whatever the text, no control, override, surrogate or separator survives."""
    left = {unicodedata.category(symbol) for symbol in visible(text) if symbol not in "\u200c\u200d"}
    assert not left & {"Cc", "Cs", "Co", "Zl", "Zp"}
    assert not set(visible(text)) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")


@given(st.text(st.characters()), st.text(st.characters()))
def test_different_texts_never_look_the_same(one: str, other: str) -> None:
    """What is shown tells two texts apart."""
    assert one == other or visible(one) != visible(other)
