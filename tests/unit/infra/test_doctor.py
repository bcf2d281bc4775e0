"""The doctor tells what somebody changed since: where handlers sign in, and who may read photos."""

import json
from dataclasses import replace
from typing import Any

import pytest

from infra import doctor, environment
from infra.errors import NotHealthy
from infra.visit import Answer
from tests.signing_in import SIGN_IN

PRODUCTION = environment.load("production")
REALM = replace(SIGN_IN, issuer="https://login.city.gov/realms/staff")
SAID = {
    "issuer": REALM.issuer,
    "authorization_endpoint": REALM.authorize,
    "token_endpoint": REALM.token,
    "end_session_endpoint": REALM.logout,
}
ROLE = "arn:aws:iam::123456789012:role/staff"
READS: dict[str, Any] = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": ["s3:GetObject", "s3:GetObjectVersion"],
    "Resource": "arn:aws:s3:::evidence/*",
    "Condition": {"ArnNotEquals": {"aws:PrincipalArn": ROLE}},
}


def issuer(monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    """Let the doctor ask an issuer that answers so."""

    def visit(site: str, path: str) -> Answer:
        assert (site, path) == ("https://login.city.gov", "/realms/staff/.well-known/openid-configuration")
        return Answer(200, {}, body)

    monkeypatch.setattr(doctor, "visit", visit)
    doctor._issuer(PRODUCTION, REALM)


def test_an_issuer_that_says_what_the_pages_hold_is_healthy(monkeypatch: pytest.MonkeyPatch):
    """It is asked below its own path, and what else it says does not matter."""
    issuer(monkeypatch, json.dumps(SAID | {"jwks_uri": "https://login.city.gov/keys"}).encode())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"issuer": "https://login.city.gov"}, "calls itself"),
        ({"token_endpoint": "https://other.city.gov/token"}, "token_endpoint is https://other"),
        ({"end_session_endpoint": None}, "end_session_endpoint is None"),
    ],
)
def test_an_issuer_that_moved_is_named(monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], words: str):
    """Another name or endpoint means that nobody can sign in, or that pages send people to the old one."""
    with pytest.raises(NotHealthy, match=words) as caught:
        issuer(monkeypatch, json.dumps(SAID | change).encode())
    assert caught.value.hint


def test_an_address_that_is_no_issuer_is_named(monkeypatch: pytest.MonkeyPatch):
    """A page of HTML is no answer."""
    with pytest.raises(NotHealthy, match="says nothing of itself"):
        issuer(monkeypatch, b"<html>")


def test_the_policy_of_the_template_keeps_photos_from_all_but_one_role():
    """With the role's own name, as on AWS, or that of its sessions, as in the embedded cloud."""
    session = "arn:aws:sts::123456789012:assumed-role/staff/*"
    for name in (ROLE, session):
        policy = READS | {"Condition": {"ArnNotEquals": {"aws:PrincipalArn": name}}}
        assert doctor._refuses_reads(policy, "evidence", ROLE)


@pytest.mark.parametrize(
    "change",
    [
        {"Effect": "Allow"},
        {"Principal": {"AWS": ROLE}},
        {"Action": "s3:GetObject"},
        {"Resource": "arn:aws:s3:::evidence/one/*"},
        {"Resource": "arn:aws:s3:::other/*"},
        {"Condition": {}},
        {"Condition": {"ArnNotEquals": {"aws:PrincipalArn": "*"}}},
        {"Condition": {"ArnNotEquals": {"aws:PrincipalArn": [ROLE, "arn:aws:iam::123456789012:role/other"]}}},
        {"Condition": READS["Condition"] | {"Bool": {"aws:SecureTransport": "false"}}},
    ],
)
def test_a_policy_that_spares_more_is_not_taken_for_it(change: dict[str, Any]):
    """Another effect, principal, action, resource, a second role or a second condition: each lets somebody read."""
    assert not doctor._refuses_reads(READS | change, "evidence", ROLE)
