"""The public function: one shape of answer for everything that arrives, and nothing of it in the log."""

import base64
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from functions import bootstrap, errors
from functions.handlers import intake, log, problem
from protocol import facts, lint, photo, upload
from protocol import report as reports
from tests.unit.functions.fakes import FakeMac, FakeSigner, FakeStore
from tests.unit.functions.reports import portal, report
from tests.vectors import people
from tests.vectors.pictures import COLOUR, GREY, PROGRESSIVE

Event = dict[str, Any]


@pytest.fixture
def log_lines() -> io.StringIO:
    """Catch what the function's own logger writes, in its own format."""
    caught = io.StringIO()
    log._logger().registered_handler.setStream(caught)
    return caught


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch) -> FakeStore:
    """Put fakes where the composition root has adapters."""
    fake = FakeStore()
    macs = {"mac": FakeMac(), "upload_mac": FakeMac()}
    for name, found in {"filings": fake, "signer": FakeSigner(), "configuration": portal(), **macs}.items():
        monkeypatch.setattr(bootstrap, name, lambda found=found: found)
    monkeypatch.setattr(intake, "_now", lambda: "2026-11-25T08Z")
    return fake


def call(method: str, path: str, body: str | None = None, **changed: Any) -> tuple[int, Any, dict[str, str]]:
    """Return status, parsed body and headers of one HTTP call."""
    answer = intake.handler(event_of(method, path, body) | changed, object())
    return answer["statusCode"], json.loads(answer["body"]), answer["headers"]


def event_of(method: str, path: str, body: str | None = None) -> Event:
    """Return the event that API Gateway makes of a call, by the two routes of portal.yaml."""
    found = re.fullmatch("/api/reports/([^/]+)", path)
    key = f"{method} /api/reports/{{case}}" if found else f"{method} {path}"
    event: Event = {
        "version": "2.0",
        "routeKey": key if key in intake.ROUTES else "$default",
        "rawPath": path,
        "headers": {"user-agent": "canary-agent"},
        "isBase64Encoded": False,
        "requestContext": {"http": {"method": method, "path": path, "sourceIp": "203.0.113.7"}, "stage": "$default"},
    }
    event |= {"pathParameters": {"case": found[1]}} if found else {}
    return event if body is None else event | {"body": body}


def file(value: object, case: str | None = None) -> tuple[int, Any, dict[str, str]]:
    """Return the answer to a filing of `value`."""
    return call("PUT", f"/api/reports/{case or report().case}", json.dumps(value, ensure_ascii=False))


def test_a_report_is_filed_once_and_acknowledged_twice() -> None:
    """201 with a receipt, then 200 with the same."""
    first, again = file(report().to_value()), file(report().to_value())
    assert (first[0], again[0]) == (201, 200)
    assert first[1] == again[1]
    assert set(first[1]) == {"hour", "receipt"}


def test_a_report_with_photos_gets_an_upload_each_time() -> None:
    """The stored receipt comes back, with a leave to upload that is good until the next hour has passed."""
    hashes = tuple(photo.hash_of(picture) for picture in (GREY, COLOUR))
    sent = report(facts=replace(people.FACTS, photos=hashes))
    first, again = (file(sent.to_value(), sent.case) for _ in range(2))
    assert (first[0], again[0]) == (201, 200)
    assert first[1]["receipt"] == again[1]["receipt"]
    leave = upload.parse(again[1]["upload"])
    assert leave.expiry == "2026-11-25T09Z"
    assert leave.hmac == FakeMac().make(upload.authenticated(sent.case, hashes, "2026-11-25T09Z"))


def test_no_upload_is_handed_out_with_another_report() -> None:
    """A conflict's answer is a problem, whatever photos the second version names."""
    file(report().to_value())
    sent = report(facts=replace(people.FACTS, photos=(photo.hash_of(GREY),)))
    status, found, _ = file(sent.to_value(), sent.case)
    assert (status, found["code"]) == (409, "conflict")
    assert "upload" not in found


def test_a_body_in_base64_is_the_same_report(store: FakeStore) -> None:
    """The edge may encode a body."""
    encoded = base64.b64encode(json.dumps(report().to_value()).encode()).decode()
    assert call("PUT", f"/api/reports/{report().case}", encoded, isBase64Encoded=True)[0] == 201
    assert len(store.filed) == 1


