"""The KMS adapters: what they ask, what they keep, and what they make of its answers."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from nacl import bindings

from functions.adapters import kms
from functions.errors import Unavailable
from protocol import note
from tests.unit.protocol.test_vectors import verify
from tests.vectors import people

SPKI = bytes.fromhex("302a300506032b6570032100")


class FakeKms:
    """A KMS that signs with the vectors' receipt key, and counts what it is asked."""

    def __init__(self, *, public: bytes = SPKI + people.RECEIPT_PUBLIC, error: Exception | None = None) -> None:
        self.public, self.error = public, error
        self.asked: list[str] = []

    def sign(self, **given: Any) -> dict[str, Any]:
        self._ask("sign")
        assert (given["KeyId"], given["MessageType"]) == ("receipt", "RAW")
        assert given["SigningAlgorithm"] == "ED25519_SHA_512"
        return {"Signature": bindings.crypto_sign(given["Message"], people.RECEIPT_SECRET)[:64]}

    def get_public_key(self, **_given: Any) -> dict[str, Any]:
        self._ask("public")
        return {"PublicKey": self.public}

    def generate_mac(self, **given: Any) -> dict[str, Any]:
        self._ask("mac")
        assert (given["KeyId"], given["MacAlgorithm"]) == ("challenge", "HMAC_SHA_256")
        return {"Mac": people.sha256(given["Message"])}

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.error is not None:
            raise self.error


def test_a_note_of_the_signer_verifies() -> None:
    """Signature and key hash are those of the key that KMS holds, whose public half is asked for once."""
    fake = FakeKms()
    signer = kms.KmsSigner(fake, "receipt")
    notes = [signer.sign(text, "p/receipt") for text in (b"one\n", b"two\n")]
    texts = [
        note.verified_text(found, name="p/receipt", public=people.RECEIPT_PUBLIC, verify=verify) for found in notes
    ]
    assert texts == [b"one\n", b"two\n"]
    assert fake.asked.count("public") == 1


@pytest.mark.parametrize(
    "public", [people.RECEIPT_PUBLIC, SPKI + b"x", SPKI.replace(b"\x70", b"\x6f") + people.RECEIPT_PUBLIC]
)
def test_a_key_of_another_kind_signs_no_receipt(public: bytes) -> None:
    """Only an Ed25519 key in its one encoding is used."""
    with pytest.raises(Unavailable):
        kms.KmsSigner(FakeKms(public=public), "receipt").sign(b"one\n", "p/receipt")


def test_a_mac_is_asked_for_once() -> None:
    """All reporters of an hour share a challenge, and cost one call."""
    fake = FakeKms()
    mac = kms.KmsMac(fake, "challenge")
    assert mac.make(b"a") == mac.make(b"a") == people.sha256(b"a")
    assert mac.make(b"b") == people.sha256(b"b")
    assert fake.asked == ["mac", "mac"]


def test_no_more_macs_are_kept_than_stated() -> None:
    """The oldest goes first, and memory stays constant."""
    fake = FakeKms()
    mac = kms.KmsMac(fake, "challenge")
    for number in range(kms.KEPT + 1):
        mac.make(str(number).encode())
    mac.make(b"1")
    assert len(fake.asked) == kms.KEPT + 1
    mac.make(b"0")
    assert len(fake.asked) == kms.KEPT + 2


def test_a_mac_that_is_not_kept_is_asked_for_each_time() -> None:
    """An upload's message names a case, so that none of it stays in memory."""
    fake = FakeKms()
    mac = kms.KmsMac(fake, "challenge", kept=0)
    assert mac.make(b"a") == mac.make(b"a") == people.sha256(b"a")
    assert fake.asked == ["mac", "mac"]
    assert not mac._made


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "KMSInternalException"}}, "Sign"),
        EndpointConnectionError(endpoint_url="http://127.0.0.1"),
    ],
)
def test_a_silent_key_service_is_unavailable(error: Exception) -> None:
    """The reporter is asked to come back, and nothing unsigned is stored."""
    with pytest.raises(Unavailable):
        kms.KmsSigner(FakeKms(error=error), "receipt").sign(b"one\n", "p/receipt")
    with pytest.raises(Unavailable):
        kms.KmsMac(FakeKms(error=error), "challenge").make(b"a")
