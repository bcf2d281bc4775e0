"""Page through queues: open cases of a unit by an index, and what it passed on by a table (portal.yaml, by_unit)."""

from typing import TYPE_CHECKING, Any, Final

from functions.adapters.changes import StaffTables
from functions.adapters.dynamo import Item, ask, from_item, to_item
from functions.domain.queues import Passed, PassedOn, Place, Queue, Waiting
from functions.errors import Unavailable
from protocol import code

if TYPE_CHECKING:
    from botocore.client import BaseClient

INDEX: Final = "by_unit"
ATTEMPTS: Final = 4  # at a batch of which some was left over
_WAITING: Final = ("case", "category", "place", "status", "due", "n")
_PASSED: Final = ("case", "status", "due", "avoid")
_BETWEEN: Final = "#"  # deadline and case, in `inbox`
_BEYOND: Final = "$"  # the next character: above every case of a deadline, below the next deadline


class QueueStore:
    """The store as lists see it: the index has no narrative, and none is read of a case that was passed on."""

    def __init__(self, client: "BaseClient", tables: StaffTables) -> None:
        self._client = client
        self._tables = tables

    def waiting(self, unit: str, *, after: Place | None, most: int, until: str | None = None) -> Queue:
        """Return open cases of a unit in the order of their deadlines, those due by hour `until` when it is given.

        One query. The index follows the table after a moment: a case may be missing that came just now.
        """
        bound = {} if until is None else {":until": f"{until}{_BEYOND}"}
        start = {} if after is None else {"ExclusiveStartKey": _start(unit, after)}
        page = ask(
            self._client,
            "query",
            TableName=self._tables.cases,
            IndexName=INDEX,
            KeyConditionExpression="#queue = :unit" + (" AND #inbox < :until" if bound else ""),
            ProjectionExpression=", ".join(f"#{name}" for name in _WAITING),
            ExpressionAttributeNames={f"#{name}": name for name in (*_WAITING, "queue", *(["inbox"] if bound else []))},
            ExpressionAttributeValues=to_item({":unit": unit} | bound),
            Limit=most,
            **start,
        )
        cases = tuple(Waiting(**values | {"n": int(values["n"])}) for values in map(from_item, page["Items"]))
        return Queue(cases=cases, after=_place(page.get("LastEvaluatedKey")))

    def passed(self, unit: str, *, after: str | None, most: int) -> PassedOn:
        """Return cases that a unit had and has no more, as they stand now: one query, and one batch of reads."""
        start = {} if after is None else {"ExclusiveStartKey": to_item({"unit": unit, "case": after})}
        page = ask(
            self._client,
            "query",
            TableName=self._tables.passed,
            KeyConditionExpression="#unit = :unit",
            ExpressionAttributeNames={"#unit": "unit"},
            ExpressionAttributeValues=to_item({":unit": unit}),
            Limit=most,
            **start,
        )
        names = [item["case"]["S"] for item in page["Items"]]
        found = self._cases(names) if names else {}
        last = page.get("LastEvaluatedKey")
        return PassedOn(
            cases=tuple(found[name] for name in names if name in found), after=last["case"]["S"] if last else None
        )

    def _cases(self, names: list[str]) -> dict[str, Passed]:
        """Return some cases by their names. Raises Unavailable when the store leaves some over again and again."""
        asked: dict[str, Any] = {
            self._tables.cases: {
                "Keys": [to_item({"ref": name[: code.REF_SYMBOLS], "case": name}) for name in names],
                "ProjectionExpression": ", ".join(f"#{name}" for name in _PASSED),
                "ExpressionAttributeNames": {f"#{name}": name for name in _PASSED},
            }
        }
        found: dict[str, Passed] = {}
        for _ in range(ATTEMPTS):
            answer = ask(self._client, "batch_get_item", RequestItems=asked)
            for values in map(from_item, answer["Responses"].get(self._tables.cases, ())):
                found[values["case"]] = Passed(**values | {"avoid": tuple(values.get("avoid", ()))})
            asked = answer.get("UnprocessedKeys") or {}
            if not asked:
                return found
        raise Unavailable("the store left some of a batch over")


def _start(unit: str, after: Place) -> Item:
    """Return the key of a place in a queue: of the asking unit's own, whatever a mark says."""
    inbox = f"{after.due}{_BETWEEN}{after.case}"
    return to_item({"queue": unit, "inbox": inbox, "ref": after.case[: code.REF_SYMBOLS], "case": after.case})


def _place(last: Item | None) -> Place | None:
    if last is None:
        return None
    due, _, case = last["inbox"]["S"].partition(_BETWEEN)
    return Place(due=due, case=case)
