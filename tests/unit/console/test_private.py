"""Private files are 0600 from their first byte, whole or absent, and never take another's place."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from console import private
from console.errors import FileRefused


def mode(path: Path) -> int:
    """Return the permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=["unnamed", "named"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of writing: with Linux's unnamed files, and as on any other system."""
    if request.param == "named":
        monkeypatch.setattr(private, "_UNNAMED", 0)
    return str(request.param)


@pytest.mark.parametrize("umask", [0o000, 0o002, 0o022, 0o077])
def test_a_file_is_0600_whatever_the_umask(tmp_path: Path, way: str, umask: int) -> None:
    """The mode is 0600 under every umask."""
    before = os.umask(umask)
    try:
        with private.created(tmp_path / "key") as sink:
            sink.write(b"secret")
    finally:
        os.umask(before)
    assert mode(tmp_path / "key") == 0o600
    assert (tmp_path / "key").read_bytes() == b"secret"


def test_nobody_ever_sees_a_looser_or_unfinished_file(tmp_path: Path, way: str) -> None:
    """A thread that watches the folder finds no file that others can read, and no name before the file is complete."""
    seen: set[tuple[str, int, int]] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            for entry in os.scandir(tmp_path):
                try:
                    status = entry.stat()
                except FileNotFoundError:
                    continue
                seen.add((entry.name, stat.S_IMODE(status.st_mode), status.st_size))

    before = os.umask(0)
    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for number in range(30):
            with private.created(tmp_path / f"key{number}") as sink:
                sink.write(b"a" * 5000)
                sink.flush()
                sink.write(b"b" * 5000)
    finally:
        done.set()
        watcher.join()
        os.umask(before)
    assert seen
    assert {found for _, found, _ in seen} == {0o600}
    assert {size for name, _, size in seen if name.startswith("key")} == {10_000}


def test_an_existing_file_is_refused_and_kept(tmp_path: Path, way: str) -> None:
    """Nothing is overwritten, however loose the old file is."""
    (tmp_path / "key").write_text("old")
    with pytest.raises(FileRefused) as refused, private.created(tmp_path / "key") as sink:
        sink.write(b"new")
    assert refused.value.key == "file.taken"
    assert os.listdir(tmp_path) == ["key"]
    assert (tmp_path / "key").read_text() == "old"


def test_a_name_taken_meanwhile_is_refused_and_kept(tmp_path: Path, way: str) -> None:
    """A file that appears while ours is written stays, and ours is gone."""
    with pytest.raises(FileRefused) as refused, private.created(tmp_path / "key") as sink:
        sink.write(b"new")
        (tmp_path / "key").write_text("other")
    assert refused.value.key == "file.taken"
    assert os.listdir(tmp_path) == ["key"]
    assert (tmp_path / "key").read_text() == "other"


@pytest.mark.parametrize("target", ["exists", "missing"])
def test_links_are_refused(tmp_path: Path, way: str, target: str) -> None:
    """Nothing is written through a symbolic link, dangling or not."""
    victim = tmp_path / "victim"
    if target == "exists":
        victim.write_text("old")
    (tmp_path / "key").symlink_to(victim)
    with pytest.raises(FileRefused) as refused, private.created(tmp_path / "key") as sink:
        sink.write(b"new")
    assert refused.value.key == "file.link"
    with pytest.raises(FileRefused):
        private.replace(tmp_path / "key", b"new")
    assert victim.exists() == (target == "exists")


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt, OSError])
def test_nothing_is_left_after_a_failure(tmp_path: Path, way: str, failure: type[BaseException]) -> None:
    """Whatever ends the writing, the folder is as before."""
    expected = FileRefused if failure is OSError else failure
    with pytest.raises(expected), private.created(tmp_path / "key") as sink:
        sink.write(b"partial plaintext")
        sink.flush()
        raise failure
    assert os.listdir(tmp_path) == []


