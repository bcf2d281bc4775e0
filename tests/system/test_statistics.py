"""The deployed function publishes closed months where the page fetches them, and no deployment takes them away."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from functions.adapters import feed
from infra import publish
from infra.visit import visit
from tests.conftest import Stack

HOURS = ("2026-03-04T05Z", "2026-05-06T07Z")  # long before any report of these tests
MANY = 7


@pytest.fixture
def function(stack: Stack) -> Iterator[str]:
    """Give the function's name, with some reports of early months in the table, and leave neither these nor figures."""
    outputs, dynamodb, s3 = stack.outputs(), stack.environment.client("dynamodb"), stack.environment.client("s3")
    keys = []
    for hour in HOURS:
        for number in range(MANY):
            case = f"{hour[5:7]}{number}".ljust(26, "0")
            key = {"ref": {"S": case[:10]}, "case": {"S": case}}
            told = {"day": feed.day_of(hour), "feed": feed.position(hour, case), "hour": hour, "status": "closed"}
            told |= {"category": "noise", "place": "510504003", "facts": "canary"}
            item = key | {name: {"S": value} for name, value in told.items()}
            dynamodb.put_item(TableName=outputs["CasesTable"], Item=item)
            keys.append(key)
    try:
        yield outputs["StatisticsFunction"]
    finally:
        for key in keys:
            dynamodb.delete_item(TableName=outputs["CasesTable"], Key=key)
        for found in s3.list_objects_v2(Bucket=outputs["SiteBucket"], Prefix="statistics/").get("Contents", ()):
            s3.delete_object(Bucket=outputs["SiteBucket"], Key=found["Key"])


def call(stack: Stack, function: str) -> Any:
    answer = stack.environment.client("lambda").invoke(FunctionName=function, Payload=b"{}")
    assert "FunctionError" not in answer
    return json.loads(answer["Payload"].read())


def fetched(stack: Stack, name: str) -> Any:
    answer = visit(stack.site, f"/statistics/{name}.json")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json; charset=utf-8")
    return json.loads(answer.body)


def test_closed_months_are_published_once_and_stay(stack: Stack, function: str):
    """March to the last month are there, again is nothing new, what was lost comes back, a new site keeps them all."""
    made = call(stack, function)["months"]
    months = fetched(stack, "index")["months"]
    assert (len(months), months[-1]) == (made, "2026-03")
    march = fetched(stack, "2026-03")
    assert march["place"]["figures"]["510504"] == march["category"]["figures"]["noise"] == 10
    assert march["status"] == {"figures": dict.fromkeys(march["status"]["figures"], 0) | {"closed": 10}, "total": 10}
    assert fetched(stack, "2026-04")["category"]["total"] == 0
    assert "canary" not in json.dumps(march)
    assert call(stack, function) == {"months": 0}
    bucket = stack.outputs()["SiteBucket"]
    stack.environment.client("s3").delete_object(Bucket=bucket, Key="statistics/2026-05.json")
    publish.upload(stack.environment, bucket, stack.home.folder / "site")
    assert visit(stack.site, "/statistics/2026-05.json").status == 404
    assert call(stack, function) == {"months": 1}
    assert fetched(stack, "2026-05")["category"]["total"] == 10
    assert fetched(stack, "2026-03") == march
