"""The site goes up so that no page names what is not there, with types that no machine's registry decides."""

import mimetypes
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest

from infra import content, publish
from infra.errors import NotPublished


class FakeS3:
    """A bucket that remembers what was put and deleted; `there` are keys with their age in days."""

    def __init__(self, there: dict[str, int] | None = None) -> None:
        self.put: list[dict[str, Any]] = []
        self.deleted: list[str] = []
        self.there = there or {}

    def put_object(self, **asked: Any) -> None:
        self.put.append(asked)

    def delete_object(self, Bucket: str, Key: str) -> None:  # noqa: N803  boto3's spelling
        self.deleted.append(Key)

    def get_paginator(self, _name: str) -> "FakeS3":
        return self

    def paginate(self, Bucket: str) -> list[dict[str, Any]]:  # noqa: N803
        now = datetime.now(UTC)
        found = [{"Key": key, "LastModified": now - timedelta(days=age)} for key, age in self.there.items()]
        return [{"Contents": found}, {}]


class FakeEnvironment:
    """An environment whose every service is one fake."""

    def __init__(self, s3: FakeS3) -> None:
        self.s3 = s3

    def client(self, _service: str) -> FakeS3:
        return self.s3


def upload(folder: Path, there: dict[str, int] | None = None) -> FakeS3:
    s3 = FakeS3(there)
    publish.upload(FakeEnvironment(s3), "bucket", folder)  # type: ignore[arg-type]  # a fake of what is used
    return s3


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name in ("index.html", "en/index.html", "en/report/index.html", "keys/officer.json", "zz.js", "icon.svg"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return tmp_path


def test_pages_go_up_last(site: Path):
    """Whatever a page may name stands before any page does."""
    keys = [asked["Key"] for asked in upload(site).put]
    pages = ["en/index.html", "en/report/index.html", "index.html"]
    copies = [key for page in pages for key in (f"{page}.br", page)]
    assert keys == ["icon.svg", "keys/officer.json", "zz.js", *copies]


def test_each_page_has_a_compressed_copy_that_says_so(site: Path):
    """The copy is the page, in Brotli, with the page's own type; nothing else is compressed beforehand."""
    put = {asked["Key"]: asked for asked in upload(site).put}
    copy = put["en/report/index.html.br"]
    assert brotli.decompress(copy["Body"]) == put["en/report/index.html"]["Body"]
    assert (copy["ContentEncoding"], copy["ContentType"]) == ("br", "text/html; charset=utf-8")
    assert [key for key, asked in put.items() if "ContentEncoding" in asked] == [key for key in put if ".br" in key]


def test_pages_are_asked_for_anew(site: Path):
    """Everything says no-cache: a change of the officer's key is on every phone at its next load."""
    assert {asked["CacheControl"] for asked in upload(site).put} == {"no-cache"}


def test_types_are_the_products_own(site: Path, monkeypatch: pytest.MonkeyPatch):
    """A registry that is empty, or calls JavaScript plain text, changes no type."""
    monkeypatch.setattr(mimetypes, "guess_type", lambda *_a, **_k: ("text/plain", None))
    types = {asked["Key"]: asked["ContentType"] for asked in upload(site).put}
    assert types["zz.js"] == "text/javascript; charset=utf-8"
    assert types["icon.svg"] == "image/svg+xml; charset=utf-8"
    assert types["en/index.html"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("name", content.TYPES)
def test_text_says_its_charset(name: str):
    """Every type of text states UTF-8; binary types state nothing."""
    found = content.type_of(f"x{name.upper()}")
    text = found.startswith("text/") or "xml" in found or "json" in found
    assert ("charset=utf-8" in found) == text


@pytest.mark.parametrize("name", ["x.exe", "noending", "page.html.bak", ".DS_Store"])
def test_an_unknown_ending_stops_before_the_first_upload(site: Path, name: str):
    """A file that nobody gave a type is named, and nothing is uploaded."""
    (site / name).write_text("x", encoding="utf-8")
    s3 = FakeS3()
    with pytest.raises(NotPublished, match=name):
        publish.upload(FakeEnvironment(s3), "bucket", site)  # type: ignore[arg-type]  # a fake of what is used
    assert not s3.put


def test_an_empty_site_is_not_published(tmp_path: Path):
    """A folder without a page would take the portal off the air: it is refused."""
    with pytest.raises(NotPublished, match="holds no page"):
        upload(tmp_path)


def test_old_pages_go_and_old_files_stay_a_while(site: Path):
    """A page that is no more goes at once; a file that an open page may still ask for stays 30 days."""
    there = {"fr/index.html": 0, "old.js": 29, "older.js": 31, "en/index.html": 90}
    assert upload(site, there).deleted == ["fr/index.html", "older.js"]


def test_what_the_portal_publishes_itself_stays(site: Path):
    """Figures of a month are in no rendering; a new site takes them away neither at once nor after 30 days."""
    there = {"statistics/2026-01.json": 300, "statistics/index.json": 31, "statistics.js": 31}
    assert upload(site, there).deleted == ["statistics.js"]
