"""Every record of a pouch gets its outcome, whatever it holds, and a failing step is named."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officer.opening import open_line
from officer.outcome import Outcome
from officer.scan import Line
from protocol import b64, canonical, envelope
from protocol.errors import Malformed
from tests.unit.officer.reporters import (
    CONTACT,
    FACTS,
    OFFICER,
    OTHER,
    PORTAL,
    box_record,
    case_record,
    plain,
    ref,
    reporter,
    seal,
)

KEYRING = {OFFICER.public.key_id: OFFICER}


def outcome(record: dict[str, Any] | bytes, portal: str = PORTAL) -> Outcome:
    """Return the outcome of a record, or of a line as it is."""
    data = record if isinstance(record, bytes) else canonical.to_bytes(record)
    found = open_line(Line(7, data, long=False), portal, KEYRING)
    assert isinstance(found, Outcome)
    return found


def test_a_good_box_opens_with_contact_and_facts() -> None:
    """The contact details, the facts, and what was recorded of the pull come out."""
    found = outcome(box_record("a"))
    assert found.status == "opened"
    assert found.contact == CONTACT
    assert found.facts == FACTS
    assert (found.pulled, found.purpose, found.note) == ("2026-11-25T01Z", "verify", "核对楼号")


def test_no_contact_details_are_an_opened_box_too() -> None:
    """A reporter who gave nothing is no failure."""
    assert outcome(box_record("a", sealed=seal(plain(reporter("a"), contact={})))).contact == {}


@pytest.mark.parametrize("size", [0, 1, 31, 47, 48, 49, 8239, 8241])
def test_a_box_of_another_size_is_a_damaged_form(size: int) -> None:
    """A truncated or overlong box is named with its ref at step form, and raises nothing."""
    sealed = seal(plain(reporter("a"))) | {"box": b64.encode(b"\x01" * size)}
    found = outcome(box_record("a", sealed=sealed))
    assert (found.ref, found.step) == (ref("a"), "form")


def flipped() -> dict[str, Any]:
    """Return a sealed box with one bit flipped."""
    sealed = seal(plain(reporter("a")))
    box = bytearray(b64.decode(sealed["box"]))
    box[5000] ^= 1
    return sealed | {"box": b64.encode(bytes(box))}


def attacks() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return the step that each attack must fail at, and the attack."""
    who = reporter("a")
    return {
        "no box": ("form", box_record("a", sealed={})),
        "a box of null": ("form", box_record("a", sealed=[])),
        "another version": ("form", box_record("a", sealed=seal(plain(who)) | {"v": 2})),
        "another suite": ("form", box_record("a", sealed=seal(plain(who)) | {"suite": 2})),
        "another key": ("key", box_record("a", sealed=seal(plain(who), OTHER))),
        "a label of our key on a box for another": (
            "box",
            box_record("a", sealed=seal(plain(who), OTHER) | {"key": OFFICER.public.key_id}),
        ),
        "one flipped bit": ("box", box_record("a", sealed=flipped())),
        "no padding": ("padding", box_record("a", sealed=seal(b"\x00" * envelope.PADDED_SIZE))),
        "not JSON": ("json", box_record("a", sealed=seal(envelope.pad(b"hello")))),
        "not canonical": ("json", box_record("a", sealed=seal(envelope.pad(b'{"v": 1}')))),
        "another inner key": ("json", box_record("a", sealed=seal(plain(who, key=OTHER.public.key_id)))),
        "an unknown member": ("json", box_record("a", sealed=seal(plain(who, extra="x")))),
        "another portal": ("portal", box_record("a", sealed=seal(plain(who, portal="other.example")))),
        "a swapped box": ("case", box_record("a", sealed=seal(plain(reporter("b"))))),
        "altered facts": ("facts", box_record("a", facts=FACTS | {"what": "something else"})),
        "facts out of form": ("facts", box_record("a", facts={"v": 1})),
        "another proof": ("proof", box_record("a", sealed=seal(plain(who, proof=b64.encode(b"\x07" * 32))))),
        "an altered reply address": ("proof", box_record("a", reply_to=reporter("b").stored["reply_to"])),
        "a message to the reporter": ("from", box_record("a", sealed=seal(plain(who, **{"from": "officer"})))),
    }


@pytest.mark.parametrize("name", attacks())
def test_each_attack_is_refused_at_its_step(name: str) -> None:
    """A swapped, replayed, forged, truncated or altered box is refused by name, and nothing of it is vouched for."""
    step, record = attacks()[name]
    found = outcome(record)
    assert (found.status, found.step, found.ref) == ("refused", step, ref("a"))
    assert found.contact is None
    assert found.facts is None


