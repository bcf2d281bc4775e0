"""The hunt finds a planted text in every spelling and packing, and does not find one that is sealed."""

import base64
import gzip
import io
import os
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey, SealedBox

from infra import hunt
from infra.hunt import Thing

PHONE = "13900004271"
NAME = "周见微"


def zipped(data: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method) as archive:
        archive.writestr("inner.txt", data)
    return sink.getvalue()


PACKINGS = {
    "as it is": lambda data: data,
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "zlib, best": lambda data: zlib.compress(data, 9),
    "zip": zipped,
    "zip, stored": lambda data: zipped(data, zipfile.ZIP_STORED),
    "gzip in a file": lambda data: b"head" + gzip.compress(data) + b"tail",
    "zip in zip": lambda data: zipped(zipped(data)),
    "gzip in base64": lambda data: b'{"x":"' + base64.b64encode(gzip.compress(data)) + b'"}',
    "gzip in base64url": lambda data: base64.urlsafe_b64encode(gzip.compress(data)).rstrip(b"="),
    "zlib in gzip in zip": lambda data: zipped(gzip.compress(zlib.compress(data))),
}


@pytest.mark.parametrize("text", [PHONE, NAME])
@pytest.mark.parametrize("packing", PACKINGS)
def test_every_spelling_is_found_in_every_packing(text: str, packing: str):
    """Planted once in each spelling among other bytes, a text is found, and its spelling named."""
    for spelling, needle in hunt.spellings(text).items():
        data = PACKINGS[packing](b"before " + needle + b" after")
        found = hunt.hunt([Thing("planted", data)], [text]).of(text)
        assert any(hit.spelling.split(" > ")[-1] in _same(spelling, text) for hit in found), (spelling, found)


def _same(spelling: str, text: str) -> set[str]:
    """Return the spellings that are the same bytes for this text."""
    every = hunt.spellings(text)
    return {name for name, needle in every.items() if needle in every[spelling]}


@given(before=st.binary(max_size=9), after=st.binary(max_size=9))
def test_base64_is_found_at_whatever_offset_the_text_stands(before: bytes, after: bytes):
    """However many bytes stand before and after, base64 of the whole holds one of the three spellings."""
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        data = encode(before + NAME.encode() + after)
        assert hunt.hunt([Thing("x", data)], [NAME]).hits


def test_python_and_json_escapes_are_found():
    """Escapes of an astral character are found as the two units that JSON writes."""
    data = b'{"name":"\\ud842\\udfb7\\ud842\\udfb7"}'
    assert hunt.hunt([Thing("x", data)], ["\U00020bb7\U00020bb7"]).hits


def test_what_is_sealed_is_not_found():
    """A thousand sealed boxes that hold the text give no hit: the hunt does not find by chance."""
    box = SealedBox(PrivateKey.generate().public_key)
    things = [Thing(f"box {n}", box.encrypt(f'{{"phone":"{PHONE}"}}'.encode())) for n in range(1000)]
    found = hunt.hunt(things, [PHONE])
    assert (found.objects, found.hits) == (1000, ())
    assert found.size == sum(len(thing.data) for thing in things)


def test_hits_name_the_text_and_the_thing():
    """With two texts and two things, each hit says which text lies where."""
    found = hunt.hunt([Thing("a", PHONE.encode()), Thing("b", NAME.encode("utf-16-le"))], [PHONE, NAME])
    assert {(hit.text, hit.thing) for hit in found.hits} == {(PHONE, "a"), (NAME, "b")}
    assert {hit.thing for hit in found.of(PHONE)} == {"a"}


def test_broken_packings_are_only_bytes():
    """Beginnings of streams that are none, cut archives and random bytes raise nothing."""
    samples = [b"\x1f\x8b\x08" * 5, b"\x78\x9c" * 5, b"PK\x03\x04rest", zipped(b"x" * 99)[:-10], os.urandom(100_000)]
    assert not hunt.hunt([Thing("x", data) for data in samples], [PHONE]).hits


def test_a_bomb_is_an_error_and_not_a_miss(monkeypatch: pytest.MonkeyPatch):
    """What unpacks to more than the search reads cannot be called clean."""
    monkeypatch.setattr(hunt, "_LARGEST", 1000)
    for data in (gzip.compress(bytes(5000)), zipped(bytes(5000))):
        with pytest.raises(hunt.Bomb):
            hunt.hunt([Thing("x", data)], [PHONE])


def test_a_text_that_chance_would_find_is_refused():
    """Texts of fewer than four bytes are refused: a hit would mean nothing."""
    with pytest.raises(ValueError, match="at least 4 bytes"):
        hunt.hunt([], ["139"])
