"""Measure what the budgets of docs/design.md, section 7, are about: counts and ratios of one run on one machine.

Leaves judging and printing to `bench`.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from unittest import mock

import brotli
from nacl.public import PrivateKey, SealedBox

from infra import package
from infra.citizen import Citizen, challenge_of
from infra.environment import ROOT_KEY, Environment
from infra.errors import NotHealthy
from officer.holder import OfficerKey
from officer.opening import open_line
from officer.outcome import Outcome
from officer.scan import Line
from protocol import b64, canonical, code, facts, key, report

_BROTLI: Final = 5  # the level that edges compress with
_BOXES: Final = 300
_RUNS: Final = 5  # of which the best counts: what disturbs a run only makes it slower
BUILD: Final = "0123456789abcdef"
TOLD: Final = facts.parse(
    {
        "v": 1,
        "kind": "complaint",
        "category": "education",
        "place": "yx-hedong-hongxing",
        "what": "楼上这户在家里办幼儿园，没有牌子也没有消防通道，每天送来十几个孩子，整天跑跳喧哗。请依法查处。" * 3,
    }
)
CONTACT: Final = {"name": "林知秋", "phone": "139 0000 6158", "note": "晚上八点以后"}


@dataclass(frozen=True, slots=True)
class Opening:
    """Seconds for one box, whole check and bare decryption, on one core."""

    whole: float
    bare: float


def page_size(page: Path) -> int:
    """Return the bytes of a page as an edge sends it, brotli."""
    return len(brotli.compress(page.read_bytes(), quality=_BROTLI))


def store_calls(
    environment: Environment, outputs: dict[str, str], site: str, *, officer: key.PublicKey, portal: str
) -> tuple[Counter[str], str]:
    """Return which AWS operations one filing takes, by name, and its ref: the real handler here, on a running cloud."""
    import boto3
    from functions import bootstrap
    from functions.handlers import intake

    reporter = Citizen(os.urandom(15))
    sealed = reporter.seal(TOLD, CONTACT, portal=portal, officer=officer, build=BUILD)
    body = reporter.report(TOLD, sealed, build=BUILD, challenge=challenge_of(site))
    calls: Counter[str] = Counter()
    session = boto3.Session(aws_access_key_id=ROOT_KEY, aws_secret_access_key=ROOT_KEY, region_name=environment.region)

    def client(service: str) -> Any:
        found = session.client(service, endpoint_url=environment.endpoint)
        found.meta.events.register("before-call.*.*", lambda model, **_: calls.update([model.name]))
        return found

    settings = {
        "CASES_TABLE": outputs["CasesTable"],
        "ENTRIES_TABLE": outputs["EntriesTable"],
        "BOXES_TABLE": outputs["BoxesTable"],
        "RECEIPT_KEY": outputs["ReceiptKey"],
        "CHALLENGE_KEY": outputs["ChallengeKey"],
        "POWERTOOLS_LOG_LEVEL": "CRITICAL",
    }
    configured = _configuration(environment)
    with (
        mock.patch.dict(os.environ, settings),
        mock.patch.object(bootstrap, "_client", client),
        mock.patch.object(bootstrap, "configuration", lambda: configured),
    ):
        answer = intake.handler(_event(reporter.case, body), None)
    if answer["statusCode"] != 201:  # noqa: PLR2004  Created
        raise NotHealthy(f"the handler answered {answer['statusCode']}")
    return calls, code.ref(reporter.case)


def opening(line: bytes, portal: str, officer: OfficerKey) -> Opening:
    """Return what opening one pulled box costs a core with the officer's own code, beside bare PyNaCl on the same box."""
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
    with tempfile.TemporaryDirectory(prefix="tightlip-bench-") as folder:
        zipfile.ZipFile(io.BytesIO(archive.data)).extractall(folder)
        handler = "import functions.handlers.intake, functions.bootstrap"
        for statement in (handler, "import boto3"):  # writes the byte code that Lambda's own start does not time
            _import(statement, folder)
        return min(_import(handler, folder) for _ in range(_RUNS)), min(
            _import("import boto3", folder) for _ in range(_RUNS)
        )


def _import(statement: str, folder: str) -> float:
    program = f"import sys,time; sys.path.insert(0,{folder!r}); t=time.perf_counter(); {statement}; print(time.perf_counter()-t)"
    ran = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True)
    return float(ran.stdout)


def _best(act: Callable[[], object]) -> float:
    def once() -> float:
        started = time.perf_counter()
        act()
        return time.perf_counter() - started

    return min(once() for _ in range(_RUNS))


def _configuration(environment: Environment) -> Any:
    from functions.domain import portal
    from infra import configuration

    return portal.parse(configuration.load(environment.configuration).functions())


def _event(case: str, body: report.Report) -> dict[str, Any]:
    path = f"/api/reports/{case}"
    return {
        "version": "2.0",
        "routeKey": "PUT /api/reports/{case}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"content-type": "application/json"},
        "requestContext": {"http": {"method": "PUT", "path": path}, "stage": "$default"},
        "pathParameters": {"case": case},
        "body": json.dumps(canonical.loads(canonical.to_bytes(body.to_value()))),
        "isBase64Encoded": False,
    }
