"""Try every role of the deployed stack against everything that any role may do, and against what none may."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from infra.environment import LOCAL_SENDER
from tests.conftest import Stack

DENIED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")

# What each role is for. Everything else in ACTS is refused to it.
MAY = {
    "IntakeRole": {
        "put a case", "put an entry", "put a box", "put a notice",
        "sign a receipt", "read the receipt key", "set a challenge",
    },
    "PhotoRole": {"put a photo", "set a challenge"},
    "StaffRole": {
        "query cases", "query inboxes", "get several cases", "update a case", "put an entry",
        "get an act", "query acts", "put an act", "query passed", "put a passed", "delete a passed", "put a notice",
        "put a passed inside a transaction with a deletion",
        "read a photo", "look for a photo", "list photos", "tell a person apart",
    },
    "OfficerRole": {
        "query cases", "query days", "update a case", "put an entry", "get an entry", "query marks", "get a box",
        "tell a person apart",
    },
    "CourierRole": {"invoke officer"},
    # And reads the stream of notices, which the embedded cloud allows to no role, and asks of none that a stream calls.
    "RelayRole": {"hand on a notice"},
    "NoticeRole": {"take a notice", "send a notice"},
    "StatisticsRole": {"query days", "list pages", "publish figures"},
}  # fmt: skip

Client = Callable[[str], Any]
PHOTO = "ROLETEST00/photo.jpg"
FIGURES = "statistics/ROLETEST00.json"
MAIL = {
    "Source": LOCAL_SENDER, "Destination": {"ToAddresses": ["roletest@yunxi.example"]},
    "Message": {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "x"}}},
}  # fmt: skip
ONES = {  # table → one of its items, and its hash key
    "Cases": ("case", "ref"), "Entries": ("entry", "case"), "Boxes": ("box", "case"), "Passed": ("passed", "unit"),
    "Acts": ("act", "case"), "Notices": ("notice", "case"),
}  # fmt: skip
KEYS = {
    "Cases": {"ref": {"S": "ROLETEST00"}, "case": {"S": "ROLETEST00"}},
    "Entries": {"case": {"S": "ROLETEST00"}, "n": {"N": "0"}},
    "Boxes": {"case": {"S": "ROLETEST00"}, "item": {"S": "contact"}},
    "Passed": {"unit": {"S": "ROLETEST00"}, "case": {"S": "ROLETEST00"}},
    "Acts": {"case": {"S": "ROLETEST00"}, "id": {"S": "ROLETEST00"}},
    "Notices": {"case": {"S": "ROLETEST00"}, "n": {"N": "0"}},
}


def _acts(o: dict[str, str]) -> dict[str, Callable[[Client], Any]]:
    """Return every act by name; a role that may do it does no harm, a role that may not is refused before anything."""
    found: dict[str, Callable[[Client], Any]] = {}
    for name, (one, hash_key) in ONES.items():
        table, key = o[f"{name}Table"], KEYS[name]
        few = {"TableName": table, "Key": key}
        article = "an" if one[0] in "aeiou" else "a"
        query = {
            "TableName": table,
            "KeyConditionExpression": "#k = :k",
            "ExpressionAttributeNames": {"#k": hash_key},
            "ExpressionAttributeValues": {":k": {"S": "ROLETEST00"}},
        }
        many = f"{name.lower()}"
        found |= {
            f"get {article} {one}": lambda c, few=few: c("dynamodb").get_item(**few),
            f"query {many}": lambda c, query=query: c("dynamodb").query(**query),
            f"get several {many}": lambda c, table=table, key=key: c("dynamodb").batch_get_item(
                RequestItems={table: {"Keys": [key]}}
            ),
            f"scan {many}": lambda c, table=table: c("dynamodb").scan(TableName=table),
            f"put {article} {one}": lambda c, table=table, key=key: c("dynamodb").put_item(TableName=table, Item=key),
            f"update {article} {one}": lambda c, few=few: c("dynamodb").update_item(
                **few, UpdateExpression="SET x = :x", ExpressionAttributeValues={":x": {"S": "x"}}
            ),
            f"delete {article} {one}": lambda c, few=few: c("dynamodb").delete_item(**few),
            f"drop {many}": lambda c, table=table: c("dynamodb").delete_table(TableName=table),
            f"put {article} {one} inside a transaction with a deletion": lambda c, few=few, table=table, key=key: c(
                "dynamodb"
            ).transact_write_items(
                TransactItems=[
                    {"Put": {"TableName": table, "Item": key | {"other": {"S": "x"}}}},
                    {
                        "Delete": few
                        | {"Key": {name: {"S": "x"} if "S" in v else {"N": "9"} for name, v in key.items()}}
                    },
                ]
            ),
        }
    sign = {"KeyId": o["ReceiptKey"], "Message": b"x", "MessageType": "RAW", "SigningAlgorithm": "ED25519_SHA_512"}
    mac = {"KeyId": o["ChallengeKey"], "Message": b"x", "MacAlgorithm": "HMAC_SHA_256"}
    return found | {
        "query days": lambda c: c("dynamodb").query(**_by(o["CasesTable"], "by_day", "day")),
        "query inboxes": lambda c: c("dynamodb").query(**_by(o["CasesTable"], "by_unit", "queue")),
        "query marks": lambda c: c("dynamodb").query(**_by(o["EntriesTable"], "by_mark", "mark")),
        "tell a person apart": lambda c: c("kms").generate_mac(**mac | {"KeyId": o["PersonKey"]}),
        "invoke staff": lambda c: c("lambda").invoke(FunctionName=o["StaffFunction"], Payload=b"{}"),
        "read the staff's log": lambda c: c("logs").filter_log_events(logGroupName=o["StaffLog"]),
        "sign a receipt": lambda c: c("kms").sign(**sign),
        "read the receipt key": lambda c: c("kms").get_public_key(KeyId=o["ReceiptKey"]),
        "set a challenge": lambda c: c("kms").generate_mac(**mac),
        "check a challenge": lambda c: c("kms").verify_mac(**mac, Mac=c("kms").generate_mac(**mac)["Mac"]),
        "change a key's policy": lambda c: c("kms").put_key_policy(
            KeyId=o["ReceiptKey"], PolicyName="default", Policy="{}"
        ),
        "delete a key": lambda c: c("kms").schedule_key_deletion(KeyId=o["ReceiptKey"]),
        "invoke officer": lambda c: c("lambda").invoke(FunctionName=o["OfficerFunction"], Payload=b"{}"),
        "invoke intake": lambda c: c("lambda").invoke(FunctionName=o["IntakeFunction"], Payload=b"{}"),
        "change a function": lambda c: c("lambda").update_function_configuration(
            FunctionName=o["IntakeFunction"], Timeout=1
        ),
        "invoke photo": lambda c: c("lambda").invoke(FunctionName=o["PhotoFunction"], Payload=b"{}"),
        "put a photo": lambda c: c("s3").put_object(Bucket=o["EvidenceBucket"], Key=PHOTO, Body=b"x"),
        "read a photo": lambda c: c("s3").get_object(Bucket=o["EvidenceBucket"], Key=PHOTO),
        "look for a photo": lambda c: c("s3").head_object(Bucket=o["EvidenceBucket"], Key=PHOTO),
        "list photos": lambda c: c("s3").list_objects_v2(Bucket=o["EvidenceBucket"]),
        "delete a photo": lambda c: c("s3").delete_object(Bucket=o["EvidenceBucket"], Key=PHOTO),
        "copy a photo": lambda c: c("s3").copy_object(
            Bucket=o["EvidenceBucket"], Key="copy", CopySource=f"{o['EvidenceBucket']}/{PHOTO}"
        ),
        "let photos be read": lambda c: c("s3").delete_bucket_policy(Bucket=o["EvidenceBucket"]),
        "read a page": lambda c: c("s3").get_object(Bucket=o["SiteBucket"], Key="en/index.html"),
        "write a page": lambda c: c("s3").put_object(Bucket=o["SiteBucket"], Key="en/index.html", Body=b"x"),
        "list pages": lambda c: c("s3").list_objects_v2(Bucket=o["SiteBucket"]),
        "publish figures": lambda c: c("s3").put_object(Bucket=o["SiteBucket"], Key=FIGURES, Body=b"x"),
        "read figures": lambda c: c("s3").get_object(Bucket=o["SiteBucket"], Key="statistics/index.json"),
        "read the stream of notices": lambda c: c("dynamodbstreams").describe_stream(StreamArn=o["NoticesStream"]),
        "hand on a notice": lambda c: c("sqs").send_message(QueueUrl=o["NoticeQueue"], MessageBody="x"),
        "take a notice": lambda c: c("sqs").receive_message(QueueUrl=o["NoticeQueue"]),
        "take a dead letter": lambda c: c("sqs").receive_message(QueueUrl=o["NoticeDeadLetters"]),
        "throw notices away": lambda c: c("sqs").purge_queue(QueueUrl=o["NoticeQueue"]),
        "send a notice": lambda c: c("ses").send_email(**MAIL),
        "send as somebody else": lambda c: c("ses").send_raw_email(RawMessage={"Data": b"From: x@tightlip.example"}),
        "invoke relay": lambda c: c("lambda").invoke(FunctionName=o["RelayFunction"], Payload=b"{}"),
        "invoke notice": lambda c: c("lambda").invoke(FunctionName=o["NoticeFunction"], Payload=b"{}"),
        "invoke statistics": lambda c: c("lambda").invoke(FunctionName=o["StatisticsFunction"], Payload=b"{}"),
        "read the notices' log": lambda c: c("logs").filter_log_events(logGroupName=o["NoticeLog"]),
        "read a log": lambda c: c("logs").filter_log_events(logGroupName=o["IntakeLog"]),
        "read the photos' log": lambda c: c("logs").filter_log_events(logGroupName=o["PhotoLog"]),
        "delete a log": lambda c: c("logs").delete_log_group(logGroupName=o["IntakeLog"]),
        "give itself a permission": lambda c: c("iam").put_role_policy(
            RoleName=o["CourierRole"].rpartition("/")[2], PolicyName="x", PolicyDocument="{}"
        ),
        "read the stack": lambda c: c("cloudformation").describe_stacks(),
    }


def _by(table: str, index: str, key: str) -> dict[str, Any]:
    return {
        "TableName": table,
        "IndexName": index,
        "KeyConditionExpression": "#k = :k",
        "ExpressionAttributeNames": {"#k": key},
        "ExpressionAttributeValues": {":k": {"S": "ROLETEST00"}},
    }


@pytest.mark.parametrize("role", MAY)
def test_a_role_may_do_what_it_is_for_and_nothing_else(stack: Stack, role: str):
    """Of every act that any role may do, and of many that none may, a role does exactly its own."""
    outputs = stack.outputs()
    client = _as(stack, outputs[role])
    stack.environment.client("s3").put_object(Bucket=outputs["EvidenceBucket"], Key=PHOTO, Body=b"x")
    try:
        done = {name for name, act in _acts(outputs).items() if _allowed(act, client)}
    finally:
        _tidy(stack, outputs)
    assert done == MAY[role]


def test_every_right_that_a_role_has_is_an_act_of_these_tests(stack: Stack):
    """No role is for an act that the list above does not know, so that a right added to the table is tried on all."""
    assert set().union(*MAY.values()) <= set(_acts(stack.outputs()))


def test_a_stranger_may_do_nothing(stack: Stack):
    """Keys that the cloud does not know are refused everywhere: it checks signatures and not only names."""
    outputs = stack.outputs()

    def client(service: str) -> Any:
        return _client(stack, service, "AKIASTRANGER00000000", "nothing", None)

    acts = _acts(outputs)
    for name in ("scan cases", "get a box", "sign a receipt", "invoke officer", "read a page", "put a photo"):
        with pytest.raises(ClientError):
            acts[name](client)


def _allowed(act: Callable[[Client], Any], client: Client) -> bool:
    try:
        act(client)
    except ClientError as error:
        if error.response["Error"]["Code"] in (*DENIED, "403"):  # an answer to HEAD has no body to say more
            return False
        raise
    return True


def _as(stack: Stack, role: str) -> Client:
    found = stack.environment.client("sts").assume_role(RoleArn=role, RoleSessionName="tests")["Credentials"]
    return lambda service: _client(
        stack, service, found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"]
    )


def _client(stack: Stack, service: str, key: str, secret: str, token: str | None) -> Any:
    return boto3.client(
        service,
        region_name=stack.environment.region,
        endpoint_url=stack.environment.endpoint,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
    )


def _tidy(stack: Stack, outputs: dict[str, str]) -> None:
    """Remove what a role that may put has put."""
    for name, key in KEYS.items():
        stack.environment.client("dynamodb").delete_item(TableName=outputs[f"{name}Table"], Key=key)
    stack.environment.client("s3").delete_object(Bucket=outputs["EvidenceBucket"], Key=PHOTO)
    stack.environment.client("s3").delete_object(Bucket=outputs["SiteBucket"], Key=FIGURES)
    stack.environment.client("sqs").purge_queue(QueueUrl=outputs["NoticeQueue"])
