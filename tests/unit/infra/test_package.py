"""The functions' archive is pure Python, the same on every machine, and named by what is in it."""

import hashlib
import io
import os
import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from infra import package
from infra.environment import ROOT
from infra.errors import NotPure

CONFIGURATION = b'{"v":1}'


@pytest.fixture(scope="module")
def archive() -> package.Archive:
    return package.build(CONFIGURATION)


def opened(archive: package.Archive) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(archive.data))


def test_two_builds_are_the_same_bytes(archive: package.Archive):
    """Building again gives the same archive, so that an unchanged deployment has nothing to do."""
    assert package.build(CONFIGURATION).data == archive.data


def test_the_lint_finds_its_rules_in_the_archive(archive: package.Archive):
    """The rule file lies beside the module that reads it, as it stands in the sources."""
    assert opened(archive).read(package.RULE_FILE) == (ROOT / package.RULE_FILE).read_bytes()


def test_a_tight_umask_and_other_times_change_nothing(archive: package.Archive, tmp_path: Path):
    """A copy of the sources, written later under umask 077, gives the same bytes: files are 0644 in any case."""
    before = os.umask(0o077)
    try:
        for name in package.OWN_PACKAGES:
            shutil.copytree(ROOT / name, tmp_path / name, copy_function=shutil.copyfile)
        assert package.build(CONFIGURATION, tmp_path).data == archive.data
    finally:
        os.umask(before)
    for entry in opened(archive).infolist():
        assert stat.S_IMODE(entry.external_attr >> 16) == 0o644
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)


def test_members_stand_in_order_and_uncompressed(archive: package.Archive):
    """The order is that of the names, and nothing is compressed: zlib's versions differ."""
    entries = opened(archive).infolist()
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}


def test_one_byte_is_another_key(archive: package.Archive):
    """The key in the artifacts bucket is the archive's hash, so that new code never lies under an old key."""
    other = package.build(b'{"v":2}')
    assert archive.key == f"functions/{hashlib.sha256(archive.data).hexdigest()}.zip"
    assert other.key != archive.key


def test_what_the_functions_need_is_inside_and_what_opens_boxes_is_not(archive: package.Archive):
    """Functions, protocol and libraries are in; boto3, which the runtime gives, and NaCl, which opens, are not."""
    names = opened(archive).namelist()
    folders = {name.split("/")[0] for name in names}
    assert {"functions", "protocol", "rfc8785", "aws_lambda_powertools", "portal.json"} <= folders
    assert not {"boto3", "botocore", "nacl", "cryptography", "officer", "courier", "infra", "tests"} & folders
    assert opened(archive).read("portal.json") == CONFIGURATION
    assert not any("__pycache__" in name or ".." in name or name.startswith("/") for name in names)


COMPILED = {
    "nacl/_sodium.abi3.so": b"text",
    "x.pyd": b"text",
    "x.dylib": b"text",
    "x.pyc": b"text",
    "elf": b"\x7fELF\x02\x01",
    "windows": b"MZ\x90",
    "mac": b"\xcf\xfa\xed\xfe",
    "wasm": b"\x00asm\x01",
}


@pytest.mark.parametrize("name", COMPILED)
def test_anything_compiled_is_refused(name: str):
    """A member that is compiled, by its name or by its first bytes, stops the build and is named."""
    with pytest.raises(NotPure, match=name):
        package.write({"functions/a.py": b"", name: COMPILED[name]})


def test_the_archive_imports_with_nothing_but_boto3(archive: package.Archive):
    """Both handlers import from the unpacked archive in an interpreter that has no other package."""
    package.smoke(archive)


@pytest.mark.parametrize("missing", ["rfc8785", "aws_lambda_powertools", "functions/bootstrap"])
def test_an_archive_that_lacks_something_fails_before_upload(archive: package.Archive, missing: str):
    """Without one library or module of ours the import fails here, and not in the cloud."""
    source = opened(archive)
    members = {name: source.read(name) for name in source.namelist() if not name.startswith(missing)}
    with pytest.raises(NotPure, match="does not import"):
        package.smoke(package.Archive(package.write(members)))


def test_an_archive_that_could_open_boxes_fails_before_upload(archive: package.Archive):
    """A function that imports a means of opening a box is refused, even when it would run."""
    source = opened(archive)
    members = {name: source.read(name) for name in source.namelist()}
    members["nacl/__init__.py"] = b""
    members["functions/handlers/officer.py"] = b"import nacl\n" + members["functions/handlers/officer.py"]
    with pytest.raises(NotPure, match="nacl"):
        package.smoke(package.Archive(package.write(members)))
