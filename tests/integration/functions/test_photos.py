"""The S3 adapter and its fake keep one contract (moto): put once, never over another, nothing beside the bytes."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from moto import mock_aws

from functions.adapters.photos import PhotoStore
from functions.errors import Unavailable
from protocol import photo
from tests.unit.functions.fakes import FakePhotos
from tests.vectors import people
from tests.vectors.pictures import COLOUR, GREY

NAME = photo.hash_of(GREY)
BUCKET = "evidence"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Give an S3 client of moto with the bucket."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    with mock_aws():
        found = boto3.client("s3", region_name="us-east-1")
        found.create_bucket(Bucket=BUCKET)
        yield found


@pytest.fixture(params=["adapter", "fake"])
def store(request: pytest.FixtureRequest) -> Any:
    """Give the adapter over moto, then the fake."""
    return PhotoStore(request.getfixturevalue("client"), BUCKET) if request.param == "adapter" else FakePhotos()


def test_a_photo_is_new_once(store: Any) -> None:
    """The second put finds the first; another case or picture is another photo."""
    assert store.put(people.CASE, NAME, GREY)
    assert not store.put(people.CASE, NAME, GREY)
    assert store.put("0" * 26, NAME, GREY)
    assert store.put(people.CASE, photo.hash_of(COLOUR), COLOUR)


def test_what_is_stored_is_the_picture_and_its_type(client: Any) -> None:
    """Under case and hash; no metadata, no name, no tag."""
    PhotoStore(client, BUCKET).put(people.CASE, NAME, GREY)
    (key,) = [found["Key"] for found in client.list_objects_v2(Bucket=BUCKET)["Contents"]]
    assert key == f"{people.CASE}/{NAME}.jpg"
    found = client.get_object(Bucket=BUCKET, Key=key)
    assert (found["Body"].read(), found["ContentType"], found["Metadata"]) == (GREY, "image/jpeg", {})
    assert "TagCount" not in found


def test_what_is_there_is_never_replaced(client: Any) -> None:
    """Other bytes under the same name, which only a fault could send, change nothing."""
    kept = PhotoStore(client, BUCKET)
    kept.put(people.CASE, NAME, GREY)
    assert not kept.put(people.CASE, NAME, b"other bytes")
    assert client.get_object(Bucket=BUCKET, Key=f"{people.CASE}/{NAME}.jpg")["Body"].read() == GREY


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ClientError({"Error": {"Code": "SlowDown"}}, "PutObject"), Unavailable),
        (ClientError({"Error": {"Code": "ConditionalRequestConflict"}}, "PutObject"), Unavailable),
        (ClientError({"Error": {"Code": "InternalError"}}, "PutObject"), Unavailable),
        (ReadTimeoutError(endpoint_url="http://127.0.0.1"), Unavailable),
        (ClientError({"Error": {"Code": "AccessDenied"}}, "PutObject"), ClientError),
        (ClientError({"Error": {"Code": "NoSuchBucket"}}, "PutObject"), ClientError),
    ],
)
def test_what_passes_by_itself_is_told_from_a_fault(error: Exception, expected: type[Exception]) -> None:
    """A busy store is asked again later; a missing right or bucket alarms."""

    class Broken:
        def put_object(self, **_given: object) -> None:
            raise error

    with pytest.raises(expected):
        PhotoStore(Broken(), BUCKET).put(people.CASE, NAME, GREY)
