"""Examine a deployed environment and name what is not as it must be: stack, tables, keys, functions, logs, pages.

Changes nothing. The template's promises are checked live, because a console can undo them.
"""

import json
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from infra import change, configuration, deploy, deployed, mail, render, smoke, source, stack, template
from infra.environment import Environment
from infra.errors import InfraError, NotHealthy
from infra.progress import say
from infra.signin import SignIn, origin
from infra.visit import visit

_TABLE: Final = "AWS::DynamoDB::Table"
_LONGEST_LOG: Final = 30  # days
_FUNCTIONS: Final = ("Intake", "Photo", "Staff", "Officer", "Relay", "Notice", "Statistics")
_ENDPOINTS: Final = {"authorization_endpoint": "authorize", "token_endpoint": "token", "end_session_endpoint": "logout"}
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
    for name in (f"{table}Table" for table in deployed.TABLES):
        table = outputs[name]
        found.append((f"{name} is encrypted, backed up and protected", lambda table=table: _table(environment, table)))  # type: ignore[misc]  # mypy cannot infer a default
    found += [
        ("the receipt key signs with Ed25519", lambda: _receipt_key(environment, outputs)),
        ("the challenge key is enabled", lambda: _key(environment, outputs["ChallengeKey"])),
        ("the key that tells handlers apart is enabled", lambda: _key(environment, outputs["PersonKey"])),
        ("notices go by themselves, and stream", lambda: _notices(environment, outputs["NoticesTable"])),
        ("SES sends for the address that notices come from", lambda: mail.verified(environment)),
        ("notices go out, and none was given up", lambda: _queues(environment, outputs)),
        ("functions run one archive", lambda: _functions(environment, outputs)),
        ("logs end after 30 days", lambda: _logs(environment, outputs)),
        ("the site's bucket is private and versioned", lambda: _site_bucket(environment, outputs["SiteBucket"])),
        ("photos are private, and only the staff function may read them", lambda: _evidence(environment, outputs)),
    ]
    portal = _portal(environment, outputs)
    found.append(("the issuer's endpoints are those of the page", lambda: _issuer(environment, portal.sign_in)))
    return [*found, *smoke.checks(deploy.expected(portal))]


def _portal(environment: Environment, outputs: dict[str, str]) -> deploy.Portal:
    chosen = configuration.load(environment.configuration)
    bundles, sign_in = render.bundle(), deploy.sign_in(environment, chosen)
    return deploy.Portal(
        outputs=outputs,
        site=deployed.site_of(environment, outputs),
        configuration=chosen,
        build=configuration.build_id(source.commit(), chosen),
        receipt_key=deployed.receipt_key(environment, outputs),
        policy=bundles.policy,
        sign_in=sign_in,
        staff_policy=bundles.staff_policy(sign_in),
    )


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


def _notices(environment: Environment, table: str) -> None:
    dynamodb = environment.client("dynamodb")
    if dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]["TimeToLiveStatus"] != "ENABLED":
        raise NotHealthy("notices are kept for ever", "deploy again")
    if not dynamodb.describe_table(TableName=table)["Table"].get("StreamSpecification", {}).get("StreamEnabled"):
        raise NotHealthy("the stream of notices is off, so no unit is told", "deploy again")


def _queues(environment: Environment, outputs: dict[str, str]) -> None:
    mappings = environment.client("lambda").list_event_source_mappings
    for name in ("Relay", "Notice"):
        found = mappings(FunctionName=outputs[f"{name}Function"])["EventSourceMappings"]
        if [one["State"] for one in found] != ["Enabled"]:
            raise NotHealthy(f"nothing calls the function {name}", "deploy again, and ask who turned it off")
    asked = {"QueueUrl": outputs["NoticeDeadLetters"], "AttributeNames": ["ApproximateNumberOfMessages"]}
    given_up = environment.client("sqs").get_queue_attributes(**asked)["Attributes"]["ApproximateNumberOfMessages"]
    if given_up != "0":
        raise NotHealthy(f"{given_up} notices were given up", "docs/operator.md says how to send them again")


def _issuer(environment: Environment, sign_in: SignIn) -> None:
    """Compare what the page holds with what the issuer says of itself (OpenID Connect Discovery 1.0)."""
    issuer = sign_in.issuer.rstrip("/")
    if environment.endpoint is not None:  # its issuer has AWS's name, which is not its address
        issuer = f"{environment.endpoint}/{issuer.rpartition('/')[2]}"
    path = f"{urlsplit(issuer).path}/.well-known/openid-configuration"
    try:
        said = json.loads(visit(origin(issuer), path).body)
    except ValueError as error:
        raise NotHealthy(f"{issuer} says nothing of itself at {path}", "is it the issuer's own address?") from error
    if said.get("issuer") != sign_in.issuer:
        raise NotHealthy(f"it calls itself {said.get('issuer')}", f"write issuer so: tokens of {issuer} are refused")
    for name, member in _ENDPOINTS.items():
        if said.get(name) != getattr(sign_in, member):
            raise NotHealthy(f"its {name} is {said.get(name)}", f"write {member} so in infra/environments.toml")


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


def _evidence(environment: Environment, outputs: dict[str, str]) -> None:
    bucket, role = outputs["EvidenceBucket"], outputs["StaffRole"]
    s3 = environment.client("s3")
    if s3.get_bucket_versioning(Bucket=bucket).get("Status") == "Enabled":
        raise NotHealthy("versions are on, so that a deleted photo is not gone", "suspend them, and ask who began")
    _private(environment, bucket)
    if not any(_refuses_reads(found, bucket, role) for found in _policy(environment, bucket)):
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


def _refuses_reads(statement: dict[str, Any], bucket: str, role: str) -> bool:
    """Return whether a statement keeps everybody but one role from reading any photo, without another condition."""
    actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
    everybody = statement["Principal"] in ("*", {"AWS": "*"})
    everything = str(statement["Resource"]).endswith(f":{bucket}/*")
    session = f"{role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/*"  # as the embedded cloud says it
    spared = statement.get("Condition") in [{"ArnNotEquals": {"aws:PrincipalArn": one}} for one in (role, session)]
    return (
        statement["Effect"] == "Deny"
        and everybody
        and everything
        and spared
        and {"s3:GetObject", "s3:GetObjectVersion"} <= set(actions)
    )


def _private(environment: Environment, bucket: str) -> None:
    s3 = environment.client("s3")
    block = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    if not all(block.values()):
        raise NotHealthy("public access is not blocked", "deploy again, and ask who opened it")
