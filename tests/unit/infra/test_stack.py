"""A deployment ends well, or with the first resource that failed: never with a success that is none."""

import pytest

from infra import stack
from infra.change import Change, Plan
from infra.errors import StackFailed
from tests.unit.infra.clouds import FakeCloudFormation, event, resource

CHANGES = (Change("Modify", "IntakeFunction", "AWS::Lambda::Function", "False"),)
PLAN = Plan("change-set", creates=False, changes=CHANGES)


def plan(cloud: FakeCloudFormation) -> Plan:
    return stack.plan(cloud, "tightlip", template_url="https://x/t.yaml", parameters={"A": "a"}, pause=0)


def execute(cloud: FakeCloudFormation, planned: Plan = PLAN, longest: float = 10) -> list[str]:
    told: list[str] = []
    stack.execute(cloud, "tightlip", planned, tell=told.append, pause=0, longest=longest)
    return told


def test_a_new_stack_is_created_and_an_old_one_updated():
    """There is one way to deploy, a change set, whether the stack exists, was only planned, or is new."""
    kinds = {(): "CREATE", ("REVIEW_IN_PROGRESS",): "CREATE", ("UPDATE_COMPLETE",): "UPDATE"}
    for statuses, kind in kinds.items():
        cloud = FakeCloudFormation(statuses)
        plan(cloud)
        assert cloud.created["ChangeSetType"] == kind


def test_every_capability_is_one_word_that_aws_knows():
    """AWS is asked with the capabilities that roles and named policies need, spelt exactly."""
    cloud = FakeCloudFormation()
    plan(cloud)
    assert cloud.created["Capabilities"] == ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"]
    assert "TemplateURL" in cloud.created
    assert "TemplateBody" not in cloud.created


@pytest.mark.parametrize(
    "reason",
    [
        "The submitted information didn't contain changes. Submit different information to create a change set.",
        "No updates are to be performed.",
    ],
)
def test_nothing_to_do_is_a_success(reason: str):
    """A change set without changes plans nothing, leaves nothing behind, and executing it does nothing."""
    cloud = FakeCloudFormation(["UPDATE_COMPLETE"], change_set={"Status": "FAILED", "StatusReason": reason})
    planned = plan(cloud)
    assert planned.changes == ()
    assert cloud.asked == ["delete change set"]
    execute(cloud, planned)
    assert not cloud.executed


def test_a_template_that_aws_refuses_fails_with_its_reason():
    """Any other failure of a change set is a failure, and the empty stack that was made for it is removed."""
    cloud = FakeCloudFormation(change_set={"Status": "FAILED", "StatusReason": "Template error: no such resource X"})
    with pytest.raises(StackFailed, match="no such resource X"):
        plan(cloud)
    assert cloud.asked == ["delete change set", "delete stack"]


@pytest.mark.parametrize(
    "status", ["ROLLBACK_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED", "DELETE_FAILED"]
)
def test_a_stack_that_is_busy_or_broken_is_left_alone(status: str):
    """Nothing is planned for a stack that cannot take it; the operator is told what to do."""
    cloud = FakeCloudFormation([status])
    with pytest.raises(StackFailed) as refused:
        plan(cloud)
    assert status in str(refused.value)
    assert refused.value.hint
    assert not cloud.created


def test_a_plan_only_asks():
    """Discarding a plan of a new stack removes the change set and the stack that held it."""
    cloud = FakeCloudFormation(pages=([resource("CasesTable", "AWS::DynamoDB::Table", "Add")],))
    stack.discard(cloud, plan(cloud), "tightlip")
    assert cloud.asked == ["delete change set", "delete stack"]
    assert not cloud.executed


def test_a_deployment_is_told_as_it_goes():
    """Each resource is told once, when it is done."""
    events = [event("CasesTable", "CREATE_IN_PROGRESS"), event("CasesTable", "CREATE_COMPLETE", second=1)]
    cloud = FakeCloudFormation(["UPDATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"], events=events)
    told = execute(cloud)
    assert [line.split() for line in told] == [["create_complete", "CasesTable"]]


FAILURES = [
    event("tightlip", "UPDATE_IN_PROGRESS"),
    event("OfficerFunction", "CREATE_FAILED", "Resource creation cancelled", second=3),
    event("IntakeFunction", "UPDATE_FAILED", "The role cannot be assumed", second=4),
    event("Distribution", "UPDATE_FAILED", "something later", second=9),
]


def test_a_failed_stack_names_its_first_cause():
    """What was cancelled because of another failure is not named; the first real one is, with its resource."""
    cloud = FakeCloudFormation(["UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE"], events=FAILURES)
    with pytest.raises(StackFailed, match="UPDATE_ROLLBACK_COMPLETE: IntakeFunction: The role cannot be assumed"):
        execute(cloud)


def test_a_failure_of_an_earlier_deployment_is_not_named():
    """Only events since this deployment began are looked at, on whatever page of the answer they stand."""
    earlier = [event("OldFunction", "UPDATE_FAILED", "long ago", second=-1)]
    cloud = FakeCloudFormation(["UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE"], events=FAILURES, earlier=earlier)
    with pytest.raises(StackFailed, match="IntakeFunction"):
        execute(cloud)


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED", "CREATE_FAILED", "ROLLBACK_FAILED"])
def test_no_end_but_a_good_one_is_a_success(status: str):
    """A stack that ends in any other state raises, even when no event says why."""
    with pytest.raises(StackFailed, match=status):
        execute(FakeCloudFormation(["UPDATE_IN_PROGRESS", status]))


def test_a_stack_that_never_settles_is_a_failure():
    """Waiting ends, and the deployment with it: the site is not published over a stack that is half-way."""
    with pytest.raises(StackFailed, match="still UPDATE_IN_PROGRESS"):
        execute(FakeCloudFormation(["UPDATE_IN_PROGRESS"]), longest=0)


def test_a_stack_that_vanishes_is_a_failure():
    """A stack that is deleted while it is deployed is not taken for a finished one."""
    with pytest.raises(StackFailed, match="DELETE_COMPLETE"):
        execute(FakeCloudFormation([]))


def test_outputs_of_no_stack_say_to_deploy_first():
    """Asking a stack that was never deployed is one clear sentence."""
    for statuses in ((), ("REVIEW_IN_PROGRESS",)):
        with pytest.raises(StackFailed, match="there is no stack"):
            stack.outputs(FakeCloudFormation(statuses), "tightlip")
    assert stack.outputs(FakeCloudFormation(["CREATE_COMPLETE"]), "tightlip") == {"A": "a"}
