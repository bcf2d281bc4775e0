"""Ask a freshly deployed portal for what people will ask, and read the bodies: a status alone proves nothing.

A function whose code is missing answers 200 in the embedded cloud (docs/embedded-cloud.md, trap 8).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import brotli

from infra.errors import NotHealthy
from infra.visit import Answer, visit
from protocol.code import CASE_SYMBOLS

HEADERS: Final = {
    "connection-allowlist": "(response-origin)",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """What a deployed portal must show: pages of this build and officer key (box half, b64) under this policy.

    The staff's pages have a policy of their own, and `connections`, the origins that they may reach.
    """

    site: str
    languages: Sequence[str]
    build: str
    officer_key: str
    policy: str
    staff_policy: str
    connections: str


def check(expected: Expected) -> None:
    """Raise NotHealthy naming the first thing that the deployed portal does not do."""
    for _name, act in checks(expected):
        act()


def checks(expected: Expected) -> list[tuple[str, Callable[[], None]]]:
    """Return each check with its name; calling one raises NotHealthy when the portal does not do it."""
    site = expected.site
    found: list[tuple[str, Callable[[], None]]] = [("the address leads to a language", lambda: _language(expected))]
    for language in expected.languages:
        path = f"/{language}/report/"
        found.append((f"{path} is this build, sealed to this officer key", lambda path=path: _report(expected, path)))  # type: ignore[misc]  # mypy cannot infer a default
        path = f"/{language}/staff/"
        found.append((f"{path} is this build, and may reach the issuer", lambda path=path: _staff(expected, path)))  # type: ignore[misc]  # as above
        path = f"/{language}/statistics/"
        found.append((f"{path} is this build", lambda path=path: _figures(expected, path)))  # type: ignore[misc]  # as above
    return [
        *found,
        ("/keys/officer.json names this officer key", lambda: _key(expected)),
        ("a missing page is the not-found page", lambda: _missing(site)),
        ("the portal sets a challenge", lambda: _challenge(site)),
        ("the portal takes photos, and only with an upload", lambda: _photo(site)),
        ("nobody reaches the staff's calls without a token", lambda: _shut(site)),
        ("an unknown call is refused by the portal", lambda: _unknown(site)),
    ]


def _language(expected: Expected) -> None:
    for language in expected.languages:
        answer = visit(expected.site, "/", headers={"Accept-Language": language})
        if answer.status != HTTPStatus.FOUND or answer.headers.get("location") != f"/{language}/":
            raise NotHealthy(f"/ sends a reader of {language} to {answer.headers.get('location')} ({answer.status})")


def _report(expected: Expected, path: str) -> None:
    headers = HEADERS | {"content-security-policy": expected.policy}
    _page(expected.site, path, (expected.build, expected.officer_key), headers)


def _figures(expected: Expected, path: str) -> None:
    _page(expected.site, path, (expected.build,), HEADERS | {"content-security-policy": expected.policy})


def _staff(expected: Expected, path: str) -> None:
    own = {"content-security-policy": expected.staff_policy, "connection-allowlist": expected.connections}
    _page(expected.site, path, (expected.build,), HEADERS | own)


def _page(site: str, path: str, words: Sequence[str], headers: Mapping[str, str]) -> None:
    answer = visit(site, path)
    if answer.status != HTTPStatus.OK or b'id="config"' not in answer.body:
        raise NotHealthy(f"{path} answers {answer.status} and is not a page of this portal")
    for word in words:
        if word.encode() not in answer.body:
            raise NotHealthy(
                f"{path} does not carry {word}", "an edge may still hold the old page: run doctor in a minute"
            )
    _headers(path, answer, headers)
    small = visit(site, path, headers={"Accept-Encoding": "gzip, deflate, br"})
    if small.headers.get("content-encoding") != "br" or _decompressed(path, small.body) != answer.body:
        raise NotHealthy(f"{path} is another page, or not compressed, when it is asked for compressed", "deploy again")
    _headers(path, small, headers)


def _decompressed(path: str, body: bytes) -> bytes:
    try:
        return bytes(brotli.decompress(body))
    except brotli.error as error:
        raise NotHealthy(f"{path} says that it is compressed, and is not", "deploy again") from error


def _headers(path: str, answer: Answer, headers: Mapping[str, str]) -> None:
    for name, value in headers.items():
        if answer.headers.get(name) != value:
            raise NotHealthy(f"{path} has {name}: {answer.headers.get(name)}", f"it must be {value}")


def _key(expected: Expected) -> None:
    value = _json(visit(expected.site, "/keys/officer.json"), "/keys/officer.json")
    keys = value.get("keys")
    current = [key.get("box") for key in keys if key.get("state") == "current"] if isinstance(keys, list) else []
    if current != [expected.officer_key]:
        raise NotHealthy("/keys/officer.json does not name the officer key of the configuration")


def _missing(site: str) -> None:
    answer = visit(site, "/no-such-page/")
    if answer.status != HTTPStatus.NOT_FOUND or b"<html" not in answer.body:
        raise NotHealthy(f"a missing page answers {answer.status}, and not the not-found page")


def _challenge(site: str) -> None:
    value = _json(visit(site, "/api/challenge"), "/api/challenge")
    if set(value) != {"difficulty", "expiry", "hmac"}:
        raise NotHealthy("/api/challenge answers, but not with a challenge", "is the functions' archive the right one?")


def _photo(site: str) -> None:
    path = f"/api/reports/{'0' * CASE_SYMBOLS}/photos/1"
    answer = visit(site, path, method="PUT", body=b"no upload")
    if answer.status != HTTPStatus.BAD_REQUEST or b'"code":"malformed"' not in answer.body:
        raise NotHealthy(
            f"{path} answers {answer.status} to a photo without an upload, and not with the portal's own refusal",
            "is the functions' archive the right one?",
        )


def _shut(site: str) -> None:
    """The gateway refuses before any function runs: whoever brings no token, and whoever made one up."""
    calls = (("GET", "/api/staff/inbox"), ("POST", f"/api/staff/cases/{'0' * CASE_SYMBOLS}/accept"))
    for method, path in calls:
        for headers in ({}, {"Authorization": "Bearer e30.e30.e30"}):
            answer = visit(site, path, method=method, headers=headers)
            if answer.status != HTTPStatus.UNAUTHORIZED:
                raise NotHealthy(
                    f"{path} answers {answer.status} to a stranger, and not 401",
                    "is its route's authorizer gone? deploy again",
                )


def _unknown(site: str) -> None:
    answer = visit(site, "/api/no-such-call")
    if answer.status != HTTPStatus.NOT_FOUND or b"<html" in answer.body:
        raise NotHealthy(f"/api/no-such-call answers {answer.status}, and not the API's own 404")


def _json(answer: Answer, path: str) -> dict[str, Any]:
    try:
        value = json.loads(answer.body)
    except ValueError:
        value = None
    if answer.status != HTTPStatus.OK or not isinstance(value, dict):
        raise NotHealthy(f"{path} answers {answer.status}, and not with a JSON object")
    return value
