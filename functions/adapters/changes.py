"""Say a look or an act as the items of one DynamoDB transaction: all of it is written, or nothing.

No transaction names an item twice: what is new of a case, its entry, its act, and its notice stand in tables of their
own, and the unit that loses a case is never the one that gets it.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final

from functions.adapters.dynamo import Item, entry_item, put, to_item
from functions.domain.chain import Case, Change
from protocol import code, hour
from protocol.entry import Entry

NOTICE_KEPT: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class StaffTables:
    """The names of the five tables that the staff function reaches; boxes are in none of them."""

    cases: str
    entries: str
    passed: str
    acts: str
    notices: str


def items(change: Change, tables: StaffTables) -> list[dict[str, Any]]:
    """Return the transaction of a change: two items for a look, three to six for an act."""
    case, recorded = change.before.case, change.entry
    found = [
        _update(change, tables.cases),
        put(tables.entries, entry_item(recorded) | to_item({"mark": change.mark})),
    ]
    if change.record is not None:
        told = {name: value for name, value in asdict(change.record).items() if value is not None}
        found.append(put(tables.acts, to_item(told)))
    if change.passed is not None:
        item = to_item({"unit": change.passed, "case": case, "hour": recorded.hour})
        found.append({"Put": {"TableName": tables.passed, "Item": item}})
    if change.regained is not None:
        key = to_item({"unit": change.regained, "case": case})
        found.append({"Delete": {"TableName": tables.passed, "Key": key}})
    if change.notice is not None:
        found.append(
            put(tables.notices, notice_item(recorded, change.notice.unit, change.after.due, change.notice.what))
        )
    return found


def notice_item(recorded: Entry, unit: str, due: str, what: str) -> Item:
    """Return what a unit is to be told: ref, deadline and why, and nothing of what the case is about."""
    gone = hour.parse(recorded.hour) + NOTICE_KEPT
    return to_item(
        {
            "case": recorded.case,
            "n": recorded.n,
            "unit": unit,
            "ref": code.ref(recorded.case),
            "due": due,
            "what": what,
            "gone": int(gone.timestamp()),
        }
    )


def passage(case: Case) -> dict[str, Any]:
    """Return the attributes of a case that its way through the chain of offices changes, `queue` left out."""
    return {
        "status": case.status,
        "due": case.due,
        "inbox": case.inbox,
        "unit": case.unit,
        "path": list(case.path),
        "last": asdict(case.last),
        "returns": list(case.returns),
        "extensions": list(case.extensions),
        "acts": case.acts,
        "pauses": case.pauses,
        "asked": case.asked,
        "answered": case.answered,
    }


def _update(change: Change, table: str) -> dict[str, Any]:
    """Return the update of a case, on the condition that its chain is as it was read."""
    before, after = change.before, change.after
    values: dict[str, Any] = {"n": after.n, "head": after.head}
    removed = ""
    if change.record is not None:
        values |= passage(after)
        if after.queue is None:
            removed = " REMOVE #queue"
        else:
            values["queue"] = after.queue
    names = (*values, "queue") if removed else values
    return {
        "Update": {
            "TableName": table,
            "Key": to_item({"ref": before.case[: code.REF_SYMBOLS], "case": before.case}),
            "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in values) + removed,
            "ConditionExpression": "#n = :before AND #head = :prev",
            "ExpressionAttributeNames": {f"#{name}": name for name in names},
            "ExpressionAttributeValues": to_item(
                {f":{name}": value for name, value in values.items()} | {":before": before.n, ":prev": before.head}
            ),
        }
    }
