"""The statistics' store reads page by page, and puts a month only where none is."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.adapters.publication import PublicationStore
from functions.domain.statistics import Counted

ROW = {"hour": "2026-10-05T03Z", "category": "noise", "place": "yx-hexi", "status": "closed"}


class FakeClient:
    """DynamoDB and S3 with two pages of everything; a put fails with `code`."""

    def __init__(self, code: str = "") -> None:
        self.asked: list[dict[str, Any]] = []
        self.code = code

    def query(self, **asked: Any) -> dict[str, Any]:
        """Return a row and a key, then another row."""
        self.asked.append(dict(asked))
        page = {"Items": [{name: {"S": value} for name, value in ROW.items()}]}
        return page if "ExclusiveStartKey" in asked else page | {"LastEvaluatedKey": {"feed": {"S": "x"}}}

    def list_objects_v2(self, **asked: Any) -> dict[str, Any]:
        """Return a month and a token, then another month and the index."""
        if "ContinuationToken" in asked:
            return {"Contents": [{"Key": "statistics/2026-10.json"}, {"Key": "statistics/index.json"}]}
        return {"Contents": [{"Key": "statistics/2026-09.json"}], "NextContinuationToken": "x"}

    def put_object(self, **asked: Any) -> None:
        """Keep what is put, or fail."""
        if self.code:
            raise ClientError({"Error": {"Code": self.code}}, "PutObject")
        self.asked.append(asked)


def store(client: Any) -> PublicationStore:
    return PublicationStore(client, "cases", client, "site")


def test_every_page_of_every_day_is_read():
    """Two days of two pages are four rows; nothing but hour and three choices is asked for."""
    client = FakeClient()
    assert list(store(client).filed(["2026-10-05", "2026-10-06"])) == [Counted(**ROW)] * 4
    assert [("ExclusiveStartKey" in asked) for asked in client.asked] == [False, True, False, True]
    assert {asked["ProjectionExpression"] for asked in client.asked} == {"#hour, #category, #place, #status"}
    assert {asked["IndexName"] for asked in client.asked} == {"by_day"}


def test_months_are_those_of_all_pages():
    """The list of months is no month."""
    assert store(FakeClient()).months() == {"2026-09", "2026-10"}


def test_a_month_is_put_where_none_is():
    """On the condition that none is there; the list of months is put over the one before."""
    client = FakeClient()
    store(client).put("2026-10", b"x")
    store(client).list_months(b"y")
    month, index = client.asked
    assert (month["Key"], month["IfNoneMatch"]) == ("statistics/2026-10.json", "*")
    assert (index["Key"], "IfNoneMatch" in index) == ("statistics/index.json", False)
    store(FakeClient("PreconditionFailed")).put("2026-10", b"x")
    with pytest.raises(ClientError):
        store(FakeClient("AccessDenied")).put("2026-10", b"x")
