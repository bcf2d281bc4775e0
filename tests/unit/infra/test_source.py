"""The build id rests on the commit, and says so when the tree is not one."""

import subprocess
from pathlib import Path

import pytest

from infra import source


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    (tmp_path / "a").write_text("1", encoding="ascii")
    git(tmp_path, "add", "a")
    git(tmp_path, "commit", "-q", "-m", "x")
    return tmp_path


def test_a_clean_tree_is_its_commit(tree: Path):
    """The commit is 40 hexadecimal digits, whether or not files lie about that git does not know."""
    (tree / "untracked").write_text("x", encoding="ascii")
    found = source.commit(tree)
    assert len(found) == 40
    assert int(found, 16) >= 0


def test_a_changed_tree_says_so(tree: Path):
    """One changed byte in a tracked file is told beside the commit."""
    clean = source.commit(tree)
    (tree / "a").write_text("2", encoding="ascii")
    assert source.commit(tree) == f"{clean}+changes"


def test_no_repository_is_no_commit(tmp_path: Path):
    """A folder that was unpacked from an archive has no commit, and nothing is invented."""
    assert source.commit(tmp_path) == "no-commit"
