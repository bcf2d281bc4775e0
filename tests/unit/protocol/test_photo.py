"""A picture in the strict form, and the body that carries it: what hostile bytes get."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import canonical, photo, upload
from protocol.errors import Malformed
from tests.vectors import people
from tests.vectors.pictures import COLOUR, EXIF, GREY, PROGRESSIVE, segment

LEAVE = upload.Upload(expiry="2026-11-24T10Z", hmac=people.seed("upload"))
SENT = upload.Sent(upload=LEAVE, photos=(photo.hash_of(GREY), photo.hash_of(COLOUR)), picture=GREY)
LINE = canonical.parse(upload.to_body(SENT).split(b"\n")[0])


def starts(data: bytes) -> list[int]:
    """Return where each segment of a picture starts, the end included."""
    found, place = [2], 2
    while data[place + 1] != 0xD9:
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        while data[found[-1] + 1] == 0xDA and data[place] != 0xFF:
            place += 1
        found.append(place)
    return found


@given(st.binary(max_size=120) | st.binary(max_size=60).map(lambda tail: GREY[:40] + tail))
def test_any_bytes_are_a_picture_or_a_named_refusal(data: bytes) -> None:
    """No bytes raise anything but Malformed, at one of the steps that the spec names."""
    try:
        photo.check(data)
    except Malformed as error:
        assert error.member in photo.STEPS


@given(st.sampled_from([GREY, COLOUR, PROGRESSIVE]), st.data())
def test_a_changed_byte_never_opens_room_for_a_segment(data: bytes, draw: st.DataObject) -> None:
    """Whatever one byte becomes, the picture is refused or has as many bytes as its tables and data ask for."""
    place = draw.draw(st.integers(0, len(data) - 1))
    changed = data[:place] + bytes((draw.draw(st.integers(0, 255)),)) + data[place + 1 :]
    try:
        photo.check(changed)
    except Malformed as error:
        assert error.member in photo.STEPS
    else:
        assert b"Exif" not in changed


@pytest.mark.parametrize("picture", [GREY, COLOUR, PROGRESSIVE])
@pytest.mark.parametrize("marker", [*range(0xE1, 0xF0), 0xFE])
def test_metadata_has_no_place_between_any_two_segments(picture: bytes, marker: int) -> None:
    """APP1 to APP15 and COM are refused wherever they stand, a second APP0 too."""
    places = starts(picture)
    assert len(places) > 5
    for place in places:
        for kind in (marker, 0xE0) if place > 2 else (marker,):
            with pytest.raises(Malformed) as caught:
                photo.check(picture[:place] + segment(kind, EXIF[4:]) + picture[place:])
            assert caught.value.member == "segment"


@pytest.mark.parametrize(
    ("line", "member"),
    [
        (b"", ""),
        (b"{}", "v"),
        (b"[]", ""),
        (b"no json", ""),
        (b" " + canonical.to_bytes(LINE), ""),
        (canonical.to_bytes(LINE | {"v": 2}), "v"),
        (canonical.to_bytes(LINE | {"name": "IMG_0001.JPG"}), ""),
        (canonical.to_bytes(LINE | {"photos": []}), "photos"),
        (canonical.to_bytes(LINE | {"photos": [SENT.photos[0]] * 2}), "photos"),
        (canonical.to_bytes(LINE | {"photos": [f"{n:064x}" for n in range(4)]}), "photos"),
        (canonical.to_bytes(LINE | {"expiry": "2026-11-24T10:00Z"}), "expiry"),
        (canonical.to_bytes(LINE | {"hmac": "AA"}), "hmac"),
    ],
)
def test_a_line_of_another_form_is_refused(line: bytes, member: str) -> None:
    """The member is named, or none where there is no line of canonical JSON."""
    with pytest.raises(Malformed) as caught:
        upload.parse_body(line + b"\n" + GREY)
    assert caught.value.member == member


def test_a_line_ends_within_512_bytes() -> None:
    """So that a picture without a line is not searched to its end; the largest legal line is far shorter."""
    longest = upload.to_body(upload.Sent(upload=LEAVE, photos=tuple(f"{n:064x}" for n in range(3)), picture=b""))
    assert len(longest) <= upload.LINE_MOST
    for size in (upload.LINE_MOST, upload.LINE_MOST + 1):
        with pytest.raises(Malformed) as caught:
            upload.parse_body(b"x" * size + b"\n" + GREY)
        assert caught.value.why == ("not JSON" if size == upload.LINE_MOST else "no line before the picture")
    with pytest.raises(Malformed):
        upload.parse_body(GREY)
