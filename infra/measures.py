"""Measure what the budgets of docs/design.md, section 7, are about: counts and ratios of one run on one machine.

Leaves judging and printing to `bench`.
"""

import io
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import brotli
from nacl.public import PrivateKey, SealedBox

from infra import package
from infra.citizen import Citizen, challenge_of
from infra.errors import NotHealthy
from officer.holder import OfficerKey
from officer.opening import open_line
from officer.outcome import Outcome
from officer.scan import Line
from protocol import b64, canonical, facts, key

_BOXES: Final = 300
_RUNS: Final = 5  # of which the best counts: what disturbs a run only makes it slower
BUILD: Final = "0123456789abcdef"
TOLD: Final = facts.parse(
    {
        "v": 1,
        "kind": "complaint",
        "category": "education",
        "place": "510504003",
        "what": "501室在家里办幼儿园，没有牌子也没有消防通道，每天送来十几个孩子，整天跑跳喧哗。请依法查处。" * 3,
    }
)
CONTACT: Final = {"name": "林知秋", "phone": "139 0000 6158", "note": "晚上八点以后"}


@dataclass(frozen=True, slots=True)
class Opening:
    """Seconds for one box, whole check and bare decryption, on one core."""

    whole: float
    bare: float


@dataclass(frozen=True, slots=True)
class Filing:
    """One filing, ready to be sent."""

    case: str
    body: bytes


def filing(site: str, *, officer: key.PublicKey, portal: str) -> Filing:
    """Return a filing by a new citizen, its work done for a challenge of the portal at `site`."""
    reporter = Citizen(os.urandom(15))
    sealed = reporter.seal(TOLD, CONTACT, portal=portal, officer=officer, build=BUILD)
    body = reporter.report(TOLD, sealed, build=BUILD, challenge=challenge_of(site))
    return Filing(reporter.case, canonical.to_bytes(body.to_value()))


def page_size(page: Path) -> int:
    """Return the bytes of a page as it is published, brotli."""
    return len(brotli.compress(page.read_bytes(), mode=brotli.MODE_TEXT))


def opening(line: bytes, portal: str, officer: OfficerKey) -> Opening:
    """Return what opening one pulled box costs a core with the officer's own code, beside bare PyNaCl on it."""
    numbered = Line(1, line, long=False)
    keyring = {officer.public.key_id: officer}
    record: Any = canonical.parse(line)
    box = b64.decode(record["sealed"]["box"])
    bare = SealedBox(PrivateKey(officer.box_secret))
    outcome = open_line(numbered, portal, keyring)
    if not isinstance(outcome, Outcome) or outcome.contact is None:
        raise NotHealthy("the box that the bench pulled does not open")
    return Opening(
        whole=_best(lambda: [open_line(numbered, portal, keyring) for _ in range(_BOXES)]) / _BOXES,
        bare=_best(lambda: [bare.decrypt(box) for _ in range(_BOXES)]) / _BOXES,
    )


def cold_imports(archive: package.Archive) -> tuple[float, float]:
    """Return the seconds to import the intake handler and to import boto3 alone, each in new interpreters."""
    handler, bare = "import functions.handlers.intake", "import boto3"
    with unpacked(archive) as folder:
        for statement in (handler, bare):  # leaves the byte code behind, as the runtime's own start does
            _import(statement, folder)
        return tuple(min(_import(statement, folder) for _ in range(_RUNS)) for statement in (handler, bare))  # type: ignore[return-value]  # of two


def _import(statement: str, folder: str) -> float:
    clock = "time.perf_counter()"
    program = f"import sys, time; sys.path.insert(0, {folder!r}); t = {clock}; {statement}; print({clock} - t)"
    ran = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True)
    return float(ran.stdout)


@contextmanager
def unpacked(archive: package.Archive) -> Iterator[str]:
    """Give the folder of an archive's files, until it is left."""
    with tempfile.TemporaryDirectory(prefix="tightlip-bench-") as folder:
        zipfile.ZipFile(io.BytesIO(archive.data)).extractall(folder)
        yield folder


def _best(act: Callable[[], object]) -> float:
    def once() -> float:
        started = time.perf_counter()
        act()
        return time.perf_counter() - started

    return min(once() for _ in range(_RUNS))
