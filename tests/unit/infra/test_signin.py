"""Where handlers sign in is described whole, or refused with what mends it."""

from pathlib import Path
from typing import Any

import pytest

from infra import environment, signin
from infra.errors import UnknownEnvironment

TABLE: dict[str, Any] = {
    "issuer": "https://login.city.gov/realms/staff",
    "authorize": "https://login.city.gov/realms/staff/authorize",
    "token": "https://token.city.gov/token",
    "logout": "https://login.city.gov/realms/staff/logout",
    "client": "staff-page",
}


def test_a_whole_table_is_read_and_the_rest_has_defaults():
    """The page's client is the only audience, and openid the only scope, unless the operator says more."""
    found = signin.read("production", TABLE)
    assert (found.audience, found.scope) == (("staff-page",), "openid")
    more = signin.read("production", TABLE | {"audience": ["staff-page", "unit-system"], "scope": "openid groups"})
    assert (more.audience, more.scope) == (("staff-page", "unit-system"), "openid groups")


def test_the_page_learns_its_endpoints_and_reaches_their_origins():
    """Its configuration holds three addresses, client and scope; its allowlist each origin once."""
    found = signin.read("production", TABLE)
    assert found.to_value() == {name: TABLE[name] for name in ("authorize", "token", "logout", "client")} | {
        "scope": "openid"
    }
    assert found.connections == '(response-origin "https://login.city.gov" "https://token.city.gov")'
    assert found.token_origin == "https://token.city.gov"


@pytest.mark.parametrize("member", TABLE)
def test_a_missing_member_is_named(member: str):
    """Without any one of them nobody could sign in."""
    with pytest.raises(UnknownEnvironment, match=rf"\[production.oidc\] has no {member}"):
        signin.read("production", {name: value for name, value in TABLE.items() if name != member})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"isuer": "x"}, "unknown member isuer"),
        ({"issuer": "http://login.city.gov"}, "issuer is no https address"),
        ({"token": "https://token.city.gov/token?a=b"}, "token is no https address"),
        ({"authorize": "https://me@login.city.gov/"}, "authorize is no https address"),
        ({"logout": "https:///logout"}, "logout is no https address"),
        ({"issuer": "https://login.agency.example"}, "which nobody owns"),
        ({"token": 'https://a.gov" "https://b.gov/'}, "token is no plain word"),
        ({"client": ""}, "client is no plain word"),
        ({"client": 7}, "client is no plain word"),
        ({"audience": "staff-page"}, "audience is no list"),
        ({"audience": ["a,b"]}, "audience is no list"),
        ({"audience": []}, "audience is empty"),
        ({"audience": ["a", "a"]}, "names one twice"),
        ({"scope": "profile"}, "does not ask for openid"),
    ],
)
def test_a_wrong_member_is_refused_with_what_mends_it(change: dict[str, Any], words: str):
    """Each mistake has one sentence and a remedy: a text that would end a header early among them."""
    with pytest.raises(UnknownEnvironment, match=words) as caught:
        signin.read("production", TABLE | change)
    assert caught.value.hint


def test_what_is_no_table_is_refused():
    """A text where the table should stand is named."""
    with pytest.raises(UnknownEnvironment, match="not a table"):
        signin.read("production", "https://login.city.gov")


def test_an_environment_without_is_refused_when_it_is_deployed(tmp_path: Path):
    """It loads, so that it can be destroyed and examined; whoever needs its sign-in is told what to add."""
    path = tmp_path / "infra" / "environments.toml"
    path.parent.mkdir()
    whole = '[production]\nregion = "x-1"\nstack = "s"\nconfiguration = "portal.toml"\nholds_data = true\n'
    path.write_text(whole, encoding="utf-8")
    with pytest.raises(UnknownEnvironment, match="where handlers sign in") as caught:
        signin.required("production", environment.load("production", path).sign_in)
    assert "[production.oidc]" in caught.value.hint
    described = "".join(f'{name} = "{value}"\n' for name, value in TABLE.items())
    path.write_text(f"{whole}[production.oidc]\n{described}", encoding="utf-8")
    assert environment.load("production", path).sign_in == signin.read("production", TABLE)
