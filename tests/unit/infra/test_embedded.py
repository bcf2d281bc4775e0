"""The embedded cloud gets nothing of its caller, hears nobody else, and no other process is signalled for it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.embedded import Cloud
from infra.errors import CloudDown


def recorded(folder: Path, pid: int, mark: str) -> Cloud:
    folder.mkdir(exist_ok=True)
    (folder / "process.json").write_text(json.dumps({"pid": pid, "mark": mark}), encoding="ascii")
    return Cloud(folder)


@pytest.fixture
def other(tmp_path: Path):
    """Run a process that is not the cloud, whose command line holds a mark."""
    command = [sys.executable, "-X", "tightlip=abc", "-c", "import time; time.sleep(60)"]
    with subprocess.Popen(command) as process:
        yield process
        process.kill()


def test_a_recorded_number_of_another_process_is_not_the_cloud(tmp_path: Path, other: subprocess.Popen):
    """After a crash the recorded number may be anybody's: without our mark in its command line it is left alone."""
    cloud = recorded(tmp_path / "cloud", other.pid, "tightlip=another")
    assert cloud.pid() is None
    assert cloud.stop() is False
    assert other.poll() is None


def test_the_marked_process_is_the_cloud(tmp_path: Path, other: subprocess.Popen):
    """With our mark it is ours, and stopping asks it to end and waits until it has."""
    cloud = recorded(tmp_path / "cloud", other.pid, "tightlip=abc")
    assert cloud.pid() == other.pid
    assert cloud.stop() is True
    assert cloud.pid() is None


@pytest.mark.parametrize("text", ["", "{", "null"])
def test_a_broken_record_is_no_process(tmp_path: Path, text: str):
    """A record that a crash left half-written says that nothing runs."""
    (tmp_path / "process.json").write_text(text, encoding="ascii")
    assert Cloud(tmp_path).pid() is None
    assert Cloud(tmp_path).stop() is False


def test_its_environment_holds_nothing_of_the_callers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Function workers inherit the cloud's environment: credentials and other variables of the caller are not in it."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of a real account")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("OTHER", "x")
    monkeypatch.setattr("infra.embedded.Cloud.port", 4321)
    found = Cloud(tmp_path)._environment()
    assert not {"AWS_SECRET_ACCESS_KEY", "PYTHONPATH", "OTHER"} & set(found)
    assert "of a real account" not in found.values()


def test_it_listens_on_this_machine_with_permissions_on_and_keeps_its_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Loopback only, IAM enforced, state and objects under its own folder."""
    monkeypatch.setattr("infra.embedded.Cloud.port", 4321)
    found = Cloud(tmp_path)._environment()
    assert (found["BIND_HOST"], found["AUTH"], found["PERSIST_STATE"], found["S3_PERSIST"]) == (
        "127.0.0.1",
        "true",
        "1",
        "1",
    )
    for name in ("STATE_DIR", "S3_DATA_DIR", "TMPDIR", "HOME"):
        assert Path(found[name]).is_relative_to(tmp_path)


def test_a_port_once_chosen_is_kept(tmp_path: Path):
    """The address stays the same from start to start."""
    (tmp_path / "port").write_text("45678\n", encoding="ascii")
    assert Cloud(tmp_path).port == 45678


def test_a_running_cloud_is_not_forgotten(tmp_path: Path):
    """Forgetting under a running cloud is refused: it would write its state again."""
    mark = Path(f"/proc/{os.getpid()}/cmdline").read_bytes().split(b"\0")[0].decode()
    with pytest.raises(CloudDown, match="running"):
        recorded(tmp_path / "cloud", os.getpid(), mark).forget()


def test_forgetting_keeps_the_port(tmp_path: Path):
    """A fresh start has the old address, and nothing else of before."""
    cloud = Cloud(tmp_path)
    for name in ("state", "objects", "tmp"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_text("x", encoding="ascii")
    (tmp_path / "port").write_text("45678\n", encoding="ascii")
    cloud.forget()
    assert [path.name for path in tmp_path.iterdir()] == ["port"]


def test_streams_are_read_anew_after_a_stop(tmp_path: Path):
    """How far functions had read is forgotten, as the stream is; whatever else the state holds stays."""
    state = tmp_path / "state" / "lambda.json"
    cloud = Cloud(tmp_path)
    cloud._rewind()
    state.parent.mkdir()
    kept = {"functions": {"data": {"a": 1}}, "dynamodb_stream_positions": {"data": {"b": 3}}}
    state.write_text(json.dumps({"payload": kept}), encoding="utf-8")
    cloud._rewind()
    assert json.loads(state.read_text(encoding="utf-8")) == {
        "payload": kept | {"dynamodb_stream_positions": {"data": {}}}
    }
