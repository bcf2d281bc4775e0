"""Refuse to take a unit out of a portal while it still has open cases: nobody could reach them any more.

Which units the live portal has is read from the archive that its functions run; what they have, from the index by_unit
(portal.yaml).
"""

import io
import json
import zipfile
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from infra import package, stack
from infra.environment import Environment
from infra.errors import DataAtRisk

if TYPE_CHECKING:
    from botocore.client import BaseClient

_INDEX: Final = "by_unit"
_COUNTED: Final = 1000  # cases; more are not counted
_UNFINISHED: Final = "REVIEW_IN_PROGRESS"


def gone(environment: Environment, units: Collection[str], *, key: str) -> Sequence[str]:
    """Return the units that the live portal has and `units` has not; `key` names the archive that is to be deployed.

    Raises DataAtRisk when the live portal's archive is not where it was put.
    """
    found = stack.describe(environment.client("cloudformation"), environment.stack)
    if found is None or found["StackStatus"] == _UNFINISHED:
        return ()
    live = {given["ParameterKey"]: given.get("ParameterValue", "") for given in found.get("Parameters", ())}
    if live.get("FunctionsKey") in (None, key):
        return ()
    known = _units(environment.client("s3"), live["ArtifactsBucket"], live["FunctionsKey"])
    return [unit for unit in known if unit not in units]


def refuse(environment: Environment, units: Sequence[str]) -> None:
    """Raise DataAtRisk for the first of some units that has an open case."""
    if not units:
        return
    table = stack.outputs(environment.client("cloudformation"), environment.stack)["CasesTable"]
    for unit in units:
        many = _open_cases(environment.client("dynamodb"), table, unit)
        if many:
            more = "or more " if many >= _COUNTED else ""
            raise DataAtRisk(
                f"portal.toml has no unit {unit} any more, and {unit} still has {many} {more}open case(s)",
                f"put {unit} back, with closing = true in place of its places and categories, so that nothing new is "
                "sent to it, until its handlers have dispatched, returned or closed what they have",
            )


def _units(s3: "BaseClient", bucket: str, key: str) -> Sequence[str]:
    try:
        data = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("404", "NoSuchKey", "NoSuchBucket", "NotFound"):
            raise
        raise DataAtRisk(
            f"the live functions' archive is not at {bucket}/{key}, so nobody can say which units they have",
            "put it back: `aws lambda get-function` on the intake function says where its code can be fetched",
        ) from error
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = json.loads(archive.read(package.CONFIGURATION))
    return [unit["id"] for unit in found["units"]]


def _open_cases(dynamodb: "BaseClient", table: str, unit: str) -> int:
    """Return how many open cases a unit has, counted up to a thousand."""
    answer = dynamodb.query(
        TableName=table,
        IndexName=_INDEX,
        Select="COUNT",
        KeyConditionExpression="#queue = :unit",
        ExpressionAttributeNames={"#queue": "queue"},
        ExpressionAttributeValues={":unit": {"S": unit}},
        Limit=_COUNTED,
    )
    return int(answer["Count"])
