"""The staff function: what arrives as a call is answered in the described form, and nothing of it stands in the log."""

import base64
import io
import json
from typing import Any

import pytest

from functions import bootstrap, errors
from functions.handlers import log, problem, staff
from infra import openapi
from protocol import b64
from tests.unit.functions.chains import FACTS, LATER, PHOTO, PORTAL, USUAL, FakeChains, body, filed
from tests.unit.functions.fakes import FakeMac
from tests.unit.functions.queues import FakeQueues
from tests.unit.infra import shapes

CASE = filed().case
CANARIES = {"text": "canary-text-18", "reason": "canary-reason-27", "sub": "canary-sub-36", "agent": "canary-agent-45"}
SCHEMAS = openapi.document()["components"]["schemas"]


class FakeEvidence:
    """Pictures by case and hash."""

    def photo(self, case: str, name: str) -> bytes:
        """Return the picture of the case."""
        if (case, name) != (CASE, PHOTO):
            raise errors.UnknownCase("the photo never came")
        return b"picture"


@pytest.fixture
def log_lines() -> io.StringIO:
    """Catch what the function's own logger writes, in its own format."""
    caught = io.StringIO()
    log._logger().registered_handler.setStream(caught)
    return caught


@pytest.fixture(autouse=True)
def chains(monkeypatch: pytest.MonkeyPatch) -> FakeChains:
    """Put fakes where the composition root has adapters."""
    found = FakeChains(filed())
    for name, made in {
        "configuration": PORTAL,
        "chains": found,
        "queues": FakeQueues(found),
        "evidence": FakeEvidence(),
        "person_mac": FakeMac(),
    }.items():
        monkeypatch.setattr(bootstrap, name, lambda made=made: made)
    monkeypatch.setattr(staff, "_now", lambda: LATER)
    return found


def claims(unit: str, role: str = "handler", **changed: Any) -> dict[str, str]:
    """Return what the gateway hands on of a token of Cognito."""
    whole = {
        "sub": CANARIES["sub"],
        "token_use": "access",
        "scope": "openid",
        "client_id": "page",
        "cognito:groups": f"[{unit}-{role}s]",
    } | changed
    return {name: value for name, value in whole.items() if value is not None}


def machine(unit: str) -> dict[str, str]:
    """Return what the gateway hands on of a machine's token."""
    return {"sub": "system", "client_id": "system", "token_use": "access", "scope": f"unit/{unit}"}


def call(
    route: str,
    who: Any = None,
    *,
    path: dict[str, str] | None = None,
    query: Any = None,
    sent: Any = None,
    **changed: Any,
) -> tuple[int, Any]:
    """Return status and parsed body of one call; every answer is held to its description."""
    given = claims("street-3") if who is None else who
    event = {
        "version": "2.0",
        "routeKey": route,
        "headers": {"user-agent": CANARIES["agent"], "authorization": "Bearer canary-token-54"},
        "requestContext": {"authorizer": {"jwt": {"claims": given}}, "http": {"sourceIp": "203.0.113.7"}},
        "isBase64Encoded": False,
        **({} if path is None else {"pathParameters": path}),
        **({} if query is None else {"queryStringParameters": query}),
        **({} if sent is None else {"body": sent if isinstance(sent, str) else json.dumps(sent)}),
    }
    answer = staff.handler(event | changed, object())
    status, found = answer["statusCode"], json.loads(answer["body"])
    assert answer["headers"]["Cache-Control"] == "no-store"
    name = openapi.ANSWERS[route] if status == 200 else "Problem"
    shapes.check(found, SCHEMAS[name])
    return status, found


def look(who: Any = None, case: str = CASE) -> tuple[int, Any]:
    return call("GET /api/staff/cases/{case}", who, path={"case": case})


def act(name: str, n: int, who: Any = None, case: str = CASE, **given: Any) -> tuple[int, Any]:
    sent = body(name, n, **({"id_": f"{name} {n}"} | given))
    return call("POST /api/staff/cases/{case}/{act}", who, path={"case": case, "act": name}, sent=sent)


