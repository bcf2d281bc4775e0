"""Make whole reports, as a citizen's page sends them."""

import hashlib
from dataclasses import replace
from typing import Any

from nacl import bindings

from functions.domain import challenge
from functions.domain.portal import Portal, parse
from protocol import canonical, code, envelope, facts, work
from protocol.report import Report
from tests.unit.functions import offices
from tests.unit.functions.fakes import FakeMac
from tests.vectors import people

NOW = "2026-11-25T08Z"
DIFFICULTY = 4  # bits; solved at once


def portal_value() -> dict[str, Any]:
    """Return a deployment's configuration, as its file holds it."""
    return {
        "v": 1,
        "portal": people.PORTAL,
        "zone": "Asia/Shanghai",
        "categories": list(offices.CATEGORIES),
        "places": dict(offices.PLACES),
        "units": offices.units(),
        "oversight": offices.OVERSIGHT,
        "groups": offices.groups(),
        "working": offices.working(),
        "clock": [["2026-01-01T00Z", 480]],
        "difficulty": DIFFICULTY,
        "keys": [{"key": people.OFFICER.key_id, "suite": 1, "state": "current"}],
    }


def portal(**changed: Any) -> Portal:
    """Return a deployment's configuration, with members changed."""
    return parse(canonical.to_bytes(portal_value() | changed))


def report(name: str = "reporter", *, mac: challenge.Mac | None = None, now: str = NOW, **changed: Any) -> Report:
    """Return the report of an invented person, its work solved for a challenge set at `now`."""
    derived = code.derive(code.parse(code.from_random(people.seed(name)[:15])))
    reply_to, _ = bindings.crypto_box_seed_keypair(derived.box_seed)
    found = changed.pop("facts", people.FACTS)
    made = Report(
        facts=found,
        avoid=(),
        keep=(),
        sealed=envelope.Sealed(suite=1, key=people.OFFICER.key_id, box=b""),
        build=people.BUILD,
        reply_to=reply_to,
        lookup_hash=hashlib.sha256(derived.lookup).digest(),
        proof_hash=hashlib.sha256(derived.proof).digest(),
        label_key=derived.label_key,
        entry_key=derived.entry_key,
        work=work.Work(challenge.issue(difficulty=DIFFICULTY, now=now, mac=mac or FakeMac()), 0),
    )
    plain = envelope.plaintext(
        portal=people.PORTAL,
        case=made.case,
        key=people.OFFICER.key_id,
        proof=derived.proof,
        build=people.BUILD,
        facts_hash=facts.hash_of(found),
        contact=people.CONTACT,
    )
    box = people.seal(envelope.pad(plain), ephemeral=f"ephemeral of {name}")
    return solved(replace(made, sealed=envelope.Sealed(suite=1, key=people.OFFICER.key_id, box=box), **changed))


def solved(sent: Report) -> Report:
    """Return a report with its work done."""
    answers = (replace(sent, work=replace(sent.work, n=n)) for n in range(1 << 16))
    return next(answer for answer in answers if work.solves(answer.work, sent.case))
