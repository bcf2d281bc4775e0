"""Run the officer's command line as people do: as a process of its own, with or without a terminal."""

import fcntl
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[3]
ENVIRONMENT = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}
Run = subprocess.CompletedProcess[str]


def officer(*line: str | Path, **environment: str) -> Run:
    """Run `officer` without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "officer", *map(str, line)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        env=ENVIRONMENT | environment,
        check=False,
        start_new_session=True,  # no terminal of the test run can be asked
    )


class Terminal:
    """A terminal at which `officer` runs, and somebody types."""

    def __init__(self, *line: str | Path, **environment: str) -> None:
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "officer", *map(str, line)],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=ENVIRONMENT | {"TERM": "xterm", "LANG": "C.UTF-8"} | environment,
            start_new_session=True,
            preexec_fn=_take_terminal,  # noqa: PLW1509  # no thread of the tests holds a lock that it could need
        )
        os.close(theirs)
        self.seen = ""

    def wait_for(self, text: str, seconds: float = 20) -> str:
        """Return what has been shown once `text` appears in it anew."""
        start = time.monotonic()
        before = len(self.seen)
        while text not in self.seen[before:]:
            assert time.monotonic() < start + seconds, f"{text!r} not shown: {self.seen!r}"
            self._read(0.2)
        return self.seen[before:]

    def type(self, text: str) -> None:
        """Type `text`, once the terminal no longer echoes."""
        deadline = time.monotonic() + 10
        while termios.tcgetattr(self._ours)[3] & termios.ECHO and "\x03" not in text:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        os.write(self._ours, text.encode())

    def end(self) -> int:
        """Return the exit status once the program has ended."""
        deadline = time.monotonic() + 60
        while self._read(0.2) or self.process.poll() is None:
            if time.monotonic() > deadline:
                self.process.kill()
                pytest.fail(f"{self.process.args} did not end: {self.seen!r}")
        os.close(self._ours)
        return self.process.wait()

    def _read(self, seconds: float) -> bool:
        if not select.select([self._ours], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._ours, 65536)
        except OSError:  # Linux: the other side is closed
            return False
        self.seen += data.decode(errors="replace")
        return bool(data)


def interruptible() -> None:
    """Let Ctrl-C reach a new process even where the test run itself is in the background, and ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _take_terminal() -> None:
    interruptible()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def python(script: str, *line: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run a script with `line` as its arguments."""
    command: Sequence[str] = [sys.executable, "-c", script, *map(str, line)]
    return subprocess.run(command, input=stdin, capture_output=True, env=ENVIRONMENT, check=False)
