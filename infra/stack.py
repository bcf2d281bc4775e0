"""Bring a CloudFormation stack to a template through a change set, and say which resource failed first.

Leaves judging the plan to `change`.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from infra import change
from infra.change import Plan
from infra.errors import StackFailed

if TYPE_CHECKING:
    from botocore.client import BaseClient

# Roles and policies are made, and a policy has a name; AWS asks for a word of consent to each.
CAPABILITIES: Final = ("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM")
_NOTHING: Final = ("didn't contain changes", "no updates are to be performed", "no changes")
_UNFINISHED: Final = "REVIEW_IN_PROGRESS"  # a change set was made for it, and never executed
_GOOD: Final = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
_LONGEST: Final = 3600  # seconds: a distribution takes minutes, never an hour


def describe(client: "BaseClient", name: str) -> dict[str, Any] | None:
    """Return CloudFormation's description of a stack, None when there is none."""
    try:
        found: dict[str, Any] = client.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return None if found["StackStatus"] == "DELETE_COMPLETE" else found


def outputs(client: "BaseClient", name: str) -> dict[str, str]:
    """Return the outputs of a stack. Raises StackFailed when there is no such stack."""
    found = describe(client, name)
    if found is None or found["StackStatus"] == _UNFINISHED:
        raise StackFailed(f"there is no stack {name}", "deploy it first")
    return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", ())}


def physical(client: "BaseClient", name: str, kind: str) -> dict[str, str]:
    """Return the physical names of a stack's resources of one type, by logical name."""
    pages = client.get_paginator("list_stack_resources").paginate(StackName=name)
    return {
        found["LogicalResourceId"]: found["PhysicalResourceId"]
        for page in pages
        for found in page["StackResourceSummaries"]
        if found["ResourceType"] == kind and found["ResourceStatus"] != "DELETE_COMPLETE"
    }


def plan(
    client: "BaseClient", name: str, *, template_url: str, parameters: Mapping[str, str], pause: float = 2.0
) -> Plan:
    """Make a change set and return what it would do; a plan without changes has nothing left behind.

    Raises StackFailed when the stack is busy or broken, or when CloudFormation refuses the template.
    """
    found = describe(client, name)
    creates = found is None or found["StackStatus"] == _UNFINISHED
    if found is not None and not creates:
        _refuse_unsound(name, found["StackStatus"])
    made = client.create_change_set(
        StackName=name,
        ChangeSetName=f"deploy-{secrets.token_hex(8)}",
        ChangeSetType="CREATE" if creates else "UPDATE",
        TemplateURL=template_url,
        Parameters=[{"ParameterKey": key, "ParameterValue": parameters[key]} for key in sorted(parameters)],
        Capabilities=list(CAPABILITIES),
    )["Id"]
    while (state := client.describe_change_set(ChangeSetName=made))["Status"] in (
        "CREATE_PENDING",
        "CREATE_IN_PROGRESS",
    ):
        time.sleep(pause)
    if state["Status"] == "FAILED":
        why = state.get("StatusReason", "no reason given")
        discard(client, Plan(change_set=made, creates=creates, changes=()), name)
        if any(word in why.lower() for word in _NOTHING):
            return Plan(change_set="", creates=False, changes=())
        raise StackFailed(f"CloudFormation refuses the template: {why}")
    return change.read(client, made, creates=creates)


def discard(client: "BaseClient", planned: Plan, name: str) -> None:
    """Remove a change set that is not to be executed, and the empty stack that was made for it."""
    if planned.change_set:
        client.delete_change_set(ChangeSetName=planned.change_set)
    if planned.creates:
        client.delete_stack(StackName=name)


def execute(
    client: "BaseClient",
    name: str,
    planned: Plan,
    *,
    tell: Callable[[str], None],
    pause: float = 5.0,
    longest: float = _LONGEST,
) -> None:
    """Execute a plan and wait until the stack is at its template; `tell` gets each resource as it is done.

    Raises StackFailed with the first resource that failed and why, or when the stack takes longer than `longest`
    seconds.
    """
    if not planned.changes:
        return
    last = next((event["EventId"] for event in _events(client, name, None)), None)
    client.execute_change_set(ChangeSetName=planned.change_set)
    told: set[str] = set()
    deadline = time.monotonic() + longest
    while True:
        found = describe(client, name)
        status = found["StackStatus"] if found else "DELETE_COMPLETE"
        events = _events(client, name, last)
        _tell(events, told, tell)
        if status != _UNFINISHED and not status.endswith("_IN_PROGRESS"):
            break
        if time.monotonic() > deadline:
            raise StackFailed(f"{name} is still {status}", "look at its events, and deploy again when it has settled")
        time.sleep(pause)
    if status not in _GOOD:
        raise StackFailed(f"{name} ended as {status}: {first_failure(events)}", "mend the cause and deploy again")


def first_failure(events: list[dict[str, Any]]) -> str:
    """Return the first failure in a stack's events as `resource: reason`; what was cancelled for it is not a cause."""

    def moment(event: dict[str, Any]) -> datetime:
        found: datetime = event["Timestamp"]
        return found

    for event in sorted(events, key=moment):
        reason = event.get("ResourceStatusReason", "no reason given")
        if event["ResourceStatus"].endswith("_FAILED") and "cancelled" not in reason.lower():
            return f"{event['LogicalResourceId']}: {reason}"
    return "no resource says why"


def _events(client: "BaseClient", name: str, last: str | None) -> list[dict[str, Any]]:
    """Return the events of a stack since the one called `last`, newest first, from as many pages as it takes."""
    found: list[dict[str, Any]] = []
    for page in client.get_paginator("describe_stack_events").paginate(StackName=name):
        for event in page["StackEvents"]:
            if event["EventId"] == last:
                return found
            found.append(event)
    return found


def _tell(events: list[dict[str, Any]], told: set[str], tell: Callable[[str], None]) -> None:
    for event in reversed(events):
        if event["EventId"] not in told and event["ResourceStatus"].endswith(("_COMPLETE", "_FAILED")):
            tell(f"    {event['ResourceStatus'].lower():<24} {event['LogicalResourceId']}")
        told.add(event["EventId"])


def _refuse_unsound(name: str, status: str) -> None:
    if status == "ROLLBACK_COMPLETE":
        hint = (
            "its first creation failed, so it holds nothing: delete the stack, and any table it left, then deploy again"
        )
        raise StackFailed(f"{name} is {status}", hint)
    if status.endswith("_IN_PROGRESS"):
        raise StackFailed(f"{name} is busy: {status}", "wait until it has settled, then deploy again")
    if status.endswith("_FAILED"):
        raise StackFailed(f"{name} is {status}", "continue its rollback in CloudFormation, then deploy again")
