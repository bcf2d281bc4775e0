"""Make the scenarios of ENVELOPE.md: officer keys, sealing with a known ephemeral key, and every step of opening."""

import json
from collections.abc import Iterator
from typing import Any

from protocol import b64, canonical, envelope
from tests.vectors import people
from tests.vectors.scenario import Scenario


def scenarios() -> Iterator[Scenario]:
    """Yield every scenario of the areas key, seal and envelope."""
    yield from _keys()
    yield from _seals()
    for name, about, expect, sealed, stored in (*_opening(), *_steps(), *_forms()):
        inputs: dict[str, Any] = {
            "seed": b64.encode(people.OFFICER_SEED),
            "sealed": sealed,
            "stored": people.stored() | stored,
        }
        yield Scenario("envelope", name, about, expect, inputs | _contact(expect, name))


def plain(**changed: Any) -> bytes:
    """Return the padded plaintext of the reporter's envelope, with members changed (None leaves one out)."""
    value = json.loads(
        envelope.plaintext(
            portal=people.PORTAL,
            case=people.CASE,
            key=people.OFFICER.key_id,
            proof=people.DERIVED.proof,
            build=people.BUILD,
            facts_hash=people.FACTS_HASH,
            contact=people.CONTACT,
        )
    )
    value = {name: member for name, member in (value | changed).items() if member is not None}
    return envelope.pad(canonical.to_bytes(value))


def wire(padded: bytes, **changed: Any) -> dict[str, Any]:
    """Return a sealed box as it travels, with members changed (None leaves one out)."""
    value = envelope.Sealed(suite=1, key=people.OFFICER.key_id, box=people.seal(padded)).to_value() | changed
    return {name: member for name, member in value.items() if member is not None}


def _contact(expect: str, name: str) -> dict[str, Any]:
    if expect != "opens":
        return {}
    return {"contact": {"opens-empty": {}, "opens-largest": _LARGEST}.get(name, people.CONTACT)}


_LARGEST = {name: "\U00020bb7" * most for name, most in envelope.CONTACT_BOUNDS.items()}


def _keys() -> Iterator[Scenario]:
    value = people.OFFICER.to_value()
    named = {"key": people.OFFICER.key_id, "fingerprint": people.OFFICER.fingerprint}
    yield Scenario("key", "public", "an officer's public key", "parses", {"value": value, **named})
    for name, change, member in (
        ("version-2", {"v": 2}, "v"),
        ("suite-2", {"suite": 2}, "suite"),
        ("short-box", {"box": b64.encode(people.BOX_PUBLIC[:31])}, "box"),
        ("zero-box", {"box": b64.encode(bytes(32))}, "box"),
        ("low-order-box-top-bit", {"box": b64.encode(bytes(31) + b"\x80")}, "box"),
        ("low-order-sign", {"sign": b64.encode(b"\x01" + bytes(31))}, "sign"),
        ("low-order-sign-top-bit", {"sign": b64.encode(b"\xec" + b"\xff" * 31)}, "sign"),
        ("standard-base64", {"sign": b64.encode(people.SIGN_PUBLIC) + "="}, "sign"),
    ):
        yield Scenario(
            "key", f"refused-{name}", "a public key of another form", f"refused: {member}", {"value": value | change}
        )
    without = {name: member for name, member in value.items() if name != "sign"}
    yield Scenario(
        "key", "refused-no-sign", "a public key without its signing half", "refused: sign", {"value": without}
    )
    yield Scenario(
        "key", "refused-unknown-member", "a public key with a member too many", "refused", {"value": value | {"x": 1}}
    )


def _seals() -> Iterator[Scenario]:
    inputs = {"ephemeral_seed": b64.encode(people.seed("ephemeral")), "public": b64.encode(people.BOX_PUBLIC)}
    for name, data in (("padded-envelope", plain()), ("empty", b""), ("one-byte", b"\x80")):
        sealed = {
            "plain": data.hex() if len(data) < 100 else data.rstrip(b"\x00").hex(),
            "zeros": len(data) - len(data.rstrip(b"\x00")),
            "box_sha256": people.sha256(people.seal(data)).hex(),
        }
        yield Scenario("seal", name, "crypto_box_seal with a known ephemeral key", "seals", inputs | sealed)


Row = tuple[str, str, str, dict[str, Any], dict[str, Any]]


def _opening() -> Iterator[Row]:
    yield "opens", "a box as the page seals it", "opens", wire(plain()), {}
    yield "opens-empty", "a box of a citizen who gave no contact details", "opens", wire(plain(contact={})), {}
    yield (
        "opens-largest",
        "a box whose every text is at its bound, in 4-byte characters",
        "opens",
        wire(plain(contact=_LARGEST)),
        {},
    )


