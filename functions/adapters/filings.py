"""Store a filing: case, entry, box and the notice to its unit, in one transaction that never reads."""

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from functions.adapters import changes, feed
from functions.adapters.dynamo import CONTACT, Item, Tables, entry_item, from_item, put, to_item, translated
from functions.domain.filing import Filing, Stored
from functions.errors import Unavailable
from protocol import code, entry, facts

if TYPE_CHECKING:
    from botocore.client import BaseClient


class FilingStore:
    """The store as filing sees it: four puts in one transaction, and no read. `notices` is a table's name."""

    def __init__(self, client: "BaseClient", tables: Tables, notices: str) -> None:
        self._client = client
        self._tables = tables
        self._notices = notices

    def put(self, filing: Filing) -> Stored:
        """Store case, entry, box and notice, or return what the case already holds.

        Raises Unavailable when the store is busy.
        """
        puts = (
            put(self._tables.cases, _case_item(filing), tell=True),
            put(self._tables.entries, entry_item(filing.filed)),
            put(self._tables.boxes, _box_item(filing)),
            put(self._notices, changes.notice_item(filing.filed, filing.unit, filing.due, "new")),
        )
        try:
            self._client.transact_write_items(TransactItems=list(puts))
        except ClientError as error:
            return _stored(_lost_to(error))
        except BotoCoreError as error:
            raise Unavailable("the store did not answer") from error
        return Stored(hour=filing.hour, receipt=filing.receipt, sameness=filing.sameness, new=True)


def _case_item(filing: Filing) -> Item:
    report = filing.report
    lists = {name: list(value) for name, value in (("avoid", report.avoid), ("keep", report.keep)) if value}
    return to_item(
        lists
        | {
            "ref": filing.case[: code.REF_SYMBOLS],
            "case": filing.case,
            "day": feed.day_of(filing.hour),
            "feed": feed.position(filing.hour, filing.case),
            "hour": filing.hour,
            "status": "submitted",
            "unit": filing.unit,
            "queue": filing.unit,  # the partition of the index by_unit, and its order:
            "inbox": f"{filing.due}#{filing.case}",
            "due": filing.due,
            "path": [filing.unit],
            "category": report.facts.category,
            "place": report.facts.place,
            "key": report.sealed.key,
            "build": report.build,
            "facts": facts.to_bytes(report.facts).decode(),
            "facts_hash": filing.facts_hash,
            "sameness": filing.sameness,
            "receipt": filing.receipt,
            "reply_to": report.reply_to,
            "lookup_hash": report.lookup_hash,
            "proof_hash": report.proof_hash,
            "label_key": report.label_key,
            "entry_key": report.entry_key,
            "n": filing.filed.n,
            "head": entry.hash_of(filing.filed),
        }
    )


def _box_item(filing: Filing) -> Item:
    sealed = filing.report.sealed
    return to_item({"case": filing.case, "item": CONTACT, "suite": sealed.suite, "key": sealed.key, "box": sealed.box})


def _stored(item: Item) -> Stored:
    values = from_item(item)
    return Stored(hour=values["hour"], receipt=values["receipt"], sameness=values["sameness"], new=False)


def _lost_to(error: ClientError) -> Item:
    """Return the case item that a filing's transaction found in its place; raises Unavailable, or `error` itself."""
    reasons = error.response.get("CancellationReasons", [])
    if reasons and reasons[0].get("Code") == "ConditionalCheckFailed" and "Item" in reasons[0]:
        item: Item = reasons[0]["Item"]
        return item
    raise translated(error) from error
