"""A plan shows what it would do, and one that would cost data is refused before anything happens."""

import pytest

from infra import change, template
from infra.change import Change, Plan
from infra.errors import DataAtRisk, StackFailed
from tests.unit.infra.clouds import FakeCloudFormation, refused, resource

PORTAL = template.load()
SCHEMAS = change.key_schemas(PORTAL)
DATA = [(name, kind) for kind in template.DATA_TYPES for name in template.resources(PORTAL, kind)]


def plan_of(*changes: Change) -> Plan:
    return Plan("change-set", creates=False, changes=changes)


def test_a_plan_is_read_to_its_last_page():
    """Changes of every page are in the plan."""
    pages = [[resource(f"R{page}", "AWS::Lambda::Function")] for page in range(3)]
    found = change.read(FakeCloudFormation(pages=pages), "change-set", creates=False)
    assert [one.name for one in found.changes] == ["R0", "R1", "R2"]


@pytest.mark.parametrize(("name", "kind"), DATA)
@pytest.mark.parametrize(("act", "replaces"), [("Modify", "True"), ("Modify", "Conditional"), ("Remove", "False")])
def test_data_is_never_replaced_or_removed(name: str, kind: str, act: str, replaces: str):
    """A plan that would replace, might replace or would remove any table, key or bucket is refused by name."""
    with pytest.raises(DataAtRisk, match=name) as error:
        change.refuse_data_loss(plan_of(Change(act, name, kind, replaces)), SCHEMAS, PORTAL)
    assert error.value.hint


IN_PLACE = [
    ("ReceiptKey", "AWS::KMS::Key", ("KeyPolicy",)),
    ("CasesTable", "AWS::DynamoDB::Table", ("AttributeDefinitions", "GlobalSecondaryIndexes")),
    ("SiteBucket", "AWS::S3::Bucket", ("LifecycleConfiguration",)),
]


@pytest.mark.parametrize(("name", "kind", "properties"), IN_PLACE)
def test_what_changes_in_place_is_allowed(name: str, kind: str, properties: tuple[str, ...]):
    """A cloud that is unsure is overruled for properties known to change in place, not for others nor for a yes."""
    change.refuse_data_loss(
        plan_of(Change("Modify", name, kind, "Conditional", properties, properties)), SCHEMAS, PORTAL
    )
    for replaces, unsure in (("Conditional", (*properties, "KeySchema")), ("True", properties), ("Conditional", ())):
        with pytest.raises(DataAtRisk):
            change.refuse_data_loss(plan_of(Change("Modify", name, kind, replaces, (), unsure)), SCHEMAS, PORTAL)


def test_a_plan_tells_which_properties_might_replace():
    """Of a change set's details, those that never recreate are only why; the others are unsure too."""
    found = resource("ReceiptKey", "AWS::KMS::Key", replacement="Conditional")
    found["ResourceChange"]["Details"] = [
        {"Target": {"Attribute": "Properties", "Name": "KeyPolicy", "RequiresRecreation": "Conditionally"}},
        {"Target": {"Attribute": "Properties", "Name": "Description", "RequiresRecreation": "Never"}},
        {"Target": {"Attribute": "Metadata", "RequiresRecreation": "Never"}},
    ]
    (read,) = change.read(FakeCloudFormation(pages=[[found]]), "change-set", creates=False).changes
    assert (read.why, read.unsure) == (("Description", "KeyPolicy", "Metadata"), ("KeyPolicy",))


def test_code_may_be_replaced():
    """Functions, roles and new resources of any kind are free to change."""
    change.refuse_data_loss(
        plan_of(
            Change("Modify", "IntakeFunction", "AWS::Lambda::Function", "True"),
            Change("Remove", "OldFunction", "AWS::Lambda::Function", "False"),
            Change("Add", "NewTable", "AWS::DynamoDB::Table", "False"),
            Change("Modify", "CasesTable", "AWS::DynamoDB::Table", "False"),
        ),
        SCHEMAS,
        PORTAL,
    )


@pytest.mark.parametrize("name", SCHEMAS)
def test_another_key_schema_is_refused_even_when_the_plan_is_silent(name: str):
    """A key schema that differs from the live table's is refused by itself: not every cloud says that it replaces."""
    live = SCHEMAS | {name: frozenset({("HASH", "other", "S")})}
    with pytest.raises(DataAtRisk, match=f"{name} another key schema"):
        change.refuse_data_loss(plan_of(), live, PORTAL)


def test_a_key_of_another_type_is_another_schema():
    """The attributes' types count, and not only their names."""
    schema = frozenset({("HASH", "case", "S"), ("RANGE", "n", "S")})
    assert SCHEMAS["EntriesTable"] == {("HASH", "case", "S"), ("RANGE", "n", "N")}
    with pytest.raises(DataAtRisk):
        change.refuse_data_loss(plan_of(), {"EntriesTable": schema}, PORTAL)


def test_permissions_and_replacements_stand_out():
    """An operator sees at a glance which changes touch permissions and which replace something."""
    lines = list(
        change.lines(
            plan_of(
                Change("Modify", "IntakePolicy", "AWS::IAM::Policy", "False", ("PolicyDocument",)),
                Change("Modify", "ReceiptKey", "AWS::KMS::Key", "False"),
                Change("Modify", "InboxRoute", "AWS::ApiGatewayV2::Route", "False", ("AuthorizationType",)),
                Change("Modify", "StaffAuthorizer", "AWS::ApiGatewayV2::Authorizer", "False"),
                Change("Modify", "IntakeFunction", "AWS::Lambda::Function", "True"),
                Change("Add", "Headers", "AWS::CloudFront::ResponseHeadersPolicy", "False"),
            )
        )
    )
    assert [("PERMISSIONS" in line, "REPLACES" in line) for line in lines] == [
        *[(True, False)] * 4,
        (False, True),
        (False, False),
    ]
    assert "PolicyDocument" in lines[0]


def test_an_empty_plan_says_so():
    """Nothing to do is said, not shown as silence."""
    assert list(change.lines(plan_of())) == ["  nothing to do"]


class NoTable:
    """A DynamoDB whose table is gone."""

    def describe_table(self, TableName: str) -> dict[str, object]:  # noqa: N803  boto3's spelling
        raise refused("DescribeTable", "ResourceNotFoundException", TableName)


def test_a_table_that_the_stack_lost_is_named():
    """A stack whose table was deleted behind its back is not deployed over."""
    with pytest.raises(StackFailed, match="t1") as error:
        change.live_key_schemas(NoTable(), {"CasesTable": "t1"})
    assert "backup" in error.value.hint
