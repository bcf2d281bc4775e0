"""Share the opening of a pouch among all cores, in order and in constant memory.

Workers are processes of this program fed by pipes, since `multiprocessing` imports sockets, which must not exist here.
"""

import os
import queue
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from itertools import islice
from pathlib import Path
from typing import Final, Self

from officer import worker
from officer.errors import WorkerLost
from officer.holder import OfficerKey
from officer.opening import open_line
from officer.outcome import Found
from officer.scan import Line

SMALL: Final = 4 * 1024**2  # bytes: about 300 boxes, opened before processes have started
BATCH: Final = 32  # lines: about 400 KB


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def open_all(
    lines: Iterable[Line], *, portal: str, keys: Sequence[OfficerKey], size: int, workers: int
) -> Iterator[Found]:
    """Yield what became of each line, in order; `size` is that of the pouch in bytes. Raises WorkerLost."""
    if size < SMALL or workers == 1:
        keyring = {key.public.key_id: key for key in keys}
        yield from (open_line(line, portal, keyring) for line in lines)
    else:
        yield from _share(lines, worker.write_setup(portal, keys), workers)


def _share(lines: Iterable[Line], setup: bytes, workers: int) -> Iterator[Found]:
    idle: queue.Queue[_Worker] = queue.Queue()
    waiting: deque[Future[list[Found]]] = deque()
    with ExitStack() as running:
        for _ in range(workers):
            idle.put(running.enter_context(_Worker(setup)))
        threads = running.enter_context(ThreadPoolExecutor(workers))  # they only wait for pipes
        running.callback(lambda: [future.cancel() for future in waiting])
        source = iter(lines)
        while batch := list(islice(source, BATCH)):
            waiting.append(threads.submit(_serve, idle, batch))
            if len(waiting) > 2 * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _serve(idle: "queue.Queue[_Worker]", batch: Sequence[Line]) -> list[Found]:
    """Have some idle worker open a batch."""
    chosen = idle.get()
    try:
        return chosen.open(batch)
    finally:
        idle.put(chosen)


class _Worker:
    """A process that opens batches of lines, ended with the block that it is the context of."""

    def __init__(self, setup: bytes) -> None:
        # Import from where we do, and not from the current folder: a pouch may lie beside somebody's `officer.py`.
        places = os.pathsep.join(str(Path(place).absolute()) for place in sys.path)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "officer.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": places},
            start_new_session=True,  # Ctrl-C reaches us alone, and we end the workers
        )
        self._send(setup)

    def open(self, batch: Sequence[Line]) -> list[Found]:
        """Return what became of each line. Raises WorkerLost when the process has ended."""
        self._send(worker.write_batch(batch))
        answers = [self._process.stdout.readline() for _ in batch] if self._process.stdout else []
        if not answers or not all(answer.endswith(b"\n") for answer in answers):
            raise WorkerLost("worker")
        return [worker.read_found(answer) for answer in answers]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # it ended before us
                    pipe.close()
        try:
            self._process.wait(timeout=5)  # s
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _send(self, data: bytes) -> None:
        try:
            if self._process.stdin:
                self._process.stdin.write(data)
                self._process.stdin.flush()
        except BrokenPipeError as error:
            raise WorkerLost("worker") from error