def test_a_full_disk_leaves_nothing(tmp_path: Path, way: str) -> None:
    """When no more bytes fit, the file is refused and nothing is left."""
    script = (
        "import resource, signal, sys; from pathlib import Path; from console import private, errors\n"
        f"if {way == 'named'}: private._UNNAMED = 0\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n"
        "    with private.created(Path(sys.argv[1]) / 'out') as sink: sink.write(b'x' * 100_000)\n"
        "except errors.FileRefused as error: print(error.key)"
    )
    run = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    assert run.stdout == "file.unwritable\n"
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="unnamed files are Linux's")
def test_a_killed_process_leaves_nothing(tmp_path: Path) -> None:
    """After kill -9 in the middle of writing, no part of the text stands anywhere in the folder."""
    script = (
        "import os, signal, sys; from pathlib import Path; from console import private\n"
        "with private.created(Path(sys.argv[1]) / 'out') as sink:\n"
        "    sink.write(b'plaintext' * 10_000); sink.flush(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    run = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    assert run.returncode == -9
    assert os.listdir(tmp_path) == []


def test_without_hard_links_the_name_is_still_taken_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a file system without links, as on USB sticks, a file is complete, private, and overwrites nothing."""

    def no_links(*_: object, **__: object) -> None:
        raise PermissionError(1, "no links")

    monkeypatch.setattr(private, "_UNNAMED", 0)
    monkeypatch.setattr(os, "link", no_links)
    with private.created(tmp_path / "key") as sink:
        sink.write(b"secret")
    assert (tmp_path / "key").read_bytes() == b"secret"
    assert mode(tmp_path / "key") == 0o600
    with pytest.raises(FileRefused), private.created(tmp_path / "other") as sink:
        (tmp_path / "other").write_text("taken")
    assert sorted(os.listdir(tmp_path)) == ["key", "other"]
    assert (tmp_path / "other").read_text() == "taken"


def test_replace_swaps_the_whole_file_and_tightens_it(tmp_path: Path) -> None:
    """A loose old file becomes the new bytes at 0600, with no other file beside it."""
    (tmp_path / "cursor").write_text("old")
    (tmp_path / "cursor").chmod(0o644)
    private.replace(tmp_path / "cursor", b"new")
    assert (tmp_path / "cursor").read_bytes() == b"new"
    assert mode(tmp_path / "cursor") == 0o600
    assert os.listdir(tmp_path) == ["cursor"]


def test_replace_keeps_the_old_file_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failing swap leaves the old bytes and no part."""

    def fail(*_: object) -> None:
        raise OSError(28, "no space")

    (tmp_path / "cursor").write_text("old")
    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(FileRefused):
        private.replace(tmp_path / "cursor", b"new")
    assert os.listdir(tmp_path) == ["cursor"]
    assert (tmp_path / "cursor").read_text() == "old"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """The message names the folder, not the file."""
    with pytest.raises(FileRefused) as refused, private.created(tmp_path / "none" / "key"):
        pass
    assert refused.value.key == "file.no_folder"


@pytest.mark.parametrize(
    ("failure", "key"), [(PermissionError(13, "denied"), "file.denied"), (OSError(5, "I/O error"), "file.unreadable")]
)
def test_a_file_that_may_not_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: OSError, key: str
) -> None:
    """A file without permission and a broken disk have their own words."""

    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(FileRefused) as refused:
        private.read(tmp_path / "key", most=10)
    assert refused.value.key == key


def test_read_tells_files_apart(tmp_path: Path) -> None:
    """A folder, a missing file and a huge one are each refused by name; a loose one is read and told of."""
    (tmp_path / "big").write_bytes(b"x" * 11)
    (tmp_path / "fine").write_bytes(b"x" * 10)
    (tmp_path / "fine").chmod(0o600)
    for path, key in ((tmp_path, "file.folder"), (tmp_path / "none", "file.missing"), (tmp_path / "big", "file.large")):
        with pytest.raises(FileRefused) as refused:
            private.read(path, most=10)
        assert refused.value.key == key
    assert not private.read(tmp_path / "fine", most=10).loose
    (tmp_path / "fine").chmod(0o640)
    assert private.read(tmp_path / "fine", most=10).loose
