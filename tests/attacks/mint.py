"""Mint tokens as somebody would who stole the issuer's key, or who has one of his own."""

import base64
import json
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from infra import people
from tests.conftest import Stack
from tests.system import tokens


def stolen(stack: Stack) -> rsa.RSAPrivateKey:
    """Return the key by which the embedded cloud's issuer signs access tokens."""
    pool = people.outputs_of(stack.environment)["Pool"]
    file = stack.home.folder / "cloud" / "state" / "cognito-pool-keys" / f"{pool}-access.pem"
    key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def own() -> rsa.RSAPrivateKey:
    """Return a key that nobody knows."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def minted(token: str, key: rsa.RSAPrivateKey, *, header: dict[str, Any] | None = None, **changed: Any) -> str:
    """Return a token whose claims are changed, None for one that is left out, signed anew by a key."""
    claims = {name: value for name, value in (tokens.claims(token) | changed).items() if value is not None}
    signed = f"{_part(header_of(token) | (header or {}))}.{_part(claims)}"
    return f"{signed}.{_b64(key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def header_of(token: str) -> dict[str, Any]:
    """Return the header of a token."""
    part = token.split(".", maxsplit=1)[0]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def unsigned(token: str, **changed: Any) -> str:
    """Return a token with changed claims that says it needs no signature."""
    return f"{_part({'alg': 'none'} | {'kid': header_of(token)['kid']})}.{_part(tokens.claims(token) | changed)}."


def _part(value: Any) -> str:
    return _b64(json.dumps(value).encode())


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
