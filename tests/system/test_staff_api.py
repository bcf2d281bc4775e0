"""Staff's calls over real HTTP: the gateway's authorizer, real tokens, the function in its own role, its tables."""

import json
from typing import Any

import pytest

from functions.handlers import staff
from infra import openapi
from infra.visit import visit
from protocol import b64, canonical, entry
from tests.conftest import Stack
from tests.system import tokens
from tests.system.offices import NOISE, Desk, desk, file, machine, refused, told
from tests.system.reports import FACTS
from tests.system.test_photos import HASHES, PICTURES, send
from tests.system.test_photos import file as file_photos
from tests.unit.infra import shapes

SCHEMAS = openapi.document()["components"]["schemas"]


def described(name: str, value: Any) -> Any:
    """Return an answer that is as docs/staff-api.json describes it."""
    shapes.check(value, SCHEMAS[name])
    return value


def rows(stack: Stack, table: str, case: str) -> list[dict[str, Any]]:
    """Return the items of a case, in the order of their numbers."""
    found = stack.environment.client("dynamodb").query(
        TableName=stack.outputs()[f"{table}Table"],
        KeyConditionExpression="#c = :c",
        ExpressionAttributeNames={"#c": "case"},
        ExpressionAttributeValues={":c": {"S": case}},
        ConsistentRead=True,
    )["Items"]
    return sorted(found, key=lambda item: int(item["n"]["N"]))


def chain(stack: Stack, case: str) -> list[entry.Entry]:
    """Return the entries of a case."""
    return [entry.parse(canonical.parse(row["entry"]["S"].encode())) for row in rows(stack, "Entries", case)]


def test_a_case_goes_from_a_community_to_its_street_and_is_answered(stack: Stack):
    """Filed at the lowest unit, returned, accepted, asked, answered, closed: the chain tells it all."""
    case = file(stack, **NOISE)
    below, street = desk(stack, "hongxing-binhe"), desk(stack, "hongxing")
    (row,) = [found for found in below.inbox() if found["case"] == case]
    assert (row["status"], row["category"], row["place"], row["n"]) == ("submitted", "noise", "510504003", 0)
    seen = described("Look", below.look(case))
    assert (seen["facts"], seen["n"], seen["unit"]) == (FACTS | NOISE, 1, "hongxing-binhe")
    assert {"accept", "decline", "return"} <= set(seen["acts"])
    done = described("Done", told(below.act(case, "return", 1, reason="不属于本社区")))
    assert (done["status"], done["unit"]) == ("returned", "hongxing")
    assert case not in [found["case"] for found in below.inbox()]
    assert [found["status"] for found in below.passed() if found["case"] == case] == ["returned"]
    brief = described("Look", below.look(case))
    assert set(brief) == {"v", "case", "ref", "status", "due", "n", "mark"}
    whole = described("Look", street.look(case))
    assert [item["reason"] for item in whole["history"]] == ["不属于本社区"]
    for number, (act, given, status) in enumerate(
        (
            ("accept", {}, "accepted"),
            ("ask", {"text": "大约几点开始？"}, "in_progress"),
            ("answer", {"text": "已要求停工", "findings": "confirmed"}, "in_progress"),
            ("close", {}, "closed"),
        ),
        4,
    ):
        assert told(street.act(case, act, number, **given))["status"] == status
    found = chain(stack, case)
    assert [one.act for one in found] == [
        "filed", "viewed", "returned", "viewed", "viewed", "accepted", "asked", "answered", "closed",
    ]  # fmt: skip
    assert [one.prev for one in found[1:]] == [entry.hash_of(one) for one in found[:-1]]
    assert {one.role for one in found[1:]} == {"handler"}
    assert len({one.person for one in found[1:]}) == 2
    marks = [row["mark"]["S"] for row in rows(stack, "Entries", case)[1:]]
    assert (marks[0], marks[2], marks[3]) == (seen["mark"], brief["mark"], whole["mark"])
    assert [row["what"]["S"] for row in rows(stack, "Notices", case)] == ["new", "returned"]


