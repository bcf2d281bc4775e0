"""File an invented report as the page does, from Python: for the tests, the bench and whoever rehearses a deployment.

The page itself is site/'s; this is a second implementation of the same bytes, sealed with libsodium instead of
tweetnacl.
"""

import hashlib
import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from nacl import bindings

from infra.visit import Answer, visit
from protocol import canonical, code, envelope, facts, key, report, work


@dataclass(frozen=True)
class Citizen:
    """A reporter who holds one secret code, made from 15 random bytes."""

    random: bytes

    @cached_property
    def secret_code(self) -> str:
        """The secret code, 25 symbols."""
        return code.from_random(self.random)

    @cached_property
    def derived(self) -> code.Derived:
        """All that the secret code gives."""
        return code.derive(code.parse(self.secret_code))

    @cached_property
    def reply_to(self) -> bytes:
        """The public half of the reporter's box key."""
        public: bytes = bindings.crypto_box_seed_keypair(self.derived.box_seed)[0]
        return public

    @cached_property
    def case(self) -> str:
        """The case that this secret code opens."""
        return code.case_id(
            reply_to=self.reply_to,
            lookup_hash=_sha256(self.derived.lookup),
            label_key_hash=_sha256(self.derived.label_key),
            entry_key_hash=_sha256(self.derived.entry_key),
            proof_hash=_sha256(self.derived.proof),
        )

    def seal(
        self, told: facts.Facts, contact: Mapping[str, str], *, portal: str, officer: key.PublicKey, build: str
    ) -> envelope.Sealed:
        """Return the contact details sealed to the officer's key."""
        plain = envelope.plaintext(
            portal=portal,
            case=self.case,
            key=officer.key_id,
            proof=self.derived.proof,
            build=build,
            facts_hash=facts.hash_of(told),
            contact=contact,
        )
        box = bindings.crypto_box_seal(envelope.pad(plain), officer.box)
        return envelope.Sealed(suite=officer.suite, key=officer.key_id, box=box)

    def report(
        self, told: facts.Facts, sealed: envelope.Sealed, *, build: str, challenge: work.Challenge
    ) -> report.Report:
        """Return the filing, its work done."""
        return report.Report(
            facts=told,
            avoid=(),
            keep=(),
            sealed=sealed,
            build=build,
            reply_to=self.reply_to,
            lookup_hash=_sha256(self.derived.lookup),
            proof_hash=_sha256(self.derived.proof),
            label_key=self.derived.label_key,
            entry_key=self.derived.entry_key,
            work=solve(challenge, self.case),
        )


def solve(challenge: work.Challenge, case: str) -> work.Work:
    """Return the work for a challenge: about 2^difficulty hashes."""
    start = hashlib.sha256(canonical.to_bytes(challenge.to_value()) + b"\n" + case.encode() + b"\n")
    for n in itertools.count():
        digest = start.copy()
        digest.update(str(n).encode())
        if int.from_bytes(digest.digest(), "big") >> (256 - challenge.difficulty) == 0:
            return work.Work(challenge, n)
    raise AssertionError  # itertools.count never ends


def challenge_of(site: str) -> work.Challenge:
    """Return a challenge that the portal at `site` sets. Raises NotHealthy when nothing answers."""
    return work.parse_challenge(json.loads(visit(site, "/api/challenge").body))


def file(site: str, case: str, body: bytes) -> Answer:
    """Send a filing to the portal at `site` and return its answer, whatever it is."""
    return visit(site, f"/api/reports/{case}", method="PUT", body=body, headers={"Content-Type": "application/json"})


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
