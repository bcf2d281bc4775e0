"""What a unit is told is three things in a strict form, and one notice that cannot be sent stops no other."""

import json
from dataclasses import replace
from typing import Any

import pytest

from functions import bootstrap, errors
from functions.domain import notices
from functions.domain.notices import Mail, Notice
from functions.domain.portal import Portal
from functions.handlers import notice, relay
from protocol import canonical
from protocol.errors import Malformed
from tests.unit.functions import reports

REF, DUE = "37T2H-8PWP1", "2026-11-26T16Z"
NOTICE = Notice(ref=REF, unit="street-3", due=DUE)
BODY = canonical.to_bytes({"v": 1, "ref": REF, "unit": "street-3", "due": DUE}).decode()
LANGUAGES = ["zh-CN", "en"]
SITE = "https://portal.example"


class FakeMailer:
    """Keeps what it is to send; refuses whatever goes to `refused`."""

    def __init__(self, refused: str = "") -> None:
        self.sent: list[Mail] = []
        self.refused = refused

    def send(self, mail: Mail) -> None:
        """Keep an e-mail, or fail as SES does."""
        if mail.to == self.refused:
            raise RuntimeError("MessageRejected")
        self.sent.append(mail)


class FakeQueue:
    """Keeps what is put."""

    def __init__(self, *, broken: bool = False) -> None:
        self.bodies: list[str] = []
        self.broken = broken

    def put(self, body: str) -> None:
        """Keep a message, or fail."""
        if self.broken:
            raise errors.Unavailable("no")
        self.bodies.append(body)


def portal(address: str | None = None) -> Portal:
    found = reports.portal()
    if address is None:
        return found
    units = {name: replace(unit, notice=address) for name, unit in found.tree.units.items()}
    return replace(found, tree=replace(found.tree, units=units))


@pytest.fixture
def mailer(monkeypatch: pytest.MonkeyPatch) -> FakeMailer:
    """Let the function send to a list."""
    fake = FakeMailer(refused="street-4@yunxi.example")
    monkeypatch.setattr(bootstrap, "mailer", lambda: fake)
    monkeypatch.setattr(bootstrap, "configuration", portal)
    monkeypatch.setenv("LANGUAGES", ",".join(LANGUAGES))
    monkeypatch.setenv("SITE", SITE)
    return fake


def compose(found: Notice = NOTICE, languages: list[str] = LANGUAGES, address: str | None = None) -> Mail:
    return notices.compose(found, portal=portal(address), languages=languages, site=SITE)


def test_an_e_mail_says_number_deadline_and_link_in_the_deployments_zone():
    """Midnight in Shanghai is another day than in UTC; the link leads to the staff page, and to no case."""
    mail = compose()
    assert mail.to == "street-3@yunxi.example"
    assert mail.subject == f"编号 {REF}，期限 2026-11-27 00:00 / Report {REF}, due 2026-11-27 00:00"
    assert f"期限：2026年11月27日 00:00（Asia/Shanghai）\n请登录查看：{SITE}/zh-CN/staff/\n" in mail.text
    assert f"Deadline: 27 November 2026, 00:00 (Asia/Shanghai)\nSign in to see it: {SITE}/en/staff/\n" in mail.text


def test_an_e_mail_speaks_the_deployments_languages():
    """A portal of one language sends one."""
    mail = compose(languages=["en"])
    assert mail.subject == f"Report {REF}, due 2026-11-27 00:00"
    assert "编号" not in mail.text
    assert "/zh-CN/" not in mail.text


BAD_TEXT = ["\r\nBcc: x@y.example", "\nX: y", "\u2028", "\u2029", "\x85", "\x0b", "\x00", " ", "’"]


@pytest.mark.parametrize("bad", BAD_TEXT)
@pytest.mark.parametrize("member", ["ref", "unit", "due"])
def test_nothing_but_its_own_form_gets_into_a_header(member: str, bad: str):
    """Line ends of every script, controls and blanks make a notice a poison one, wherever they stand."""
    value = {"v": 1, "ref": REF, "unit": "street-3", "due": DUE}
    for text in (str(value[member]) + bad, bad + str(value[member])):
        with pytest.raises(Malformed, match=member):
            notices.parse(canonical.to_bytes(value | {member: text}).decode())


@pytest.mark.parametrize(
    "address",
    [
        *(f"duty{bad}@yunxi.example" for bad in BAD_TEXT),
        *(f"duty@yunxi.example{bad}" for bad in BAD_TEXT),
        "duty", "@yunxi.example", "a@b@c.example", "a,b@c.example", "Duty <duty@c.example>", "duty@例子.example",
    ],
)  # fmt: skip
def test_an_address_is_one_plain_address(address: str):
    """What a configuration lets through is judged again before it stands in a header."""
    with pytest.raises(Malformed, match="notice"):
        compose(address=address)


@pytest.mark.parametrize(
    "body",
    [
        "", "x", "[]", "{}", "null", '{"v":1}', BODY.replace("1", "2", 1), BODY.replace(REF, "37T2H8PWP1"),
        BODY.replace(REF, "37t2h-8pwp1"), BODY.replace(REF, "37T2H-8PWP"), BODY.replace(DUE, "2026-13-26T16Z"),
        BODY.replace("street-3", ""), BODY[:-1] + ',"category":"noise"}', BODY.replace('"street-3"', "3"),
        "[" * 5000,
    ],
)  # fmt: skip
def test_a_message_in_no_known_form_is_refused(body: str):
    """Nothing is guessed: a number in another shape, a member more or less, no JSON at all."""
    with pytest.raises(Malformed):
        notices.parse(body)


