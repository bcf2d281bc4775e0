"""Describe a deployed portal: where it answers, what it is made of, and what the courier needs to reach it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from infra.environment import ROOT_KEY, Environment
from infra.errors import NotHealthy

TABLES: Final = ("Cases", "Entries", "Boxes", "Passed", "Acts", "Notices")
# RFC 8410: the DER SubjectPublicKeyInfo of an Ed25519 key is this and the 32 bytes of the key.
_ED25519: Final = bytes.fromhex("302a300506032b6570032100")


@dataclass(frozen=True, slots=True)
class Keys:
    """Where the officer's files lie on this machine: absent where the officer's computer is another one."""

    private: Path | None
    public: Path
    passphrase: Path | None


def site_of(environment: Environment, outputs: Mapping[str, str]) -> str:
    """Return the address that people open, without a path."""
    domain = outputs["SiteDomain"]
    if environment.port is None:
        return f"https://{domain}"
    return f"http://{domain.split('.')[0]}.cloudfront.localhost:{environment.port}"


def receipt_key(environment: Environment, outputs: Mapping[str, str]) -> bytes:
    """Return the public key of receipts, 32 bytes. Raises NotHealthy when it is not an Ed25519 key."""
    der: bytes = environment.client("kms").get_public_key(KeyId=outputs["ReceiptKey"])["PublicKey"]
    if not der.startswith(_ED25519) or len(der) != len(_ED25519) + 32:
        raise NotHealthy("the receipt key is not an Ed25519 key", "its KeySpec must be ECC_NIST_EDWARDS25519")
    return der.removeprefix(_ED25519)


def describe(
    environment: Environment, outputs: Mapping[str, str], *, portal: str, languages: tuple[str, ...], keys: Keys
) -> dict[str, Any]:
    """Return what `courier --stack` reads; credentials only for the embedded cloud, where they are no secret."""
    site = site_of(environment, outputs)
    found: dict[str, Any] = {
        "site": site,
        "api": f"{site}/api",
        "endpoint": environment.endpoint,
        "region": environment.region,
        "stack": environment.stack,
        "tables": {name.lower(): outputs[f"{name}Table"] for name in TABLES},
        "officer_function": outputs["OfficerFunction"],
        "officer_key": str(keys.private) if keys.private else None,
        "officer_public": str(keys.public),
        "passphrase_file": str(keys.passphrase) if keys.passphrase else None,
        "courier_role": outputs["CourierRole"],
        "portal": portal,
        "languages": list(languages),
    }
    if environment.port is not None:
        found["credentials"] = {"access_key": ROOT_KEY, "secret_key": ROOT_KEY}
    return found


def write(path: Path, described: Mapping[str, Any]) -> None:
    """Write a description where the courier finds it, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    part.replace(path)
