"""Hunt for planted values through every byte that the portal stored or logged, by whatever way they came in."""

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from infra import citizen, stored
from infra.hunt import Found, Thing, hunt
from infra.visit import visit
from protocol import b64, canonical, code
from tests.attacks import desk
from tests.conftest import Stack
from tests.system import mails, tokens
from tests.system.offices import Desk, refused, told
from tests.system.reports import CONTACT, FACTS, new_report

# Each way by which a careless portal writes down what it was sent, with a value of its own.
STRAY = {
    "header": "canary-header-71c3",
    "agent": "canary-agent-9e02",
    "query": "canary-query-55d8",
    "path": "canary-path-0b6f",
    "body": "canary-body-c41a",
    "member": "canary-member-2f97",
    "linted": "13900007316",
    "staff header": "canary-staff-header-3a90",
    "staff query": "canary-staff-query-e17d",
    "staff path": "canary-staff-path-602b",
    "staff body": "canary-staff-body-88c4",
    "token": "canary.token.b5f0",
}
TOLD = "canary-facts-8d15"
ASKED = "canary-asked-2c6e"  # what a handler asks the reporter
UNIT = "hongxing"  # who gets a report of FACTS' place and category


@dataclass(frozen=True)
class Hunted:
    """A portal that took a report, was misused and pulled from, and all that it wrote down."""

    reporter: citizen.Citizen
    handler: tokens.Tokens
    things: tuple[Thing, ...]

    def found(self, *texts: str) -> Found:
        """Return what a hunt for these texts finds."""
        return hunt(self.things, texts)


