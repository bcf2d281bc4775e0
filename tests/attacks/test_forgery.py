"""Act as somebody who holds the tables, or guesses, and see each attempt refused at its named step."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import boto3
import pytest

from infra import citizen
from protocol import canonical, code, entry, hour
from protocol.errors import Refused
from tests.attacks import desk
from tests.conftest import Stack
from tests.system.reports import CONTACT, new_report


def filed(stack: Stack) -> citizen.Citizen:
    """Return a citizen whose report the portal holds."""
    reporter, report = new_report(stack)
    assert citizen.file(stack.site, reporter.case, canonical.to_bytes(report.to_value())).status == 201
    return reporter


def table(stack: Stack, name: str) -> Any:
    """Return a table, as whoever holds the whole account has it."""
    credentials = stack.described["credentials"]
    resource = boto3.resource(
        "dynamodb",
        region_name=stack.described["region"],
        endpoint_url=stack.described["endpoint"],
        aws_access_key_id=credentials["access_key"],
        aws_secret_access_key=credentials["secret_key"],
    )
    return resource.Table(stack.described["tables"][name])


def step_of(stack: Stack, case: str) -> str:
    """Return the step at which the officer's opening refuses the box of a case."""
    with pytest.raises(Refused) as caught:
        desk.opened(stack, desk.pull(stack, case))
    return caught.value.step


def test_two_boxes_swapped_in_the_table_are_both_refused(stack: Stack) -> None:
    """A box belongs to its case, and says so inside."""
    one, two = filed(stack), filed(stack)
    boxes = table(stack, "boxes")
    items = [boxes.get_item(Key={"case": found.case, "item": "contact"})["Item"] for found in (one, two)]
    for item, found in zip(items, (two, one), strict=True):
        boxes.put_item(Item=item | {"case": found.case})
    assert [step_of(stack, found.case) for found in (one, two)] == ["case", "case"]


def test_facts_altered_in_the_table_are_refused(stack: Stack) -> None:
    """The reporter sealed the hash of what he told."""
    reporter = filed(stack)
    cases, key = table(stack, "cases"), {"ref": reporter.case[:10], "case": reporter.case}
    told = cases.get_item(Key=key)["Item"]["facts"].replace("幼儿园", "托儿所")
    cases.update_item(Key=key, UpdateExpression="SET facts = :told", ExpressionAttributeValues={":told": told})
    assert step_of(stack, reporter.case) == "facts"


@pytest.mark.parametrize("name", ["reply_to", "lookup_hash", "proof_hash", "label_key", "entry_key"])
def test_a_value_swapped_beside_a_box_is_refused(name: str, stack: Stack) -> None:
    """Answers cannot be redirected, nor a case be taken over, by whoever holds the tables."""
    reporter = filed(stack)
    key = {"ref": reporter.case[:10], "case": reporter.case}
    table(stack, "cases").update_item(
        Key=key,
        UpdateExpression="SET #name = :value",
        ExpressionAttributeNames={"#name": name},
        ExpressionAttributeValues={":value": os.urandom(32)},
    )
    assert step_of(stack, reporter.case) == "proof"


def test_a_flipped_bit_in_a_stored_box_is_refused(stack: Stack) -> None:
    """The box authenticates what is in it."""
    reporter = filed(stack)
    boxes, key = table(stack, "boxes"), {"case": reporter.case, "item": "contact"}
    item = boxes.get_item(Key=key)["Item"]
    box = bytearray(item["box"].value)
    box[5000] ^= 4
    boxes.put_item(Item=item | {"box": bytes(box)})
    assert step_of(stack, reporter.case) == "box"


def test_a_box_replayed_under_a_new_case_is_refused(stack: Stack) -> None:
    """Whoever copies a box and files it as his own gets nothing opened."""
    _, first = new_report(stack)
    thief, second = new_report(stack)
    body = canonical.to_bytes(replace(second, sealed=first.sealed).to_value())
    assert citizen.file(stack.site, thief.case, body).status == 201
    assert step_of(stack, thief.case) == "case"


def test_nobody_files_under_the_case_of_another(stack: Stack) -> None:
    """A known case number opens nothing: the values must hash to it."""
    victim = filed(stack)
    _, report = new_report(stack)
    answer = citizen.file(stack.site, victim.case, canonical.to_bytes(report.to_value()))
    assert answer.status == 422
    assert desk.opened(stack, desk.pull(stack, victim.case)).contact == CONTACT


def test_an_unopened_case_shows_that_it_was_not_pulled(stack: Stack) -> None:
    """Refused pulls leave no entry, and a list of headers none either; a pull leaves one before the box is answered."""
    reporter = filed(stack)
    for demand in ({"purpose": "curiosity"}, {"note": ""}, {"note": "x" * 81}):
        request = {"v": 1, "act": "pull", "ref": reporter.case, "purpose": "verify", "note": "x"} | demand
        assert desk.invoke(stack, request)["problem"]["code"] == "member"
    listed = desk.invoke(stack, {"v": 1, "act": "list", "since": hour.from_datetime(datetime.now(UTC))})["cases"]
    assert reporter.case in {header["case"] for header in listed}
    assert [found.act for found in chain(stack, reporter.case)] == ["filed"]
    record = desk.pull(stack, code.ref(reporter.case))
    assert [found.to_value() for found in chain(stack, reporter.case)][1] == record["entry"]


def chain(stack: Stack, case: str) -> list[entry.Entry]:
    """Return the custody chain of a case, each entry checked against the one before."""
    found = table(stack, "entries").query(
        KeyConditionExpression="#case = :case",
        ExpressionAttributeNames={"#case": "case"},
        ExpressionAttributeValues={":case": case},
        ConsistentRead=True,
    )["Items"]
    entries = [entry.parse(canonical.parse(item["entry"].encode())) for item in found]
    for before, after in pairwise(entries):
        assert (after.n, after.prev) == (before.n + 1, entry.hash_of(before))
    return entries