def _steps() -> Iterator[Row]:
    other = "0" * 25 + "4"
    flipped = bytearray(people.seal(plain()))
    flipped[4000] ^= 1
    unpadded = plain().rstrip(b"\x00")[:-1]
    rows: tuple[tuple[str, str, str, dict[str, Any], dict[str, Any]], ...] = (
        ("unknown-key", "sealed to a key that is not at hand", "key", wire(plain(), key="00000000000000ff"), {}),
        ("flipped-bit", "one bit flipped on the way", "box", wire(plain(), box=b64.encode(bytes(flipped))), {}),
        (
            "other-public-key",
            "sealed to somebody else under this key's id",
            "box",
            wire(plain(), box=b64.encode(people.seal(plain(), public=people.REPLY_TO))),
            {},
        ),
        ("no-padding-mark", "8192 zero bytes", "padding", wire(bytes(8192)), {}),
        ("pkcs-padding", "padded another way", "padding", wire(unpadded + b"\x10" * (8192 - len(unpadded))), {}),
        ("not-json", "a plaintext that is not JSON", "json", wire(envelope.pad(b"hello")), {}),
        ("empty-plaintext", "a plaintext of no bytes", "json", wire(envelope.pad(b"")), {}),
        (
            "not-canonical",
            "canonical but for one blank",
            "json",
            wire(envelope.pad(unpadded.replace(b'"v":1', b'"v": 1'))),
            {},
        ),
        ("version-2", "an envelope of version 2", "json", wire(plain(v=2)), {}),
        ("unknown-member", "a member that the spec does not name", "json", wire(plain(extra="x")), {}),
        ("missing-proof", "no proof", "json", wire(plain(proof=None)), {}),
        (
            "unknown-contact-member",
            "a contact detail that the spec does not name",
            "json",
            wire(plain(contact={"fax": "1"})),
            {},
        ),
        (
            "empty-contact-text",
            "a contact detail that is empty instead of absent",
            "json",
            wire(plain(contact={"name": ""})),
            {},
        ),
        ("long-contact-text", "a name of 81 characters", "json", wire(plain(contact={"name": "x" * 81})), {}),
        ("control-character", "an escape character in a name", "json", wire(plain(contact={"name": "a\x1b[2J"})), {}),
        (
            "c1-control-character",
            "a C1 control character in a name",
            "json",
            wire(plain(contact={"name": "a\x9b2J"})),
            {},
        ),
        ("inner-key", "another key id inside than outside", "json", wire(plain(key="00000000000000ff")), {}),
        ("other-portal", "sealed for another portal", "portal", wire(plain(portal="other.example")), {}),
        ("other-case", "sealed for another case", "case", wire(plain(case=other)), {}),
        (
            "moved-to-other-case",
            "a whole box moved to another case by the store",
            "case",
            wire(plain()),
            {"case": other},
        ),
        (
            "altered-facts",
            "the stored facts were altered after sealing",
            "facts",
            wire(plain()),
            {"facts_hash": "0" * 64},
        ),
        (
            "wrong-proof",
            "sealed by somebody who knows the case and not the code",
            "proof",
            wire(plain(proof=b64.encode(people.seed("nobody")))),
            {},
        ),
        (
            "swapped-reply-to",
            "the store swapped the key that answers are sealed to",
            "proof",
            wire(plain()),
            {"reply_to": b64.encode(people.BOX_PUBLIC)},
        ),
        ("swapped-lookup", "the store swapped the lookup", "proof", wire(plain()), {"lookup_hash": "0" * 64}),
        ("from-officer", "a box that says it comes from the officer", "from", wire(plain(**{"from": "officer"})), {}),
    )
    for name, about, step, sealed, stored in rows:
        yield f"refused-{name}", about, f"refused: {step}", sealed, stored


def _forms() -> Iterator[Row]:
    box = people.seal(plain())
    for size in (0, 1, 31, 47, 48, 49, 8239):
        yield (
            f"refused-{size}-bytes",
            f"a box cut to {size} bytes",
            "refused: form",
            wire(plain(), box=b64.encode(box[:size])),
            {},
        )
    yield (
        "refused-8241-bytes",
        "a box of one byte too many",
        "refused: form",
        wire(plain(), box=b64.encode(box + b"\x00")),
        {},
    )
    for name, change in (
        ("suite-2", {"suite": 2}),
        ("version-2-outside", {"v": 2}),
        ("no-key", {"key": None}),
        ("unknown-member-outside", {"iv": "x"}),
        ("box-null", {"box": None}),
        ("upper-case-key", {"key": people.OFFICER.key_id.upper()}),
        ("padded-base64", {"box": b64.encode(box) + "="}),
    ):
        yield f"refused-{name}", "another form on the wire", "refused: form", wire(plain(), **change), {}
