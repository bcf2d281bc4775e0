"""The smoke test reads bodies: an answer that only looks well is not one."""

import json
from http import HTTPStatus

import brotli
import pytest

from infra import smoke
from infra.errors import NotHealthy
from infra.visit import Answer

PHOTO = f"/api/reports/{'0' * 26}/photos/1"
POLICY = "default-src 'none'; x"
STAFF_POLICY = "default-src 'none'; y"
CONNECTIONS = '(response-origin "https://login.city.gov")'
EXPECTED = smoke.Expected(
    "https://x", ("zh-CN", "en"), "0123456789abcdef", "KEY", POLICY, STAFF_POLICY, CONNECTIONS
)  # fmt: skip
HEADERS = smoke.HEADERS | {"content-security-policy": POLICY}
STAFF_HEADERS = HEADERS | {"content-security-policy": STAFF_POLICY, "connection-allowlist": CONNECTIONS}
ACCEPT = f"/api/staff/cases/{'0' * 26}/accept"
PAGE = b'<html><script id="config">{"build":"0123456789abcdef","box":"KEY"}</script>'
COMPRESSED = Answer(200, HEADERS | {"content-encoding": "br"}, brotli.compress(PAGE))

STAFF_COMPRESSED = Answer(200, STAFF_HEADERS | {"content-encoding": "br"}, COMPRESSED.body)


ANSWERS = {
    "/keys/officer.json": Answer(
        200, HEADERS, json.dumps({"keys": [{"box": "KEY", "state": "current"}]}).encode()
    ),
    "/api/challenge": Answer(200, HEADERS, b'{"difficulty":15,"expiry":"2026-11-26T09Z","hmac":"x"}'),
    PHOTO: Answer(400, HEADERS, b'{"status":400,"code":"malformed"}'),
}  # fmt: skip


def portal(path: str, headers: dict[str, str]) -> Answer:
    """Answer as a healthy portal does."""
    small = "br" in headers.get("Accept-Encoding", "")
    if path == "/":
        return Answer(302, {"location": f"/{headers['Accept-Language']}/"}, b"")
    if path.endswith(("/report/", "/statistics/")):
        return COMPRESSED if small else Answer(200, HEADERS, PAGE)
    if path.endswith("/staff/"):
        return STAFF_COMPRESSED if small else Answer(200, STAFF_HEADERS, PAGE)
    if path.startswith("/api/staff/"):
        return Answer(401, HEADERS, b'{"message":"Unauthorized"}')
    return ANSWERS.get(path) or Answer(404, HEADERS, b"{}" if path.startswith("/api/") else b"<html>")


def check(monkeypatch: pytest.MonkeyPatch, changed: dict[str, Answer]) -> None:
    monkeypatch.setattr(
        smoke, "visit", lambda _site, path, headers=None, **_: changed.get(path) or portal(path, headers or {})
    )
    smoke.check(EXPECTED)


def test_a_healthy_portal_passes(monkeypatch: pytest.MonkeyPatch):
    """What is right raises nothing, so that each fault below is found for its own sake."""
    check(monkeypatch, {})


OK = HTTPStatus.OK
FAULTS = {
    "a function without code": ("/api/challenge", Answer(OK, HEADERS, b'{"message":"Mock response"}')),
    "a challenge that is HTML": ("/api/challenge", Answer(OK, HEADERS, b"<html>")),
    "a broken function": ("/api/challenge", Answer(500, HEADERS, b'{"difficulty":1,"expiry":"x","hmac":"x"}')),
    "an old build": ("/en/report/", Answer(OK, HEADERS, PAGE.replace(b"0123456789abcdef", b"fedcba9876543210"))),
    "another officer key": ("/zh-CN/report/", Answer(OK, HEADERS, PAGE.replace(b"KEY", b"EVIL"))),
    "an empty page": ("/en/report/", Answer(OK, HEADERS, b"")),
    "another policy": ("/en/report/", Answer(OK, HEADERS | {"content-security-policy": "x"}, PAGE)),
    "no key published": ("/keys/officer.json", Answer(OK, HEADERS, b'{"keys":[]}')),
    "two current keys": (
        "/keys/officer.json",
        Answer(OK, HEADERS, b'{"keys":[{"box":"KEY","state":"current"},{"box":"B","state":"current"}]}'),
    ),
    "a not-found page that says 200": ("/no-such-page/", Answer(OK, HEADERS, b"<html>")),
    "a not-found page that is none": ("/no-such-page/", Answer(404, HEADERS, b"<Error>")),
    "an API that answers with pages": ("/api/no-such-call", Answer(404, HEADERS, b"<html>")),
    "a photo function without code": (PHOTO, Answer(OK, HEADERS, b'{"message":"Mock response"}')),
    "a photo route that is missing": (PHOTO, Answer(404, HEADERS, b'{"message":"Not Found"}')),
    "a gateway that refuses photos itself": (PHOTO, Answer(400, HEADERS, b'{"message":"Bad Request"}')),
    "a staff page of an old build": ("/en/staff/", Answer(OK, STAFF_HEADERS, PAGE.replace(b"01234", b"43210"))),
    "a staff page with the policy of the others": ("/en/staff/", Answer(OK, HEADERS, PAGE)),
    "a staff page that reaches elsewhere": (
        "/zh-CN/staff/",
        Answer(OK, STAFF_HEADERS | {"connection-allowlist": '(response-origin "https://x")'}, PAGE),
    ),
    "an inbox for strangers": ("/api/staff/inbox", Answer(OK, HEADERS, b'{"cases":[]}')),
    "an inbox that says that there is none": ("/api/staff/inbox", Answer(404, HEADERS, b"{}")),
    "acts for strangers": (ACCEPT, Answer(422, HEADERS, b"{}")),
    "no page of figures": ("/en/statistics/", Answer(404, HEADERS, b"<html>")),
    "a root that leads nowhere": ("/", Answer(OK, {}, b"<html>")),
} | {
    f"no {name}": ("/en/report/", Answer(OK, {one: value for one, value in HEADERS.items() if one != name}, PAGE))
    for name in HEADERS
}  # fmt: skip


SMALL = {
    "not compressed": Answer(200, HEADERS, PAGE),
    "compressed by name only": Answer(200, HEADERS | {"content-encoding": "br"}, PAGE),
    "another page": Answer(200, HEADERS | {"content-encoding": "br"}, brotli.compress(PAGE + b"<p>")),
    "without its policy": Answer(200, {"content-encoding": "br"}, brotli.compress(PAGE)),
}


@pytest.mark.parametrize("fault", SMALL)
def test_a_compressed_page_that_is_not_the_page_is_found(monkeypatch: pytest.MonkeyPatch, fault: str):
    """Whoever asks for a page in fewer bytes must get that page, under the same policy."""

    def visit(_site: str, path: str, headers: dict[str, str] | None = None, **_: object) -> Answer:
        asked = headers or {}
        return SMALL[fault] if "Accept-Encoding" in asked else portal(path, asked)

    monkeypatch.setattr(smoke, "visit", visit)
    with pytest.raises(NotHealthy, match="/zh-CN/report/"):
        smoke.check(EXPECTED)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_and_named(monkeypatch: pytest.MonkeyPatch, fault: str):
    """Each fault of a deployment raises with the path at which it shows."""
    path, answer = FAULTS[fault]
    with pytest.raises(NotHealthy) as error:
        check(monkeypatch, {path: answer})
    assert path.rstrip("/") in str(error.value) or path == "/no-such-page/"
