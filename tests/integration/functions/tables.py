"""Make the tables of portal.yaml in moto, and put cases into them as filing does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from moto import mock_aws

from functions.adapters.changes import StaffTables, passage
from functions.adapters.dynamo import Item, to_item
from functions.domain.chain import Case
from infra import template
from protocol import facts
from tests.vectors import people

NAMES = StaffTables(cases="cases", entries="entries", passed="passed", acts="acts", notices="notices")
# What filing writes of a case's way through the chain of offices; all else of it comes with the first act.
FILED = ("status", "due", "inbox", "unit", "path")
KEPT = ("KeySchema", "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes")


@contextmanager
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Give a DynamoDB client of moto with the five tables that the staff function reaches, as the template has them."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    resources = template.load()["Resources"]
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-west-1")
        for name in NAMES.__slots__:
            properties = resources[f"{name.title()}Table"]["Properties"]
            client.create_table(TableName=name, **{part: properties[part] for part in KEPT if part in properties})
        yield client


def stored(case: Case) -> Item:
    """Return the item of a case as filing leaves it, with what the staff's rules never read."""
    lists = {"avoid": list(case.avoid)} if case.avoid else {}
    way = passage(case)
    return to_item(
        lists
        | {name: way[name] for name in FILED}
        | ({"queue": case.queue} if case.queue else {})
        | {
            "ref": case.case[:10],
            "case": case.case,
            "day": case.hour[:10],
            "feed": f"{case.hour}#{case.case}",
            "hour": case.hour,
            "category": case.facts.category,
            "place": case.facts.place,
            "key": people.OFFICER.key_id,
            "build": people.BUILD,
            "facts": facts.to_bytes(case.facts).decode(),
            "facts_hash": case.facts_hash,
            "sameness": "0" * 64,
            "receipt": "receipt",
            "reply_to": people.REPLY_TO,
            "lookup_hash": bytes(32),
            "proof_hash": bytes(32),
            "label_key": case.label_key,
            "entry_key": people.DERIVED.entry_key,
            "n": case.n,
            "head": case.head,
        }
    )


def put(client: Any, *cases: Case) -> None:
    """Put cases into the table."""
    for case in cases:
        client.put_item(TableName=NAMES.cases, Item=stored(case))
