"""Act as somebody who should not: with tokens that are none, from other units, from an avoided one, and all at once."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from infra.errors import NotHealthy
from infra.visit import visit
from protocol import b64, canonical, code
from tests.attacks import mint
from tests.conftest import Stack
from tests.system import tokens
from tests.system.offices import NOISE, Desk, desk, file, machine, refused, told
from tests.system.test_photos import PICTURES, send
from tests.system.test_photos import file as file_photos
from tests.system.test_staff_api import chain, rows

NEVER = "7" * 25 + "0"  # a case that never was
AT_ONCE = 3  # each of them is a process of its own in the embedded cloud
GIVEN: dict[str, dict[str, Any]] = {
    "accept": {}, "decline": {"ground": "outside", "text": "不受理"}, "dispatch": {"to": "hongxing-binhe"},
    "return": {"reason": "不属于"}, "ask": {"text": "哪天？"}, "answer": {"text": "好", "findings": "none"},
    "extend": {"days": 1, "reason": "等"}, "link": {"link": NEVER}, "close": {}, "reopen": {"reason": "又来"},
}  # fmt: skip


@pytest.fixture(scope="module")
def filed(stack: Stack) -> str:
    """Give a case of the community that nobody has looked at."""
    return file(stack, **NOISE)


def every_call(case: str) -> Iterator[tuple[str, str, bytes | None]]:
    """Yield each call on a case: method, path and body, the same for every caller."""
    yield "GET", f"cases/{case}", None
    for number in (1, 2, 3):
        yield "GET", f"cases/{case}/photos/{number}", None
    for act, given in GIVEN.items():
        body = {"v": 1, "id": b64.encode(act.encode().ljust(16)), "n": 0} | given
        yield "POST", f"cases/{case}/{act}", canonical.to_bytes(body)


def answers(who: Desk, case: str) -> list[tuple[int, bytes]]:
    """Return status and bytes of the answer to every call on a case."""
    found = [
        tokens.call(who.stack, f"/api/staff/{path}", who.token, method=method, body=body)
        for method, path, body in every_call(case)
    ]
    return [(answer.status, answer.body) for answer in found]


@pytest.fixture(scope="module")
def nothing(stack: Stack) -> list[tuple[int, bytes]]:
    """Give the answers of every call on a case that never was: the same for whoever asks."""
    found = answers(desk(stack, "hongxing-binhe"), NEVER)
    assert len(set(found)) == 1
    assert found[0][0] == 404
    return found


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """Return what `act` returns for each of a few numbers, all started together."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(act, range(AT_ONCE)))


# Tokens.


@pytest.fixture(scope="module")
def clerk(stack: Stack) -> tokens.Tokens:
    """Give the tokens of a handler of the community."""
    return tokens.sign_in(stack, tokens.person(stack, "hongxing-binhe"))


def test_the_minter_makes_tokens_that_pass(stack: Stack, clerk: tokens.Tokens):
    """The control: by the stolen key and unchanged, a token opens; what is refused below is refused for its claim."""
    assert told(Desk(stack, mint.minted(clerk.access, mint.stolen(stack))).get("inbox"))["unit"] == "hongxing-binhe"


HOUR = 3600
WRONG = {
    "expired a second ago": lambda s, t: mint.minted(t.access, mint.stolen(s), exp=int(time.time()) - 1),
    "expired a year ago": lambda s, t: mint.minted(t.access, mint.stolen(s), exp=int(time.time()) - 8766 * HOUR),
    "not yet good": lambda s, t: mint.minted(t.access, mint.stolen(s), nbf=int(time.time()) + HOUR),
    "of another issuer": lambda s, t: mint.minted(t.access, mint.stolen(s), iss="https://login.example"),
    "for another client": lambda s, t: mint.minted(t.access, mint.stolen(s), client_id="somebody"),
    "for nobody": lambda s, t: mint.minted(t.access, mint.stolen(s), client_id=None),
    "signed by another key": lambda s, t: mint.minted(t.access, mint.own()),
    "signed by a key that nobody knows": lambda s, t: mint.minted(t.access, mint.own(), header={"kid": "mine"}),
    "that brings its key along": lambda s, t: mint.minted(t.access, mint.own(), header={"jku": "http://127.0.0.1:9/"}),
    "without a signature": lambda s, t: mint.unsigned(t.access),
    "whose algorithm is a secret's": lambda s, t: mint.minted(t.access, mint.stolen(s), header={"alg": "HS256"})[:-9],
    "with one symbol changed": lambda s, t: t.access[:-20] + ("A" if t.access[-20] != "A" else "B") + t.access[-19:],
    "with the claims of another": lambda s, t: _swapped(t.access, tokens.machine(s)),
    "that is no token": lambda s, t: "x",
    "that is empty": lambda s, t: "",
    "that is very long": lambda s, t: "x." * 3000,
}  # fmt: skip


