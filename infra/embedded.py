"""Start and stop the embedded cloud: one `ministack` process on the loopback address, with its state in one folder.

It writes its state only when it is asked to stop, so it is always asked gently. Leaves what runs in it to `deploy`.
"""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.environment import LOCAL_REGION
from infra.errors import CloudDown, NotHealthy
from infra.visit import visit

_READY: Final = 60  # seconds
_GENTLE: Final = 30  # seconds that a stop may take
_PAUSE: Final = 0.05  # seconds between two looks
_CHILDREN: Final[dict[int, subprocess.Popen[bytes]]] = {}  # by process id, those that this process itself started


@dataclass(frozen=True, slots=True)
class Cloud:
    """The folder of one embedded cloud, whether it runs or not."""

    folder: Path

    @property
    def log(self) -> Path:
        """What the cloud's own process printed."""
        return self.folder / "cloud.log"

    @property
    def port(self) -> int:
        """The port of this cloud: a free one is chosen the first time, and kept, so that addresses stay the same."""
        kept = self.folder / "port"
        if kept.exists():
            return int(kept.read_text(encoding="ascii"))
        self.folder.mkdir(parents=True, exist_ok=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        kept.write_text(f"{port}\n", encoding="ascii")
        return port

    @property
    def _record(self) -> Path:
        return self.folder / "process.json"

    def pid(self) -> int | None:
        """Return the process that runs this cloud, None when there is none: a recorded number may be another's."""
        try:
            record = json.loads(self._record.read_text(encoding="ascii"))
            pid, mark = int(record["pid"]), str(record["mark"])
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return None  # never started, or a crash left half a record
        return pid if mark in _command_line(pid) else None

    def start(self) -> bool:
        """Start the cloud and return once it answers; return False when it ran already.

        Raises CloudDown when it does not start, with the end of its log.
        """
        if self.pid() is not None:
            return False
        for folder in ("state", "objects", "tmp"):
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self._rewind()
        mark = f"tightlip={secrets.token_hex(16)}"
        with self.log.open("ab") as log:
            started = subprocess.Popen(
                [sys.executable, "-X", mark, "-m", "ministack"],
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is ours to handle: the cloud is asked to stop, not interrupted
            )
        _CHILDREN[started.pid] = started
        self._record.write_text(json.dumps({"pid": started.pid, "mark": mark}), encoding="ascii")
        self._wait_until_ready(started)
        return True

    def stop(self) -> bool:
        """Ask the cloud to write its state and end; return False when it did not run.

        Raises CloudDown when it does not end.
        """
        pid = self.pid()
        if pid is None:
            self._record.unlink(missing_ok=True)
            return False
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + _GENTLE
        while self.pid() is not None:
            if time.monotonic() > deadline:
                raise CloudDown(f"process {pid} has not ended", f"see {self.log}; killing it would lose its state")
            time.sleep(_PAUSE)
        if pid in _CHILDREN:
            _CHILDREN.pop(pid).wait()  # reaps it
        self._record.unlink(missing_ok=True)
        return True

    def forget(self) -> None:
        """Remove all that the cloud holds but its port. Raises CloudDown while it runs."""
        if self.pid() is not None:
            raise CloudDown("the embedded cloud is running", "stop it first")
        for folder in ("state", "objects", "tmp"):
            shutil.rmtree(self.folder / folder, ignore_errors=True)
        self.log.unlink(missing_ok=True)

    def _rewind(self) -> None:
        """Let whoever reads a stream begin anew: the cloud keeps how far he was, and forgets the stream itself.

        Otherwise as many records as had been read before a stop would be passed over after it.
        """
        state = self.folder / "state" / "lambda.json"
        if not state.exists():
            return
        kept = json.loads(state.read_text(encoding="utf-8"))
        kept["payload"]["dynamodb_stream_positions"]["data"] = {}
        state.write_text(json.dumps(kept), encoding="utf-8")

    def _environment(self) -> dict[str, str]:
        """Return the cloud's whole environment: function workers inherit it, so nothing of the caller's is in it."""
        node = shutil.which("node")
        folders = [str(Path(sys.executable).parent), str(Path(node).parent) if node else "", "/usr/bin", "/bin"]
        return {
            "PATH": os.pathsep.join(dict.fromkeys(filter(None, folders))),
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder / "tmp"),
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_REGION": LOCAL_REGION,
            "AUTH": "true",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(self.folder / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(self.folder / "objects"),
            "LAMBDA_EXECUTOR": "local",
            "DOCKER_HOST": f"unix://{self.folder / 'no-docker.sock'}",
            "LOG_LEVEL": "WARNING",
        }

    def _wait_until_ready(self, started: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _READY
        while time.monotonic() < deadline and started.poll() is None:
            try:
                if visit(f"http://127.0.0.1:{self.port}", "/_ministack/ready").status == 200:  # noqa: PLR2004  OK
                    return
            except NotHealthy:
                time.sleep(_PAUSE)
        said = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:]
        self._record.unlink(missing_ok=True)
        if started.poll() is None:
            started.terminate()
        busy = f"is another program using port {self.port}? remove {self.folder / 'port'} to choose another"
        raise CloudDown("the embedded cloud does not start: " + " / ".join(said), busy)


def _command_line(pid: int) -> str:
    """Return the command line of a live process, empty when there is none or when it only waits to be reaped."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        if status.rpartition(")")[2].split()[0] == "Z":
            return ""
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace").replace("\0", " ")
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return ""
    except ProcessLookupError:
        return ""
    ps = shutil.which("ps")  # systems without /proc, such as macOS
    if ps is None:
        raise CloudDown("there is neither /proc nor ps to look a process up", "install ps")
    told = subprocess.run(
        [ps, "-p", str(pid), "-o", "state=,args="], capture_output=True, text=True, check=False
    ).stdout
    return "" if told.startswith("Z") else told
