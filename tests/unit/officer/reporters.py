"""Invent reporters and officers, and write the pouches that courier would bring of them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nacl import bindings

from officer import holder, keyfile
from protocol import b64, canonical, code, entry, envelope, facts
from protocol.errors import Malformed
from protocol.pouch import Start, Writer

PORTAL = "demo.tightlip.example"
BUILD = "0123456789abcdef"
HOUR = "2026-11-24T09Z"
PULLED = "2026-11-25T01Z"
PASSPHRASE = "纸上的六个词 with a blank "
CHEAP = keyfile.Cost(ops=1, memory=8 * 1024)
CONTACT = {"name": "周见微", "phone": "13900004271", "note": "晚上八点后方便"}
FACTS = {
    "v": 1,
    "kind": "report",
    "category": "education",
    "place": "yx-hongxing",
    "spot": "32号楼1单元501",
    "what": "有人在家里办幼儿园，每天早上送来十几个孩子。",
    "wish": "请保护我的隐私",
}


def seed(name: str) -> bytes:
    """Return 32 bytes that are the same in every run."""
    return hashlib.sha256(f"officer tests: {name}".encode()).digest()


OFFICER = holder.from_seed(seed("officer"))
OTHER = holder.from_seed(seed("another officer"))


@dataclass(frozen=True, slots=True)
class Reporter:
    """A reporter with a secret code: what the portal stores of him, and the proof that only his boxes hold."""

    case: str
    proof: bytes
    stored: Mapping[str, str]


def reporter(name: str) -> Reporter:
    """Return the reporter of a name."""
    derived = code.derive(code.parse(code.from_random(seed(name)[:15])))
    reply_to, _ = bindings.crypto_box_seed_keypair(derived.box_seed)
    names = ("lookup", "proof", "label_key", "entry_key")
    hashes = {f"{name}_hash": hashlib.sha256(getattr(derived, name)).digest() for name in names}
    stored = {name: digest.hex() for name, digest in hashes.items()} | {"reply_to": b64.encode(reply_to)}
    return Reporter(code.case_id(reply_to=reply_to, **hashes), derived.proof, stored)


def plain(who: Reporter, *, contact: Mapping[str, str] = CONTACT, **changed: Any) -> dict[str, Any]:
    """Return the plaintext of an envelope, with some members changed."""
    return {
        "v": 1,
        "from": "citizen",
        "portal": PORTAL,
        "case": who.case,
        "key": OFFICER.public.key_id,
        "proof": b64.encode(who.proof),
        "build": BUILD,
        "facts": facts.hash_of(facts.parse(FACTS)),
        "contact": dict(contact),
    } | changed


def seal(value: object, to: holder.OfficerKey = OFFICER) -> dict[str, Any]:
    """Return what a browser would send: `value` sealed to a key; bytes are sealed unpadded."""
    padded = value if isinstance(value, bytes) else envelope.pad(canonical.to_bytes(value))
    return {"v": 1, "suite": 1, "key": to.public.key_id, "box": b64.encode(holder.seal(to.public, padded))}


def box_record(name: str, *, sealed: object = None, **changed: Any) -> dict[str, Any]:
    """Return a box record of a reporter, pulled to verify something."""
    who = reporter(name)
    box = seal(plain(who)) if sealed is None else sealed
    pulled = entry.Entry(
        case=who.case,
        n=1,
        prev="0" * 64,
        hour=PULLED,
        act="pulled",
        role="officer",
        fields=("what", "contact"),
        subject=_box_hash(box),
        purpose="verify",
        note="核对楼号",
    )
    return {
        "record": "box",
        "case": who.case,
        "hour": HOUR,
        "status": "submitted",
        "facts": FACTS,
        "sealed": box,
        "receipt": "a receipt\n",
        "entry": pulled.to_value(),
        **who.stored,
    } | changed


def _box_hash(sealed: object) -> str:
    """Return the hash that the portal records of a box; boxes out of form get that of nothing."""
    try:
        return hashlib.sha256(envelope.parse_sealed(sealed).box).hexdigest()
    except Malformed:
        return hashlib.sha256(b"").hexdigest()


def case_record(name: str) -> dict[str, Any]:
    """Return a case header."""
    return {
        "record": "case",
        "case": reporter(name).case,
        "hour": HOUR,
        "status": "submitted",
        "category": "education",
        "place": "yx-hongxing",
        "key": OFFICER.public.key_id,
        "build": BUILD,
        "facts_hash": "2" * 64,
        "n": 0,
    }


def ref(name: str) -> str:
    """Return the ref of a reporter's case."""
    return code.ref(reporter(name).case)


def pouch_bytes(*records: dict[str, Any] | bytes, portal: str = PORTAL, direction: str = "in") -> bytes:
    """Return a whole pouch; bytes are put between its records as they are, as a faulty writer would."""
    lines: list[bytes] = []
    writer = Writer(lines.append, Start(portal=portal, direction=direction, hour=PULLED))
    for record in records:
        writer._line(record) if isinstance(record, dict) else writer_raw(writer, record)
    writer.close()
    return b"".join(lines)


def writer_raw(writer: Writer, line: bytes) -> None:
    """Have a writer write, count and hash a line that it would refuse."""
    writer._sink(line)
    writer._hash.update(line)
    writer._count += 1


def key_file(folder: Path, name: str = "officer", passphrase: str = PASSPHRASE) -> Path:
    """Write the key file of `seed(name)`, cheap to unlock, and return its path."""
    path = folder / f"{name}.key"
    path.write_bytes(keyfile.lock(seed(name), passphrase, CHEAP).to_bytes())
    path.chmod(0o600)
    return path