def test_a_handler_finds_opens_and_answers_a_case() -> None:
    """Inbox, look, accept, ask, answer, close: each answer is as described."""
    status, inbox = call("GET /api/staff/inbox")
    assert (status, [row["n"] for row in inbox["cases"]], inbox["role"]) == (200, [0], "handler")
    status, seen = look()
    assert (status, seen["facts"], seen["n"]) == (200, FACTS.to_value(), 1)
    assert act("accept", 1)[1]["status"] == "accepted"
    for number, (name, expected) in enumerate(
        (("ask", "in_progress"), ("answer", "in_progress"), ("close", "closed")), 2
    ):
        assert act(name, number)[1]["status"] == expected
    assert call("GET /api/staff/inbox")[1]["cases"] == []
    assert [item["act"] for item in look()[1]["history"]] == ["accepted", "asked", "answered", "closed"]


def test_a_machine_makes_the_same_calls() -> None:
    """Its role stands in the inbox and in its entries, and it sees no list of overseers."""
    who = machine("street-3")
    assert call("GET /api/staff/inbox", who)[1]["role"] == "machine"
    assert look(who)[0] == 200
    assert act("accept", 1, who)[0] == 200
    assert call("GET /api/staff/overdue", who)[0] == 404


def test_every_act_is_a_call(chains: FakeChains) -> None:
    """By its name in the path, and by no other word."""
    for name in USUAL:
        status, found = act(name, 0, link="0" * 26) if name == "link" else act(name, 0)
        assert status == 200 or found["code"] in ("act", "moved"), (name, found)
    for word in ("accepted", "viewed", "delete", "", "Accept", "accept/", "漢", "../accept"):
        where = {"case": CASE, "act": word}
        assert call("POST /api/staff/cases/{case}/{act}", path=where, sent=body("accept", 0))[0] == 404


def test_a_photo_is_shown_with_its_mark(chains: FakeChains) -> None:
    """After an entry of its own; one that the facts do not have, or that never came, is unknown."""
    where = {"case": CASE, "number": "1"}
    status, found = call("GET /api/staff/cases/{case}/photos/{number}", path=where)
    assert (status, b64.decode(found["photo"])) == (200, b"picture")
    assert (chains.entries[CASE][-1].fields, chains.entries[CASE][-1].subject) == (("photos",), PHOTO)
    for number in ("0", "2", "3", "4", "01", "１", "", "x", "1 "):
        assert call("GET /api/staff/cases/{case}/photos/{number}", path={"case": CASE, "number": number})[0] == 404
    assert len(chains.entries[CASE]) == 1


NO_CASE = (
    "", "x", CASE.lower(), CASE[:10], CASE + "0", f"{CASE} ", f"{CASE}/accept", f"../{CASE}",
    CASE.replace(CASE[0], "%"), "汉" * 26, "０" * 26, "+" * 26, "=" * 26, CASE[:25] + "1", "\ud800" * 26,
)  # fmt: skip


@pytest.mark.parametrize("case", NO_CASE)
def test_what_is_no_case_is_unknown_by_every_call(case: str, chains: FakeChains) -> None:
    """The same bytes as for a case that never was; no store is asked."""
    never = look(case="0" * 26)
    chains.calls = 0
    assert look(case=case) == never
    assert act("accept", 0, case=case) == never
    assert call("GET /api/staff/cases/{case}/photos/{number}", path={"case": case, "number": "1"}) == never
    assert chains.calls == 0


