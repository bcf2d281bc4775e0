"""Examine a deployed environment and name what is not as it must be: stack, tables, keys, functions, logs, pages.

Changes nothing. The template's promises are checked live, because a console can undo them.
"""

import json
from collections.abc import Callable
from typing import Any, Final

from botocore.exceptions import ClientError

from infra import change, configuration, deploy, deployed, render, smoke, source, stack, template
from infra.environment import Environment
from infra.errors import InfraError, NotHealthy
from infra.progress import say

_TABLE: Final = "AWS::DynamoDB::Table"
_LONGEST_LOG: Final = 30  # days
_FUNCTIONS: Final = ("Intake", "Photo", "Officer")
_SOUND: Final = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")

Check = tuple[str, Callable[[], None]]


def run(environment: Environment) -> int:
    """Print each check and whether it holds; return 0 when all do, else 1."""
    wrong = 0
    for name, act in _checks(environment):
        try:
            act()
        except InfraError as error:
            wrong += 1
            say(f"  WRONG  {name}: {error}")
            if error.hint:
                say(f"         hint: {error.hint}")
        else:
            say(f"  ok     {name}")
    say(f"\n  {wrong} wrong" if wrong else "\n  all is as it must be")
    return 1 if wrong else 0


def _checks(environment: Environment) -> list[Check]:
    outputs = stack.outputs(environment.client("cloudformation"), environment.stack)
    found: list[Check] = [
        ("the stack is settled", lambda: _settled(environment)),
        ("the stack has not drifted in its tables", lambda: _schemas(environment)),
    ]
    for name in ("CasesTable", "EntriesTable", "BoxesTable"):
        table = outputs[name]
        found.append((f"{name} is encrypted, backed up and protected", lambda table=table: _table(environment, table)))  # type: ignore[misc]  # mypy cannot infer a default
    found += [
        ("the receipt key signs with Ed25519", lambda: _receipt_key(environment, outputs)),
        ("the challenge key is enabled", lambda: _key(environment, outputs["ChallengeKey"])),
        ("functions run one archive", lambda: _functions(environment, outputs)),
        ("logs end after 30 days", lambda: _logs(environment, outputs)),
        ("the site's bucket is private and versioned", lambda: _site_bucket(environment, outputs["SiteBucket"])),
        ("photos are private, and nobody may read them", lambda: _evidence(environment, outputs["EvidenceBucket"])),
    ]
    return [*found, *smoke.checks(_expected(environment, outputs))]


def _expected(environment: Environment, outputs: dict[str, str]) -> smoke.Expected:
    chosen = configuration.load(environment.configuration)
    bundles, sign_in = render.bundle(), deploy.sign_in(environment, chosen)
    portal = deploy.Portal(
        outputs=outputs,
        site=deployed.site_of(environment, outputs),
        configuration=chosen,
        build=configuration.build_id(source.commit(), chosen),
        receipt_key=deployed.receipt_key(environment, outputs),
        policy=bundles.policy,
        sign_in=sign_in,
        staff_policy=bundles.staff_policy(sign_in),
    )
    return deploy.expected(portal)


def _settled(environment: Environment) -> None:
    found = stack.describe(environment.client("cloudformation"), environment.stack)
    if found is None or found["StackStatus"] not in _SOUND:
        raise NotHealthy(f"it is {found['StackStatus'] if found else 'gone'}", "deploy again")


def _schemas(environment: Environment) -> None:
    tables = stack.physical(environment.client("cloudformation"), environment.stack, _TABLE)
    live = change.live_key_schemas(environment.client("dynamodb"), tables)
    if live != change.key_schemas(template.load()):
        raise NotHealthy("a table has another key schema than the template", "do not deploy: compare them first")


