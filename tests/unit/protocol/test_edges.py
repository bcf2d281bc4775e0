"""The edges of the protocol's forms, each at the last value that is right and the first that is wrong."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from nacl import bindings

from protocol import canonical, code, entry, envelope, hour, members, note, pouch, report, work
from protocol.errors import Malformed, Refused
from tests.unit.protocol.test_vectors import Holder, verify
from tests.vectors import people, pouches
from tests.vectors.envelopes import plain, wire


@pytest.mark.parametrize(
    "text",
    [
        "２０２６-11-24T09Z",
        "2026-11-24T9Z",
        "2026-11-24T24Z",
        "2026-02-30T00Z",
        "2026-11-24T09:00Z",
        "2026-11-24T09Z\n",
        " 2026-11-24T09Z",
        9,
        None,
    ],
)
def test_another_form_of_hour_is_refused(text: object) -> None:
    """Only whole UTC hours of the calendar, in ASCII digits."""
    with pytest.raises(Malformed):
        hour.parse(text)


def test_an_hour_is_that_of_utc_whatever_the_zone() -> None:
    """Half past seven in Shanghai lies in the hour from 23 to 24 of the day before."""
    shanghai = datetime(2026, 11, 25, 7, 30, tzinfo=timezone(timedelta(hours=8)))
    assert hour.from_datetime(shanghai) == "2026-11-24T23Z"
    assert hour.parse("2026-11-24T23Z") == datetime(2026, 11, 24, 23, tzinfo=UTC)
    with pytest.raises(ValueError, match="without a zone"):
        hour.from_datetime(datetime(2026, 11, 24, 9))  # noqa: DTZ001  that is the mistake


@pytest.mark.parametrize(
    ("text", "right"),
    [("a" * 24, True), ("a" * 25, False), ("-a", False), ("a-", True), ("A", False), ("", False), ("a\n", False)],
)
def test_an_id_has_its_bounds(text: str, *, right: bool) -> None:
    """1 to 24 of a-z, 0-9 and hyphen, starting with a letter or digit."""
    if right:
        assert members.identifier(text) == text
        return
    with pytest.raises(Malformed):
        members.identifier(text)


@pytest.mark.parametrize("size", [0, 14, 16])
def test_a_code_takes_15_random_bytes(size: int) -> None:
    """Fewer would weaken every code, and more would be thrown away."""
    with pytest.raises(ValueError, match="15 random bytes"):
        code.from_random(bytes(size))


@pytest.mark.parametrize(
    "blank", ["\u2028", "\u2029", "\u00ad", "\t", "\u2013", "\u2212", "\u2500", "\uff0d", "\u3000"]
)
def test_every_kind_of_blank_and_dash_is_dropped_from_a_code(blank: str) -> None:
    """Whatever an input method or a chat puts between the groups."""
    assert code.parse(code.show(people.CODE).replace("-", blank)) == people.SECRET


@pytest.mark.parametrize(
    ("changed", "member"),
    [
        ({"v": 2}, "v"),
        ({"role": "king"}, "role"),
        ({"unit": "Unit 1"}, "unit"),
        ({"to": "-x"}, "to"),
        ({"person": "123456789"}, "person"),
        ({"person": "a\nb"}, "person"),
        ({"n": True}, "n"),
        ({"n": -1}, "n"),
        ({"subject": "A" * 64}, "subject"),
        ({"fields": "what"}, "fields"),
        ({"fields": ["what", "contact", "name"]}, "fields"),
    ],
)
def test_each_member_of_an_entry_is_checked(changed: dict[str, object], member: str) -> None:
    """A wrong one is named."""
    with pytest.raises(Malformed) as caught:
        entry.parse(pouches.box_record()["entry"] | changed)
    assert caught.value.member == member


def _signed(text: bytes, name: str = "p/receipt", size: int = 64) -> str:
    signature = bindings.crypto_sign(text, people.RECEIPT_SECRET)[:size]
    return note.write(text, name=name, public=people.RECEIPT_PUBLIC, signature=signature)


def _verified(signed: str, name: str = "p/receipt") -> bytes:
    return note.verified_text(signed, name=name, public=people.RECEIPT_PUBLIC, verify=verify)


@pytest.mark.parametrize("size", [0, 1, 63])
def test_a_short_signature_never_reaches_the_verifier(size: int) -> None:
    """A signature of another size is refused, and no verifier has to be trusted to refuse it."""
    signed = _signed(b"one\n", size=size)
    with pytest.raises(Malformed):
        note.verified_text(signed, name="p/receipt", public=people.RECEIPT_PUBLIC, verify=lambda *_: True)


def test_a_note_has_at_most_16_signatures() -> None:
    """More is no note, whoever made them."""
    own = _signed(b"one\n")
    line = own.split("\n\n")[1]
    other = line.replace("p/receipt", "q/receipt")
    assert _verified(own + other * 15) == b"one\n"
    with pytest.raises(Malformed):
        _verified(own + other * 16)


def test_the_name_of_a_note_key_holds_no_plus() -> None:
    """A plus separates the parts of a key where keys are written down."""
    with pytest.raises(Malformed):
        _verified(_signed(b"one\n", name="p+receipt"), name="p+receipt")


def test_the_work_needs_its_last_bit() -> None:
    """A number that reaches one bit less does not solve."""
    for n in range(1 << 16):
        tried = work.Work(work.Challenge(difficulty=9, expiry="2026-11-25T09Z", hmac=bytes(32)), n)
        harder = replace(tried, challenge=replace(tried.challenge, difficulty=10))
        easy, hard = work.solves(tried, people.CASE), work.solves(harder, people.CASE)
        if easy != hard:
            return
    pytest.fail("difficulty makes no difference")


def test_a_holder_of_another_suite_opens_nothing() -> None:
    """A key fixes its suite."""
    holder = Holder(people.OFFICER_SEED)
    holder.suite = 2
    given = people.stored()
    stored = envelope.Stored(
        portal=given["portal"],
        case=given["case"],
        facts_hash=given["facts_hash"],
        reply_to=people.REPLY_TO,
        **{
            name: bytes.fromhex(given[name])
            for name in ("lookup_hash", "label_key_hash", "entry_key_hash", "proof_hash")
        },
    )
    with pytest.raises(Refused) as caught:
        envelope.open_envelope(wire(plain()), stored, {people.OFFICER.key_id: holder})
    assert caught.value.step == "key"


@pytest.mark.parametrize("data", [b"\x80", b"\x80" + bytes(8190), b"\x80" + bytes(8192), bytes(8191) + b"\x81"])
def test_padding_of_another_size_is_refused(data: bytes) -> None:
    """Exactly 8192 bytes, and a mark of exactly one bit."""
    with pytest.raises(Malformed):
        envelope.unpad(data)


def test_forty_findings_may_be_kept_and_no_more() -> None:
    """The list is bounded before anything is hashed."""
    value = {"keep": [f"{number:064x}" for number in range(41)]}
    with pytest.raises(Malformed) as caught:
        report.parse(_report() | value)
    assert caught.value.member == "keep"
    assert len(report.parse(_report() | {"keep": value["keep"][:40]}).keep) == 40


def _report() -> dict[str, object]:
    from tests.unit.functions.reports import report as made

    return made().to_value()


def test_a_box_beside_the_entry_of_another_case_is_refused() -> None:
    """The record names the case three times, and all three agree."""
    record = pouches.box_record()
    with pytest.raises(Malformed) as caught:
        pouch.parse_record(record | {"entry": record["entry"] | {"case": "0" * 26}})
    assert caught.value.member == "entry"


def test_a_line_longer_than_any_record_is_a_bad_one() -> None:
    """It is named, and the reader goes on."""
    start, *rest = pouches.written(pouches.case_record())
    long = b'"' + b"x" * pouch.LINE_MOST + b'"\n'
    records = list(pouch.read([start, long, *rest]))
    assert isinstance(records[1], pouch.BadRecord)
    assert "longer than" in records[1].why
    assert isinstance(records[2], pouch.CaseRecord)


def test_a_writer_writes_no_other_record() -> None:
    """What a reader would refuse is never written."""
    with pytest.raises(Malformed):
        pouches.written({"record": "note", "text": "x"})


@pytest.mark.parametrize(
    "value", [object(), {1: "a"}, float("nan"), {"a": {1, 2}}, 2**53, "\ud800", {"\ud800": 1}, {"汉\ud800": 1}]
)
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    """Nothing is written that a reader would read otherwise."""
    with pytest.raises(Malformed):
        canonical.to_bytes(value)
