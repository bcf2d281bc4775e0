"""Photos as the staff's rules read them: the adapter and its fake keep one contract (moto)."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from moto import mock_aws

from functions.adapters.evidence import EvidenceStore
from functions.adapters.photos import PhotoStore
from functions.errors import Unavailable, UnknownCase
from tests.unit.functions.chains import PHOTO
from tests.unit.functions.test_staff_calls import CASE, FakeEvidence

BUCKET = "evidence"
PICTURE = b"picture"


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Give a client of moto whose bucket holds a photo, put there as the photo function does."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        PhotoStore(client, BUCKET).put(CASE, PHOTO, PICTURE)
        yield client


@pytest.mark.parametrize("name", ["adapter", "fake"])
def test_a_photo_is_read_by_its_case_and_hash_and_one_that_never_came_is_unknown(name: str, kept: Any) -> None:
    """The very bytes; another case, or another hash, is another photo."""
    store: Any = EvidenceStore(kept, BUCKET) if name == "adapter" else FakeEvidence()
    assert store.photo(CASE, PHOTO) == PICTURE
    for case, photo in ((CASE, "0" * 64), ("0" * 26, PHOTO)):
        with pytest.raises(UnknownCase):
            store.photo(case, photo)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ClientError({"Error": {"Code": "SlowDown"}}, "GetObject"), Unavailable),
        (ClientError({"Error": {"Code": "InternalError"}}, "GetObject"), Unavailable),
        (ReadTimeoutError(endpoint_url="http://127.0.0.1"), Unavailable),
        (ClientError({"Error": {"Code": "AccessDenied"}}, "GetObject"), ClientError),
        (ClientError({"Error": {"Code": "NoSuchBucket"}}, "GetObject"), ClientError),
    ],
)
def test_what_passes_by_itself_is_told_from_a_fault(error: Exception, expected: type[Exception]) -> None:
    """A lost permission is no photo that never came: it alarms."""

    class Broken:
        def get_object(self, **_given: object) -> None:
            raise error

    with pytest.raises(expected):
        EvidenceStore(Broken(), BUCKET).photo(CASE, PHOTO)
