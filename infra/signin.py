"""Say where handlers sign in: an OIDC issuer of the deployment's own, for people (code and PKCE) and for machines.

Leaves the embedded cloud's own issuer to `people`, and what the page does with the answer to site/src/staff.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from infra.errors import UnknownEnvironment

_ADDRESSES: Final = ("issuer", "authorize", "token", "logout")
_REQUIRED: Final = (*_ADDRESSES, "client")
_OPTIONAL: Final = ("audience", "scope")
_OPENID: Final = "openid"
_WORD: Final = re.compile(r"[!#-+\--\[\]-~]+")  # no blank, quote, comma or backslash: it stands in headers and lists
_NOBODYS: Final = (".example", ".invalid", ".test", ".localhost")  # RFC 2606 and RFC 6761


@dataclass(frozen=True, slots=True)
class SignIn:
    """One issuer and the page's own client there; three endpoints as the issuer's discovery document names them.

    `audience` are the clients whose access tokens the portal takes: the page's, then those of machines. `scope` is
    what the page asks for.
    """

    issuer: str
    authorize: str
    token: str
    logout: str
    client: str
    audience: tuple[str, ...]
    scope: str = _OPENID

    def to_value(self) -> dict[str, str]:
        """Return what the staff page's configuration holds as `oidc`."""
        return {
            "authorize": self.authorize,
            "token": self.token,
            "logout": self.logout,
            "client": self.client,
            "scope": self.scope,
        }

    @property
    def token_origin(self) -> str:
        """The origin that the staff page may call besides its own."""
        return origin(self.token)

    @property
    def connections(self) -> str:
        """The Connection-Allowlist of staff pages: their own origin, and where the issuer's three endpoints are."""
        origins = dict.fromkeys(map(origin, (self.authorize, self.token, self.logout)))
        return f"(response-origin {' '.join(f'{chr(34)}{one}{chr(34)}' for one in origins)})"


def required(name: str, found: SignIn | None) -> SignIn:
    """Return what is there. Raises UnknownEnvironment for an environment without: its handlers could not sign in."""
    if found is None:
        raise UnknownEnvironment(
            f"{name} does not say where handlers sign in", f"add [{name}.oidc], as in the comment of the file"
        )
    return found


def origin(address: str) -> str:
    """Return the origin of an address: its scheme, host and port."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def read(name: str, table: object) -> SignIn:
    """Return the sign-in of the environment called `name`, from its table `[NAME.oidc]`.

    Raises UnknownEnvironment naming the member that is missing, unknown or wrong, and what mends it.
    """
    where = f"[{name}.oidc]"
    if not isinstance(table, dict):
        raise UnknownEnvironment(f"{name}.oidc is not a table", f"begin it with {where}")
    for member in table:
        if member not in (*_REQUIRED, *_OPTIONAL):
            raise UnknownEnvironment(f"{where} has an unknown member {member}", "see the comment of the file")
    for member in _REQUIRED:
        _text(where, table, member)
    for member in _ADDRESSES:
        _address(where, member, table[member])
    client = table["client"]
    return SignIn(
        **{member: table[member] for member in _ADDRESSES},
        client=client,
        audience=_audience(where, table.get("audience", [client])),
        scope=_scope(where, table.get("scope", _OPENID)),
    )


def _text(where: str, table: Mapping[str, Any], member: str) -> None:
    value = table.get(member)
    if value is None:
        raise UnknownEnvironment(f"{where} has no {member}", "give it as in the comment of the file")
    if not isinstance(value, str) or not _WORD.fullmatch(value):
        raise UnknownEnvironment(f"{where} {member} is no plain word", "write it as the issuer does, in one text")


def _address(where: str, member: str, value: str) -> None:
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
        remedy = "take it from the issuer's /.well-known/openid-configuration"
        raise UnknownEnvironment(f"{where} {member} is no https address without a query", remedy)
    if parts.hostname.endswith(_NOBODYS):
        raise UnknownEnvironment(f"{where} {member} is at {parts.hostname}, which nobody owns", "name your own issuer")


def _audience(where: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and _WORD.fullmatch(one) for one in value):
        raise UnknownEnvironment(f"{where} audience is no list of plain words", 'write it as audience = ["…", "…"]')
    if not value or len(set(value)) != len(value):
        raise UnknownEnvironment(f"{where} audience is empty or names one twice", "name each client once")
    return tuple(value)


def _scope(where: str, value: object) -> str:
    if not isinstance(value, str) or _OPENID not in value.split():
        raise UnknownEnvironment(f"{where} scope does not ask for {_OPENID}", f'write it as scope = "{_OPENID}"')
    return value
