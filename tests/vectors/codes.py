"""Make the scenarios of CODE.md and of the protocol's conventions."""

from collections.abc import Iterator

from protocol import b64, code
from tests.vectors import people
from tests.vectors.scenario import Scenario

_SHOWN = code.show(people.CODE)
_WIDE = "".join(chr(ord(symbol) + 0xFEE0) if symbol != " " else "\u3000" for symbol in _SHOWN)


def scenarios() -> Iterator[Scenario]:
    """Yield every scenario of the areas code, b64, base32 and canonical."""
    yield from _parsed()
    yield from _refused()
    yield from _spellings()
    yield from _json()


def _parsed() -> Iterator[Scenario]:
    derived = {
        name: b64.encode(getattr(people.DERIVED, name))
        for name in ("lookup", "proof", "label_key", "entry_key", "box_seed")
    }
    shapes = {
        "as-shown": ("as the page shows it", _SHOWN),
        "lower-case-unbroken": ("in lower case without hyphens", people.CODE.lower()),
        "full-width": ("in full-width forms, as a Chinese input method leaves them", _WIDE),
        "long-vowel-marks": ("with U+30FC where hyphens should be", _SHOWN.replace("-", "\u30fc")),
        "dashes-and-blanks": (
            "with an em dash, a minus sign, a no-break and an ideographic blank",
            _SHOWN.replace("-", "\u2014", 1)
            .replace("-", "\u2212", 1)
            .replace("-", "\u00a0", 1)
            .replace("-", "\u3000", 1),
        ),
        "zero-width": (
            "with zero-width characters and a byte order mark, as copied from a chat",
            "\ufeff" + _SHOWN.replace("-", "\u200b-\u200d") + "\u2060",
        ),
        "look-alikes": ("with the letters O, I and L for 0 and 1", _SHOWN.replace("0", "o").replace("1", "l")),
        "on-two-lines": ("broken over two lines", _SHOWN.replace("-", "\r\n", 1)),
    }
    for name, (about, text) in shapes.items():
        inputs = {
            "text": text,
            "secret": people.SECRET,
            "derived": derived,
            "reply_to": b64.encode(people.REPLY_TO),
            "case": people.CASE,
            "ref": code.ref(people.CASE),
        }
        yield Scenario("code", name, f"a secret code {about}", "parses", inputs)


def _refused() -> Iterator[Scenario]:
    other = "A" if people.CODE[7] != "A" else "B"
    wrong = people.CODE[:7] + other + people.CODE[8:]
    cases = {
        "one-short": ("one symbol short", _SHOWN[:-1], "length", None),
        "one-long": ("one symbol long", _SHOWN + "0", "length", None),
        "empty": ("empty", "", "length", None),
        "mistyped": ("one symbol mistyped", code.show(wrong), "check", None),
        "letter-u": (
            "a U, which the alphabet leaves out, in the third group",
            people.CODE[:12] + "U" + people.CODE[13:],
            "symbol",
            3,
        ),
        "han-symbol": ("a Han character in the last group", people.CODE[:24] + "零", "symbol", 5),
        "greek-look-alike": ("a Greek capital alpha in the first group", "\u0391" + people.CODE[1:], "symbol", 1),
    }
    for name, (about, text, why, group) in cases.items():
        yield Scenario(
            "code", f"refused-{name}", f"a secret code with {about}", f"refused: {why}", {"text": text, "group": group}
        )


def _spellings() -> Iterator[Scenario]:
    for name, text, data in (("empty", "", ""), ("one-byte", "_w", "ff"), ("three-bytes", "-_-_", "fbffbf")):
        yield Scenario("b64", name, "the one spelling of these bytes", "decodes", {"text": text, "hex": data})
    for name, text in (
        ("padding", "_w=="),
        ("trailing-bits", "_x"),
        ("standard-alphabet", "+/+/"),
        ("blank", "-_ -_"),
        ("impossible-length", "AAAAA"),
        ("line-feed", "_w\n"),
        ("full-width", "\uff3f\uff57"),
    ):
        yield Scenario("b64", f"refused-{name}", "another spelling", "refused", {"text": text})
    for name, data, symbols, text in (
        ("16-bytes", "ff" * 16, 26, "Z" * 25 + "W"),
        ("10-bits", "8421", 2, "GG"),
        ("zeros", "00" * 15, 23, "0" * 23),
    ):
        yield Scenario("base32", name, "bits as symbols", "encodes", {"hex": data, "symbols": symbols, "text": text})


def _json() -> Iterator[Scenario]:
    good = {
        "object": b'{"a":1,"b":"\xe4\xb8\xad"}',
        "order-by-utf-16": '{"\U00020bb7":1,"\uff21":2}'.encode(),
        "depth-four": b'{"a":[[{}]]}',
        "escapes": b'"\\n\\"\\\\\\u001f"',
    }
    for name, data in good.items():
        yield Scenario("canonical", name, "canonical JSON", "parses", {"hex": data.hex()})
    bad = {
        "blank": b'{"a": 1}',
        "member-order": b'{"b":1,"a":1}',
        "escaped-han": b'"\\u4e2d"',
        "repeated-member": b'{"a":1,"a":1}',
        "depth-five": b"[[[[[]]]]]",
        "deep": b"[" * 10_000,
        "float": b"1.5",
        "exponent": b"1e400",
        "nan": b"NaN",
        "infinity": b"-Infinity",
        "large-integer": b"9007199254740992",
        "huge-integer": b"9" * 5000,
        "brackets-after-escapes": b'["\\\\",[[[[]]]]]',
        "negative-zero": b"-0",
        "lone-surrogate": b'"\\ud83d"',
        "bad-utf-8": b'"\xff"',
        "byte-order-mark": b"\xef\xbb\xbf{}",
        "empty": b"",
        "two-values": b"{}{}",
        "trailing-line-feed": b"{}\n",
        "leading-zero": b"007",
    }
    for name, data in bad.items():
        yield Scenario(
            "canonical", f"refused-{name}", "not canonical JSON of this protocol", "refused", {"hex": data.hex()}
        )
