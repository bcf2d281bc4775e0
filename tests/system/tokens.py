"""Sign in at the embedded cloud's issuer without a browser: code and PKCE for people, credentials for a machine."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from infra.visit import Answer, visit
from tests.conftest import Stack


@dataclass(frozen=True)
class Tokens:
    """What the issuer gave one person."""

    access: str
    id: str
    refresh: str


def person(stack: Stack, unit: str, role: str = "handler") -> str:
    """Return the user name of the demo person of a unit in a role."""
    (found,) = (one for one in stack.described["people"] if (one["unit"], one["role"]) == (unit, role))
    return str(found["username"])


def sign_in(stack: Stack, username: str) -> Tokens:
    """Sign a demo person in, as the staff page does, and return the tokens."""
    oidc = stack.described["oidc"]
    (password,) = (one["password"] for one in stack.described["people"] if one["username"] == username)
    verifier = secrets.token_urlsafe(48)
    asked = {
        "client_id": oidc["client"],
        "redirect_uri": f"{stack.site}/en/staff/",
        "response_type": "code",
        "scope": oidc["scope"],
        "state": "x",
        "code_challenge": base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    page = visit(stack.environment.endpoint or "", f"/oauth2/authorize?{urlencode(asked)}")
    assert page.status == HTTPStatus.OK, page.body
    back = _post(stack, "/login", asked | {"username": username, "password": password})
    assert back.status == HTTPStatus.FOUND, back.body
    (code,) = parse_qs(urlsplit(back.headers["location"]).query)["code"]
    given = _token(
        stack,
        {
            "grant_type": "authorization_code",
            "client_id": oidc["client"],
            "code": code,
            "redirect_uri": asked["redirect_uri"],
            "code_verifier": verifier,
        },
    )
    return Tokens(access=given["access_token"], id=given["id_token"], refresh=given["refresh_token"])


def machine(stack: Stack) -> str:
    """Return an access token of the unit's own system that stack.json names."""
    system = stack.described["machine"]
    asked = {"grant_type": "client_credentials", "scope": system["scope"]}
    return str(
        _token(stack, asked | {"client_id": system["client"], "client_secret": system["secret"]})["access_token"]
    )


def claims(token: str) -> dict[str, Any]:
    """Return what a token says, without checking its signature."""
    body = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return found


def call(stack: Stack, path: str, token: str | None, *, method: str = "GET", body: bytes | None = None) -> Answer:
    """Call the staff's API with a token, or with none."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return visit(stack.site, path, method=method, body=body, headers=headers | {"Content-Type": "application/json"})


def _token(stack: Stack, asked: Mapping[str, str]) -> dict[str, Any]:
    answer = _post(stack, "/oauth2/token", asked)
    assert answer.status == HTTPStatus.OK, answer.body
    found: dict[str, Any] = json.loads(answer.body)
    return found


def _post(stack: Stack, path: str, form: Mapping[str, str]) -> Answer:
    return visit(
        stack.environment.endpoint or "",
        path,
        method="POST",
        body=urlencode(form).encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
