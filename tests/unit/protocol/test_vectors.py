"""Run every scenario of protocol/vectors through the Python implementation."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from nacl import bindings
from nacl.exceptions import CryptoError

from protocol import (
    b64,
    base32,
    canonical,
    code,
    entry,
    envelope,
    facts,
    key,
    lint,
    mark,
    note,
    photo,
    pouch,
    receipt,
    report,
    upload,
    work,
)
from protocol.errors import BoxClosed, Malformed, Refused, WrongCode
from tests.vectors import all_scenarios, people

FOLDER = Path(__file__).resolve().parents[3] / "protocol" / "vectors"
FILES = sorted(FOLDER.glob("*/*.json"))
Vector = dict[str, Any]


class Holder:
    """Open boxes of one officer seed."""

    suite = 1

    def __init__(self, seed: bytes) -> None:
        self._public, self._secret = bindings.crypto_box_seed_keypair(key.box_seed(seed))

    def open(self, box: bytes) -> bytes:
        """Return the padded plaintext of a box."""
        try:
            return bindings.crypto_box_seal_open(box, self._public, self._secret)
        except CryptoError as error:
            raise BoxClosed from error


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether an Ed25519 signature verifies."""
    try:
        bindings.crypto_sign_open(signature + message, public)
    except CryptoError:
        return False
    return True


def run_b64(vector: Vector) -> None:
    data = b64.decode(vector["text"])
    assert data.hex() == vector["hex"]
    assert b64.encode(data) == vector["text"]


def run_base32(vector: Vector) -> None:
    assert base32.encode(bytes.fromhex(vector["hex"]), vector["symbols"]) == vector["text"]


def run_canonical(vector: Vector) -> None:
    data = bytes.fromhex(vector["hex"])
    assert canonical.to_bytes(canonical.parse(data)) == data


def run_code(vector: Vector) -> None:
    try:
        secret = code.parse(vector["text"])
    except WrongCode as error:
        assert error.group == vector["group"]
        raise
    derived = code.derive(secret)
    assert secret == vector["secret"]
    assert {name: b64.encode(getattr(derived, name)) for name in vector["derived"]} == vector["derived"]
    assert b64.encode(bindings.crypto_box_seed_keypair(derived.box_seed)[0]) == vector["reply_to"]
    assert code.ref(vector["case"]) == vector["ref"]


def run_facts(vector: Vector) -> None:
    parsed = facts.parse(vector["value"])
    assert parsed.to_value() == vector["value"]
    assert facts.hash_of(parsed) == vector["hash"]


def run_lint(vector: Vector) -> None:
    rules = lint.own_rules()
    if "hits" in vector:
        assert [asdict(hit) for hit in lint.hits(vector["text"], rules)] == vector["hits"]
    else:
        assert lint.could_know(vector["text"], rules) is vector["could_know"]


def run_key(vector: Vector) -> None:
    public = key.parse_public(vector["value"])
    assert public.to_value() == vector["value"]
    assert (public.key_id, public.fingerprint) == (vector["key"], vector["fingerprint"])


def run_seal(vector: Vector) -> None:
    # The generator's sealing, undone by libsodium's own opening.
    data = bytes.fromhex(vector["plain"]) + bytes(vector["zeros"])
    box = people.seal(data)
    assert people.sha256(box).hex() == vector["box_sha256"]
    assert Holder(people.OFFICER_SEED).open(box) == data


def run_envelope(vector: Vector) -> None:
    given = vector["stored"]
    stored = envelope.Stored(
        portal=given["portal"],
        case=given["case"],
        facts_hash=given["facts_hash"],
        reply_to=b64.decode(given["reply_to"]),
        **{
            name: bytes.fromhex(given[name])
            for name in ("lookup_hash", "label_key_hash", "entry_key_hash", "proof_hash")
        },
    )
    seed = b64.decode(vector["seed"])
    opened = envelope.open_envelope(vector["sealed"], stored, {people.OFFICER.key_id: Holder(seed)})
    assert opened.contact == vector["contact"]


def run_entry(vector: Vector) -> None:
    parsed = entry.parse(vector["value"])
    keys = {name: b64.decode(vector[name]) for name in ("label_key", "entry_key")}
    assert parsed.to_value() == vector["value"]
    assert entry.hash_of(parsed) == vector["hash"]
    assert entry.leaf(parsed, **keys).hex() == vector["leaf"]
    assert entry.mark(keys["label_key"], parsed.n) == vector["mark"]


