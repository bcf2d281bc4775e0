"""Photos over real HTTP: filed, uploaded through the distribution, judged by a function of its own, and kept."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from infra import citizen, deployed
from infra.visit import Answer, visit
from protocol import canonical, facts, hour, photo, receipt, upload
from tests.conftest import Stack
from tests.system.reports import new_report
from tests.system.test_filing import _verify
from tests.vectors.pictures import COLOUR, EXIF, GREY, JFIF, PROGRESSIVE

PICTURES = (GREY, COLOUR, PROGRESSIVE)
HASHES = tuple(photo.hash_of(picture) for picture in PICTURES)


@dataclass(frozen=True)
class Filed:
    """A report that was filed, and the upload that its filing handed out."""

    case: str
    body: bytes
    answer: dict[str, Any]

    @property
    def leave(self) -> upload.Upload:
        """The upload."""
        return upload.parse(self.answer["upload"])


def file(stack: Stack, photos: tuple[str, ...] = HASHES) -> Filed:
    """File a report that names these photos."""
    reporter, report = new_report(stack, photos=list(photos))
    body = canonical.to_bytes(report.to_value())
    answer = citizen.file(stack.site, reporter.case, body)
    assert answer.status == 201
    return Filed(reporter.case, body, json.loads(answer.body))


def send(stack: Stack, filed: Filed, number: int, picture: bytes, **changed: Any) -> Answer:
    """Send a picture as the page does, with some of it changed."""
    leave = changed.get("leave", filed.leave)
    sent = upload.Sent(upload=leave, photos=changed.get("photos", HASHES), picture=picture)
    path = f"/api/reports/{changed.get('case', filed.case)}/photos/{number}"
    headers = {"Content-Type": "application/octet-stream"}
    return visit(stack.site, path, method="PUT", body=upload.to_body(sent), headers=headers)


def kept(stack: Stack, case: str) -> dict[str, bytes]:
    """Return the objects of a case, by their keys."""
    s3, bucket = stack.environment.client("s3"), stack.outputs()["EvidenceBucket"]
    keys = [found["Key"] for found in s3.list_objects_v2(Bucket=bucket, Prefix=f"{case}/").get("Contents", ())]
    return {key: s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}


def code_of(answer: Answer) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status, json.loads(answer.body)["code"]


def test_photos_are_filed_sent_and_kept_as_they_were(stack: Stack):
    """The receipt binds the facts that name them, and each object is the very bytes, under case and hash."""
    filed = file(stack)
    public = deployed.receipt_key(stack.environment, stack.outputs())
    signed = receipt.parse(filed.answer["receipt"], portal=stack.described["portal"], public=public, verify=_verify)
    told = json.loads(filed.body)["facts"]
    assert told["photos"] == list(HASHES)
    assert signed.facts_hash == facts.hash_of(facts.parse(told))
    answers = [send(stack, filed, number, picture) for number, picture in enumerate(PICTURES, 1)]
    assert [(answer.status, answer.body) for answer in answers] == [(201, b"{}")] * 3
    assert kept(stack, filed.case) == {
        f"{filed.case}/{name}.jpg": picture for name, picture in zip(HASHES, PICTURES, strict=True)
    }


def test_the_same_photo_again_is_the_same_photo(stack: Stack):
    """A repeat is 200, by a new upload too, and leaves one object."""
    filed = file(stack)
    again = json.loads(citizen.file(stack.site, filed.case, filed.body).body)
    assert again["receipt"] == filed.answer["receipt"]
    leaves = (filed.leave, filed.leave, upload.parse(again["upload"]))
    assert [send(stack, filed, 1, GREY, leave=leave).status for leave in leaves] == [201, 200, 200]
    assert len(kept(stack, filed.case)) == 1


def test_the_largest_photo_passes_gateway_and_edge(stack: Stack):
    """300,000 bytes arrive, and one byte more is refused by the function and not by chance."""
    largest = GREY[:-2] + bytes(photo.PHOTO_MOST - len(GREY)) + GREY[-2:]
    larger = GREY[:-2] + bytes(photo.PHOTO_MOST - len(GREY) + 1) + GREY[-2:]
    names = (photo.hash_of(largest), photo.hash_of(larger))
    filed = file(stack, names)
    assert send(stack, filed, 1, largest, photos=names).status == 201
    assert code_of(send(stack, filed, 2, larger, photos=names)) == (413, "too-large")
    assert list(kept(stack, filed.case).values()) == [largest]


def test_a_report_without_photos_gets_no_upload(stack: Stack):
    """So there is nothing to send a picture with."""
    reporter, report = new_report(stack)
    answer = citizen.file(stack.site, reporter.case, canonical.to_bytes(report.to_value()))
    assert set(json.loads(answer.body)) == {"hour", "receipt"}


EXIF_PICTURE = GREY.replace(JFIF, JFIF + EXIF)
EARLIER = "2026-01-01T00Z"
REFUSED: dict[str, tuple[Callable[[Stack, Filed], Answer], tuple[int, str]]] = {
    "another picture": (lambda s, f: send(s, f, 1, COLOUR), (422, "photo")),
    "a picture with something after its end": (lambda s, f: send(s, f, 1, GREY + b"x"), (422, "photo")),
    "a foreign hmac": (lambda s, f: send(s, f, 1, GREY, leave=replace(f.leave, hmac=bytes(32))), (422, "upload")),
    "late": (lambda s, f: send(s, f, 1, GREY, leave=replace(f.leave, expiry=EARLIER)), (422, "upload")),
    "a later expiry than handed out": (
        lambda s, f: send(s, f, 1, GREY, leave=replace(f.leave, expiry=_before(f.leave.expiry))), (422, "upload"),
    ),
    "another case": (lambda s, f: send(s, f, 1, GREY, case=new_report(s)[0].case), (422, "upload")),
    "fewer photos": (lambda s, f: send(s, f, 1, GREY, photos=HASHES[:1]), (422, "upload")),
    "a number that the list has not": (lambda s, f: send(s, f, 3, GREY, photos=HASHES[:2]), (422, "member")),
    "number 4": (lambda s, f: send(s, f, 4, GREY), (404, "unknown")),
    "no case": (lambda s, f: send(s, f, 1, GREY, case="x"), (404, "unknown")),
    "nothing before the picture": (
        lambda s, f: visit(s.site, f"/api/reports/{f.case}/photos/1", method="PUT", body=GREY), (400, "malformed"),
    ),
}  # fmt: skip


def _before(moment: str) -> str:
    """Return the hour before: one that is still good, and that no upload of now names."""
    return hour.from_datetime(hour.parse(moment) - timedelta(hours=1))


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_a_photo_of_this_report_is_refused(stack: Stack, name: str):
    """One shape of problem, and nothing is kept."""
    act, expected = REFUSED[name]
    filed = file(stack)
    assert code_of(act(stack, filed)) == expected
    assert kept(stack, filed.case) == {}


def test_a_picture_with_exif_is_refused_although_its_report_names_it(stack: Stack):
    """The portal checks again what the browser promised: a page that was tampered with brings no metadata in."""
    names = (photo.hash_of(EXIF_PICTURE),)
    filed = file(stack, names)
    assert code_of(send(stack, filed, 1, EXIF_PICTURE, photos=names)) == (422, "photo")
    assert kept(stack, filed.case) == {}


def test_a_photo_that_never_came_is_plain_to_see(stack: Stack):
    """The case names it, and no object stands beside it."""
    filed = file(stack)
    assert send(stack, filed, 2, COLOUR).status == 201
    (item,) = [
        found
        for found in stack.environment.client("dynamodb").scan(TableName=stack.described["tables"]["cases"])["Items"]
        if found["case"]["S"] == filed.case
    ]
    named = json.loads(item["facts"]["S"])["photos"]
    there = {key.partition("/")[2].removesuffix(".jpg") for key in kept(stack, filed.case)}
    assert [name for name in named if name not in there] == [HASHES[0], HASHES[2]]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
def test_no_photo_is_given_back_by_the_api(stack: Stack, method: str):
    """There is no call that reads, lists or deletes one."""
    filed = file(stack)
    assert send(stack, filed, 1, GREY).status == 201
    answer = visit(stack.site, f"/api/reports/{filed.case}/photos/1", method=method)
    assert answer.status == 404
    assert GREY[:20] not in answer.body
    assert len(kept(stack, filed.case)) == 1
