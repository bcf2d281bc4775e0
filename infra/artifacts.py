"""Keep the archives and templates that a stack is made from, in one private bucket, under their hashes."""

import hashlib
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from infra.environment import Environment

if TYPE_CHECKING:
    from botocore.client import BaseClient


def bucket(environment: Environment) -> str:
    """Return the bucket's name, and make the bucket, private and encrypted, when there is none."""
    account = environment.client("sts").get_caller_identity()["Account"]
    name = f"tightlip-artifacts-{account}-{environment.region}"
    s3 = environment.client("s3")
    if not _exists(s3, name):
        place = {} if environment.region == "us-east-1" else {"LocationConstraint": environment.region}
        more: dict[str, Any] = {"CreateBucketConfiguration": place} if place else {}
        s3.create_bucket(Bucket=name, **more)
        s3.put_public_access_block(
            Bucket=name,
            PublicAccessBlockConfiguration={
                "BlockPublicAcls": True,
                "BlockPublicPolicy": True,
                "IgnorePublicAcls": True,
                "RestrictPublicBuckets": True,
            },
        )
    return name


def put(environment: Environment, name: str, key: str, data: bytes) -> None:
    """Upload `data` under a key that holds its hash, unless it is there already."""
    s3 = environment.client("s3")
    try:
        s3.head_object(Bucket=name, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("404", "NoSuchKey", "NotFound"):
            raise
        s3.put_object(Bucket=name, Key=key, Body=data)


def put_template(environment: Environment, name: str, data: bytes) -> str:
    """Upload a template and return its address: templates above 51,200 bytes cannot be sent any other way."""
    key = f"templates/{hashlib.sha256(data).hexdigest()}.yaml"
    put(environment, name, key, data)
    if environment.endpoint is not None:
        return f"{environment.endpoint}/{name}/{key}"
    domain = "amazonaws.com.cn" if environment.region.startswith("cn-") else "amazonaws.com"
    return f"https://{name}.s3.{environment.region}.{domain}/{key}"


def _exists(s3: "BaseClient", name: str) -> bool:
    try:
        s3.head_bucket(Bucket=name)
    except ClientError as error:
        if error.response["Error"]["Code"] in ("404", "NoSuchBucket", "NotFound"):
            return False
        raise
    return True
