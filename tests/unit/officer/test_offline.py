"""Nothing that can reach a network is even loaded while the officer's tool works."""

import json
from pathlib import Path

import pytest

from officer import worker
from tests.unit.officer.desk import python
from tests.unit.officer.reporters import OFFICER, PASSPHRASE, PORTAL, box_record, key_file, pouch_bytes

NETWORK = {
    "socket",
    "_socket",
    "ssl",
    "_ssl",
    "http",
    "urllib.request",
    "asyncio",
    "multiprocessing",
    "email",
    "ftplib",
    "smtplib",
    "xmlrpc",
    "boto3",
    "botocore",
    "requests",
    "httpx",
    "courier",
    "functions",
}
SCRIPT = """
import json, sys
from officer.__main__ import main
status = main()
json.dump([status, sorted(sys.modules)], open(sys.argv[-1], "w"))
"""
WORKER = """
import json, sys
from officer.worker import main
status = main()
json.dump([status, sorted(sys.modules)], sys.stderr)
"""


def network_among(modules: list[str]) -> set[str]:
    """Return those modules that can reach a network."""
    return {name for name in modules if name in NETWORK or name.split(".")[0] in NETWORK - {"urllib.request"}}


def test_the_check_itself_finds_a_network() -> None:
    """A control: a program that imports a network client is caught."""
    run = python("import json, sys, urllib.request, boto3; json.dump(sorted(sys.modules), sys.stdout)")
    assert {"socket", "ssl", "http", "urllib.request", "boto3"} <= network_among(json.loads(run.stdout))


@pytest.mark.parametrize("act", ["keygen", "key", "open", "open large", "help"])
def test_no_act_loads_anything_that_can_reach_a_network(tmp_path: Path, act: str) -> None:
    """Real runs of each act end well, with no socket, TLS, HTTP, asyncio or multiprocessing among their modules."""
    (tmp_path / "pass").write_text(PASSPHRASE, encoding="utf-8")
    boxes = 450 if act == "open large" else 1
    (tmp_path / "case.pouch").write_bytes(pouch_bytes(*[box_record("a")] * boxes))
    key = key_file(tmp_path)
    given = ("--passphrase-file", tmp_path / "pass")
    line = {
        "keygen": ("keygen", tmp_path / "new", *given),
        "key": ("key", key, *given),
        "open": ("open", tmp_path / "case.pouch", "--key", key, *given),
        "open large": ("open", tmp_path / "case.pouch", "--key", key, *given),
        "help": ("open", "--help"),
    }[act]
    script = SCRIPT.replace("status = main()", "answer = sys.argv.pop(); status = main(); sys.argv.append(answer)")
    python(script, *line, tmp_path / "answer")
    status, modules = json.loads((tmp_path / "answer").read_text())
    assert status == 0
    assert network_among(modules) == set()


def test_no_worker_loads_anything_that_can_reach_a_network() -> None:
    """The processes that hold keys are as offline as their parent."""
    line = next(line for line in pouch_bytes(box_record("a")).splitlines() if b'"box"' in line)
    batch = worker.COUNT.pack(1) + worker.HEAD.pack(2, len(line), False) + line
    run = python(WORKER, stdin=worker.write_setup(PORTAL, [OFFICER]) + batch)
    status, modules = json.loads(run.stderr)
    assert status == 0
    assert json.loads(run.stdout)["outcome"]["step"] is None
    assert network_among(modules) == set()
