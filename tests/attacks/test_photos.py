"""Send pictures that carry what must never arrive, and hunt for it through every byte that was stored or logged."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from infra import citizen, stored
from infra.hunt import Thing, hunt
from infra.visit import Answer, visit
from protocol import canonical, code, photo, upload
from tests.conftest import Stack
from tests.system.reports import new_report
from tests.system.test_photos import Filed, file, send
from tests.vectors.pictures import EOI, GREY, JFIF, SOI, segment

# What cameras, phones and editors write into pictures, each with a value of its own.
CANARIES = {
    "maker": "canary-maker-3d40",
    "place": "canary-gps-8b17",
    "owner": "canary-owner-52ae",
    "comment": "canary-comment-f06c",
    "profile": "canary-profile-19d3",
    "thumbnail": "canary-thumbnail-c7b5",
    "extension": "canary-jfxx-64e1",
    "tail": "canary-tail-0a9f",
    "before": "canary-before-7e22",
    "file": "canary-file-name-b1d8.jpg",
    "header": "canary-photo-header-4c6e",
    "query": "canary-photo-query-d3a0",
}
LATITUDE = bytes.fromhex("0000001c000000010000003500000001000004d200000064")  # 28° 53' 12.34", as EXIF counts
SIZE = 123_457  # bytes of a good picture: no other number of the run is this one


def exif() -> bytes:
    """Return an EXIF segment with a maker, an owner, a latitude and a thumbnail."""
    texts = [CANARIES[name].encode() for name in ("maker", "place", "owner")]
    return segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08" + b"\0".join(texts) + LATITUDE + thumbnail())


def thumbnail() -> bytes:
    """Return a picture inside a picture."""
    return SOI + segment(0xFE, CANARIES["thumbnail"].encode()) + GREY[2:]


def loaded() -> Iterator[bytes]:
    """Yield pictures that carry each of the canaries, in each place that a picture has for them."""
    after = len(SOI + JFIF)
    for kind, body in (
        (0xE1, exif()[4:]),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + CANARIES["owner"].encode()),
        (0xE2, b"ICC_PROFILE\0\1\1" + CANARIES["profile"].encode()),
        (0xED, b"Photoshop 3.0\0" + CANARIES["maker"].encode()),
        (0xEF, CANARIES["place"].encode()),
        (0xFE, CANARIES["comment"].encode()),
        (0xE0, b"JFXX\0\x10" + CANARIES["extension"].encode()),
    ):
        yield GREY[:after] + segment(kind, body) + GREY[after:]
        yield SOI + segment(kind, body) + GREY[2:]
        yield GREY[:-2] + segment(kind, body) + EOI
    yield GREY + CANARIES["tail"].encode()
    yield GREY + thumbnail()
    yield CANARIES["before"].encode() + GREY
    yield GREY[:after] + CANARIES["before"].encode() + GREY[after:]


@dataclass(frozen=True)
class Hunted:
    """A portal that was sent all these pictures and one good one, and all that it wrote down."""

    filed: Filed
    good: bytes
    answers: tuple[Answer, ...]
    things: tuple[Thing, ...]
    logs: tuple[Thing, ...]


@pytest.fixture(scope="module")
def hunted(stack: Stack) -> Hunted:
    """File reports that name each picture, send it, and send a good one with every careless header; then collect."""
    good = GREY[:-2] + bytes(SIZE - len(GREY)) + GREY[-2:]
    names = (photo.hash_of(good),)
    filed = file(stack, names)
    answers = tuple(_send_one(stack, picture) for picture in loaded())
    assert send(stack, filed, 1, good, photos=names).status == 201
    sent = upload.Sent(upload=filed.leave, photos=names, picture=good)
    stray = {
        "Content-Disposition": f'attachment; filename="{CANARIES["file"]}"',
        "X-File-Name": CANARIES["file"],
        "X-Amz-Meta-Name": CANARIES["file"],
        "User-Agent": CANARIES["header"],
        "Content-Type": "application/octet-stream",
    }
    path = f"/api/reports/{filed.case}/photos/1?name={CANARIES['query']}"
    assert visit(stack.site, path, method="PUT", body=upload.to_body(sent), headers=stray).status == 200
    stack.restart()
    things = tuple(stored.everything(stack.environment, stack.home.folder / "cloud"))
    names_of_logs = tuple(stack.outputs()[f"{name}Log"] for name in ("Photo", "Intake", "Officer"))
    return Hunted(filed, good, answers, things, tuple(one for one in things if one.name.startswith(names_of_logs)))


def _send_one(stack: Stack, picture: bytes) -> Answer:
    """File a report that names a picture, and send it with the upload that the filing handed out."""
    names = (photo.hash_of(picture),)
    reporter, report = new_report(stack, photos=list(names))
    body = canonical.to_bytes(report.to_value())
    answer = citizen.file(stack.site, reporter.case, body)
    assert answer.status == 201
    return send(stack, Filed(reporter.case, body, canonical.loads(answer.body)), 1, picture, photos=names)  # type: ignore[arg-type]  # an object


def test_every_loaded_picture_is_refused(hunted: Hunted) -> None:
    """Its report named it and its upload was good: the form alone keeps it out."""
    assert len(hunted.answers) == len(list(loaded())) > 20
    assert {(answer.status, canonical.loads(answer.body)["code"]) for answer in hunted.answers} == {(422, "photo")}  # type: ignore[index,call-overload]  # an object


def test_the_hunt_finds_the_good_picture(hunted: Hunted) -> None:
    """The control: its bytes are found, as one object of the bucket of photos and in the cloud's own files."""
    found = [thing.name for thing in hunted.things if hunted.good in thing.data]
    assert any("evidence" in name and f"{hunted.filed.case}/" in name for name in found)
    assert all("evidence" in name.lower() or name.startswith("file ") for name in found)


def test_nothing_that_pictures_carried_was_stored_or_logged(hunted: Hunted) -> None:
    """No maker, place, owner, comment, profile, thumbnail, tail or file name, in any spelling or packing."""
    assert hunt(hunted.things, list(CANARIES.values())).hits == ()
    assert [thing.name for thing in hunted.things if LATITUDE in thing.data] == []


def test_no_log_knows_whose_picture_it_was_or_how_large(hunted: Hunted) -> None:
    """Case, ref, hash, hmac and size stay out of every line; that a photo was stored stands in one."""
    assert hunt(hunted.logs, ["photo stored"]).hits
    leave = hunted.filed.answer["upload"]
    texts = [hunted.filed.case, code.ref(hunted.filed.case), photo.hash_of(hunted.good), leave["hmac"]]
    texts += [
        str(SIZE),
        str(len(upload.to_body(upload.Sent(hunted.filed.leave, (photo.hash_of(hunted.good),), b""))) + SIZE),
    ]
    assert hunt(hunted.logs, texts).hits == ()
