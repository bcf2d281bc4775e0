"""The cursor moves on only over hours that a pull has brought."""

import os
import stat
from pathlib import Path

import pytest

from console.errors import FileRefused
from courier import cursor
from courier.errors import CursorRefused

PORTAL = "demo.tightlip.example"


def test_a_cursor_is_kept_beside_the_stack_file() -> None:
    """One cursor for each stack file."""
    assert cursor.beside(Path(".local/stack.json")) == Path(".local/stack.cursor")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """The hour comes back, from a file that only its owner reads."""
    cursor.write(tmp_path / "c", portal=PORTAL, since="2026-11-24T09Z")
    assert cursor.read(tmp_path / "c", PORTAL) == "2026-11-24T09Z"
    assert stat.S_IMODE((tmp_path / "c").stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["c"]


def test_there_is_none_at_first(tmp_path: Path) -> None:
    """No file is no cursor."""
    assert cursor.read(tmp_path / "c", PORTAL) is None


@pytest.mark.parametrize("data", [b"", b"2026-11-24T09Z", b"{}", b'{"portal":"p","since":"yesterday","v":1}'])
def test_a_damaged_cursor_is_refused_and_kept(tmp_path: Path, data: bytes) -> None:
    """A file that is no cursor is neither used nor overwritten."""
    (tmp_path / "c").write_bytes(data)
    with pytest.raises(CursorRefused):
        cursor.read(tmp_path / "c", PORTAL)
    assert (tmp_path / "c").read_bytes() == data


def test_another_portals_cursor_is_refused(tmp_path: Path) -> None:
    """Hours of another portal would leave cases out."""
    cursor.write(tmp_path / "c", portal="other.example", since="2026-11-24T09Z")
    with pytest.raises(CursorRefused) as refused:
        cursor.read(tmp_path / "c", PORTAL)
    assert refused.value.key == "cursor.portal"


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    """A link where the cursor should be is refused."""
    (tmp_path / "victim").write_text("old")
    (tmp_path / "c").symlink_to(tmp_path / "victim")
    with pytest.raises(FileRefused):
        cursor.write(tmp_path / "c", portal=PORTAL, since="2026-11-24T09Z")
    assert (tmp_path / "victim").read_text() == "old"


@pytest.mark.parametrize(
    ("kept", "since", "moves"),
    [
        (None, "2026-11-24T09Z", True),
        ("2026-11-24T09Z", "2026-11-24T09Z", True),
        ("2026-11-24T09Z", "2026-11-01T00Z", True),
        ("2026-11-24T09Z", "2026-11-24T10Z", False),
    ],
)
def test_hours_left_out_keep_the_cursor(kept: str | None, since: str, *, moves: bool) -> None:
    """A pull that started later than the cursor does not move it: the hours between are still to be brought."""
    assert cursor.moves(kept=kept, since=since) is moves
