"""A report becomes an e-mail to its unit that says nothing of it; what cannot be sent keeps nothing else waiting."""

import json
import time
from collections.abc import Iterator

import pytest

from infra import citizen
from protocol import canonical, code
from tests.conftest import Stack
from tests.system.mails import mails, soon, told
from tests.system.reports import FACTS, new_report

ADDRESS = "duty@hongxing.yunxi.example"  # of the unit that gets a report of FACTS' place and category
ROWS = {f"TEST{number}TESTS{'0' * 16}": {"unit": "hongxing", "due": "2026-11-27T10Z"} for number in range(3)}
POISON = {"unit": "hongxing", "due": "2026-11-27T10Z", "ref": "X\r\nBcc: all@yunxi.example"}


def warm(stack: Stack) -> None:
    """Have one notice sent: a function that is only being started may take longer than an impatient queue waits."""
    reporter, report = new_report(stack)
    assert citizen.file(stack.site, reporter.case, canonical.to_bytes(report.to_value())).status == 201
    soon(lambda: told(stack, code.ref(reporter.case)))


@pytest.fixture
def impatient(stack: Stack) -> Iterator[str]:
    """Let the queue try twice, three seconds apart, and give the address of its dead letters."""
    outputs, sqs = stack.outputs(), stack.environment.client("sqs")
    queue, dead = outputs["NoticeQueue"], outputs["NoticeDeadLetters"]
    names = ["VisibilityTimeout", "RedrivePolicy"]
    before = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
    policy = json.dumps(json.loads(before["RedrivePolicy"]) | {"maxReceiveCount": 2})
    warm(stack)
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "3", "RedrivePolicy": policy})
    try:
        yield dead
    finally:
        sqs.set_queue_attributes(QueueUrl=queue, Attributes=before)
        sqs.purge_queue(QueueUrl=dead)


def test_a_report_becomes_an_e_mail_that_says_nothing_of_it(stack: Stack):
    """The unit is sent number, deadline and link in both languages: every other byte is the same for every report."""
    reporter, report = new_report(stack)
    body = canonical.to_bytes(report.to_value())
    assert citizen.file(stack.site, reporter.case, body).status == 201
    ref = code.ref(reporter.case)
    (mail,) = soon(lambda: told(stack, ref))
    key = {"ref": {"S": reporter.case[:10]}, "case": {"S": reporter.case}}
    table = stack.described["tables"]["cases"]
    due = stack.environment.client("dynamodb").get_item(TableName=table, Key=key)["Item"]["due"]["S"]
    year, month, day, hour = int(due[:4]), int(due[5:7]), int(due[8:10]), int(due[11:13]) + 8
    english = time.strftime("%B", (year, month, day, 0, 0, 0, 0, 0, 0))
    assert (mail["To"], mail["CC"], mail["BCC"], mail["BodyHtml"]) == ([ADDRESS], [], [], "")
    assert mail["Source"] == "notices@tightlip.example"
    assert mail["Subject"] == f"编号 {ref}，期限 {due[:10]} {hour}:00 / Report {ref}, due {due[:10]} {hour}:00"
    assert mail["BodyText"] == (
        f"有一份工单等待您单位办理。\n\n编号：{ref}\n期限：{year}年{month}月{day}日 {hour}:00（Asia/Shanghai）\n"
        f"请登录查看：{stack.site}/zh-CN/staff/\n\n"
        f"A report is waiting for your office.\n\nReport number: {ref}\n"
        f"Deadline: {day} {english} {year}, {hour}:00 (Asia/Shanghai)\nSign in to see it: {stack.site}/en/staff/\n"
    )
    whole = json.dumps(mail, ensure_ascii=False)
    assert not [name for name in ("category", "place", "spot", "what") if str(FACTS[name]) in whole]
    assert reporter.case not in whole


def test_a_poison_notice_is_laid_aside_and_stops_no_other(stack: Stack, impatient: str):
    """Rows before and after it become e-mails; it is tried again, and ends among the dead letters as it was."""
    dynamodb, table = stack.environment.client("dynamodb"), stack.described["tables"]["notices"]
    items = [{"case": case, "ref": code.show(case[:10]), **row} for case, row in ROWS.items()]
    items.insert(1, {"case": "POISON", **POISON})
    for number, item in enumerate(items):
        row = {name: {"S": value} for name, value in item.items()} | {"n": {"N": str(number)}, "gone": {"N": "1"}}
        dynamodb.put_item(TableName=table, Item=row)
    try:
        for item in items:
            if item["case"] != "POISON":
                soon(lambda ref=item["ref"]: told(stack, ref))
        sqs = stack.environment.client("sqs")
        (dead,) = soon(lambda: sqs.receive_message(QueueUrl=impatient).get("Messages"))
        assert json.loads(dead["Body"]) == {"v": 1} | POISON
        assert not [mail for mail in mails(stack) if "all@yunxi.example" in json.dumps(mail)]
    finally:
        for number, item in enumerate(items):
            dynamodb.delete_item(TableName=table, Key={"case": {"S": item["case"]}, "n": {"N": str(number)}})