def _swapped(one: str, other: str) -> str:
    head, _, signature = one.split(".")
    return f"{head}.{other.split('.')[1]}.{signature}"


@pytest.mark.parametrize("name", WRONG)
def test_a_token_that_is_none_is_refused_before_the_function_runs(
    stack: Stack, clerk: tokens.Tokens, filed: str, name: str
):
    """401 for look and act, and no entry."""
    who = Desk(stack, WRONG[name](stack, clerk))
    found = [who.get(f"cases/{filed}"), who.act(filed, "accept", 0)]
    assert [answer.status for answer in found] == [401, 401]
    assert not any(b"urn:tightlip" in answer.body for answer in found)
    assert len(chain(stack, filed)) == 1


def test_a_token_for_another_use_is_refused_though_the_gateway_takes_it(stack: Stack, clerk: tokens.Tokens, filed: str):
    """An ID token, and the embedded cloud's refresh token: of the issuer, in time, for the page, and 401."""
    for token in (clerk.id, clerk.refresh):
        who = Desk(stack, token)
        for answer in (who.get("inbox"), who.get(f"cases/{filed}"), who.act(filed, "accept", 0)):
            assert refused(answer) == (401, "token")
    assert len(chain(stack, filed)) == 1


NOBODY = {
    "of no group": {"cognito:groups": None},
    "of a group that is no unit's": {"cognito:groups": ["cooks"]},
    "of a group that almost is": {"cognito:groups": ["Hongxing-binhe-handlers", "hongxing-binhe-handler"]},
    "of groups of two units": {"cognito:groups": ["hongxing-binhe-handlers", "naxi-handlers"]},
    "whose group is a text in brackets": {"cognito:groups": ["[hongxing-binhe-handlers]x"]},
}


@pytest.mark.parametrize("name", NOBODY)
def test_a_person_of_no_unit_sees_nothing(
    stack: Stack, clerk: tokens.Tokens, filed: str, nothing: list[tuple[int, bytes]], name: str
):
    """404 for the lists too, with the bytes of a case that never was."""
    who = Desk(stack, mint.minted(clerk.access, mint.stolen(stack), **NOBODY[name]))
    found = [who.get("inbox"), who.get("passed"), who.get(f"cases/{filed}"), who.act(filed, "accept", 0)]
    assert {(answer.status, answer.body) for answer in found} == set(nothing)
    assert len(chain(stack, filed)) == 1


def test_a_person_with_a_machines_scope_is_refused(stack: Stack, clerk: tokens.Tokens):
    """A client of the pages that is allowed the scope by mistake makes nobody a machine, nor of two units."""
    for groups in (["hongxing-binhe-handlers"], None):
        claims = {"scope": "openid unit/naxi", "cognito:groups": groups}
        assert refused(Desk(stack, mint.minted(clerk.access, mint.stolen(stack), **claims)).get("inbox")) == (
            401,
            "token",
        )
    both = {"scope": "unit/jiangyang unit/naxi"}
    assert refused(Desk(stack, mint.minted(tokens.machine(stack), mint.stolen(stack), **both)).get("inbox")) == (
        404, "unknown",
    )  # fmt: skip