NOBODY = {
    "no unit": claims("street-3", **{"cognito:groups": None}),
    "a group of no unit": claims("street-3", **{"cognito:groups": "[cooks]"}),
    "a group that looks like one": claims("street-3", **{"cognito:groups": "[street-3-handlers,x]"}),
    "two units": claims("street-3", **{"cognito:groups": "[street-3-handlers street-4-handlers]"}),
    "a machine of no unit": machine("nobody"),
    "a machine of two units": machine("street-3") | {"scope": "unit/street-3 unit/street-4"},
}
REFUSED = {
    "an ID token": claims("street-3", token_use="id"),
    "an ID token of another issuer": claims("street-3", token_use=None, nonce="x"),
    "a token without scope": claims("street-3", token_use=None, scope=None),
    "nobody's token": claims("street-3", sub=None),
    "a person with a machine's scope": claims("street-3", scope="unit/street-4"),
    "a person without group and with a machine's scope": machine("street-3") | {"sub": "somebody"},
    "no claims": {},
}
ROUTES = {
    "GET /api/staff/inbox": None,
    "GET /api/staff/passed": None,
    "GET /api/staff/overdue": None,
    "GET /api/staff/cases/{case}": {"case": CASE},
    "GET /api/staff/cases/{case}/photos/{number}": {"case": CASE, "number": "1"},
    "POST /api/staff/cases/{case}/{act}": {"case": CASE, "act": "accept"},
}


@pytest.mark.parametrize("route", ROUTES)
def test_who_is_nobody_here_is_told_so_by_every_call(route: str, chains: FakeChains) -> None:
    """404 to a person of no unit or of several, 401 to a token that is none; no case is asked for."""
    sent = body("accept", 0) if route.startswith("POST") else None
    for expected, wrong in ((404, NOBODY), (401, REFUSED)):
        for name, who in wrong.items():
            assert call(route, who, path=ROUTES[route], sent=sent)[0] == expected, name
    assert chains.calls == 0


@pytest.mark.parametrize("context", [None, {}, {"authorizer": None}, {"authorizer": {"jwt": {}}}, "x",
    {"authorizer": {"claims": claims("street-3")}}, {"authorizer": {"jwt": {"claims": "x"}}}])  # fmt: skip
def test_a_call_that_the_gateway_did_not_check_is_refused(context: Any) -> None:
    """Claims come from its authorizer and from nowhere else."""
    for route, path in ROUTES.items():
        assert call(route, path=path, requestContext=context)[1]["code"] == "token"


@pytest.mark.parametrize("route", ROUTES)
def test_words_of_a_question_are_the_calls_own(route: str) -> None:
    """Any other is refused, by the same member for all."""
    sent = body("accept", 0) if route.startswith("POST") else None
    status, found = call(route, path=ROUTES[route], query={"limit": "9"}, sent=sent)
    assert (status, found["member"]) == (422, "query")


def test_lists_take_their_words(chains: FakeChains) -> None:
    """The mark of a page, and for overseers unit and days."""
    who = claims("district-1", "overseer")
    assert len(call("GET /api/staff/overdue", who, query={"soon": "5"})[1]["cases"]) == 1
    assert call("GET /api/staff/overdue", who, query={"unit": "street-4", "soon": "5"})[1]["cases"] == []
    assert call("GET /api/staff/overdue", who, query={"unit": "city"})[0] == 404
    assert call("GET /api/staff/inbox", query={"after": "x"})[1]["member"] == "after"
    assert call("GET /api/staff/passed", query={"after": CASE})[1]["cases"] == []


