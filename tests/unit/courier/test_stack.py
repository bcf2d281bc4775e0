"""The stack file says where the portal is, and its mistakes are named by member."""

import json
from pathlib import Path

import pytest

from console.errors import FileRefused
from courier import stack
from courier.errors import StackRefused
from tests.unit.courier.stacks import described, stack_file
from tests.unit.officer.reporters import OFFICER


def test_a_stack_file_is_read_with_the_officers_key(tmp_path: Path) -> None:
    """Relative paths start from the file's own folder."""
    found = stack.load(stack_file(tmp_path))
    assert found.officer == OFFICER.public
    assert found.languages == ("zh-CN", "en")
    assert found.credentials == stack.Credentials("test", "test")


def test_absolute_paths_stay_as_they_are(tmp_path: Path) -> None:
    """The public file may lie anywhere."""
    public = stack_file(tmp_path).parent / "keys/officer.pub"
    (tmp_path / "other").mkdir()
    path = tmp_path / "other/stack.json"
    path.write_text(json.dumps(described(officer_public=str(public))))
    assert stack.load(path).officer == OFFICER.public


def test_on_aws_neither_endpoint_nor_credentials_are_given(tmp_path: Path) -> None:
    """boto3 then finds both as it always does."""
    found = stack.load(stack_file(tmp_path, endpoint=None, credentials=None))
    assert found.endpoint is None
    assert found.credentials is None


@pytest.mark.parametrize("spelling", ["utf-8-sig", "crlf"])
def test_an_editor_may_have_touched_the_file(tmp_path: Path, spelling: str) -> None:
    """A byte order mark and CRLF do no harm."""
    path = stack_file(tmp_path)
    text = json.dumps(described(), indent=1)
    path.write_bytes(text.encode("utf-8-sig") if spelling == "utf-8-sig" else text.replace("\n", "\r\n").encode())
    assert stack.load(path).officer == OFFICER.public


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """No stack file, no pull."""
    with pytest.raises(FileRefused) as refused:
        stack.load(tmp_path / "stack.json")
    assert refused.value.key == "file.missing"


@pytest.mark.parametrize(
    "member", ["portal", "site", "languages", "region", "officer_function", "courier_role", "officer_public"]
)
@pytest.mark.parametrize("value", [None, 5, [], {}, "", "two\nlines"])
def test_a_wrong_member_is_named(tmp_path: Path, member: str, value: object) -> None:
    """What is missing or of another kind is told by its path."""
    with pytest.raises(StackRefused) as refused:
        stack.load(stack_file(tmp_path, **{member: value}))
    assert member in str(refused.value.details["why"])


@pytest.mark.parametrize("data", [b"", b"hello", b"[]", b"\xff\xfe{}", b'{"site":"a","site":"b"}'])
def test_what_is_no_stack_file_is_refused(tmp_path: Path, data: bytes) -> None:
    """Other files are told apart."""
    path = tmp_path / "stack.json"
    path.write_bytes(data)
    with pytest.raises(StackRefused):
        stack.load(path)


def test_a_public_file_that_is_none_is_named(tmp_path: Path) -> None:
    """The copy of the officer's key must be a key."""
    path = stack_file(tmp_path)
    (tmp_path / "keys/officer.pub").write_text("{}")
    with pytest.raises(StackRefused) as refused:
        stack.load(path)
    assert refused.value.key == "stack.public"
