"""Search for inputs on which the decoders and encoders of the protocol disagree, or fail in a way that has no name."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from protocol import b64, base32, canonical, code, envelope, facts, members, note, pouch, report
from protocol.errors import Malformed, ProtocolError, WrongCode
from tests.unit.protocol.test_vectors import verify
from tests.vectors import people

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=60)
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.binary(max_size=200))
def test_b64_decodes_what_it_encodes(data: bytes) -> None:
    """Encoding has one inverse."""
    assert b64.decode(b64.encode(data), len(data)) == data


@given(st.text(max_size=40))
def test_b64_gives_a_named_refusal_or_the_one_spelling(text: str) -> None:
    """A text is refused, or encodes back to itself."""
    try:
        data = b64.decode(text)
    except Malformed:
        return
    assert b64.encode(data) == text


@given(st.binary(min_size=16, max_size=16))
def test_a_case_of_16_bytes_is_a_case(data: bytes) -> None:
    """Every digest gives 26 symbols that the strict check accepts."""
    assert members.case(base32.encode(data, 26))


@given(st.binary(min_size=15, max_size=15), st.integers(0, 24), st.sampled_from(base32.ALPHABET))
def test_a_code_is_read_back_and_a_mistyped_symbol_is_refused(random: bytes, place: int, symbol: str) -> None:
    """The shown code parses to its secret; with one symbol changed it does so only when the 10-bit check collides."""
    made = code.from_random(random)
    assert code.parse(code.show(made).lower()) == made[:23]
    changed = made[:place] + symbol + made[place + 1 :]
    if place >= 23 and changed != made:
        with pytest.raises(WrongCode):
            code.parse(changed)


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_a_named_refusal(text: str) -> None:
    """No input raises anything but WrongCode."""
    try:
        assert len(code.parse(text)) == code.SECRET_SYMBOLS
    except WrongCode as error:
        assert error.why in ("length", "symbol", "check")


@given(json_values)
def test_canonical_bytes_parse_to_the_same_value(value: Any) -> None:
    """Canonical JSON has one inverse, unless it nests too deep."""
    data = canonical.to_bytes(value)
    try:
        assert canonical.parse(data) == value
    except Malformed as error:
        assert error.why == "nested too deep"


@given(json_values)
def test_both_writers_of_canonical_json_write_the_same(value: Any) -> None:
    """The fast writer and the reference library agree on every value, whatever its names."""
    assert canonical.to_bytes(value) == rfc8785.dumps(value)


@given(st.binary(max_size=60) | st.text(alphabet='[]{}",:\\u0d8e1- \n', max_size=40).map(str.encode))
def test_hostile_bytes_are_a_value_or_a_named_refusal(data: bytes) -> None:
    """The strict reader accepts nothing that Python's own reader reads otherwise."""
    try:
        value = canonical.loads(data)
    except Malformed:
        return
    assert json.loads(data) == value


@given(st.binary(max_size=8191))
def test_padding_is_undone(data: bytes) -> None:
    """Any plaintext that fits pads to 8192 bytes and comes back."""
    assert len(envelope.pad(data)) == envelope.PADDED_SIZE
    assert envelope.unpad(envelope.pad(data)) == data


def test_a_plaintext_of_8192_bytes_is_refused() -> None:
    """The padding mark needs one byte."""
    with pytest.raises(Malformed):
        envelope.pad(bytes(8192))


@given(st.dictionaries(st.sampled_from(sorted(envelope.CONTACT_BOUNDS)), texts, max_size=7))
def test_every_legal_contact_fits_the_envelope(contact: dict[str, str]) -> None:
    """Bounded texts never outgrow the padding."""
    fitting = {name: text[: envelope.CONTACT_BOUNDS[name]] for name, text in contact.items()}
    data = envelope.plaintext(
        portal="p" * 100,
        case=people.CASE,
        key="0" * 16,
        proof=bytes(32),
        build="0" * 16,
        facts_hash="0" * 64,
        contact=fitting,
    )
    assert envelope.unpad(envelope.pad(data)) == data


@given(st.sampled_from(facts.KINDS), texts, st.none() | texts, st.lists(hashes, max_size=3, unique=True))
def test_facts_are_read_back(kind: str, what: str, wish: str | None, photos: list[str]) -> None:
    """Facts survive the wire, absent members staying absent and photos in their order."""
    found = facts.Facts(kind=kind, category="noise", place="yx", what=what, wish=wish, photos=tuple(photos))
    assert facts.parse(canonical.parse(facts.to_bytes(found))) == found


@given(json_values)
def test_any_value_is_a_report_or_a_named_refusal(value: Any) -> None:
    """No body raises anything but Malformed."""
    with pytest.raises(Malformed):
        report.parse(value)


@given(st.text(max_size=200))
def test_any_text_is_a_note_or_a_named_refusal(text: str) -> None:
    """No text without a signature verifies, and none raises anything but Malformed."""
    with pytest.raises(Malformed):
        note.verified_text(text, name="k", public=bytes(32), verify=verify)


@given(st.lists(st.binary(max_size=80), max_size=5))
def test_any_lines_are_read_to_the_end(lines: list[bytes]) -> None:
    """After a good first line every other line is a record or a bad one, and the reader says how the pouch ended."""
    start = b'{"direction":"in","hour":"2026-11-24T09Z","portal":"p","record":"pouch","v":1}\n'
    *records, end = pouch.read([start, *(line + b"\n" for line in lines)])
    assert len(records) == len(lines) + 1
    assert isinstance(end, pouch.End)
    assert not end.whole


def test_every_refusal_has_one_root() -> None:
    """A caller that catches ProtocolError catches all of them."""
    assert issubclass(Malformed, ProtocolError)
    assert issubclass(WrongCode, ProtocolError)
