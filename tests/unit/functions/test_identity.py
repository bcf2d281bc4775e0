"""The portal's own look at what a report says about its writer: refused by place, kept by hash, never echoed."""

import json
from dataclasses import replace

import pytest

from functions.domain import identity
from functions.errors import IdentityFound, WrongMember
from functions.handlers import problem
from protocol import facts, lint
from tests.vectors import people

RULES = lint.own_rules()
PHONE = "13900004271"


def told(**changed: str) -> facts.Facts:
    """Return facts without any hit, with members changed."""
    return replace(people.FACTS, **changed)


def check(*keep: str, **changed: str) -> None:
    """Look at facts of which texts are kept."""
    identity.check_facts(told(**changed), [lint.keep_hash(text) for text in keep], RULES)


def found(*keep: str, **changed: str) -> tuple[str, str, int, int]:
    """Return where facts are refused."""
    with pytest.raises(IdentityFound) as caught:
        check(*keep, **changed)
    error = caught.value
    return error.member, error.rule, error.start, error.end


def test_facts_that_say_nothing_about_their_writer_pass() -> None:
    """The seed story's report goes through."""
    check()


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        (f"请打我电话{PHONE}。", 5, 16),
        (f"😀😀{PHONE}", 2, 13),
        ("我的身份证110101199001010004", 5, 23),
        ("回复 zhou@example.com 即可", 3, 19),
        ("我微信 xiaoman_2024", 4, 16),
    ],
)
def test_a_hard_hit_is_refused_by_place(text: str, start: int, end: int) -> None:
    """Phone, resident id, e-mail and chat id are refused with their code points."""
    member, _, *place = found(what=text)
    assert (member, place) == ("facts.what", [start, end])


@pytest.mark.parametrize("member", identity.LINTED)
def test_every_text_of_the_facts_is_looked_at(member: str) -> None:
    """A number hides in no member."""
    assert found(**{member: f"我的电话{PHONE}"})[0] == f"facts.{member}"


def test_no_text_of_the_facts_is_forgotten() -> None:
    """What may be typed freely is what is linted."""
    assert set(identity.LINTED) == set(facts.BOUNDS)


def test_the_first_hit_is_named() -> None:
    """`what` comes first, and within it the one that starts first."""
    assert found(spot=f"我的电话{PHONE}", what="我的电话13900006158，邮箱 a.b@example.com")[2] == 4
    assert found("13900006158", what=f"我的电话13900006158，或者 {PHONE}")[2] == 19


def test_a_kept_hit_passes_and_only_that_one() -> None:
    """`keep` names exact texts: another spelling of the same number is another text."""
    check(PHONE, what=f"我的电话{PHONE}")
    assert found(PHONE, what=f"我的电话{PHONE}，或者 139 0000 4271")[2] == 19


def test_soft_hits_pass_and_may_be_kept() -> None:
    """Name, address and relation only ask in the browser, and a kept one is known here."""
    check(what="我叫周小满，我家就在他家楼下。")
    check("周小满", what="我叫周小满，我家就在他家楼下。")


@pytest.mark.parametrize("kept", ["周大满", PHONE, "", "我叫周小满"])
def test_a_kept_text_that_is_no_hit_is_refused(kept: str) -> None:
    """`keep` cannot be used to store the hash of something else."""
    with pytest.raises(WrongMember) as caught:
        check(kept, what="我叫周小满，我家就在他家楼下。")
    assert caught.value.member == "keep"


def test_a_problem_tells_rule_and_place_and_no_text() -> None:
    """The document is that of API.md, and holds nothing that was typed."""
    with pytest.raises(IdentityFound) as caught:
        check(what=f"我的电话{PHONE}")
    assert problem.document(caught.value) == {
        "type": "urn:tightlip:problem:lint",
        "title": problem.TABLE[IdentityFound].title,
        "status": 422,
        "code": "lint",
        "member": "facts.what",
        "rule": "phone",
        "start": 4,
        "end": 15,
    }
    assert PHONE not in json.dumps(problem.document(caught.value)) + str(caught.value)