def test_earlier_steps_are_named_before_malformed_facts() -> None:
    """Facts out of form do not hide that the box is for another key: steps go in their order."""
    record = box_record("a", facts={}, sealed=seal(plain(reporter("a")), OTHER))
    assert outcome(record).step == "key"


@pytest.mark.parametrize("other", ["0" * 64, "1" * 64])
def test_a_box_whose_entry_records_another_is_refused_at_entry(other: str) -> None:
    """Nothing is shown whose leaving was not recorded, though the box itself opens."""
    record = box_record("a")
    found = outcome(record | {"entry": record["entry"] | {"subject": other}})
    assert (found.status, found.step, found.contact) == ("refused", "entry", None)


@pytest.mark.parametrize(
    "changed",
    [
        {"role": "reporter"},
        {"fields": ["what"]},
        {"note": None},
        {"purpose": None},
        {"n": 0, "prev": None},
        {"act": "viewed"},
    ],
)
def test_a_box_beside_an_entry_that_is_no_pull_is_refused(changed: dict[str, Any]) -> None:
    """Role, number, fields, purpose and note must be those of a pull."""
    record = box_record("a")
    pulled = {name: value for name, value in (record["entry"] | changed).items() if value is not None}
    assert outcome(record | {"entry": pulled}).step == "form"


def test_the_needed_key_is_named() -> None:
    """A box for another key tells that key's id."""
    assert outcome(attacks()["another key"][1]).key == OTHER.public.key_id


def test_a_header_passes_through() -> None:
    """A case of which only the header came is no outcome."""
    found = open_line(Line(2, canonical.to_bytes(case_record("a")), long=False), PORTAL, KEYRING)
    assert not isinstance(found, Outcome)
    assert found.case == reporter("a").case


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (b"", ""),
        (b"{", ""),
        (b"null", ""),
        (b"\xff\xfe", ""),
        (b"[[[[[[]]]]]]", ""),
        (canonical.to_bytes({"case": 1, "record": "box"}), ""),
        (canonical.to_bytes(Outcome(line=1, contact=CONTACT, facts=FACTS).to_value()), "result"),
        (canonical.to_bytes(box_record("a", contact=CONTACT)), "unsealed"),
        (canonical.to_bytes(case_record("a") | {"contact": CONTACT}), "unsealed"),
    ],
)
def test_a_line_that_is_no_record_is_told_for_what_it_is(line: bytes, kind: str) -> None:
    """Opened results are recognised; contact details in clear raise an alarm."""
    found = outcome(line)
    assert (found.status, found.step, found.line) == ("refused", "form", 7)
    assert found.kind == kind


@pytest.mark.parametrize(
    "changed",
    [
        {"facts": FACTS | {"contact": CONTACT}},
        {"facts": FACTS | {"phone": "13900004271"}},
        {"sealed": CONTACT},
        {"sealed": {"v": 1, "contact": CONTACT}},
    ],
)
def test_contact_details_in_clear_inside_a_box_record_raise_the_alarm(changed: dict[str, Any]) -> None:
    """Wherever contact details stand unsealed, the box is refused with an alarm."""
    found = outcome(box_record("a", **changed))
    assert found.status == "refused"
    assert found.kind == "unsealed"


def test_a_line_too_long_is_refused_unread() -> None:
    """A line beyond the longest record is refused without being parsed."""
    found = open_line(Line(3, b"x", long=True), PORTAL, KEYRING)
    assert isinstance(found, Outcome)
    assert found.step == "form"
    assert "longer" in found.why


@given(st.binary(max_size=300))
def test_no_bytes_stop_the_opening(data: bytes) -> None:
    """Whatever a line holds, there is an outcome."""
    assert outcome(data).status == "refused"


@given(
    st.dictionaries(st.sampled_from(list(box_record("a"))), st.none() | st.integers() | st.text() | st.lists(st.none()))
)
def test_no_member_stops_the_opening(changed: dict[str, Any]) -> None:
    """Whatever stands in a member of a box record, there is an outcome."""
    try:
        data = canonical.to_bytes(box_record("a") | changed)
    except Malformed:  # not JSON at all: another test's business
        return
    found = open_line(Line(2, data, long=False), PORTAL, KEYRING)
    assert isinstance(found, Outcome)
    assert found.status in ("opened", "refused")