def test_a_units_own_system_reads_and_writes_by_its_credentials(stack: Stack):
    """Its looks and acts are entries of a machine; what is another unit's it does not see."""
    case, other = file(stack, place="510502", category="noise"), file(stack, **NOISE)
    system = machine(stack)
    assert stack.described["machine"]["unit"] == "jiangyang"
    page = described("Inbox", told(system.get("inbox")))
    assert (page["role"], case in [row["case"] for row in page["cases"]]) == ("machine", True)
    assert described("Look", system.look(case))["facts"]["category"] == "noise"
    assert described("Done", told(system.act(case, "accept", 1)))["status"] == "accepted"
    assert [(one.act, one.role, one.unit) for one in chain(stack, case)[1:]] == [
        ("viewed", "machine", "jiangyang"), ("accepted", "machine", "jiangyang"),
    ]  # fmt: skip
    assert refused(system.get(f"cases/{other}")) == refused(system.get("overdue")) == (404, "unknown")
    person = desk(stack, "jiangyang")
    assert told(person.act(case, "ask", 2, text="在哪一层？"))["n"] == 3
    assert chain(stack, case)[3].person != chain(stack, case)[2].person


def test_a_photo_is_seen_by_the_unit_that_has_the_case_and_each_look_is_an_entry(stack: Stack):
    """The very bytes; one that never came is unknown, and so is every photo to any other unit."""
    filed = file_photos(stack)
    assert send(stack, filed, 2, PICTURES[1]).status == 201
    here = desk(stack, "hongxing")
    found = described("Photo", told(here.get(f"cases/{filed.case}/photos/2")))
    assert b64.decode(found["photo"]) == PICTURES[1]
    assert refused(here.get(f"cases/{filed.case}/photos/1")) == (404, "unknown")
    assert refused(desk(stack, "longmatan").get(f"cases/{filed.case}/photos/2")) == (404, "unknown")
    (look,) = chain(stack, filed.case)[1:]
    assert (look.act, look.fields, look.subject) == ("viewed", ("photos",), HASHES[1])


def test_an_overseer_sees_what_is_due_in_the_unit_and_below(stack: Stack):
    """By report number, unit and deadline; handlers have no such list, and no overseer that of a unit above."""
    case = file(stack, **NOISE)
    above = desk(stack, "longmatan", "overseer")
    found: list[Any] = []
    query = "overdue?soon=10"
    while True:
        page = described("Overdue", told(above.get(query)))
        found += page["cases"]
        if "after" not in page:
            break
        query = f"overdue?soon=10&after={page['after']}"
    assert [row["unit"] for row in found if row["ref"].replace("-", "") == case[:10]] == ["hongxing-binhe"]
    assert {row["unit"] for row in found} <= {"longmatan", "xiaoshi", "hongxing", "lianhuachi", "hongxing-binhe"}
    assert told(above.get("overdue?unit=xiaoshi&soon=10"))["unit"] == "xiaoshi"
    for who, query in (
        (above, "overdue?unit=city"),
        (above, "overdue?unit=naxi"),
        (desk(stack, "longmatan"), "overdue"),
    ):
        assert refused(who.get(query)) == (404, "unknown")


def test_the_same_act_again_is_answered_the_same_and_another_is_told_what_came_first(stack: Stack):
    """As when the answer was lost: one entry, one record; other bytes under its id are a conflict."""
    case = file(stack, **NOISE)
    here = desk(stack, "hongxing-binhe")
    first = told(here.act(case, "accept", 0, id_="once"))
    here.look(case)
    assert told(here.act(case, "accept", 0, id_="once")) == first
    assert refused(here.act(case, "ask", 2, id_="once", text="哪一天？")) == (409, "conflict")
    answer = here.act(case, "return", 0, reason="不属于")
    assert refused(answer) == (409, "moved")
    assert json.loads(answer.body)["moved"] == {
        "act": "accepted", "unit": "hongxing-binhe", "hour": chain(stack, case)[1].hour, "status": "accepted", "n": 1,
    }  # fmt: skip
    described("Problem", json.loads(answer.body))
    assert len(rows(stack, "Acts", case)) == 1


