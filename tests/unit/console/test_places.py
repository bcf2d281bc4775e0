"""Folders that are not safe for secrets are known."""

from pathlib import Path

import pytest

from console.places import dangers


def test_an_own_folder_is_safe(tmp_path: Path) -> None:
    """A folder that only its owner can change raises no warning."""
    tmp_path.chmod(0o755)
    assert dangers(tmp_path) == []


@pytest.mark.parametrize("mode", [0o775, 0o757, 0o1777])
def test_a_folder_that_others_can_change_is_told(tmp_path: Path, mode: int) -> None:
    """Group-writable, world-writable and sticky folders are shared."""
    tmp_path.chmod(mode)
    assert dangers(tmp_path) == ["place.shared"]


@pytest.mark.parametrize("name", ["Dropbox", "OneDrive - Office", "坚果云", "Nutstore Files", "百度网盘同步空间"])
def test_a_folder_that_is_copied_to_a_cloud_is_told(tmp_path: Path, name: str) -> None:
    """Folders below those of file-syncing services are told, in either language's name."""
    (tmp_path / name / "keys").mkdir(parents=True)
    assert dangers(tmp_path / name / "keys") == ["place.synced"]
