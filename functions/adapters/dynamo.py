"""Speak DynamoDB: items, conditional puts, and which of its errors pass by themselves.

Three tables, so that access is granted by table (infra/portal.yaml): cases (`ref`, `case`, and an index by day),
entries (`case`, `n`), boxes (`case`, `item`).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from boto3.dynamodb.types import Binary, TypeDeserializer, TypeSerializer
from botocore.exceptions import BotoCoreError, ClientError

from functions.errors import Unavailable
from protocol import entry

if TYPE_CHECKING:
    from botocore.client import BaseClient

CONTACT: Final = "contact"  # the item of a case's contact box
# What passes by itself: as an error code of a call, and as the reason of a cancelled transaction.
_PASSING: Final = {
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "TransactionInProgressException",
    "InternalServerError",
    "ServiceUnavailable",
}
_PASSING_REASONS: Final = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
_serialise = TypeSerializer().serialize
_deserialise = TypeDeserializer().deserialize

Item = dict[str, Any]  # as boto3 has it: attribute name → {type: value}


@dataclass(frozen=True, slots=True)
class Tables:
    """The names of the three tables."""

    cases: str
    entries: str
    boxes: str


def to_item(values: dict[str, Any]) -> Item:
    """Return values as an item; bytes become binary, integers numbers."""
    return {name: _serialise(value) for name, value in values.items()}


def from_item(item: Item) -> dict[str, Any]:
    """Return the values of an item; numbers come as Decimal."""
    values = {name: _deserialise(value) for name, value in item.items()}
    return {name: bytes(value) if isinstance(value, Binary) else value for name, value in values.items()}


def put(table: str, item: Item, *, tell: bool = False) -> dict[str, Any]:
    """Return a transaction's put of an item that must not exist; when `tell`, a refusal brings the one that does."""
    found = {
        "TableName": table,
        "Item": item,
        "ConditionExpression": "attribute_not_exists(#case)",
        "ExpressionAttributeNames": {"#case": "case"},
    }
    return {"Put": found | ({"ReturnValuesOnConditionCheckFailure": "ALL_OLD"} if tell else {})}


def entry_item(recorded: entry.Entry) -> Item:
    """Return a custody entry as an item of the entries table."""
    return to_item({"case": recorded.case, "n": recorded.n, "entry": entry.to_bytes(recorded).decode()})


def ask(client: "BaseClient", operation: str, **arguments: object) -> dict[str, Any]:
    """Return the answer of a call that reads. Raises Unavailable for what passes by itself."""
    try:
        answer: dict[str, Any] = getattr(client, operation)(**arguments)
    except ClientError as error:
        raise translated(error) from error
    except BotoCoreError as error:
        raise Unavailable("the store did not answer") from error
    return answer


def reasons(error: ClientError) -> set[str]:
    """Return the codes for which a transaction was cancelled; none for any other error."""
    return {reason.get("Code", "") for reason in error.response.get("CancellationReasons", [])}


def translated(error: ClientError) -> Exception:
    """Return Unavailable for what passes by itself, and `error` unchanged for a fault of ours, which must alarm."""
    name = error.response.get("Error", {}).get("Code", "")
    if name in _PASSING or not _PASSING_REASONS.isdisjoint(reasons(error)):
        return Unavailable("the store is busy")
    foreign: Exception = error
    return foreign
