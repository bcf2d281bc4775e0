"""Read cases and boxes for the officer function, and append to a case's custody chain."""

import hashlib
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from functions.adapters import feed
from functions.adapters.dynamo import (
    CONTACT,
    Item,
    Tables,
    ask,
    entry_item,
    from_item,
    put,
    reasons,
    to_item,
    translated,
)
from functions.domain.pulling import Page, StoredCase
from functions.errors import AmbiguousRef, Gone, Unavailable, UnknownCase
from protocol import canonical, code, entry, facts
from protocol.envelope import Sealed

if TYPE_CHECKING:
    from botocore.client import BaseClient


BY_MARK: Final = "by_mark"  # the index of entries by their watermark


class CaseStore:
    """The store as the officer function sees it."""

    def __init__(self, client: "BaseClient", tables: Tables) -> None:
        self._client = client
        self._tables = tables

    def find(self, ref: str) -> StoredCase:
        """Return the case that a ref (10 symbols) or a full case (26) names; raises UnknownCase or AmbiguousRef."""
        found = self._ask(
            "query",
            TableName=self._tables.cases,
            KeyConditionExpression="#ref = :ref AND begins_with(#case, :case)",
            ExpressionAttributeNames={"#ref": "ref", "#case": "case"},
            ExpressionAttributeValues=to_item({":ref": ref[: code.REF_SYMBOLS], ":case": ref}),
            ConsistentRead=True,
            Limit=2,
        )["Items"]
        if len(found) > 1:
            raise AmbiguousRef("more than one case begins with this ref")
        if not found:
            raise UnknownCase("no such case")
        return _stored_case(found[0])

    def box(self, case: str) -> Sealed:
        """Return the sealed contact box of a case; raises Gone when it was destroyed."""
        found = self._ask(
            "get_item", TableName=self._tables.boxes, Key=to_item({"case": case, "item": CONTACT}), ConsistentRead=True
        ).get("Item")
        if found is None:
            raise Gone("the box was destroyed")
        values = from_item(found)
        return Sealed(suite=int(values["suite"]), key=values["key"], box=values["box"])

    def append(self, recorded: entry.Entry, *, head: str) -> bool:
        """Write an entry on top of `head` in one transaction; return False when another entry came first."""
        update = {
            "TableName": self._tables.cases,
            "Key": to_item({"ref": recorded.case[: code.REF_SYMBOLS], "case": recorded.case}),
            "UpdateExpression": "SET #n = :n, #head = :head",
            "ConditionExpression": "#n = :before AND #head = :prev",
            "ExpressionAttributeNames": {"#n": "n", "#head": "head"},
            "ExpressionAttributeValues": to_item(
                {":n": recorded.n, ":head": entry.hash_of(recorded), ":before": recorded.n - 1, ":prev": head}
            ),
        }
        written = put(self._tables.entries, entry_item(recorded))
        try:
            self._client.transact_write_items(TransactItems=[{"Update": update}, written])
        except ClientError as error:
            if {"ConditionalCheckFailed", "TransactionConflict"} & reasons(error):
                return False
            raise translated(error) from error
        except BotoCoreError as error:
            raise Unavailable("the store did not answer") from error
        return True

    def marked(self, mark: str) -> entry.Entry:
        """Return the entry that a mark is of; raises UnknownCase, or AmbiguousRef when there are several.

        The index runs late: a look of this second may be unknown still.
        """
        found = self._ask(
            "query",
            TableName=self._tables.entries,
            IndexName=BY_MARK,
            KeyConditionExpression="#mark = :mark",
            ExpressionAttributeNames={"#mark": "mark"},
            ExpressionAttributeValues=to_item({":mark": mark}),
            Limit=2,
        )["Items"]
        if len(found) > 1:
            raise AmbiguousRef("more than one look has this mark")
        if not found:
            raise UnknownCase("no look has this mark")
        key = {name: found[0][name] for name in ("case", "n")}
        item = self._ask("get_item", TableName=self._tables.entries, Key=key, ConsistentRead=True)["Item"]
        return entry.parse(canonical.parse(from_item(item)["entry"].encode()))

    def page(self, *, since: str, now: str, after: str | None) -> Page:
        """Return headers of cases filed from hour `since` to `now`, after the page that ended at `after`."""
        return feed.page(
            lambda **query: self._ask("query", TableName=self._tables.cases, **query), since=since, now=now, after=after
        )

    def _ask(self, operation: str, **arguments: object) -> dict[str, Any]:
        return ask(self._client, operation, **arguments)


def _stored_case(item: Item) -> StoredCase:
    values = from_item(item)
    return StoredCase(
        **{
            name: values[name]
            for name in ("case", "hour", "status", "receipt", "reply_to", "lookup_hash", "proof_hash", "head")
        },
        facts=facts.parse(canonical.parse(values["facts"].encode())),
        label_key_hash=hashlib.sha256(values["label_key"]).digest(),
        entry_key_hash=hashlib.sha256(values["entry_key"]).digest(),
        n=int(values["n"]),
    )