def test_a_unit_that_is_no_more_gets_nothing():
    """A notice for a unit that another deployment took away waits among the dead letters."""
    with pytest.raises(Malformed, match="unit"):
        compose(replace(NOTICE, unit="dissolved"))


def test_a_row_is_handed_on_without_what_an_e_mail_does_not_need():
    """The full case, which tells its millisecond, and whatever else a row may hold stay in the table."""
    row = {
        "case": {"S": "37T2H8PWP10000000000000000"}, "n": {"N": "0"}, "what": {"S": "new"}, "gone": {"N": "1"},
        "unit": {"S": "street-3"}, "ref": {"S": REF}, "due": {"S": DUE}, "facts": {"S": "x"},
    }  # fmt: skip
    assert notices.parse(notices.handed_on(row)) == NOTICE
    assert json.loads(notices.handed_on(row)) == json.loads(BODY)


ROWS: list[Any] = [
    {}, {"ref": None}, {"ref": "37T2H-8PWP1"}, {"ref": {"N": "1"}, "unit": {"L": []}}, {"ref": {"S": 7}},
    {"due": {"S": "x" * 1000}}, {"ref": {"S": "\r\n\u2028"}, "unit": {"S": "\ud800"}, "due": {"S": DUE}},
]  # fmt: skip


def records(*images: Any) -> dict[str, Any]:
    return {"Records": [{"eventName": "INSERT", "dynamodb": {"NewImage": image}} for image in images]}


def test_a_relay_hands_everything_on_whatever_it_holds(monkeypatch: pytest.MonkeyPatch):
    """A row that makes no notice goes to the queue as well, where it can fail without standing in the way."""
    queue = FakeQueue()
    monkeypatch.setattr(bootstrap, "notice_queue", lambda: queue)
    expired = {"eventName": "REMOVE", "dynamodb": {"Keys": {}}}
    event = records(*ROWS, {"ref": {"S": REF}, "unit": {"S": "street-3"}, "due": {"S": DUE}})
    relay.handler({"Records": [expired, *event["Records"], {"eventName": "INSERT"}]}, None)
    assert len(queue.bodies) == len(ROWS) + 2
    assert notices.parse(queue.bodies[-2]) == NOTICE
    for body in (*queue.bodies[:-2], queue.bodies[-1]):
        with pytest.raises(Malformed):
            notices.parse(body)


def test_a_relay_raises_only_when_handing_on_fails(monkeypatch: pytest.MonkeyPatch):
    """Then the stream brings the batch again; the text that goes to the caller says nothing of it."""
    monkeypatch.setattr(bootstrap, "notice_queue", lambda: FakeQueue(broken=True))
    with pytest.raises(errors.Unavailable, match=r"^notices were not handed on$"):
        relay.handler(records({"ref": {"S": REF}}), None)
    relay.handler({"Records": []}, None)


def batch(*bodies: Any) -> dict[str, Any]:
    return {"Records": [{"messageId": f"m{number}", "body": body} for number, body in enumerate(bodies)]}


def failures(event: dict[str, Any]) -> list[str]:
    return [item["itemIdentifier"] for item in notice.handler(event, None)["batchItemFailures"]]


REFUSED = BODY.replace("street-3", "street-4")


@pytest.mark.parametrize("place", [0, 4, 9])
@pytest.mark.parametrize("poison", ["not JSON", None, 7, REFUSED], ids=["text", "none", "number", "refused by ses"])
def test_one_poison_among_ten_stops_none(mailer: FakeMailer, place: int, poison: Any):
    """Wherever it stands and whatever is wrong with it, nine are sent and one is named."""
    bodies: list[Any] = [BODY] * 10
    bodies[place] = poison
    assert failures(batch(*bodies)) == [f"m{place}"]
    assert [mail.to for mail in mailer.sent] == ["street-3@yunxi.example"] * 9


def test_ten_poisons_are_ten_failures(mailer: FakeMailer):
    """Each is named for itself, and the function ends well."""
    assert failures(batch(*["not JSON"] * 10)) == [f"m{number}" for number in range(10)]
    assert mailer.sent == []


@pytest.mark.parametrize("record", [{}, {"body": "x"}, {"messageId": None}, {"messageId": ""}, {"messageId": 7}, None])
def test_a_record_without_a_name_fails_alone(mailer: FakeMailer, record: Any):
    """A failure without a name would bring the whole batch again: it is logged, and the others are sent."""
    assert failures({"Records": [{"messageId": "m0", "body": BODY}, record, {"messageId": "m2", "body": BODY}]}) == []
    assert len(mailer.sent) == 2


def test_a_log_says_of_notices_how_many_and_no_more(mailer: FakeMailer, caplog: pytest.LogCaptureFixture):
    """No number of a report, no address, no text of an error."""
    failures(batch(BODY, REFUSED, "not JSON"))
    lines = [vars(record) for record in caplog.records]
    assert [line["msg"] for line in lines] == ["fault", "fault", "noticed"]
    assert lines[-1]["size"] == len(mailer.sent) == 1
    assert not [word for word in (REF, "yunxi.example", "MessageRejected", DUE) if word in str(lines)]
