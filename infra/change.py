"""Plan what a deployment would change, and refuse what would cost data.

A plan is a CloudFormation change set read into values. Leaves executing it to `stack`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from infra.errors import DataAtRisk, StackFailed
from infra.template import DATA_TYPES, Template, resources

if TYPE_CHECKING:
    from botocore.client import BaseClient

_TABLE: Final = "AWS::DynamoDB::Table"
# Properties that CloudFormation's reference says change in place, and for which a cloud may still answer "Conditional".
# Of AttributeDefinitions those that are keys are compared with the live table's.
_IN_PLACE: Final = {
    _TABLE: {
        "AttributeDefinitions", "BillingMode", "DeletionProtectionEnabled", "GlobalSecondaryIndexes",
        "PointInTimeRecoverySpecification", "SSESpecification", "StreamSpecification", "Tags",
        "TimeToLiveSpecification",
    },
    "AWS::KMS::Key": {"Description", "Enabled", "KeyPolicy", "PendingWindowInDays", "Tags"},
    "AWS::S3::Bucket": {
        "BucketEncryption", "LifecycleConfiguration", "OwnershipControls", "PublicAccessBlockConfiguration", "Tags",
        "VersioningConfiguration",
    },
}  # fmt: skip
_PERMISSIONS: Final = (
    "AWS::ApiGatewayV2::Authorizer", "AWS::ApiGatewayV2::Route", "AWS::KMS::Key", "AWS::Lambda::Permission",
    "AWS::S3::BucketPolicy",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a plan: `act` is Add, Modify, Remove or Import; `replaces` True, False or Conditional.

    `why` names the properties that change, `unsure` those of them that might not change in place.
    """

    act: str
    name: str
    kind: str
    replaces: str
    why: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()

    @property
    def iam(self) -> bool:
        """Whether the change touches who may do what."""
        return self.kind.startswith("AWS::IAM::") or self.kind in _PERMISSIONS

    @property
    def in_place(self) -> bool:
        """Whether nothing is replaced for certain: `Conditional` counts only for properties that are known to."""
        known = bool(self.unsure) and set(self.unsure) <= _IN_PLACE.get(self.kind, set())
        return self.replaces == "False" or (self.replaces == "Conditional" and known)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a change set would do; `change_set` is its ARN, and `creates` says that there is no stack yet."""

    change_set: str
    creates: bool
    changes: tuple[Change, ...]


def read(client: "BaseClient", change_set: str, *, creates: bool) -> Plan:
    """Return the plan that a change set holds, all its pages."""
    changes: list[Change] = []
    more: dict[str, str] = {}
    while True:
        page = client.describe_change_set(ChangeSetName=change_set, **more)
        changes += [_change(found["ResourceChange"]) for found in page.get("Changes", ()) if "ResourceChange" in found]
        if not page.get("NextToken"):
            return Plan(change_set=change_set, creates=creates, changes=tuple(changes))
        more = {"NextToken": page["NextToken"]}


def _change(found: Mapping[str, Any]) -> Change:
    targets = [detail.get("Target", {}) for detail in found.get("Details", ())]
    unsure = [target for target in targets if target.get("RequiresRecreation") != "Never"]
    return Change(
        act=found["Action"],
        name=found["LogicalResourceId"],
        kind=found["ResourceType"],
        replaces=str(found.get("Replacement", "False")),
        why=_names(targets),
        unsure=_names(unsure),
    )


def _names(targets: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the properties that targets name; what is no property is named by its attribute, such as Metadata."""
    return tuple(sorted({target.get("Name") or target.get("Attribute", "?") for target in targets}))


def lines(plan: Plan) -> Iterator[str]:
    """Yield the plan as lines for an operator: what is replaced and what touches permissions stands out."""
    if not plan.changes:
        yield "  nothing to do"
    for change in plan.changes:
        marks = [
            change.act.lower(),
            "PERMISSIONS" if change.iam else "",
            "" if change.in_place else "REPLACES",
        ]
        what = ", ".join(change.why)
        yield f"  {marks[0]:<7} {change.kind:<38} {change.name:<20} {' '.join(filter(None, marks[1:]))} {what}".rstrip()


def refuse_data_loss(plan: Plan, schemas: Mapping[str, frozenset[tuple[str, str, str]]], template: Template) -> None:
    """Raise DataAtRisk when the plan would replace or remove a table, key or bucket, or change a key schema.

    `schemas` are the key schemas of the live tables by logical name. They are compared here because not every
    CloudFormation says in a change set that another key schema replaces the table (docs/embedded-cloud.md, trap 5).
    """
    for change in plan.changes:
        if change.kind in DATA_TYPES and (change.act == "Remove" or not change.in_place):
            verb = "remove" if change.act == "Remove" else "replace"
            raise DataAtRisk(
                f"this would {verb} {change.name}, a {change.kind} that holds data",
                "leave it as it is, and add a new resource beside it; move the data before the old one goes",
            )
    wanted = key_schemas(template)
    for name, live in schemas.items():
        if name in wanted and wanted[name] != live:
            raise DataAtRisk(
                f"this would give {name} another key schema, which drops every row of it",
                "add a table under a new name, and move the data",
            )


def key_schemas(template: Template) -> dict[str, frozenset[tuple[str, str, str]]]:
    """Return the key schema of each table: a set of (role HASH or RANGE, attribute, type)."""
    return {name: _schema(table["Properties"]) for name, table in resources(template, _TABLE).items()}


def live_key_schemas(dynamodb: "BaseClient", physical: Mapping[str, str]) -> dict[str, frozenset[tuple[str, str, str]]]:
    """Return the key schemas of the tables that exist, by logical name, given their physical names."""
    found = {}
    for name, table in physical.items():
        try:
            found[name] = _schema(dynamodb.describe_table(TableName=table)["Table"])
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise
            raise StackFailed(
                f"the stack names the table {table}, and there is none", "restore it from a backup under the same name"
            ) from error
    return found


def _schema(table: Mapping[str, Any]) -> frozenset[tuple[str, str, str]]:
    kinds = {found["AttributeName"]: found["AttributeType"] for found in table["AttributeDefinitions"]}
    return frozenset((key["KeyType"], key["AttributeName"], kinds[key["AttributeName"]]) for key in table["KeySchema"])