def run_mark(vector: Vector) -> None:
    assert mark.parse(vector["text"]) == vector["mark"]
    assert mark.number(vector["mark"]) == vector["number"]
    assert list(mark.lines(vector["mark"])) == vector["lines"]


def run_note(vector: Vector) -> None:
    public = b64.decode(vector["public"])
    assert (
        note.verified_text(vector["note"], name=vector["name"], public=public, verify=verify).decode() == vector["text"]
    )


def run_receipt(vector: Vector) -> None:
    parsed = receipt.parse(vector["note"], portal=vector["portal"], public=b64.decode(vector["public"]), verify=verify)
    assert {name: getattr(parsed, name) for name in vector["fields"]} == vector["fields"]
    assert receipt.text(parsed).decode() == vector["note"].split("\n\n")[0] + "\n"


def run_work(vector: Vector) -> None:
    found = work.Work(work.parse_challenge(vector["challenge"]), vector["n"])
    assert work.solves(found, vector["case"]) == (vector["expect"] == "solved")


def run_report(vector: Vector) -> None:
    parsed = report.parse(vector["value"])
    assert parsed.to_value() == vector["value"]
    assert (parsed.case, parsed.sameness()) == (vector["case"], vector["sameness"])
    assert len(canonical.to_bytes(parsed.to_value())) < report.BODY_MOST


def run_pouch(vector: Vector) -> None:
    kinds = {pouch.CaseRecord: "case", pouch.BoxRecord: "box", pouch.BadRecord: "bad"}
    try:
        start, *records, end = pouch.read(line.encode() for line in vector["lines"])
    except Malformed as error:
        raise Malformed("start", str(error)) from error
    assert isinstance(start, pouch.Start)
    assert isinstance(end, pouch.End)
    assert [kinds[type(record)] for record in records] == vector["records"]  # type: ignore[index]  # a wrong type fails here
    if not end.whole:
        raise Malformed("end", end.why)


def run_photo(vector: Vector) -> None:
    data = bytes.fromhex(vector["head"]) + bytes(vector["zeros"]) + bytes.fromhex(vector["tail"])
    photo.check(data)
    assert photo.hash_of(data) == vector["hash"]


def run_upload(vector: Vector) -> None:
    parsed = upload.parse(vector["value"])
    assert parsed.to_value() == vector["value"]
    sent = upload.Sent(upload=parsed, photos=tuple(vector["photos"]), picture=bytes.fromhex(vector["picture"]))
    assert upload.to_body(sent).hex() == vector["body"]
    assert upload.parse_body(bytes.fromhex(vector["body"])) == sent
    named = upload.authenticated(vector["case"], sent.photos, parsed.expiry)
    assert named.decode() == vector["authenticated"]


RUNNERS: dict[str, Callable[[Vector], None]] = {
    "b64": run_b64,
    "base32": run_base32,
    "canonical": run_canonical,
    "code": run_code,
    "facts": run_facts,
    "key": run_key,
    "lint": run_lint,
    "seal": run_seal,
    "envelope": run_envelope,
    "entry": run_entry,
    "mark": run_mark,
    "note": run_note,
    "receipt": run_receipt,
    "work": run_work,
    "report": run_report,
    "pouch": run_pouch,
    "photo": run_photo,
    "upload": run_upload,
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_python_meets_the_named_expectation(path: Path) -> None:
    """Every scenario ends as its file says, refusals at the step or member that it names."""
    vector = json.loads(path.read_text(encoding="utf-8"))
    run = RUNNERS[path.parent.name]
    expect, _, refusal = vector["expect"].partition(": ")
    if expect != "refused":
        run(vector)
        return
    with pytest.raises((Malformed, Refused, WrongCode)) as caught:
        run(vector)
    named = {Refused: "step", WrongCode: "why", Malformed: "member"}[caught.type]
    assert getattr(caught.value, named) == refusal


def test_the_files_are_those_that_the_generator_makes() -> None:
    """No vector was edited by hand, and none is missing."""
    made = {FOLDER / found.area / f"{found.name}.json": found.to_value() for found in all_scenarios()}
    assert made == {path: json.loads(path.read_text(encoding="utf-8")) for path in FILES}
