"""Remove an environment of invented reports and all that it holds; refuse one that holds people's.

Every step may be repeated, so that an interrupted removal is finished by the next.
"""

from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from infra import people, stack
from infra.environment import Environment
from infra.errors import DataAtRisk, StackFailed
from infra.progress import say, step
from infra.template import DATA_TYPES

if TYPE_CHECKING:
    from botocore.client import BaseClient

_GONE: Final = ("ResourceNotFoundException", "NotFoundException", "NoSuchBucket", "404")
_WINDOW: Final = 7  # days: the shortest that KMS waits before a key is gone
_AT_ONCE: Final = 1000  # objects in one call
EXPORT: Final = (
    "export first: aws dynamodb export-table-to-point-in-time for CasesTable, EntriesTable, BoxesTable, ActsTable and "
    "PassedTable, a last courier pull, the photos (EvidenceBucket's policy lets only the staff function read them: "
    "take NobodyElseReads out of it, aws s3 sync, and tell whoever must know that they were read), and aws kms "
    "get-public-key for ReceiptKey, without which no receipt can be checked; then set "
    "holds_data = false in infra/environments.toml, deploy, and destroy"
)


def run(environment: Environment) -> int:
    """Remove an environment; return the exit status.

    Raises DataAtRisk for one that holds people's reports, and StackFailed when its stack cannot be deleted.
    """
    if environment.holds_data:
        raise DataAtRisk(f"{environment.name} holds people's reports", EXPORT)
    cloudformation = environment.client("cloudformation")
    if stack.describe(cloudformation, environment.stack) is None:
        say(f"  there is no stack {environment.stack}")
        return 0
    kept = {kind: stack.physical(cloudformation, environment.stack, kind) for kind in DATA_TYPES}
    _refuse_protected(environment, kept["AWS::DynamoDB::Table"])
    for bucket in kept["AWS::S3::Bucket"].values():
        with step(f"emptying {bucket}"):
            empty(environment.client("s3"), bucket)
    _delete(environment, "AWS::DynamoDB::Table", kept)
    _delete(environment, "AWS::KMS::Key", kept)
    with step("deleting the stack"):
        cloudformation.delete_stack(StackName=environment.stack)
        cloudformation.get_waiter("stack_delete_complete").wait(
            StackName=environment.stack, WaiterConfig={"Delay": 1 if environment.endpoint else 15, "MaxAttempts": 240}
        )
    if environment.endpoint is not None:
        people.forget(environment)
    _delete(environment, "AWS::S3::Bucket", kept)  # last: the distribution reads from it until it is gone
    say(f"  {environment.name} is gone; its keys are unusable now and deleted in {_WINDOW} days")
    return 0


def empty(s3: "BaseClient", bucket: str) -> None:
    """Remove every version, every marker and every unfinished upload of a bucket; one that is gone is empty."""
    try:
        for page in s3.get_paginator("list_multipart_uploads").paginate(Bucket=bucket):
            for upload in page.get("Uploads", ()):
                s3.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
            for start in range(0, len(found), _AT_ONCE):
                names = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found[start : start + _AT_ONCE]]
                failed = s3.delete_objects(Bucket=bucket, Delete={"Objects": names, "Quiet": True}).get("Errors")
                if failed:
                    raise StackFailed(
                        f"{bucket} keeps {failed[0]['Key']}: {failed[0].get('Message', '')}", "destroy again"
                    )
    except ClientError as error:
        if error.response["Error"]["Code"] not in _GONE:
            raise


def _refuse_protected(environment: Environment, tables: dict[str, str]) -> None:
    dynamodb = environment.client("dynamodb")
    for table in tables.values():
        try:
            found = dynamodb.describe_table(TableName=table)["Table"]
        except ClientError as error:
            if error.response["Error"]["Code"] in _GONE:
                continue
            raise
        if found.get("DeletionProtectionEnabled"):
            raise DataAtRisk(f"{table} is protected from deletion", "deploy once with holds_data = false, then destroy")


def _delete(environment: Environment, kind: str, kept: dict[str, dict[str, str]]) -> None:
    """Delete what the template retains; what is gone already is done."""
    calls: dict[str, tuple[str, str, dict[str, Any]]] = {
        "AWS::DynamoDB::Table": ("dynamodb", "delete_table", {"TableName": None}),
        "AWS::KMS::Key": ("kms", "schedule_key_deletion", {"KeyId": None, "PendingWindowInDays": _WINDOW}),
        "AWS::S3::Bucket": ("s3", "delete_bucket", {"Bucket": None}),
    }
    service, operation, arguments = calls[kind]
    for name in kept[kind].values():
        given = {key: name if value is None else value for key, value in arguments.items()}
        try:
            getattr(environment.client(service), operation)(**given)
        except ClientError as error:
            if error.response["Error"]["Code"] not in (*_GONE, "KMSInvalidStateException"):
                raise