@pytest.fixture(scope="module")
def hunted(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Hunted:
    """File, repeat, fail in every way, pull, restart the cloud so that it writes its state; then collect everything."""
    reporter, report = new_report(stack, wish=TOLD)
    body = canonical.to_bytes(report.to_value())
    assert citizen.file(stack.site, reporter.case, body).status == 201
    assert citizen.file(stack.site, reporter.case, body).status == 200
    for answer in _misuse(stack, reporter.case, report.to_value()):
        assert answer.status >= 400
    record = desk.pull(stack, code.ref(reporter.case))
    assert desk.opened(stack, record).contact == CONTACT
    handler = _handle(stack, reporter.case)
    mails.soon(lambda: mails.told(stack, code.ref(reporter.case)))
    # The embedded cloud forgets these when it stops.
    passing = *stored.records(stack.environment), *stored.mails(stack.environment), *stored.queues(stack.environment)
    stack.restart()
    return Hunted(reporter, handler, passing + tuple(stored.everything(stack.environment, stack.home.folder / "cloud")))


def _handle(stack: Stack, case: str) -> tokens.Tokens:
    """Look at the case as its unit, accept it, ask a question, misuse every call; return the handler's tokens."""
    handler = tokens.sign_in(stack, tokens.person(stack, UNIT))
    own = Desk(stack, handler.access)
    seen = own.look(case)
    assert (seen["unit"], seen["facts"]["wish"]) == (UNIT, TOLD)
    told(own.act(case, "accept", seen["n"]))
    told(own.act(case, "ask", own.look(case)["n"], text=ASKED))
    for path in (f"inbox?after={STRAY['staff query']}", f"cases/{STRAY['staff path']}"):
        assert refused(own.get(path))[0] in (400, 404, 422)
    assert refused(own.post(case, "close", STRAY["staff body"].encode())) == (400, "malformed")
    misplaced = {"v": 1, "id": b64.encode(bytes(16)), "n": 0, "text": STRAY["staff body"]}
    assert refused(own.post(case, "accept", misplaced))[0] in (400, 422)
    for headers in ({"X-Note": STRAY["staff header"]}, {"Authorization": f"Bearer {STRAY['token']}"}):
        assert visit(stack.site, "/api/staff/inbox", headers=headers).status == 401
    noted = {"X-Note": STRAY["staff header"], "Authorization": f"Bearer {handler.access}"}
    assert visit(stack.site, "/api/staff/inbox", headers=noted).status == 200
    return handler


def _misuse(stack: Stack, case: str, value: dict[str, object]) -> Iterator[citizen.Answer]:
    path = f"/api/reports/{case}"
    headers = {"X-Note": STRAY["header"], "User-Agent": STRAY["agent"], "Content-Type": "application/json"}
    yield visit(stack.site, f"{path}?name={STRAY['query']}", method="PUT", body=b"{", headers=headers)
    yield visit(stack.site, f"/api/{STRAY['path']}", method="GET", headers=headers)
    yield visit(stack.site, path, method="PUT", body=STRAY["body"].encode(), headers=headers)
    unsealed = value | {"contact": CONTACT, STRAY["member"]: "x"}
    yield visit(stack.site, path, method="PUT", body=json.dumps(unsealed).encode(), headers=headers)
    linted = value | {"facts": FACTS | {"wish": f"我的电话{STRAY['linted']}"}}
    answer = visit(stack.site, path, method="PUT", body=json.dumps(linted).encode(), headers=headers)
    assert json.loads(answer.body)["code"] == "lint"
    yield answer
    misplaced = value | {"build": STRAY["body"]}
    yield visit(stack.site, path, method="PUT", body=json.dumps(misplaced).encode(), headers=headers)


def test_the_hunt_finds_what_is_there(hunted: Hunted) -> None:
    """The control: what the reporter told the offices is found, and only in the table of cases."""
    hits = hunted.found(TOLD).hits
    assert hits
    assert {hit.thing.split("-")[2] for hit in hits if hit.thing.startswith("tightlip-local-")} == {"CasesTable"}


def test_what_a_handler_writes_is_in_the_table_of_acts_alone(hunted: Hunted) -> None:
    """A question to the reporter, and whatever else staff write: in no entry, no notice, no stream, no log."""
    (place,) = {hit.thing for hit in hunted.found(ASKED).hits if not hit.thing.startswith("file ")}
    assert "ActsTable" in place


def test_a_notice_says_nothing_of_what_it_is_about(hunted: Hunted) -> None:
    """The unit is told that there is a case: row, stream, queue and e-mail hold no facts, category or place."""
    ways = ("NoticesTable", "NoticeQueue", "NoticeDeadLetters")
    things = [thing for thing in hunted.things if thing.name == "mail" or any(way in thing.name for way in ways)]
    # A queue's messages are gone once they are sent; what one holds is seen in tests/system/test_notices.py.
    kinds = (" item ", " record ", "mail")
    assert [kind for kind in kinds if not any(kind in thing.name for thing in things)] == []
    texts = [TOLD, FACTS["what"], FACTS["spot"], FACTS["category"], FACTS["place"]]
    assert hunt(things, [str(text) for text in texts]).hits == ()


def test_no_handler_is_named_in_what_the_portal_keeps(hunted: Hunted) -> None:
    """Entries hold a pseudonym; subject and tokens are known to the issuer, whose own file this leaves out."""
    subject = tokens.claims(hunted.handler.access)["sub"]
    kept = [thing for thing in hunted.things if "cognito" not in thing.name.lower()]
    assert len(kept) < len(hunted.things)
    assert hunt(kept, [subject, hunted.handler.access[-40:], hunted.handler.refresh[-40:]]).hits == ()


def test_no_contact_detail_was_stored_or_logged(hunted: Hunted) -> None:
    """Name, phone and address are nowhere, in no spelling and in no packing."""
    found = hunted.found(CONTACT["name"], CONTACT["phone"], CONTACT["address"])
    assert found.hits == ()
    assert found.objects > 20


def test_no_secret_code_nor_what_only_its_holder_knows_was_stored_or_logged(hunted: Hunted) -> None:
    """The code, its secret, lookup, proof and box seed never reach the portal, as text or as bytes."""
    reporter = hunted.reporter
    secrets = [getattr(reporter.derived, name) for name in ("lookup", "proof", "box_seed")]
    texts = [reporter.secret_code, code.show(reporter.secret_code), reporter.secret_code[:23]]
    texts += [spelt for value in secrets for spelt in (b64.encode(value), value.hex())]
    assert hunted.found(*texts).hits == ()
    assert [thing.name for thing in hunted.things for value in secrets if value in thing.data] == []


def test_no_refused_request_left_a_trace_of_its_text(hunted: Hunted) -> None:
    """Headers, agent, query, path, body and unknown members of refused calls are nowhere."""
    assert hunted.found(*STRAY.values()).hits == ()


def test_no_address_of_a_reporter_was_stored_or_logged(hunted: Hunted) -> None:
    """No log line of a function and no item names an address or an agent's family."""
    logs = [thing for thing in hunted.things if thing.name.startswith("/aws/")]
    tables = [thing for thing in hunted.things if "Table-" in thing.name.split(" ")[0]]
    assert len(logs) > 5
    assert len(tables) > 2
    assert hunt(logs + tables, ["127.0.0.1", "Mozilla", "sourceIp", "userAgent"]).hits == ()


def test_no_log_line_holds_the_facts(hunted: Hunted) -> None:
    """What was told stays in the table, though an operator may read it there."""
    logs = [thing for thing in hunted.things if thing.name.startswith("/aws/")]
    assert logs
    assert hunt(logs, [TOLD, FACTS["what"], FACTS["spot"]]).hits == ()


@pytest.mark.parametrize("packing", ["plain", "gzip", "zip", "zip in gzip"])
@pytest.mark.parametrize("spelling", ["utf-8", "utf-16-le", "hex", "base64", "percent", "json"])
def test_a_planted_value_is_found_in_every_spelling_and_packing(spelling: str, packing: str) -> None:
    """A hunt that finds nothing would prove nothing."""
    phone = CONTACT["phone"]
    spelt = {
        "utf-8": phone.encode(),
        "utf-16-le": phone.encode("utf-16-le"),
        "hex": phone.encode().hex().encode(),
        "base64": b64.encode(b"x" + phone.encode() + b"yz").encode(),
        "percent": "".join(f"%{ord(digit):02X}" for digit in phone).encode(),
        "json": "".join(f"\\u{ord(digit):04x}" for digit in phone).encode(),
    }[spelling]
    assert hunt([Thing("planted", _packed(b"before " + spelt + b" after", packing))], [phone]).hits


def _packed(data: bytes, packing: str) -> bytes:
    if packing.startswith("zip"):
        sink = io.BytesIO()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inner", data * 3)
        data = sink.getvalue()
    return gzip.compress(data) if "gzip" in packing else data
