"""Invent the people of the vectors: one reporter, one officer, one receipt key, all from fixed seeds."""

import hashlib
from typing import Any

from nacl import bindings

from protocol import b64, code, entry, facts, key

PORTAL = "demo.tightlip.example"
BUILD = "0123456789abcdef"
HOUR = "2026-11-24T09Z"


def seed(name: str) -> bytes:
    """Return 32 bytes that are the same in every run."""
    return hashlib.sha256(f"tightlip vectors: {name}".encode()).digest()


CODE = code.from_random(seed("reporter")[:15])
SECRET = code.parse(CODE)
DERIVED = code.derive(SECRET)
REPLY_TO, _ = bindings.crypto_box_seed_keypair(DERIVED.box_seed)

OFFICER_SEED = seed("officer")
BOX_PUBLIC, BOX_SECRET = bindings.crypto_box_seed_keypair(key.box_seed(OFFICER_SEED))
SIGN_PUBLIC, _ = bindings.crypto_sign_seed_keypair(key.sign_seed(OFFICER_SEED))
OFFICER = key.PublicKey(suite=1, box=BOX_PUBLIC, sign=SIGN_PUBLIC)

RECEIPT_PUBLIC, RECEIPT_SECRET = bindings.crypto_sign_seed_keypair(seed("receipt key"))

FACTS = facts.parse(
    {
        "v": 1,
        "kind": "report",
        "category": "education",
        "place": "yx-hongxing",
        "spot": "32号楼1单元501",
        "what": "有人在家里办幼儿园，每天早上送来十几个孩子。",
    }
)
FACTS_HASH = facts.hash_of(FACTS)
CONTACT = {"name": "周见微", "phone": "13900004271", "note": "晚上八点后方便 ☎"}


def sha256(data: bytes) -> bytes:
    """Return the SHA-256 of `data`, 32 bytes."""
    return hashlib.sha256(data).digest()


CASE = code.case_id(
    reply_to=REPLY_TO,
    lookup_hash=sha256(DERIVED.lookup),
    label_key_hash=sha256(DERIVED.label_key),
    entry_key_hash=sha256(DERIVED.entry_key),
    proof_hash=sha256(DERIVED.proof),
)


def stored() -> dict[str, Any]:
    """Return what a portal holds beside the reporter's box."""
    return {
        "portal": PORTAL,
        "case": CASE,
        "facts_hash": FACTS_HASH,
        "reply_to": b64.encode(REPLY_TO),
        "lookup_hash": sha256(DERIVED.lookup).hex(),
        "label_key_hash": sha256(DERIVED.label_key).hex(),
        "entry_key_hash": sha256(DERIVED.entry_key).hex(),
        "proof_hash": sha256(DERIVED.proof).hex(),
    }


def seal(data: bytes, *, public: bytes = BOX_PUBLIC, ephemeral: str = "ephemeral") -> bytes:
    """Return crypto_box_seal of `data` with an ephemeral key that is the same in every run."""
    ephemeral_public, ephemeral_secret = bindings.crypto_box_seed_keypair(seed(ephemeral))
    nonce = hashlib.blake2b(ephemeral_public + public, digest_size=24).digest()
    return ephemeral_public + bindings.crypto_box(data, nonce, public, ephemeral_secret)


FILED = entry.Entry(case=CASE, n=0, hour=HOUR, act="filed", role="reporter", fields=(), subject=FACTS_HASH)


def pulled(box: bytes) -> entry.Entry:
    """Return the entry that records a box's leaving, next after the filing."""
    return entry.Entry(
        case=CASE,
        n=1,
        prev=entry.hash_of(FILED),
        hour=HOUR,
        act="pulled",
        role="officer",
        fields=("what", "contact"),
        subject=sha256(box).hex(),
        purpose="verify",
        note="核对楼号",
    )
