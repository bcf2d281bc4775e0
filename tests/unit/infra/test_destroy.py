"""Removal refuses what people entrusted, and finishes what an earlier removal began."""

from dataclasses import replace
from typing import Any

import pytest

from infra import destroy, environment
from infra.errors import DataAtRisk, StackFailed
from tests.unit.infra.clouds import refused

PRODUCTION = environment.load("production")


def test_an_environment_that_holds_reports_is_not_destroyed(monkeypatch: pytest.MonkeyPatch):
    """Production is refused before anything is asked of AWS, and the hint says how to export first."""
    monkeypatch.setattr(environment.Environment, "client", lambda *_: pytest.fail("AWS was asked"))
    with pytest.raises(DataAtRisk, match="holds people's reports") as error:
        destroy.run(PRODUCTION)
    for word in ("export", "courier", "receipt", "holds_data"):
        assert word in error.value.hint


class FakeBucket:
    """A versioned bucket with versions, markers and unfinished uploads, more than one call can delete."""

    def __init__(self, *, versions: int = 2500, stubborn: bool = False, gone: bool = False) -> None:
        self.versions = {f"k{n}" for n in range(versions)}
        self.markers = {"marker"}
        self.uploads = {"upload"}
        self.stubborn, self.gone = stubborn, gone
        self.calls: list[int] = []

    def get_paginator(self, name: str) -> Any:
        if self.gone:
            raise refused(name, "NoSuchBucket", "gone")
        fake = self

        class Pages:
            def paginate(self, Bucket: str) -> list[dict[str, Any]]:  # noqa: N803  boto3's spelling
                if name == "list_multipart_uploads":
                    return [{"Uploads": [{"Key": key, "UploadId": key} for key in fake.uploads]}]
                return [
                    {"Versions": [{"Key": key, "VersionId": "1"} for key in sorted(fake.versions)]},
                    {"DeleteMarkers": [{"Key": key, "VersionId": "2"} for key in fake.markers]},
                ]

        return Pages()

    def abort_multipart_upload(self, Bucket: str, Key: str, UploadId: str) -> None:  # noqa: N803
        self.uploads.discard(Key)

    def delete_objects(self, Bucket: str, Delete: dict[str, Any]) -> dict[str, Any]:  # noqa: N803
        self.calls.append(len(Delete["Objects"]))
        if self.stubborn:
            return {"Errors": [{"Key": "k1", "Message": "locked"}]}
        for found in Delete["Objects"]:
            self.versions.discard(found["Key"])
            self.markers.discard(found["Key"])
        return {}


def test_a_bucket_is_emptied_of_versions_markers_and_uploads():
    """Every version, delete marker and unfinished upload goes, at most 1,000 in a call."""
    bucket = FakeBucket()
    destroy.empty(bucket, "b")
    assert not (bucket.versions or bucket.markers or bucket.uploads)
    assert max(bucket.calls) <= 1000


def test_an_object_that_stays_is_an_error():
    """A bucket that keeps an object is named with it, and the removal does not go on as if it were empty."""
    with pytest.raises(StackFailed, match="k1: locked"):
        destroy.empty(FakeBucket(stubborn=True), "b")


def test_a_bucket_that_is_gone_is_empty():
    """A removal that was interrupted can be repeated."""
    destroy.empty(FakeBucket(gone=True), "b")


def test_no_stack_is_nothing_to_destroy(monkeypatch: pytest.MonkeyPatch):
    """Destroying what is not there succeeds."""
    monkeypatch.setattr("infra.stack.describe", lambda *_: None)
    monkeypatch.setattr(environment.Environment, "client", lambda *_: None)
    assert destroy.run(replace(PRODUCTION, holds_data=False)) == 0


def test_a_protected_table_stops_the_removal(monkeypatch: pytest.MonkeyPatch):
    """A table that still refuses deletion stops it before anything is removed."""

    class Tables:
        def describe_table(self, TableName: str) -> dict[str, Any]:  # noqa: N803  boto3's spelling
            return {"Table": {"DeletionProtectionEnabled": True}}

    monkeypatch.setattr("infra.stack.describe", lambda *_: {})
    monkeypatch.setattr("infra.stack.physical", lambda *_: {"CasesTable": "t1"})
    monkeypatch.setattr(environment.Environment, "client", lambda *_: Tables())
    monkeypatch.setattr(destroy, "empty", lambda *_: pytest.fail("something was removed"))
    with pytest.raises(DataAtRisk, match="t1 is protected"):
        destroy.run(replace(PRODUCTION, holds_data=False))
