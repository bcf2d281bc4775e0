"""Boxes are shared among processes in order, in constant memory, without leaking keys."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from officer import pool, worker
from officer.errors import WorkerLost
from officer.opening import open_line
from officer.outcome import Found
from officer.scan import Line
from protocol import b64, canonical
from tests.unit.officer.desk import ENVIRONMENT
from tests.unit.officer.reporters import OFFICER, OTHER, PORTAL, box_record, case_record, seal

LARGE = pool.SMALL + 1
GOOD = canonical.to_bytes(box_record("a"))


def lines(count: int) -> Iterator[Line]:
    """Lines of every kind: boxes that open, that do not, headers and garbage."""
    kinds = [
        GOOD,
        canonical.to_bytes(box_record("b", sealed=seal(b"x", OTHER))),
        canonical.to_bytes(case_record("c")),
        b"{",
    ]
    for number in range(count):
        yield Line(number, kinds[number % 4], long=number % 50 == 49)


def opened(count: int, *, size: int, workers: int) -> list[Found]:
    """Open lines of every kind, shared or not."""
    return list(pool.open_all(lines(count), portal=PORTAL, keys=[OFFICER], size=size, workers=workers))


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Keep every process that is started, in order."""
    kept: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def spy(*line, **options):
        kept.append(real(*line, **options))
        return kept[-1]

    monkeypatch.setattr(subprocess, "Popen", spy)
    return kept


@pytest.mark.parametrize("workers", [2, 3])
def test_workers_say_the_same_in_the_same_order(workers: int) -> None:
    """However many processes share the work, every line comes out once, in its place, with the same outcome."""
    assert opened(500, size=LARGE, workers=workers) == opened(500, size=0, workers=1)


def test_a_small_pouch_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Below a few hundred boxes all is opened here."""
    monkeypatch.setattr(subprocess, "Popen", None)
    assert len(opened(20, size=pool.SMALL - 1, workers=8)) == 20


def test_lines_are_read_only_as_they_are_opened() -> None:
    """However long a pouch is, a bounded number of its lines is in memory."""
    taken = 0

    def endless() -> Iterator[Line]:
        nonlocal taken
        while True:
            taken += 1
            yield Line(taken, b"{", long=False)

    found = pool.open_all(endless(), portal=PORTAL, keys=[OFFICER], size=LARGE, workers=2)
    for _ in range(10):
        next(found)
    assert taken <= 6 * pool.BATCH
    found.close()  # type: ignore[attr-defined]  # a generator


def test_keys_reach_workers_through_standard_input_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """No argument and no variable of a worker holds a key."""
    seen: list[str] = []
    real = subprocess.Popen

    def spy(line: list[str], **options):
        process = real(line, **options)
        seen.extend((Path(f"/proc/{process.pid}") / name).read_text() for name in ("cmdline", "environ"))
        seen.extend([*line, *options["env"].values()])
        return process

    monkeypatch.setattr(subprocess, "Popen", spy)
    opened(200, size=LARGE, workers=2)
    everything = "\n".join(seen)
    assert seen
    for secret in (OFFICER.box_secret.hex(), b64.encode(OFFICER.box_secret), "secret"):
        assert secret not in everything


def test_workers_import_from_where_we_do_and_not_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file called officer.py beside a pouch is never run by a worker that holds keys."""
    (tmp_path / "officer.py").write_text("import pathlib; pathlib.Path('ran').touch()")
    (tmp_path / "json.py").write_text("import pathlib; pathlib.Path('ran').touch()")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [place for place in sys.path if place])
    assert len(opened(100, size=LARGE, workers=2)) == 100
    assert not (tmp_path / "ran").exists()


def test_a_lost_worker_is_an_error_and_leaves_no_process(started: list[subprocess.Popen[bytes]]) -> None:
    """When a process dies in the middle, opening stops with words, and all processes are ended."""
    found = pool.open_all(lines(10_000), portal=PORTAL, keys=[OFFICER], size=LARGE, workers=2)
    next(found)
    started[0].kill()
    with pytest.raises(WorkerLost):
        list(found)
    assert [process.poll() is not None for process in started] == [True, True]


def test_leaving_early_ends_every_process(started: list[subprocess.Popen[bytes]]) -> None:
    """Ctrl-C in the middle leaves no process behind."""
    found = pool.open_all(lines(10_000), portal=PORTAL, keys=[OFFICER], size=LARGE, workers=2)
    next(found)
    found.close()  # type: ignore[attr-defined]  # a generator
    assert len(started) == 2
    assert all(process.poll() is not None for process in started)


def test_a_worker_leaves_ctrl_c_to_its_parent() -> None:
    """An interrupt that reaches a worker itself does not end it: only the end of its input does."""
    batch = worker.write_batch([Line(2, GOOD, long=False)])
    with subprocess.Popen(
        [sys.executable, "-m", "officer.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT
    ) as process:
        assert process.stdin
        assert process.stdout
        for sent in (worker.write_setup(PORTAL, [OFFICER]) + batch, batch):
            process.stdin.write(sent)
            process.stdin.flush()
            assert b'"step": null' in process.stdout.readline()
            process.send_signal(signal.SIGINT)
        process.stdin.close()
        assert process.wait(timeout=10) == 0


def test_a_batch_survives_the_pipe() -> None:
    """Lines, outcomes and headers come out of the pipe as they went in."""
    batch = list(lines(60))
    source = io.BytesIO(worker.write_batch(batch))
    assert worker.read_batch(source, worker.COUNT.unpack(source.read(4))[0]) == batch
    for line in batch:
        found = open_line(line, PORTAL, {OFFICER.public.key_id: OFFICER})
        assert worker.read_found(worker.write_found(found)) == found


def test_cores_are_those_that_this_process_may_use() -> None:
    """A process bound to one core starts no pool."""
    if not hasattr(os, "sched_setaffinity"):
        pytest.skip("processor affinity is Linux's")
    before = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(before)})
        assert pool.cores() == 1
    finally:
        os.sched_setaffinity(0, before)
