"""Know a member of staff, or a unit's own machine, by the claims of an access token (API.md, staff).

Leaves signature, issuer, audience and expiry to the gateway's authorizer, which hands claims on as texts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from functions.domain.challenge import Mac
from functions.domain.portal import Portal
from functions.errors import TokenRefused, UnknownCase
from protocol import base32, entry

SCOPE: Final = "unit/"  # before the id of the unit whose machine this is
_GROUPS: Final = ("cognito:groups", "groups")
# What OpenID Connect puts into ID tokens alone (Core 1.0, sections 2 and 3.1.3.6).
_OF_ID_TOKENS: Final = ("nonce", "at_hash", "c_hash")


@dataclass(frozen=True, slots=True)
class Staff:
    """Who asks: of which unit, as handler, overseer or machine; `subject` is the issuer's name for them."""

    unit: str
    role: str
    subject: str

    @property
    def acts_as(self) -> str:
        """The role that entries name: an overseer looks and acts as a handler does."""
        return "machine" if self.role == "machine" else "handler"


def of(claims: Mapping[str, object], portal: Portal) -> Staff:
    """Return whom an access token was issued to.

    Raises TokenRefused for any other token, and UnknownCase when the token gives a place in no unit, or in several.
    """
    _check_access(claims)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise TokenRefused("names nobody")
    places = {(found.unit, found.role) for name in _groups(claims) if (found := portal.groups.get(name))}
    machines = {scope.removeprefix(SCOPE) for scope in _words(claims.get("scope")) if scope.startswith(SCOPE)}
    if machines:
        # A machine has a token of its own, whose subject is its client; a person who asked for the scope is another.
        if places or claims.get("client_id") != subject:
            raise TokenRefused("a person with the scope of a machine")
        places = {(unit, "machine") for unit in machines if unit in portal.tree.units}
    if len({unit for unit, _ in places}) != 1:
        raise UnknownCase("of no unit, or of several")
    unit, role = max(places)  # `overseer` comes after `handler`, and may all that a handler may
    return Staff(unit=unit, role=role, subject=subject)


def person(case: str, subject: str, mac: Mac) -> str:
    """Return the pseudonym of a subject within one case, 8 base32 symbols (CUSTODY.md)."""
    return base32.encode(mac.make(case.encode() + b"\0" + subject.encode()), entry.PERSON_SYMBOLS)


def _check_access(claims: Mapping[str, object]) -> None:
    """Raise TokenRefused unless the claims are those of an access token.

    Cognito says so in `token_use`. Of other issuers' tokens, an ID token is known by what it has alone, and by having
    no scope.
    """
    use = claims.get("token_use")
    if use is not None and use != "access":
        raise TokenRefused("not an access token")
    if use is None and (any(name in claims for name in _OF_ID_TOKENS) or not _words(claims.get("scope"))):
        raise TokenRefused("not an access token")


def _groups(claims: Mapping[str, object]) -> set[str]:
    """Return the groups that a token names; the gateway writes a list as `[a b]`."""
    return {group for name in _GROUPS for group in _words(claims.get(name))}


def _words(value: object) -> list[str]:
    text = value if isinstance(value, str) else ""
    return text.removeprefix("[").removesuffix("]").split()
