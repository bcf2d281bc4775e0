"""The body of an act: its members, their bounds, and texts that say who somebody is."""

from typing import Any

import pytest

from functions.domain import status, wishes
from functions.errors import IdentityFound, UnknownCase, Unreadable, WrongMember
from protocol import b64, canonical, lint
from tests.unit.functions.chains import USUAL, body, wish
from tests.vectors import people

PHONE = "请打 13900004271"

ACTS = [act for act in status.ACTS if act != "link"]


def whole(act: str, **changed: Any) -> dict[str, Any]:
    """Return the body of an act with members changed; those that become None are left out."""
    return {name: value for name, value in (body(act, 0) | changed).items() if value is not None}


@pytest.mark.parametrize("act", ACTS)
def test_every_act_is_read(act: str) -> None:
    """Number and id come through, and the body that the entry binds is the canonical one."""
    found, sent = wish(act, 7), body(act, 7)
    assert (found.act, found.n, found.id) == (act, 7, sent["id"])
    assert found.body == canonical.to_bytes(sent)
    assert found.subject == people.sha256(canonical.to_bytes(sent)).hex()


def test_what_the_rules_look_at_is_read_out() -> None:
    """Unit, days and the other case, a ref in any spelling."""
    assert wish("dispatch", 0).to == "community-5"
    assert wish("extend", 0).days == 3
    assert wish("link", 0, link="37t2h-8pwp1").link == "37T2H8PWP1"
    assert wish("link", 0, link=people.CASE).link == people.CASE


def test_a_dispatch_needs_no_words() -> None:
    """Its text is optional, and may be there."""
    assert wish("dispatch", 0).sameness("7K2M9QXA") != wish("dispatch", 0, text="请核实").sameness("7K2M9QXA")


@pytest.mark.parametrize(
    ("act", "changed", "member"),
    [
        ("accept", {"v": 2}, "v"),
        ("accept", {"v": None}, "v"),
        ("accept", {"id": "x"}, "id"),
        ("accept", {"id": b64.encode(bytes(15))}, "id"),
        ("accept", {"id": b64.encode(bytes(17))}, "id"),
        ("accept", {"id": 7}, "id"),
        ("accept", {"n": -1}, "n"),
        ("accept", {"n": True}, "n"),
        ("accept", {"n": "0"}, "n"),
        ("accept", {"n": None}, "n"),
        ("accept", {"keep": []}, "keep"),
        ("accept", {"keep": ["x"]}, "keep"),
        ("accept", {"keep": ["0" * 64]}, "keep"),
        ("decline", {"ground": "dislike"}, "ground"),
        ("decline", {"ground": None}, "ground"),
        ("decline", {"text": None}, "text"),
        ("dispatch", {"to": None}, "to"),
        ("dispatch", {"to": "../street-3"}, "to"),
        ("dispatch", {"to": ["street-3"]}, "to"),
        ("dispatch", {"text": ""}, "text"),
        ("return", {"reason": None}, "reason"),
        ("return", {"reason": ""}, "reason"),
        ("return", {"reason": "x" * 501}, "reason"),
        ("ask", {"text": "x" * 2001}, "text"),
        ("ask", {"text": "a\x00b"}, "text"),
        ("answer", {"findings": "true"}, "findings"),
        ("answer", {"findings": True}, "findings"),
        ("answer", {"text": None}, "text"),
        ("extend", {"days": 0}, "days"),
        ("extend", {"days": "3"}, "days"),
        ("extend", {"days": True}, "days"),
        ("link", {"link": ""}, "link"),
        ("link", {"link": "../../x"}, "link"),
        ("link", {"link": "X3S6J24VNA1ABRYEVFRQ9Z598H"}, "link"),
    ],
)
def test_a_body_of_another_form_is_refused_by_member(act: str, changed: dict[str, Any], member: str) -> None:
    """Missing and out of bounds, for every member."""
    with pytest.raises(WrongMember) as caught:
        wishes.parse(act, whole(act, **changed), lint.own_rules())
    assert caught.value.member == member


@pytest.mark.parametrize(
    "value", [None, [], "accept", 7, whole("accept", text="x"), whole("accept", unit="street-3"), whole("ask", to="x")]
)
def test_what_is_no_body_of_the_act_is_refused(value: object) -> None:
    """Lists, texts and numbers, and objects with what the act does not take: no name is echoed."""
    with pytest.raises(Unreadable):
        wishes.parse("accept", value, lint.own_rules())


@pytest.mark.parametrize("act", ["filed", "viewed", "pulled", "accepted", "withdraw", "", "__class__"])
def test_there_are_no_other_acts(act: str) -> None:
    """An entry's word is no act's, and what the reporter may do staff may not."""
    with pytest.raises(UnknownCase):
        wishes.parse(act, body("accept", 0), lint.own_rules())


@pytest.mark.parametrize(
    ("act", "member"),
    [(act, member) for act, members in USUAL.items() for member in ("text", "reason") if member in members]
    + [("dispatch", "text")],
)
def test_a_text_that_says_who_somebody_is_is_refused(act: str, member: str) -> None:
    """A telephone number in any text of staff, by member and place, unless it is kept as somebody else's."""
    with pytest.raises(IdentityFound) as caught:
        wish(act, 0, **{member: PHONE})
    assert (caught.value.member, PHONE[caught.value.start : caught.value.end]) == (member, "13900004271")
    kept = wish(act, 0, **{member: PHONE, "keep": [lint.keep_hash("13900004271")]})
    assert b"13900004271" in kept.body


def test_softer_findings_pass() -> None:
    """A house number is what offices work on."""
    assert wish("answer", 0, text="本人住3号楼的说法无法核实").act == "answer"


def test_the_largest_legal_body_is_taken() -> None:
    """All of it in characters of four bytes, with every hash that may be kept, within the limit."""
    sent = body("decline", 2**53 - 1, text="\U00020bb7" * wishes.TEXT_MOST, keep=["0" * 64] * 40)
    assert len(canonical.to_bytes(sent)) < wishes.BODY_MOST


def test_sameness_tells_acts_persons_and_bytes_apart() -> None:
    """The same id is the same act only with the same act, person and bytes."""
    first = wish("return", 3)
    others = [
        first.sameness("7K2M9QXB"),
        wish("reopen", 3, reason="不属本街道").sameness("7K2M9QXA"),
        wish("return", 4).sameness("7K2M9QXA"),
        wish("return", 3, reason="不属本区").sameness("7K2M9QXA"),
    ]
    assert first.sameness("7K2M9QXA") == wish("return", 3).sameness("7K2M9QXA")
    assert first.sameness("7K2M9QXA") not in others
