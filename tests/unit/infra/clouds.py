"""A CloudFormation that lives in memory: stacks, change sets and events as the real one answers them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError


def refused(operation: str, code: str, message: str) -> ClientError:
    """Return the error with which boto3 says no."""
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


def event(name: str, status: str, reason: str = "", second: int = 0) -> dict[str, Any]:
    """Return one event of a stack, `second` seconds after the first."""
    found: dict[str, Any] = {
        "EventId": f"{name}-{status}-{second}",
        "LogicalResourceId": name,
        "ResourceStatus": status,
        "Timestamp": datetime(2026, 11, 24, tzinfo=UTC) + timedelta(seconds=second),
    }
    return found | ({"ResourceStatusReason": reason} if reason else {})


def resource(name: str, kind: str, act: str = "Modify", replacement: str = "False") -> dict[str, Any]:
    """Return one change of a change set."""
    return {
        "ResourceChange": {
            "Action": act,
            "LogicalResourceId": name,
            "ResourceType": kind,
            "Replacement": replacement,
            "Details": [{"Target": {"Name": "Properties"}}],
        }
    }


class FakeCloudFormation:
    """`statuses` are what the stack is at each look; the last one stays. No status means that there is no stack."""

    def __init__(
        self,
        statuses: Sequence[str] = (),
        *,
        change_set: dict[str, Any] | None = None,
        pages: Sequence[Sequence[dict[str, Any]]] = ((),),
        events: Sequence[dict[str, Any]] = (),
        earlier: Sequence[dict[str, Any]] = (),
    ) -> None:
        self.statuses = list(statuses)
        self.change_set = change_set or {"Status": "CREATE_COMPLETE"}
        self.pages = pages
        self.events = list(events)
        self.earlier = [event("stack", "REVIEW_IN_PROGRESS"), *earlier]
        self.asked: list[str] = []
        self.created: dict[str, Any] = {}
        self.executed = False

    def describe_stacks(self, StackName: str) -> dict[str, Any]:  # noqa: N803  boto3's spelling
        if not self.statuses:
            raise refused("DescribeStacks", "ValidationError", f"Stack with id {StackName} does not exist")
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return {"Stacks": [{"StackStatus": status, "Outputs": [{"OutputKey": "A", "OutputValue": "a"}]}]}

    def create_change_set(self, **asked: Any) -> dict[str, str]:
        self.created = asked
        return {"Id": "change-set"}

    def describe_change_set(self, ChangeSetName: str, NextToken: str = "0") -> dict[str, Any]:  # noqa: N803
        page = int(NextToken)
        more = {"NextToken": str(page + 1)} if page + 1 < len(self.pages) else {}
        return self.change_set | {"Changes": list(self.pages[page])} | more

    def delete_change_set(self, ChangeSetName: str) -> None:  # noqa: N803
        self.asked.append("delete change set")

    def delete_stack(self, StackName: str) -> None:  # noqa: N803
        self.asked.append("delete stack")

    def execute_change_set(self, ChangeSetName: str) -> None:  # noqa: N803
        self.executed = True

    def get_paginator(self, name: str) -> "FakeCloudFormation":
        assert name == "describe_stack_events"
        return self

    def paginate(self, StackName: str) -> list[dict[str, Any]]:  # noqa: N803
        found = [*self.earlier, *(self.events if self.executed else [])][::-1]
        return [{"StackEvents": found[start : start + 2]} for start in range(0, len(found), 2)]