def _table(environment: Environment, table: str) -> None:
    dynamodb = environment.client("dynamodb")
    found = dynamodb.describe_table(TableName=table)["Table"]
    backups = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    if backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] != "ENABLED":
        raise NotHealthy("point-in-time recovery is off", "deploy again: what was written since cannot be restored")
    if found.get("SSEDescription", {}).get("Status") not in ("ENABLED", "UPDATING"):
        raise NotHealthy("it is not encrypted with a key of the account", "deploy again")
    if environment.holds_data and not found.get("DeletionProtectionEnabled"):
        raise NotHealthy("deletion protection is off", "deploy again, and ask who turned it off")


def _key(environment: Environment, key: str) -> None:
    state = environment.client("kms").describe_key(KeyId=key)["KeyMetadata"]["KeyState"]
    if state != "Enabled":
        raise NotHealthy(f"it is {state}", "enable it, or cancel its deletion, in KMS")


def _receipt_key(environment: Environment, outputs: dict[str, str]) -> None:
    _key(environment, outputs["ReceiptKey"])
    deployed.receipt_key(environment, outputs)


def _functions(environment: Environment, outputs: dict[str, str]) -> None:
    client = environment.client("lambda")
    names = [outputs[f"{name}Function"] for name in _FUNCTIONS]
    found = [client.get_function_configuration(FunctionName=name) for name in names]
    if len({one["CodeSha256"] for one in found}) != 1:
        raise NotHealthy("they run different code", "deploy again")
    for one in found:
        if one.get("State", "Active") != "Active" or one.get("LastUpdateStatus", "Successful") != "Successful":
            raise NotHealthy(
                f"{one['FunctionName']} is {one.get('State')}, {one.get('LastUpdateStatus')}", "deploy again"
            )


def _logs(environment: Environment, outputs: dict[str, str]) -> None:
    client = environment.client("logs")
    for name in [outputs[f"{name}Log"] for name in _FUNCTIONS]:
        groups = client.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
        kept = next((group.get("retentionInDays") for group in groups if group["logGroupName"] == name), None)
        if kept is None or kept > _LONGEST_LOG:
            raise NotHealthy(f"{name} is kept {kept or 'for ever'}", "deploy again")


def _site_bucket(environment: Environment, bucket: str) -> None:
    s3 = environment.client("s3")
    if s3.get_bucket_versioning(Bucket=bucket).get("Status") != "Enabled":
        raise NotHealthy("versions are off", "deploy again")
    _private(environment, bucket)


def _evidence(environment: Environment, bucket: str) -> None:
    s3 = environment.client("s3")
    if s3.get_bucket_versioning(Bucket=bucket).get("Status") == "Enabled":
        raise NotHealthy("versions are on, so that a deleted photo is not gone", "suspend them, and ask who began")
    _private(environment, bucket)
    if not any(_refuses_reads(found, bucket) for found in _policy(environment, bucket)):
        raise NotHealthy("its policy lets photos be read", "deploy again, and ask who changed it and what was read")


def _policy(environment: Environment, bucket: str) -> list[dict[str, Any]]:
    """Return the statements of a bucket's policy, none when it has none."""
    try:
        text = environment.client("s3").get_bucket_policy(Bucket=bucket)["Policy"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchBucketPolicy":
            return []
        raise
    found: list[dict[str, Any]] = json.loads(text)["Statement"]
    return found


def _refuses_reads(statement: dict[str, Any], bucket: str) -> bool:
    """Return whether a statement keeps everybody from reading any photo, without a condition."""
    actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
    everybody = statement["Principal"] in ("*", {"AWS": "*"})
    everything = str(statement["Resource"]).endswith(f":{bucket}/*")
    return (
        statement["Effect"] == "Deny"
        and everybody
        and everything
        and "Condition" not in statement
        and {"s3:GetObject", "s3:GetObjectVersion"} <= set(actions)
    )


def _private(environment: Environment, bucket: str) -> None:
    s3 = environment.client("s3")
    block = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    if not all(block.values()):
        raise NotHealthy("public access is not blocked", "deploy again, and ask who opened it")