LINTED = {"text": "打这个电话13900004271"}
REFUSED = {
    "an act that the status does not allow": ("close", {}, (422, "act")),
    "a dispatch to a unit that there is not": ("dispatch", {"to": "nowhere"}, (422, "act")),
    "an act without its member": ("return", {}, (422, "member")),
    "a text that says who wrote it": ("return", {"reason": LINTED["text"]}, (422, "lint")),
    "an unknown member": ("accept", {"x": 1}, (400, "malformed")),
    "an act that there is not": ("delete", {}, (404, "unknown")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_act_of_this_case_is_refused(stack: Stack, name: str, filed: str):
    """One shape of problem, and no entry."""
    act, given, expected = REFUSED[name]
    here = desk(stack, "hongxing-binhe")
    answer = here.act(filed, act, 0, **given)
    assert refused(answer) == expected
    described("Problem", json.loads(answer.body))
    assert len(chain(stack, filed)) == 1


@pytest.fixture(scope="module")
def filed(stack: Stack) -> str:
    """Give a case that nobody has looked at."""
    return file(stack, **NOISE)


def test_a_call_without_a_token_is_refused_by_the_gateway(stack: Stack):
    """On every route, before the function runs; nothing tells whether a case is there."""
    case = file(stack, **NOISE)
    for route in staff.ROUTES:
        method, path = route.split(" ")
        path = path.format(case=case, number="1", act="accept")
        answer = visit(stack.site, path, method=method, body=b"{}" if method == "POST" else None)
        assert answer.status == 401
        assert b"code" not in answer.body
    assert len(chain(stack, case)) == 1


ODD = (
    "cases/{case}/", "cases//{case}", "cases/{case}/photos", "cases/{case}/photos/", "cases/{case}/photos/1/",
    "cases/{case}/photos/1/2", "cases/{case}/..", "cases/..%2F{case}", "cases/{case}%2Fphotos%2F1", "cases/%20{case}",
    "cases/{case}%00", "cases/{case}+", "cases/{case}=", "cases/%E6%B1%89", "cases/", "cases", "", "inbox/",
    "inbox/{case}", "Inbox", "prod/cases/{case}", "cases/{lower}",
    "cases/{case}/photos/%31", "cases/{case}%3Fx", "cases/{ref}",
)  # fmt: skip


def test_a_path_that_is_none_reaches_no_case(stack: Stack, filed: str):
    """Slashes, dots and escapes: 404 or what the plain path says, never another handler with a mixed name."""
    here = desk(stack, "hongxing-binhe")
    before = len(chain(stack, filed))
    odd = {path: here.get(path.format(case=filed, lower=filed.lower(), ref=filed[:10])) for path in ODD}
    assert {path: answer.status for path, answer in odd.items() if answer.status not in (400, 404)} == {}
    assert len(chain(stack, filed)) == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_other_method_does_anything(stack: Stack, filed: str, method: str):
    """A case is neither replaced nor taken away."""
    here = desk(stack, "hongxing-binhe")
    for path in ("inbox", f"cases/{filed}", f"cases/{filed}/accept"):
        assert tokens.call(stack, f"/api/staff/{path}", here.token, method=method, body=b"{}").status == 404
    assert len(chain(stack, filed)) == 1


def test_a_desk_does_not_show_its_token() -> None:
    """A failing test prints no credentials."""
    assert "secret" not in repr(Desk(None, "secret"))  # type: ignore[arg-type]  # only its repr is looked at
