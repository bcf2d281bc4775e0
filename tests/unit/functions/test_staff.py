"""Staff by the claims of a token: one unit, one role, and no token but an access token."""

import pytest

from functions.domain import staff
from functions.domain.staff import Staff
from functions.errors import PortalError, TokenRefused, UnknownCase
from tests.unit.functions.chains import PORTAL
from tests.unit.functions.fakes import FakeMac

COGNITO = {
    "sub": "6a2c",
    "token_use": "access",
    "client_id": "pages",
    "cognito:groups": "[street-3-handlers]",
    "scope": "openid",
}
GENERIC = {"sub": "6a2c", "groups": "[street-3-handlers]", "scope": "openid profile", "aud": "tightlip"}
MACHINE = {"sub": "robot", "client_id": "robot", "token_use": "access", "scope": "unit/street-3"}


def of(claims: dict[str, object], **changed: object) -> Staff:
    """Return whom claims name, with claims changed; None takes one away."""
    whole = {name.replace("groups_", "cognito:groups"): value for name, value in (claims | changed).items()}
    return staff.of({name: value for name, value in whole.items() if value is not None}, PORTAL)


@pytest.mark.parametrize("claims", [COGNITO, GENERIC])
def test_a_group_makes_a_handler_of_its_unit(claims: dict[str, object]) -> None:
    """Cognito's claim and that of other issuers alike."""
    assert of(claims) == Staff(unit="street-3", role="handler", subject="6a2c")


def test_an_overseer_is_one_whatever_else_the_groups_say() -> None:
    """Handler and overseer of one unit is the greater of the two, in either order."""
    for groups in ("[street-3-overseers street-3-handlers]", "[street-3-handlers vpn street-3-overseers]"):
        assert of(COGNITO, groups_=groups).role == "overseer"


def test_a_scope_makes_a_machine_of_its_unit() -> None:
    """Entries name it a machine, and a person a handler."""
    assert of(MACHINE) == Staff(unit="street-3", role="machine", subject="robot")
    assert (of(MACHINE).acts_as, of(COGNITO).acts_as) == ("machine", "handler")
    assert of(COGNITO, groups_="[city-overseers]").acts_as == "handler"


@pytest.mark.parametrize(
    ("claims", "changed"),
    [
        (COGNITO, {"token_use": "id"}),
        (COGNITO, {"token_use": ""}),
        (COGNITO, {"token_use": "ACCESS"}),
        (COGNITO, {"token_use": True}),
        (GENERIC, {"nonce": "n"}),
        (GENERIC, {"at_hash": "h"}),
        (GENERIC, {"c_hash": "h"}),
        (GENERIC, {"scope": None}),
        (GENERIC, {"scope": " "}),
        (GENERIC, {"scope": ["openid"]}),
        (COGNITO, {"sub": None}),
        (COGNITO, {"sub": ""}),
        (COGNITO, {"sub": 7}),
        (COGNITO, {"scope": "openid unit/street-3"}),
        (COGNITO, {"scope": "openid unit/street-3", "groups_": None}),
        (MACHINE, {"groups_": "[street-3-handlers]"}),
        (MACHINE, {"client_id": "pages"}),
        (MACHINE, {"client_id": None}),
        ({}, {}),
    ],
)
def test_no_other_token_will_do(claims: dict[str, object], changed: dict[str, object]) -> None:
    """ID tokens, tokens of nobody, and a person with a machine's scope are refused as tokens."""
    with pytest.raises(TokenRefused):
        of(claims, **changed)


@pytest.mark.parametrize(
    ("claims", "changed"),
    [
        (COGNITO, {"groups_": None}),
        (COGNITO, {"groups_": "[]"}),
        (COGNITO, {"groups_": "[vpn street-9-handlers]"}),
        (COGNITO, {"groups_": "[street-3-handlers street-4-handlers]"}),
        (COGNITO, {"groups_": "[street-3-handlers]", "groups": "[street-4-overseers]"}),
        (COGNITO, {"groups_": "[street-3-handlers,street-4-handlers]"}),
        (COGNITO, {"groups_": "[Street-3-handlers]"}),
        (COGNITO, {"groups_": {"street-3-handlers": 1}}),
        (MACHINE, {"scope": "unit/street-9"}),
        (MACHINE, {"scope": "unit/"}),
        (MACHINE, {"scope": "unit/street-3 unit/street-4"}),
        (MACHINE, {"scope": "other/unit/street-3"}),
        (MACHINE, {"scope": "unit"}),
    ],
)
def test_who_is_of_no_unit_or_of_several_finds_nothing(claims: dict[str, object], changed: dict[str, object]) -> None:
    """The answer does not tell which it was."""
    with pytest.raises(UnknownCase):
        of(claims, **changed)


def test_a_scope_of_two_units_of_which_one_is_gone_is_that_of_the_other() -> None:
    """A dissolved unit gives nothing, and takes nothing away."""
    assert of(MACHINE, scope="unit/street-3 unit/street-9").unit == "street-3"


def test_what_is_refused_says_nothing_of_the_token() -> None:
    """No claim stands in an error's text."""
    for changed in ({"token_use": "secret-claim"}, {"groups_": "[secret-claim]"}):
        with pytest.raises(PortalError) as caught:
            of(COGNITO, **changed)
        assert "secret" not in str(caught.value)


def test_a_pseudonym_is_of_one_person_in_one_case() -> None:
    """Eight symbols, the same each time, others for another case or another person."""
    mac = FakeMac()
    case, other = "X3S6J24VNA1ABRYEVFRQ9Z598G", "37T2H8PWP19JWM7YCVVY0XS70R"
    names = {staff.person(of, subject, mac) for of in (case, other) for subject in ("6a2c", "robot", "6a2")}
    assert len(names) == 6
    assert staff.person(case, "6a2c", mac) in names
    assert {len(name) for name in names} == {8}