def test_a_machine_gets_no_scope_but_its_own(stack: Stack):
    """The issuer refuses its credentials for another unit, and for all."""
    system = stack.described["machine"]
    for scope in ("unit/naxi", "unit/jiangyang unit/naxi", "openid"):
        body = f"grant_type=client_credentials&scope={scope.replace(' ', '+')}&client_id={system['client']}"
        answer = visit(
            stack.environment.endpoint or "",
            "/oauth2/token",
            method="POST",
            body=f"{body}&client_secret={system['secret']}".replace("/", "%2F").encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert answer.status == 400, (scope, answer.body)


def test_a_token_elsewhere_than_in_its_header_opens_nothing(stack: Stack, clerk: tokens.Tokens):
    """Neither as a question, nor as a cookie, nor in a header of another name."""
    for path, headers in (
        (f"/api/staff/inbox?access_token={clerk.access}", {}),
        (f"/api/staff/inbox?Authorization=Bearer%20{clerk.access}", {}),
        ("/api/staff/inbox", {"Cookie": f"access_token={clerk.access}"}),
        ("/api/staff/inbox", {"X-Authorization": f"Bearer {clerk.access}"}),
    ):
        assert visit(stack.site, path, headers=headers).status == 401


# Other units, and guesses.


STRANGERS = {"above": ("hongxing", "handler"), "beside": ("naxi", "handler"), "oversight": ("supervision", "overseer")}


@pytest.mark.parametrize("name", STRANGERS)
def test_a_case_of_another_unit_has_the_bytes_of_one_that_never_was(
    stack: Stack, filed: str, nothing: list[tuple[int, bytes]], name: str
):
    """By every call, whoever asks."""
    assert answers(desk(stack, *STRANGERS[name]), filed) == nothing
    assert len(chain(stack, filed)) == 1
    assert not rows(stack, "Acts", filed)


def test_a_guessed_case_has_one_answer(stack: Stack, filed: str):
    """One symbol off, the shortest and longest: the same bytes, and the machine gets them too."""
    near = filed[:-1] + next(symbol for symbol in "048CGMRW" if symbol != filed[-1])
    for who in (desk(stack, "hongxing-binhe"), machine(stack)):
        expected = who.get(f"cases/{NEVER}").body
        for guess in (near, "0" * 26, filed[:10], filed.lower(), "x", filed * 40):
            answer = who.get(f"cases/{guess}")
            assert (answer.status, answer.body) == (404, expected)


def test_a_mark_of_another_units_list_leads_into_no_list_but_the_own(stack: Stack, filed: str):
    """Whoever forges where a page begins still reads the own queue."""
    (row,) = [found for found in desk(stack, "hongxing-binhe").inbox() if found["case"] == filed]
    other = desk(stack, "naxi")
    for mark in (f"{row['due']}.{filed}", f"2000-01-01T00Z.{filed}", "2000-01-01T00Z.00000000000000000000000000"):
        page = told(other.get(f"inbox?after={mark}"))
        assert filed not in [found["case"] for found in page["cases"]]
    assert filed not in [found["case"] for found in told(other.get(f"passed?after={'0' * 26}"))["cases"]]
    for mark in ("x", "hongxing-binhe", f"hongxing-binhe.{row['due']}.{filed}"):
        assert refused(other.get(f"inbox?after={mark}")) == (422, "member")


# The avoided.


@pytest.fixture(scope="module")
def kept_away(stack: Stack) -> str:
    """Give a case that its reporter keeps away from the street and, with it, from the community below."""
    filed = file(stack, **NOISE, avoid=["hongxing"])
    assert filed in [row["case"] for row in desk(stack, "longmatan").inbox()]
    return filed


def test_an_avoided_unit_is_no_choice_and_looks_like_none(stack: Stack, kept_away: str):
    """The view names it nowhere; a dispatch to it, to one below it and to a unit that there is not: the same bytes."""
    above = desk(stack, "longmatan")
    seen = above.look(kept_away)
    assert seen["to"] == ["xiaoshi", "lianhuachi"]
    assert "avoid" not in seen and b"hongxing" not in canonical.to_bytes(seen)
    assert told(above.act(kept_away, "accept", seen["n"]))["status"] == "accepted"
    found = [above.act(kept_away, "dispatch", seen["n"] + 1, to=to) for to in ("hongxing", "hongxing-binhe", "nowhere")]
    assert {(answer.status, answer.body) for answer in found} == {(422, found[2].body)}
    assert json.loads(found[0].body)["member"] == "to"


def test_a_case_comes_to_an_avoided_unit_by_no_path(stack: Stack):
    """Not by dispatch from any unit above, not by return from any beside, nor by extension, link or reopening."""
    case = file(stack, **NOISE, avoid=["hongxing"])
    district, beside, city = (desk(stack, unit) for unit in ("longmatan", "xiaoshi", "city"))
    steps: list[tuple[Desk, str, dict[str, Any]]] = [
        (district, "accept", {}),
        (district, "dispatch", {"to": "xiaoshi"}),
        (beside, "return", {"reason": "不属于"}),  # to whom dispatched it
        (district, "accept", {}),
        (district, "return", {"reason": "不属于"}),  # to who stands above both
        (city, "dispatch", {"to": "longmatan"}),
        (district, "accept", {}),
        (district, "extend", {"days": 1, "reason": "等"}),
        (district, "answer", {"text": "好", "findings": "none"}),
        (district, "close", {}),
        (district, "reopen", {"reason": "又来"}),
    ]
    path, n = [], 0
    for who, act, given in steps:
        if act == "dispatch":
            for to in ("hongxing", "hongxing-binhe"):
                assert refused(who.act(case, act, n, id_=f"{case}{n}{to}", to=to)) == (422, "member")
        done = told(who.act(case, act, n, **given))
        path.append(done["unit"])
        n = done["n"]
    assert path == ["longmatan", "xiaoshi", "longmatan", "longmatan", "city", *["longmatan"] * 6]
    for unit in ("hongxing", "hongxing-binhe"):
        assert case not in [row["case"] for row in (*desk(stack, unit).inbox(), *desk(stack, unit).passed())]
        assert unit.encode() not in canonical.to_bytes([one.to_value() for one in chain(stack, case)])
    assert {row["unit"]["S"] for row in rows(stack, "Notices", case)} == {"longmatan", "xiaoshi", "city"}


def test_a_friend_in_an_avoided_unit_learns_nothing_whatever_he_tries(stack: Stack, nothing: list[tuple[int, bytes]]):
    """Handler or overseer, the case's full name in hand: as if it never was, in every call and every list."""
    case = file(stack, **NOISE, avoid=["hongxing"])
    mine = file(stack, place="510504003", category="education")  # a case that the friend's unit does have
    for unit, role in (("hongxing", "handler"), ("hongxing", "overseer"), ("hongxing-binhe", "handler")):
        friend = desk(stack, unit, role)
        assert answers(friend, case) == nothing
        assert case not in [row["case"] for row in (*friend.inbox(), *friend.passed())]
    friend = desk(stack, "hongxing", "overseer")
    for query in ("overdue?soon=60", "overdue?soon=60&unit=hongxing-binhe"):
        assert code.ref(case) not in friend.get(query).body.decode()
    assert refused(friend.get("overdue?unit=longmatan&soon=60")) == (404, "unknown")
    # By the one way in which an act names another case.
    assert told(friend.act(mine, "accept", 0))["n"] == 1
    links = {"case": case, "ref": case[:10], "shown": code.ref(case), "never": NEVER, "self": mine}
    tried = {name: friend.act(mine, "link", 1, id_=f"{mine}{name}", link=link) for name, link in links.items()}
    assert {(answer.status, answer.body) for answer in tried.values()} == {(422, tried["never"].body)}
    # From above he is sent nothing, and what he tried is no entry.
    assert [one.act for one in chain(stack, case)] == ["filed"]
    assert [one.act for one in chain(stack, mine)] == ["filed", "accepted"]


def test_a_link_is_told_to_the_unit_that_made_it_alone(stack: Stack):
    """The district links two cases, one of them kept away from the street: the street gets the other, and no link."""
    secret, shared = file(stack, **NOISE, avoid=["hongxing"]), file(stack, place="510504", category="noise")
    district = desk(stack, "longmatan")
    n = told(district.act(shared, "accept", 0))["n"]
    n = told(district.act(shared, "link", n, link=secret))["n"]
    seen = district.look(shared)
    assert seen["links"] == [{"case": secret, "ref": code.ref(secret)}]
    told(district.act(shared, "dispatch", seen["n"], to="hongxing", text="请办理"))
    there = desk(stack, "hongxing").get(f"cases/{shared}").body.decode()
    assert json.loads(there)["links"] == []
    assert [name for name in (secret, code.ref(secret)) if name in there] == []


# Many at once, and late.


@pytest.fixture(scope="module")
def started(stack: Stack) -> None:
    """Start the processes that the races need: a busy machine may take longer for it than a caller waits."""
    who = desk(stack, "hongxing-binhe")

    def call(_number: int) -> None:
        with suppress(NotHealthy):
            who.get("inbox")

    at_once(call)


@pytest.mark.usefixtures("started")
def test_handlers_who_accept_at_once_accept_once(stack: Stack):
    """One act, one record, one entry more; the others are told by whom and when, or to come back."""
    case = file(stack, **NOISE)
    who = desk(stack, "hongxing-binhe")
    found = at_once(lambda number: who.act(case, "accept", 0, id_=f"{case} {number}"))
    assert [answer.status for answer in found].count(200) <= 1
    assert {answer.status for answer in found} <= {200, 409, 503}
    assert {refused(answer)[1] for answer in found if answer.status == 409} <= {"moved"}
    last = who.act(case, "accept", 0, id_=f"{case} last")
    assert last.status in (200, 409)
    assert [one.act for one in chain(stack, case)] == ["filed", "accepted"]
    assert len(rows(stack, "Acts", case)) == 1


@pytest.mark.usefixtures("started")
def test_one_act_sent_many_times_at_once_is_one_act(stack: Stack):
    """A press that goes out eight times: everybody who is answered gets the same answer."""
    case = file(stack, **NOISE)
    who = desk(stack, "hongxing-binhe")
    found = at_once(lambda _: who.act(case, "accept", 0, id_=case))
    last = who.act(case, "accept", 0, id_=case)
    assert {answer.status for answer in found} <= {200, 503}
    assert {answer.body for answer in found if answer.status == 200} | {last.body} == {last.body}
    assert [one.act for one in chain(stack, case)] == ["filed", "accepted"]


@pytest.mark.usefixtures("started")
def test_two_who_move_a_case_at_once_move_it_to_one_place(stack: Stack):
    """Dispatch and return together: the case is in one inbox, with one notice more."""
    case = file(stack, place="510504", category="noise")
    who = desk(stack, "longmatan")
    told(who.act(case, "accept", 0))
    ways = [("dispatch", {"to": "hongxing"}), ("dispatch", {"to": "xiaoshi"}), ("return", {"reason": "不属于"})]
    found = at_once(lambda number: who.act(case, ways[number % 3][0], 1, id_=f"{case}{number}", **ways[number % 3][1]))
    if all(answer.status == 503 for answer in found):
        told(who.act(case, "dispatch", 1, to="hongxing"))
    assert [answer.status for answer in found].count(200) <= 1
    where = [unit for unit in ("longmatan", "hongxing", "xiaoshi", "city") if case in _cases(desk(stack, unit))]
    assert len(where) == 1
    assert len(chain(stack, case)) == 3
    assert len(rows(stack, "Notices", case)) == 2


@pytest.mark.usefixtures("started")
def test_looks_at_once_are_an_unbroken_chain_each_with_its_mark(stack: Stack):
    """What was shown was written: no number twice, no view without an entry."""
    case = file(stack, **NOISE)
    who = desk(stack, "hongxing-binhe")
    found = at_once(lambda _: who.get(f"cases/{case}"))
    assert {answer.status for answer in found} <= {200, 503}
    shown = [json.loads(answer.body) for answer in found if answer.status == 200]
    written = {int(row["n"]["N"]): row["mark"]["S"] for row in rows(stack, "Entries", case)[1:]}
    assert shown
    assert {view["n"]: view["mark"] for view in shown}.items() <= written.items()
    assert list(written) == list(range(1, len(written) + 1))
    assert len({view["n"] for view in shown}) == len(shown)


def test_a_stale_page_does_nothing(stack: Stack):
    """An act on what was so before another unit's act: told who, when and what holds now; or unknown to a stranger."""
    case = file(stack, **NOISE)
    below, street = desk(stack, "hongxing-binhe"), desk(stack, "hongxing")
    n = told(below.act(case, "return", 0, reason="不属于"))["n"]
    told(street.act(case, "accept", n))
    for act in ("accept", "dispatch", "answer"):
        answer = below.act(case, act, 0, id_=f"{case}{act}", **GIVEN[act])
        assert refused(answer) == (409, "moved")
        assert json.loads(answer.body)["moved"]["unit"] == "hongxing"
        # Who knows how it stands now, and has the case no more, does nothing either.
        assert refused(below.act(case, act, n + 1, id_=f"{case}{act}2", **GIVEN[act])) == (422, "act")
    assert [one.act for one in chain(stack, case)] == ["filed", "returned", "accepted"]


def test_a_unit_that_passed_a_case_on_sees_neither_its_story_nor_its_pictures(stack: Stack):
    """Status and deadline, by an entry that shows no field; the words of later acts neither."""
    filed = file_photos(stack)
    assert send(stack, filed, 1, PICTURES[0]).status == 201
    here, above = desk(stack, "hongxing"), desk(stack, "longmatan")
    n = told(here.act(filed.case, "return", 0, reason="不属于"))["n"]
    n = told(above.act(filed.case, "accept", n))["n"]
    told(above.act(filed.case, "ask", n, text="canary-later-words-5f"))
    answer = here.get(f"cases/{filed.case}")
    assert set(told(answer)) == {"v", "case", "ref", "status", "due", "n", "mark"}
    assert refused(here.get(f"cases/{filed.case}/photos/1")) == (404, "unknown")
    assert [(one.unit, one.fields) for one in chain(stack, filed.case) if one.act == "viewed"] == [("hongxing", ())]
    assert b"canary-later-words-5f" not in answer.body


def _cases(who: Desk) -> list[str]:
    return [row["case"] for row in who.inbox()]