def test_a_challenge_is_set() -> None:
    """The call answers difficulty, expiry and hmac, and may not be cached."""
    status, found, headers = call("GET", "/api/challenge")
    assert (status, set(found)) == (200, {"difficulty", "expiry", "hmac"})
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("", 400, "malformed"),
        ("null", 400, "malformed"),
        ("[]", 400, "malformed"),
        ('"text"', 400, "malformed"),
        ("{", 400, "malformed"),
        ("[" * 10_000, 400, "malformed"),
        ('{"v":1,"v":1}', 400, "malformed"),
        ('{"v":NaN}', 400, "malformed"),
        ('{"v":1e400}', 400, "malformed"),
        ('{"v":1.0}', 400, "malformed"),
        ('{"v":"\\ud800"}', 400, "malformed"),
        ("{}", 422, "member"),
        (" " * (reports.BODY_MOST + 1), 413, "too-large"),
        (" " * (3 * reports.BODY_MOST), 413, "too-large"),
    ],
)
def test_hostile_bodies_get_one_shape_of_problem(body: str, status: int, code: str, store: FakeStore) -> None:
    """A problem document with a code that the page translates; nothing is stored."""
    answer = call("PUT", f"/api/reports/{report().case}", body)
    assert (answer[0], answer[1]["code"], answer[1]["status"]) == (status, code, status)
    assert answer[2]["Content-Type"] == "application/problem+json"
    assert not store.filed


@pytest.mark.parametrize("name", sorted(report().to_value()))
def test_a_missing_member_is_named(name: str) -> None:
    """Every member is required, and the answer says which one is missing."""
    value = {member: found for member, found in report().to_value().items() if member != name}
    status, found, _ = file(value)
    assert (status, found["code"], found["member"]) == (422, "member", name)


def test_contact_details_in_clear_are_refused_and_not_echoed(store: FakeStore) -> None:
    """There is no unsealed way to give contact details."""
    status, found, _ = file(report().to_value() | {"contact": {"phone": "13900004271"}})
    assert (status, found["code"]) == (400, "malformed")
    assert "13900004271" not in json.dumps(found)
    assert not store.filed


def test_no_value_is_echoed_in_a_problem() -> None:
    """An unknown member's name and value stay out of the answer."""
    value = report().to_value()
    value["facts"] = people.FACTS.to_value() | {"13900004271": "周见微"}
    _, found, _ = file(value)
    assert "13900004271" not in json.dumps(found, ensure_ascii=False)
    assert found["member"] == "facts"


@pytest.mark.parametrize("path", ["/api/reports/", "/api/reports/x/y", "/api/report/x", "/api", "/prod/api/challenge"])
def test_unknown_paths_are_not_found(path: str) -> None:
    """No path reaches a handler that was not meant."""
    assert call("PUT", path, "{}")[:2][0] == 404


@pytest.mark.parametrize(
    "case", ["x", "37T2H8PWP19JWM7YCVVY0XS70U", "37t2h8pwp19jwm7ycvvy0xs70r", "..", "%2e%2e", "汉", "A" * 1000]
)
def test_a_path_that_is_no_case_is_not_found(case: str) -> None:
    """Only the one alphabet reaches the store."""
    status, found, _ = call("PUT", f"/api/reports/{case}", json.dumps(report().to_value()))
    assert (status, found["code"]) == (404, "unknown")


def test_an_unkept_phone_is_refused_by_place_and_leaves_no_trace(store: FakeStore, log_lines: io.StringIO) -> None:
    """The answer names member, rule and code points, the log only the outcome, and nothing is stored."""
    what = "😀请打我电话13900004271"
    status, found, _ = file(report(facts=replace(people.FACTS, what=what)).to_value())
    assert (status, found["code"], found["member"], found["start"], found["end"]) == (422, "lint", "facts.what", 6, 17)
    assert not store.filed
    assert json.loads(log_lines.getvalue())["code"] == "lint"
    for planted in ("13900004271", "facts", found["rule"], lint.keep_hash("13900004271")):
        assert planted not in log_lines.getvalue()
    assert "13900004271" not in json.dumps(found)


