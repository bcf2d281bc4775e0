"""Photos: which bytes are taken, in which order they are judged, and that nothing else is stored or logged."""

import base64
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from functions import bootstrap, errors
from functions.domain import photo as domain
from functions.handlers import log, photo
from protocol import photo as pictures
from protocol import upload
from tests.unit.functions.fakes import FakeMac, FakePhotos
from tests.vectors import people
from tests.vectors.pictures import COLOUR, EXIF, GREY, JFIF, PROGRESSIVE

NOW = "2026-11-25T08Z"
HASHES = tuple(pictures.hash_of(picture) for picture in (GREY, COLOUR, PROGRESSIVE))
OTHER_CASE = "0" * 26


@pytest.fixture
def log_lines() -> io.StringIO:
    """Catch what the function's own logger writes, in its own format."""
    caught = io.StringIO()
    log._logger().registered_handler.setStream(caught)
    return caught


@pytest.fixture
def mac() -> FakeMac:
    """Give the key that uploads are authenticated by."""
    return FakeMac()


@pytest.fixture
def store(mac: FakeMac, monkeypatch: pytest.MonkeyPatch) -> FakePhotos:
    """Put fakes where the composition root has adapters."""
    fake = FakePhotos()
    for name, found in (("photos", fake), ("upload_mac", mac)):
        monkeypatch.setattr(bootstrap, name, lambda found=found: found)
    monkeypatch.setattr(photo, "_now", lambda: NOW)
    return fake


def sent(picture: bytes = GREY, *, photos: tuple[str, ...] = HASHES, **changed: Any) -> bytes:
    """Return the body of a call, its upload handed out for these photos at `now`, then changed."""
    leave = domain.issue(people.CASE, photos, now=changed.pop("now", NOW), mac=FakeMac())
    return upload.to_body(upload.Sent(upload=replace(leave, **changed), photos=photos, picture=picture))


def call(body: bytes, *, case: str = people.CASE, number: str = "1") -> tuple[int, Any]:
    """Return status and parsed body of one call."""
    answer = photo.handler(
        {
            "version": "2.0",
            "routeKey": "PUT /api/reports/{case}/photos/{number}",
            "pathParameters": {"case": case, "number": number},
            "headers": {"user-agent": "canary-agent"},
            "isBase64Encoded": True,
            "body": base64.b64encode(body).decode(),
        },
        object(),
    )
    assert answer["headers"]["Cache-Control"] == "no-store"
    return answer["statusCode"], json.loads(answer["body"])


def test_a_photo_is_stored_once_and_acknowledged_twice(store: FakePhotos) -> None:
    """201, then 200, under case and hash, the very bytes."""
    assert [call(sent())[0] for _ in range(2)] == [201, 200]
    assert store.stored == {(people.CASE, HASHES[0]): GREY}


def test_each_photo_of_a_report_has_its_number(store: FakePhotos) -> None:
    """Three pictures in any order; the answers say nothing."""
    for number, picture in (("3", PROGRESSIVE), ("1", GREY), ("2", COLOUR)):
        assert call(sent(picture), number=number) == (201, {})
    assert set(store.stored) == {(people.CASE, name) for name in HASHES}


def test_the_largest_picture_is_taken_and_a_larger_one_is_not(store: FakePhotos) -> None:
    """300,000 bytes, and one more."""
    largest = GREY[:-2] + bytes(pictures.PHOTO_MOST - len(GREY)) + GREY[-2:]
    assert call(sent(largest, photos=(pictures.hash_of(largest),)))[0] == 201
    larger = GREY[:-2] + bytes(pictures.PHOTO_MOST - len(GREY) + 1) + GREY[-2:]
    status, found = call(sent(larger, photos=(pictures.hash_of(larger),)))
    assert (status, found["code"]) == (413, "too-large")
    assert call(sent() + bytes(upload.BODY_MOST))[0] == 413
    assert len(store.stored) == 1


