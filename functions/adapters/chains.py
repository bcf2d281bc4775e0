"""Keep cases on their way through the chain of offices: find one, read its acts, write a look or an act on top.

Leaves what one transaction holds to `changes`. Spec: CUSTODY.md, units.
"""

from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from functions.adapters import changes
from functions.adapters.changes import StaffTables
from functions.adapters.dynamo import Item, ask, from_item, reasons, to_item, translated
from functions.domain.chain import Case, Change, Last, Record
from functions.errors import AmbiguousRef, Unavailable, UnknownCase
from protocol import canonical, code, facts

if TYPE_CHECKING:
    from botocore.client import BaseClient

# What the staff's rules read of a case. What only the reporter, the officer or the log needs is never asked for.
_READ: Final = (
    "case", "hour", "status", "facts", "facts_hash", "avoid", "label_key", "n", "head", "due", "path", "last",
    "returns", "extensions", "acts", "pauses", "asked", "answered",
)  # fmt: skip
_LOST: Final = {"ConditionalCheckFailed", "TransactionConflict"}


class ChainStore:
    """The store as the staff's rules see it."""

    def __init__(self, client: "BaseClient", tables: StaffTables) -> None:
        self._client = client
        self._tables = tables

    def find(self, name: str) -> Case:
        """Return the case that a ref (10 symbols) or a full case (26) names; raises UnknownCase or AmbiguousRef.

        A case that was filed before there were units is with none of them, and as unknown as one that never was.
        """
        found = ask(
            self._client,
            "query",
            TableName=self._tables.cases,
            KeyConditionExpression="#ref = :ref AND begins_with(#case, :case)",
            ProjectionExpression=", ".join(f"#{part}" for part in _READ),
            ExpressionAttributeNames={f"#{part}": part for part in ("ref", *_READ)},
            ExpressionAttributeValues=to_item({":ref": name[: code.REF_SYMBOLS], ":case": name}),
            ConsistentRead=True,
            Limit=2,
        )["Items"]
        if len(found) > 1:
            raise AmbiguousRef("more than one case begins with this ref")
        if not found or "path" not in found[0]:
            raise UnknownCase("no such case")
        return _case(found[0])

    def recorded(self, case: str, id_: str) -> Record | None:
        """Return the act of a case that is recorded under an id, if any."""
        key = to_item({"case": case, "id": id_})
        found = ask(self._client, "get_item", TableName=self._tables.acts, Key=key, ConsistentRead=True).get("Item")
        return None if found is None else _record(found)

    def history(self, case: str) -> tuple[Record, ...]:
        """Return all acts of a case in the order of their numbers."""
        asked: dict[str, Any] = {
            "TableName": self._tables.acts,
            "KeyConditionExpression": "#case = :case",
            "ExpressionAttributeNames": {"#case": "case"},
            "ExpressionAttributeValues": to_item({":case": case}),
            "ConsistentRead": True,
        }
        records: list[Record] = []
        while True:
            page = ask(self._client, "query", **asked)
            records += map(_record, page["Items"])
            if "LastEvaluatedKey" not in page:
                return tuple(sorted(records, key=lambda record: record.n))
            asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def write(self, change: Change) -> bool:
        """Write a change in one transaction; return False, and write nothing, when something else came first.

        Raises Unavailable when the store is busy, or did not answer: then nobody knows whether it was written.
        """
        try:
            self._client.transact_write_items(TransactItems=changes.items(change, self._tables))
        except ClientError as error:
            if _LOST & reasons(error):
                return False
            raise translated(error) from error
        except BotoCoreError as error:
            raise Unavailable("the store did not answer") from error
        return True


def _case(item: Item) -> Case:
    values = from_item(item)
    last = values.get("last", {"act": "filed", "unit": "", "hour": values["hour"], "n": 0})
    return Case(
        **{name: values[name] for name in ("case", "hour", "status", "facts_hash", "label_key", "head", "due")},
        facts=facts.parse(canonical.parse(values["facts"].encode())),
        n=int(values["n"]),
        path=tuple(values["path"]),
        last=Last(**last | {"n": int(last["n"])}),
        avoid=tuple(values.get("avoid", ())),
        returns=tuple(values.get("returns", ())),
        extensions=tuple(values.get("extensions", ())),
        acts=int(values.get("acts", 0)),
        pauses=int(values.get("pauses", 0)),
        asked=values.get("asked", ""),
        answered=values.get("answered", False),
    )


def _record(item: Item) -> Record:
    values = from_item(item)
    return Record(**values | {"n": int(values["n"])})