DEEP = '{"v":1,"id":' + "[" * 9000 + "]" * 9000 + "}"
BODIES = {
    "nothing": ("", 400), "not JSON": ("{", 400), "a list": ("[]", 400), "a text": ('"x"', 400), "null": ("null", 400),
    "a member twice": ('{"v":1,"v":1}', 400), "NaN": ('{"v":NaN}', 400), "1e400": ('{"v":1e400}', 400),
    "a float": ('{"v":1,"n":1.0}', 400), "too deep": (DEEP[:16000], 400), "a lone surrogate": ('{"v":"\\ud800"}', 400),
    "an unknown member": (json.dumps(body("accept", 0) | {"x": 1}), 400), "too large": (" " * 16385, 413),
    "far too large": (" " * 40000, 413), "a missing member": ('{"v":1}', 422),
    "another version": (json.dumps(body("accept", 0) | {"v": 2}), 422),
    "a number before any": (json.dumps(body("accept", 0) | {"n": -1}), 422),
    "a number that is not yet": (json.dumps(body("accept", 9)), 422),
    "a number as a text": (json.dumps(body("accept", 0) | {"n": "0"}), 422),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_none_of_an_act_is_refused_in_one_shape(name: str, chains: FakeChains) -> None:
    """No value is echoed, and nothing is written."""
    sent, expected = BODIES[name]
    where = {"case": CASE, "act": "accept"}
    status, _ = call("POST /api/staff/cases/{case}/{act}", path=where, sent=sent)
    assert status == expected
    assert chains.entries[CASE] == []


def test_a_body_in_base64_is_the_same_act() -> None:
    """The edge may encode a body."""
    where = {"case": CASE, "act": "accept"}
    sent = base64.b64encode(json.dumps(body("accept", 0)).encode()).decode()
    assert call("POST /api/staff/cases/{case}/{act}", path=where, sent=sent, isBase64Encoded=True)[0] == 200


def test_another_unit_gets_the_bytes_of_a_case_that_never_was(chains: FakeChains) -> None:
    """By look, photo and every act; the entry of the look is of those who may look."""
    never = look(case="0" * 26)
    for unit in ("street-4", "district-1", "province", "oversight", "community-5"):
        assert look(claims(unit)) == never
        assert act("accept", 0, claims(unit)) == never
        where = {"case": CASE, "number": "1"}
        assert call("GET /api/staff/cases/{case}/photos/{number}", claims(unit), path=where) == never
    assert chains.entries[CASE] == []


def test_who_came_second_is_told_what_came_first() -> None:
    """Act, unit, hour, status and number; never the words of it, nor who."""
    act("accept", 0)
    act("ask", 1, text=CANARIES["text"])
    status, found = act("return", 1)
    assert (status, found["code"]) == (409, "moved")
    assert found["moved"] == {"act": "asked", "unit": "street-3", "hour": LATER, "status": "in_progress", "n": 2}
    assert CANARIES["text"] not in json.dumps(found)


def test_no_line_of_the_log_names_a_case_a_person_or_a_word(log_lines: io.StringIO) -> None:
    """Whatever is called, done or refused: the outcome alone, once a call."""
    calls = 0
    for name, given in (
        ("accept", {}),
        ("ask", {"text": CANARIES["text"]}),
        ("return", {"reason": CANARIES["reason"]}),
        ("decline", {"text": CANARIES["text"]}),
    ):
        act(name, calls, **given)
        calls += 1
    for route, path in ROUTES.items():
        for who in (claims("street-3"), claims("street-4"), machine("city"), REFUSED["an ID token"]):
            call(route, who, path=path, query={"canary-word-63": "x"} if route.endswith("inbox") else None)
            calls += 1
    lines = log_lines.getvalue()
    assert lines.count("\n") == calls
    found = [
        secret for secret in (*CANARIES.values(), "canary", CASE, CASE[:10], CASE[:5], "203.0.113.7") if secret in lines
    ]
    assert found == []
    known = {
        "level",
        "location",
        "message",
        "timestamp",
        "service",
        "code",
        "cold_start",
        "function_name",
        "sampling_rate",
    }
    assert all(set(json.loads(line)) <= known for line in lines.splitlines())


def test_a_fault_is_one_line_without_its_text(log_lines: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    """500 in one shape; a text that may quote what a person wrote is nowhere."""

    def broken() -> Any:
        raise RuntimeError(f"汉 \ud800 {CANARIES['text']}")

    monkeypatch.setattr(bootstrap, "chains", broken)
    status, found = look()
    assert (status, found["code"]) == (500, "fault")
    assert CANARIES["text"] not in log_lines.getvalue() + json.dumps(found)


def test_every_problem_of_a_call_is_described() -> None:
    """What the rules of staff can raise stands in the table of problems, and in the description."""
    described = set(SCHEMAS["Problem"]["properties"]["code"]["enum"])
    kinds = (errors.Moved, errors.NotPossible, errors.OtherAct, errors.TokenRefused, errors.Unavailable)
    assert {problem.TABLE[kind].code for kind in kinds} <= described
    assert 403 not in {kind.status for kind in problem.TABLE.values()}
