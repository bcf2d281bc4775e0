"""Bring out everything that a deployed portal stored or logged, object by object, for the hunt.

Through AWS's own calls: every item of every table and every record of every stream, every version of every object of
every bucket, every line of every log. For the embedded cloud also every mail that it sent, and every file that its
process wrote.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infra.environment import Environment
from infra.hunt import Thing
from infra.visit import visit


def everything(environment: Environment, folder: Path | None = None) -> Iterator[Thing]:
    """Yield all that lies in an environment; `folder` is that of the embedded cloud, with its files."""
    yield from items(environment)
    yield from records(environment)
    yield from objects(environment)
    yield from logs(environment)
    yield from queues(environment)
    yield from mails(environment)
    if folder is not None:
        yield from files(folder)


def items(environment: Environment) -> Iterator[Thing]:
    """Yield each item of each table: its attributes' names and values, binary values as their own bytes."""
    dynamodb = environment.client("dynamodb")
    for tables in dynamodb.get_paginator("list_tables").paginate():
        for table in tables["TableNames"]:
            for page in dynamodb.get_paginator("scan").paginate(TableName=table):
                for number, item in enumerate(page["Items"]):
                    yield Thing(f"{table} item {number}", b"\n".join(_bytes_of(item)))


def records(environment: Environment) -> Iterator[Thing]:
    """Yield each record that a stream of a table still holds."""
    client = environment.client("dynamodbstreams")
    for name in (found["StreamArn"] for found in client.list_streams()["Streams"]):
        for shard in client.describe_stream(StreamArn=name)["StreamDescription"]["Shards"]:
            start: str | None = client.get_shard_iterator(
                StreamArn=name, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
            )["ShardIterator"]
            while start:
                page = client.get_records(ShardIterator=start)
                for number, record in enumerate(page["Records"]):
                    yield Thing(f"{name} record {number}", b"\n".join(_bytes_of(record["dynamodb"])))
                start = page.get("NextShardIterator") if page["Records"] else None  # an open shard has no end


def objects(environment: Environment) -> Iterator[Thing]:
    """Yield each version of each object of each bucket, with its key and metadata."""
    s3 = environment.client("s3")
    for bucket in (found["Name"] for found in s3.list_buckets()["Buckets"]):
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for found in page.get("Versions", ()):
                answer = s3.get_object(Bucket=bucket, Key=found["Key"], VersionId=found["VersionId"])
                head = json.dumps([found["Key"], answer.get("Metadata", {})], ensure_ascii=False).encode()
                yield Thing(f"{bucket}/{found['Key']} {found['VersionId']}", head + b"\n" + answer["Body"].read())


def logs(environment: Environment) -> Iterator[Thing]:
    """Yield each line of each log."""
    client = environment.client("logs")
    for groups in client.get_paginator("describe_log_groups").paginate():
        for group in (found["logGroupName"] for found in groups["logGroups"]):
            for page in client.get_paginator("filter_log_events").paginate(logGroupName=group):
                for event in page["events"]:
                    yield Thing(f"{group} {event['logStreamName']}", event["message"].encode())


def queues(environment: Environment) -> Iterator[Thing]:
    """Yield what waits in each queue, without taking it: on AWS ten a queue, as more are not shown at once.

    There a look counts as a receipt, which brings a message nearer to the dead-letter queue; the embedded cloud is
    only looked at.
    """
    if environment.endpoint is not None:
        regions = _inspected(environment, "sqs").values()
        for found in (queue for region in regions for queues in region.values() for queue in queues.items()):
            for message in found[1]:
                yield Thing(f"{found[0]} message", b"\n".join(_bytes_of(message)))
        return
    sqs = environment.client("sqs")
    for address in sqs.list_queues().get("QueueUrls", ()):
        found = sqs.receive_message(QueueUrl=address, MaxNumberOfMessages=10, VisibilityTimeout=0)
        for message in found.get("Messages", ()):
            yield Thing(f"{address} message", message["Body"].encode())


def mails(environment: Environment) -> Iterator[Thing]:
    """Yield each mail that the embedded cloud took to send; AWS keeps none."""
    if environment.endpoint is not None:
        for mail in (mail for mails in _inspected(environment, "ses").values() for mail in mails):
            yield Thing("mail", b"\n".join(_bytes_of(mail)))


def _inspected(environment: Environment, service: str) -> dict[str, Any]:
    """Return the messages of a service of the embedded cloud, by account."""
    answer = visit(environment.endpoint or "", f"/_ministack/{service}/messages")
    messages: dict[str, Any] = json.loads(answer.body)["messages"]
    return messages


def files(folder: Path) -> Iterator[Thing]:
    """Yield each file under a folder, with its name."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            name = path.relative_to(folder).as_posix()
            yield Thing(f"file {name}", name.encode() + b"\n" + path.read_bytes())


def _bytes_of(value: Any) -> Iterator[bytes]:
    """Yield every name and value inside a DynamoDB item, at any depth."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name.encode()
            yield from _bytes_of(inner)
    elif isinstance(value, (list, set, tuple)):
        for inner in value:
            yield from _bytes_of(inner)
    elif isinstance(value, bytes):
        yield value
    else:
        yield str(value).encode()
