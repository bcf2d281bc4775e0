"""What the functions write to their log, in a process of their own and under every setting of the logger."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from functions.handlers import log
from tests.unit.functions.reports import report
from tests.unit.functions.test_photo import HASHES
from tests.vectors import people

ROOT = Path(__file__).resolve().parents[3]
SETTINGS = (
    "POWERTOOLS_DEBUG",
    "POWERTOOLS_DEV",
    "POWERTOOLS_LOGGER_LOG_EVENT",
    "POWERTOOLS_LOGGER_SAMPLE_RATE",
    "POWERTOOLS_LOG_LEVEL",
    "AWS_LAMBDA_LOG_LEVEL",
    "LOG_LEVEL",
)
# What a new process runs: calls of both functions that succeed, repeat and fail, with values that nobody may find.
ACTS = """
import json
from functions import bootstrap
from functions.handlers import intake, officer, photo
from tests.unit.functions.fakes import FakeMac, FakePhotos, FakeSigner, FakeStore
from tests.unit.functions.reports import NOW, portal, report
from tests.unit.functions.test_intake import event_of
from tests.unit.functions.test_photo import GREY, call, sent as photo_body
store, photos = FakeStore(), FakePhotos()
intake._now = officer._now = photo._now = lambda: NOW
bootstrap.filings = bootstrap.cases = lambda: store
bootstrap.mac = bootstrap.upload_mac = FakeMac
bootstrap.signer, bootstrap.configuration, bootstrap.photos = FakeSigner, portal, lambda: photos
sent = report().to_value()
bodies = [json.dumps(sent), json.dumps(sent), json.dumps(sent | {"canary-member": "canary-body"}), "canary-text"]
path = f"/api/reports/{report().case}"
statuses = [intake.handler(event_of("PUT", path, body), object())["statusCode"] for body in bodies]
statuses += [intake.handler(event_of("GET", "/api/canary-path"), object())["statusCode"]]
pull = {"v": 1, "act": "pull", "ref": report().case, "purpose": "verify", "note": "canary-note"}
assert "record" in officer.handler(pull, object())
assert "problem" in officer.handler({"v": 1, "act": "canary-act"}, object())
def broken(_filing):
    raise RuntimeError("canary-fault \\ud800")
store.put = broken
statuses += [intake.handler(event_of("PUT", path, bodies[0]), object())["statusCode"]]
assert statuses == [201, 200, 400, 400, 404, 500], statuses
bodies = [photo_body(), photo_body(), photo_body(b"canary-picture"), b"canary-line"]
assert [call(body)[0] for body in bodies] == [201, 200, 422, 400]
"""


@pytest.mark.parametrize("setting", ["", *SETTINGS])
def test_no_setting_makes_the_log_hold_what_was_sent(setting: str) -> None:
    """Outcomes and the officer key are there; no text, box, case, address, agent, path or error text is."""
    value = "DEBUG" if setting.endswith("LEVEL") else "1"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "LANG": "C"} | ({setting: value} if setting else {})
    done = subprocess.run([sys.executable, "-c", ACTS], env=environment, capture_output=True, check=False, cwd=ROOT)
    written = (done.stdout + done.stderr).decode()
    assert done.returncode == 0, written
    assert written.count('"filed"') == written.count('"repeated"') == written.count("RuntimeError") == 1
    sent = report().to_value()
    found = [word for word in ("canary", "203.0.113.7", "幼儿园", "\\u5e7c") if word in written]
    found += [name for name in ("reply_to", "label_key", "entry_key", "lookup_hash") if str(sent[name]) in written]
    assert found == []
    assert written.count(report().case[:5]) == 1  # the ref of the pull, which is the officer's own act
    assert report().case not in written
    assert written.count('"photo stored"') == written.count('"photo repeated"') == 1
    assert [word for word in (people.CASE, people.CASE[:10], *HASHES) if word in written] == []


def test_a_field_outside_the_allow_list_is_refused() -> None:
    """A line cannot grow by accident."""
    with pytest.raises(ValueError, match="may not be logged"):
        log.outcome("filed", case="37T2H8PWP19JWM7YCVVY0XS70R")
