"""File reports over real HTTP, through the distribution and the API, into real function processes."""

import json
import threading
from typing import Any

import pytest
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from infra import citizen, configuration, deployed, removal
from infra.errors import DataAtRisk
from protocol import canonical, facts, receipt
from tests.conftest import Stack
from tests.system.reports import new_report


def _verify(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(public).verify(message, signature)
    except BadSignatureError:
        return False
    return True


def _problem(answer: citizen.Answer) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status, json.loads(answer.body)["code"]


def test_a_filed_report_gets_a_receipt_that_verifies(stack: Stack):
    """A filing is answered 201 with a receipt over its facts, box, key and build, signed by the portal's KMS key."""
    reporter, report = new_report(stack)
    answer = citizen.file(stack.site, reporter.case, canonical.to_bytes(report.to_value()))
    assert answer.status == 201
    public = deployed.receipt_key(stack.environment, stack.outputs())
    signed = json.loads(answer.body)["receipt"]
    found = receipt.parse(signed, portal=stack.described["portal"], public=public, verify=_verify)
    assert (found.case, found.facts_hash) == (reporter.case, facts.hash_of(report.facts))
    assert (found.key, found.build, found.act, found.n) == (stack.officer.key_id, report.build, "filed", 0)


def test_the_same_report_again_is_the_same_report(stack: Stack):
    """Three sends of the same bytes, and one with new work, leave one report and one receipt."""
    reporter, report = new_report(stack)
    body = canonical.to_bytes(report.to_value())
    answers = [citizen.file(stack.site, reporter.case, body) for _ in range(3)]
    renewed = dict(report.to_value(), work=_new_work(stack, reporter))
    answers.append(citizen.file(stack.site, reporter.case, canonical.to_bytes(renewed)))
    assert [answer.status for answer in answers] == [201, 200, 200, 200]
    assert len({answer.body for answer in answers}) == 1
    assert len(_rows(stack, "cases", reporter.case)) == 1


def test_another_content_for_a_case_is_refused(stack: Stack):
    """Other facts under the same secret code are 409, and the first version stays."""
    reporter, report = new_report(stack)
    other = report.to_value() | {"facts": report.facts.to_value() | {"what": "别的内容，同一个编号。"}}
    assert citizen.file(stack.site, reporter.case, canonical.to_bytes(report.to_value())).status == 201
    answer = citizen.file(stack.site, reporter.case, canonical.to_bytes(other))
    assert _problem(answer) == (409, "conflict")
    assert "别的内容" not in str(_rows(stack, "cases", reporter.case))


def test_eight_sends_at_once_store_one_report(stack: Stack):
    """Eight threads that send one report at the same moment get one receipt, or are told to send again."""
    reporter, report = new_report(stack)
    body = canonical.to_bytes(report.to_value())
    answers: list[citizen.Answer] = []
    senders = [
        threading.Thread(target=lambda: answers.append(citizen.file(stack.site, reporter.case, body))) for _ in range(8)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert {answer.status for answer in answers} <= {200, 201, 503}
    assert [answer.status for answer in answers].count(201) <= 1
    assert len({answer.body for answer in answers if answer.status in (200, 201)}) == 1
    assert citizen.file(stack.site, reporter.case, body).status == 200
    assert len(_rows(stack, "cases", reporter.case)) == 1


BAD_BODIES = {
    "nothing": (b"", (400, "malformed")),
    "not JSON": (b"{", (400, "malformed")),
    "a list": (b"[]", (400, "malformed")),
    "a string": (b'"report"', (400, "malformed")),
    "not UTF-8": (b"\xff\xfe", (400, "malformed")),
    "nested 10,000 deep": (b"[" * 10_000, (400, "malformed")),
    "NaN": (b'{"v":NaN}', (400, "malformed")),
    "1e400": (b'{"v":1e400}', (400, "malformed")),
    "a repeated member": (b'{"v":1,"v":1}', (400, "malformed")),
    "70 KB": (b'{"v":"' + b"x" * 70_000 + b'"}', (413, "too-large")),
}


@pytest.mark.parametrize("name", BAD_BODIES)
def test_a_body_that_is_not_a_report_is_refused_in_one_shape(stack: Stack, name: str):
    """Whatever is wrong with a body, the answer is a problem document with a code that the page translates."""
    body, expected = BAD_BODIES[name]
    reporter, _report = new_report(stack)
    assert _problem(citizen.file(stack.site, reporter.case, body)) == expected


MEMBER_CHANGES: dict[str, dict[str, Any]] = {
    "facts.category": {"facts": {"category": "no-such"}},
    "sealed.box": {"sealed": {"box": "AAAA"}},
    "build": {"build": "x"},
    "avoid": {"avoid": ["supervision"]},
    "label_key": {"label_key": "AAAA"},
    "work.n": {"work": {"n": -1}},
    "facts": {"facts": {"visibility": "public"}},
}


@pytest.mark.parametrize("member", MEMBER_CHANGES)
def test_a_wrong_member_is_named_and_its_value_never_echoed(stack: Stack, member: str):
    """A member that is wrong or unknown is 422 with its path, and nothing is stored."""
    reporter, report = new_report(stack)
    value = report.to_value()
    for name, change in MEMBER_CHANGES[member].items():
        value[name] = value[name] | change if isinstance(change, dict) else change
    answer = citizen.file(stack.site, reporter.case, json.dumps(value).encode())
    assert _problem(answer)[0] == 422
    assert json.loads(answer.body)["member"] == member
    assert not _rows(stack, "cases", reporter.case)


def test_a_report_is_with_its_unit_at_once_and_holds_it_in_the_portal(stack: Stack):
    """Above the one that is kept away: queued, told, and in the entry; and then that unit cannot be taken out."""
    reporter, report = new_report(stack)
    body = canonical.to_bytes(report.to_value() | {"avoid": ["hongxing"]})
    assert citizen.file(stack.site, reporter.case, body).status == 201
    (case,), (told,) = _rows(stack, "cases", reporter.case), _rows(stack, "notices", reporter.case)
    (entered,) = _rows(stack, "entries", reporter.case)
    assert {case["unit"]["S"], case["queue"]["S"], told["unit"]["S"]} == {"longmatan"}
    assert case["inbox"]["S"] == f"{told['due']['S']}#{reporter.case}"
    assert json.loads(entered["entry"]["S"])["to"] == "longmatan"
    units = [unit.id for unit in configuration.load(stack.home.root / "portal.toml").units]
    left = [unit for unit in units if unit not in ("longmatan", "nancheng-anju")]
    gone = removal.gone(stack.environment, left, key="functions/another.zip")
    assert gone == ["longmatan", "nancheng-anju"]
    removal.refuse(stack.environment, gone[1:])
    with pytest.raises(DataAtRisk, match="longmatan still has"):
        removal.refuse(stack.environment, gone)


def test_nothing_can_say_that_a_report_is_public(stack: Stack):
    """A visibility member beside the facts is refused like any unknown member, and nothing is stored."""
    reporter, report = new_report(stack)
    answer = citizen.file(stack.site, reporter.case, json.dumps(report.to_value() | {"visibility": "public"}).encode())
    assert _problem(answer) == (400, "malformed")
    assert not _rows(stack, "cases", reporter.case)


def test_work_that_was_not_done_is_refused(stack: Stack):
    """A filing whose work does not solve its challenge is 422 with the code that tells the page to solve a new one."""
    reporter, report = new_report(stack)
    value = report.to_value()
    value["work"] = {"challenge": report.work.challenge.to_value(), "n": report.work.n + 1}
    assert _problem(citizen.file(stack.site, reporter.case, canonical.to_bytes(value))) == (422, "work")


def test_a_report_survives_a_restart(stack: Stack):
    """After the portal was stopped gently and started again, a repeat is answered with the first receipt."""
    reporter, report = new_report(stack)
    body = canonical.to_bytes(report.to_value())
    first = citizen.file(stack.site, reporter.case, body)
    stack.restart()
    again = citizen.file(stack.site, reporter.case, body)
    assert (again.status, again.body) == (200, first.body)


def _new_work(stack: Stack, reporter: citizen.Citizen) -> dict[str, Any]:
    done = citizen.solve(citizen.challenge_of(stack.site), reporter.case)
    return {"challenge": done.challenge.to_value(), "n": done.n}


def _rows(stack: Stack, table: str, case: str) -> list[dict[str, Any]]:
    client = stack.environment.client("dynamodb")
    items = client.scan(TableName=stack.described["tables"][table], ConsistentRead=True)["Items"]
    return [item for item in items if item["case"]["S"] == case]