def test_a_kept_phone_is_stored(store: FakeStore) -> None:
    """Whoever says that it is somebody else's is believed."""
    told = replace(people.FACTS, what="请打我电话13900004271")
    assert file(report(facts=told, keep=(lint.keep_hash("13900004271"),)).to_value())[0] == 201
    assert len(store.filed) == 1


def test_a_busy_store_asks_to_come_back(monkeypatch: pytest.MonkeyPatch, store: FakeStore) -> None:
    """503 with Retry-After, and the same report succeeds later."""
    with monkeypatch.context() as patched:
        patched.setattr(store, "put", _raise(errors.Unavailable("busy")))
        status, found, headers = file(report().to_value())
    assert (status, found["code"], headers["Retry-After"]) == (503, "unavailable", "2")
    assert file(report().to_value())[0] == 201


def test_a_fault_is_answered_without_its_text(
    monkeypatch: pytest.MonkeyPatch, store: FakeStore, log_lines: io.StringIO
) -> None:
    """An unforeseen error that quotes the report reaches neither the caller nor the log."""
    monkeypatch.setattr(store, "put", _raise(RuntimeError("周见微 13900004271 \ud800")))
    status, found, _ = file(report().to_value())
    assert (status, found["code"]) == (500, "fault")
    assert "RuntimeError" in log_lines.getvalue()
    assert "13900004271" not in json.dumps(found) + log_lines.getvalue()


def _raise(error: Exception) -> Any:
    def put(_filing: object) -> None:
        raise error

    return put


def test_a_refused_call_logs_nothing_of_the_call_before(log_lines: io.StringIO) -> None:
    """Fields of one invocation do not stay for the next."""
    file(report().to_value())
    assert people.OFFICER.key_id in log_lines.getvalue()
    log_lines.truncate(0)
    call("PUT", f"/api/reports/{report('two').case}", "{")
    assert people.OFFICER.key_id not in log_lines.getvalue()


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"body": 7}, 400),
        ({"body": {"v": 1}}, 400),
        ({"body": None}, 400),
        ({"body": "汉", "isBase64Encoded": True}, 400),
        ({"body": "e30", "isBase64Encoded": True}, 400),
        ({"body": "\ud800"}, 400),
        ({"pathParameters": None}, 404),
        ({"pathParameters": {"case": None}}, 404),
        ({"routeKey": "$default"}, 404),
        ({"routeKey": "DELETE /api/reports/{case}"}, 404),
    ],
)
def test_an_event_of_another_shape_is_answered(changed: Event, status: int) -> None:
    """Whatever the gateway or a caller makes up, the answer is a problem and not a fault."""
    answer = intake.handler(event_of("PUT", f"/api/reports/{report().case}", "{}") | changed, object())
    assert answer["statusCode"] == status
    assert answer["headers"]["Content-Type"] == "application/problem+json"


def test_an_event_without_anything_is_answered() -> None:
    """Not even the members that the gateway always sends are relied on."""
    assert intake.handler({}, object())["statusCode"] == 404


def test_every_error_has_its_answer_and_none_is_403() -> None:
    """The table is complete; 403 belongs to the edge."""
    kinds = {
        found for found in vars(errors).values() if isinstance(found, type) and issubclass(found, errors.PortalError)
    }
    assert set(problem.TABLE) == kinds - {errors.PortalError}
    assert 403 not in {found.status for found in problem.TABLE.values()}


def test_every_problem_code_stands_in_the_spec() -> None:
    """API.md names each code that a client may meet."""
    spec = (Path(__file__).resolve().parents[3] / "protocol" / "API.md").read_text(encoding="utf-8")
    assert [found.code for found in problem.TABLE.values() if f"`{found.code}`" not in spec] == []


def test_the_largest_legal_report_is_taken(store: FakeStore) -> None:
    """Every text at its bound, in 4-byte characters, with three photos, is below the body's limit and is filed."""
    texts = {name: "\U00020bb7" * most for name, most in facts.BOUNDS.items()}
    photos = tuple(photo.hash_of(picture) for picture in (GREY, COLOUR, PROGRESSIVE))
    sent = report(facts=replace(people.FACTS, **texts, photos=photos))
    body = json.dumps(sent.to_value(), ensure_ascii=False)
    assert 30_000 < len(body.encode()) < reports.BODY_MOST
    assert call("PUT", f"/api/reports/{sent.case}", body)[0] == 201
    assert store.filed[sent.case].report.facts == sent.facts
