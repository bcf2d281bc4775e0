"""Run the outside reading of the protocol, whose values nobody of this project computed."""

import json
from pathlib import Path
from typing import Any

import pytest
from nacl import bindings

from protocol import b64, code, entry, envelope, facts, key
from protocol.errors import Refused, WrongCode
from tests.unit.protocol.test_vectors import Holder

REFERENCE: dict[str, Any] = json.loads(
    (Path(__file__).resolve().parents[3] / "protocol/vectors/reference.json").read_text(encoding="utf-8")
)
OFFICER = REFERENCE["officer"]


def opened(box: str) -> envelope.Opened:
    """Open a box of the reference against the reference's first case."""
    first = REFERENCE["codes"][0]
    stored = envelope.Stored(
        portal="demo",
        case=first["case"],
        facts_hash=REFERENCE["envelope"]["facts_hash"],
        reply_to=b64.decode(first["reply_to"]),
        lookup_hash=bytes.fromhex(first["lookup_hash"]),
        label_key_hash=sha256(first["label_key"]),
        entry_key_hash=sha256(first["entry_key"]),
        proof_hash=bytes.fromhex(first["proof_hash"]),
    )
    sealed = {"v": 1, "suite": 1, "key": OFFICER["key"], "box": box}
    return envelope.open_envelope(sealed, stored, {OFFICER["key"]: Holder(b64.decode(OFFICER["seed"]))})


def sha256(text: str) -> bytes:
    """Return the SHA-256 of the bytes that a b64 text spells."""
    return bindings.crypto_hash_sha256(b64.decode(text))


@pytest.mark.parametrize("given", REFERENCE["codes"], ids=lambda given: given["ref"])
def test_a_code_derives_what_the_reference_derives(given: dict[str, Any]) -> None:
    """Secret, derived values, case and ref agree, from every spelling of the code."""
    secrets = {code.parse(text) for text in (given["code"], *given["also"])}
    derived = code.derive(secrets.pop())
    assert not secrets
    public, secret = bindings.crypto_box_seed_keypair(derived.box_seed)
    found = {
        "reply_to": public,
        "box_secret": secret,
        "lookup": derived.lookup,
        "proof": derived.proof,
        "label_key": derived.label_key,
        "entry_key": derived.entry_key,
    }
    assert {name: b64.encode(value) for name, value in found.items()} == {name: given[name] for name in found}
    case = code.case_id(
        reply_to=public,
        lookup_hash=bytes.fromhex(given["lookup_hash"]),
        label_key_hash=sha256(given["label_key"]),
        entry_key_hash=sha256(given["entry_key"]),
        proof_hash=bytes.fromhex(given["proof_hash"]),
    )
    assert (case, code.ref(case)) == (given["case"], given["ref"])


@pytest.mark.parametrize("given", REFERENCE["refused_codes"], ids=lambda given: given["why"])
def test_a_wrong_code_is_refused_for_the_reason_of_the_reference(given: dict[str, Any]) -> None:
    """Length, symbol and check are told apart."""
    with pytest.raises(WrongCode) as caught:
        code.parse(given["code"])
    assert caught.value.why == given["why"]


def test_the_officer_key_is_named_as_in_the_reference() -> None:
    """Key id and fingerprint follow from the seed."""
    seed = b64.decode(OFFICER["seed"])
    box, _ = bindings.crypto_box_seed_keypair(key.box_seed(seed))
    sign, _ = bindings.crypto_sign_seed_keypair(key.sign_seed(seed))
    public = key.PublicKey(suite=1, box=box, sign=sign)
    assert (b64.encode(box), b64.encode(sign)) == (OFFICER["box_public"], OFFICER["sign_public"])
    assert (public.key_id, public.fingerprint) == (OFFICER["key"], OFFICER["fingerprint"])


def test_the_reference_envelope_is_written_and_opened_alike() -> None:
    """The same plaintext comes out of the writer and out of the box."""
    given = REFERENCE["envelope"]
    contact = json.loads(given["plain"])["contact"]
    first = REFERENCE["codes"][0]
    assert facts.hash_of(facts.parse(given["facts"])) == given["facts_hash"]
    assert opened(given["box"]).contact == contact
    written = envelope.plaintext(
        portal="demo",
        case=first["case"],
        key=OFFICER["key"],
        proof=b64.decode(first["proof"]),
        build="0123456789abcdef",
        facts_hash=given["facts_hash"],
        contact=contact,
    )
    assert written.decode() == given["plain"]


@pytest.mark.parametrize("given", REFERENCE["refused_envelopes"], ids=lambda given: given["expect"])
def test_a_reference_box_is_refused_at_its_step(given: dict[str, str]) -> None:
    """Each wrong box is refused where the reference says."""
    with pytest.raises(Refused) as caught:
        opened(given["box"])
    assert f"refused: {caught.value.step}" == given["expect"]


@pytest.mark.parametrize("given", REFERENCE["entries"], ids=lambda given: given["entry"]["act"])
def test_an_entry_commits_to_the_leaf_of_the_reference(given: dict[str, Any]) -> None:
    """Label, opening key and commitment agree."""
    first = REFERENCE["codes"][0]
    keys = {name: b64.decode(first[name]) for name in ("label_key", "entry_key")}
    assert entry.leaf(entry.parse(given["entry"]), **keys).hex() == given["leaf"]


def test_the_second_reference_entry_chains_to_the_first() -> None:
    """`prev` is the hash of the entry before."""
    first, second = (entry.parse(given["entry"]) for given in REFERENCE["entries"])
    assert second.prev == entry.hash_of(first)