EXIF_PICTURE = GREY.replace(JFIF, JFIF + EXIF)
REFUSED: dict[str, tuple[Callable[[], tuple[int, Any]], int, str]] = {
    "no line": (lambda: call(GREY), 400, "malformed"),
    "nothing": (lambda: call(b""), 400, "malformed"),
    "a line of another form": (lambda: call(b"{ }\n" + GREY), 400, "malformed"),
    "a file name": (lambda: call(b'{"name":"IMG_1.JPG"}\n' + GREY), 422, "member"),
    "another version": (lambda: call(sent().replace(b'"v":1', b'"v":2')), 422, "member"),
    "a number beyond the list": (lambda: call(sent(photos=HASHES[:1]), number="2"), 422, "member"),
    "number 0": (lambda: call(sent(), number="0"), 404, "unknown"),
    "number 4": (lambda: call(sent(), number="4"), 404, "unknown"),
    "number 01": (lambda: call(sent(), number="01"), 404, "unknown"),
    "number １": (lambda: call(sent(), number="１"), 404, "unknown"),
    "no case": (lambda: call(sent(), case="x"), 404, "unknown"),
    "an hour too late": (lambda: call(sent(now="2026-11-25T06Z")), 422, "upload"),
    "good for too long": (lambda: call(sent(now="2026-11-25T09Z")), 422, "upload"),
    "another hour than handed out": (lambda: call(sent(expiry=NOW)), 422, "upload"),
    "a foreign hmac": (lambda: call(sent(hmac=bytes(32))), 422, "upload"),
    "another case": (lambda: call(sent(), case=OTHER_CASE), 422, "upload"),
    "fewer photos": (lambda: call(_relisted(HASHES[:2])), 422, "upload"),
    "photos in another order": (lambda: call(_relisted((HASHES[0], HASHES[2], HASHES[1]))), 422, "upload"),
    "another picture": (lambda: call(sent(COLOUR)), 422, "photo"),
    "a byte more": (lambda: call(sent(GREY + b"\n")), 422, "photo"),
    "no picture": (lambda: call(sent(b"")), 422, "photo"),
    "a picture with EXIF": (lambda: call(sent(EXIF_PICTURE, photos=(pictures.hash_of(EXIF_PICTURE),))), 422, "photo"),
    "no JPEG": (lambda: call(sent(b"<svg/>", photos=(pictures.hash_of(b"<svg/>"),))), 422, "photo"),
}


def _relisted(photos: tuple[str, ...]) -> bytes:
    """Return a body whose list of photos is not the one that its upload was handed out for."""
    leave = domain.issue(people.CASE, HASHES, now=NOW, mac=FakeMac())
    return upload.to_body(upload.Sent(upload=leave, photos=photos, picture=GREY))


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_not_stored(name: str, store: FakePhotos, log_lines: io.StringIO) -> None:
    """One shape of problem, a code that the page translates, and a log line that says no more than the code."""
    act, status, code = REFUSED[name]
    found = act()
    assert (found[0], found[1]["code"]) == (status, code)
    assert not store.stored
    assert json.loads(log_lines.getvalue())["code"] == code


FREE = [name for name, (_act, _status, code) in REFUSED.items() if code != "upload"] + ["an hour too late"]


@pytest.mark.parametrize("name", FREE)
def test_what_costs_nothing_is_checked_before_the_key_service(name: str, store: FakePhotos, mac: FakeMac) -> None:
    """A flood of wrong sizes, forms and hashes costs no MAC."""
    assert not store.stored
    REFUSED[name][0]()
    assert mac.asked == 0


def test_an_upload_lasts_until_the_next_hour_has_passed(store: FakePhotos, monkeypatch: pytest.MonkeyPatch) -> None:
    """Handed out at 08:59, it is good at 09:59 and no more at 10:00."""
    body = sent()
    for now, status in ((NOW, 201), ("2026-11-25T09Z", 200), ("2026-11-25T10Z", 422), ("2026-11-25T07Z", 422)):
        monkeypatch.setattr(photo, "_now", lambda now=now: now)
        assert call(body)[0] == status
    assert len(store.stored) == 1


def test_a_busy_store_asks_to_come_back(store: FakePhotos, monkeypatch: pytest.MonkeyPatch) -> None:
    """503, and the same call succeeds later."""
    with monkeypatch.context() as patched:
        patched.setattr(store, "put", _raise(errors.Unavailable("busy")))
        assert call(sent())[0] == 503
    assert call(sent())[0] == 201


def test_the_log_knows_neither_case_nor_picture_nor_size(store: FakePhotos, log_lines: io.StringIO) -> None:
    """A line says that a photo was stored, repeated or refused; a fault says where and not what."""
    call(sent())
    call(sent())
    call(sent(COLOUR))
    store.put = _raise(RuntimeError(f"{people.CASE} {HASHES[0]}"))  # type: ignore[method-assign]  # a fault
    assert call(sent())[0] == 500
    lines = [json.loads(line) for line in log_lines.getvalue().splitlines()]
    assert [line["message"] for line in lines] == ["photo stored", "photo repeated", "refused", "fault"]
    for planted in (people.CASE, people.CASE[:10], *HASHES, str(len(GREY)), "canary-agent"):
        assert planted not in log_lines.getvalue()


def _raise(error: Exception) -> Any:
    def put(*_given: object) -> bool:
        raise error

    return put


@pytest.mark.parametrize("route", ["$default", "PUT /api/reports/{case}", "GET /api/reports/{case}/photos/{number}"])
def test_no_other_route_is_answered(route: str, store: FakePhotos) -> None:
    """Not even a read."""
    assert photo.handler({"routeKey": route}, object())["statusCode"] == 404
    assert not store.stored
