"""Read the days of the cases table for the statistics, and put their files where the site is."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from functions.adapters import feed
from functions.adapters.dynamo import ask, from_item
from functions.domain.statistics import Counted
from functions.errors import Unavailable

if TYPE_CHECKING:
    from botocore.client import BaseClient

FOLDER: Final = "statistics/"
_INDEX: Final = f"{FOLDER}index.json"
_TYPE: Final = "application/json; charset=utf-8"
_READ: Final = ("hour", "category", "place", "status")
_THERE: Final = "PreconditionFailed"


class PublicationStore:
    """The cases by day, headers only, and the folder of the site that the statistics have."""

    def __init__(self, dynamodb: "BaseClient", table: str, s3: "BaseClient", bucket: str) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._s3 = s3
        self._bucket = bucket

    def months(self) -> frozenset[str]:
        """Return the months that are published."""
        found: set[str] = set()
        asked: dict[str, Any] = {"Bucket": self._bucket, "Prefix": FOLDER}
        while True:
            answer = ask(self._s3, "list_objects_v2", **asked)
            found |= {one["Key"].removeprefix(FOLDER).removesuffix(".json") for one in answer.get("Contents", ())}
            if "NextContinuationToken" not in answer:
                return frozenset(found - {"index"})
            asked["ContinuationToken"] = answer["NextContinuationToken"]

    def filed(self, days: Iterable[str]) -> Iterator[Counted]:
        """Yield every report filed on some UTC days, a query a page of the index."""
        for day in days:
            asked: dict[str, Any] = {
                "TableName": self._table,
                "IndexName": feed.INDEX,
                "KeyConditionExpression": "#day = :day",
                "ProjectionExpression": ", ".join(f"#{name}" for name in _READ),
                "ExpressionAttributeNames": {f"#{name}": name for name in ("day", *_READ)},
                "ExpressionAttributeValues": {":day": {"S": day}},
            }
            while True:
                page = ask(self._dynamodb, "query", **asked)
                for item in page["Items"]:
                    yield Counted(**from_item(item))
                if "LastEvaluatedKey" not in page:
                    break
                asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def put(self, month: str, document: bytes) -> None:
        """Publish a month unless it is published: what people have seen of it never changes."""
        try:
            self._put(f"{FOLDER}{month}.json", document, IfNoneMatch="*")
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") != _THERE:
                raise

    def list_months(self, document: bytes) -> None:
        """Publish which months there are."""
        self._put(_INDEX, document)

    def _put(self, key: str, data: bytes, **more: str) -> None:
        try:
            self._s3.put_object(
                Bucket=self._bucket, Key=key, Body=data, ContentType=_TYPE, CacheControl="no-cache", **more
            )
        except BotoCoreError as error:
            raise Unavailable("the site's store did not answer") from error
