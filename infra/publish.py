"""Upload the rendered site so that no page ever names what is not there yet, then let the edges forget the old pages.

Leaves rendering to `render` and types to `content`.
"""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import brotli

from infra import content
from infra.environment import Environment
from infra.errors import NotPublished

if TYPE_CHECKING:
    from botocore.client import BaseClient

# A page opened before a deployment may still ask for the files of its time.
_KEPT: Final = timedelta(days=30)


def upload(environment: Environment, bucket: str, folder: Path) -> int:
    """Upload every file of `folder`, pages last, then remove pages that are no more; return how many were uploaded.

    Raises NotPublished before the first upload when the folder holds no page, or a file of an unknown type.
    """
    names = ordered(folder)
    s3 = environment.client("s3")
    put: set[str] = set()
    for name in names:
        for key, asked in _objects(name, (folder / name).read_bytes()):
            s3.put_object(Bucket=bucket, Key=key, **asked)
            put.add(key)
    for name in _stale(s3, bucket, put):
        s3.delete_object(Bucket=bucket, Key=name)  # a marker: the lifecycle rule ends the versions
    return len(names)


def _objects(name: str, data: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a file as it is put, by its key; a page also compressed, first, as an edge would not take the time to."""
    asked = {"ContentType": content.type_of(name), "CacheControl": content.CACHE}
    if content.is_page(name):
        compressed = {"Body": brotli.compress(data, mode=brotli.MODE_TEXT), "ContentEncoding": "br"}
        yield name + content.COMPRESSED, compressed | asked
    yield name, {"Body": data} | asked


def ordered(folder: Path) -> list[str]:
    """Return the names of all files in the order of their upload: what pages may name first, pages last."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    for name in names:
        content.type_of(name)
    if not any(content.is_page(name) for name in names):
        raise NotPublished(f"{folder} holds no page", "render the site first")
    return sorted(names, key=lambda name: (content.is_page(name), name))


def invalidate(environment: Environment, distribution: str) -> None:
    """Let the distribution's edges forget everything they keep."""
    environment.client("cloudfront").create_invalidation(
        DistributionId=distribution,
        InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": secrets.token_hex(16)},
    )


def _stale(s3: "BaseClient", bucket: str, names: set[str]) -> Iterator[str]:
    """Yield the keys that the new site does not have: pages at once, other files when they are old.

    What a function of the portal publishes there is no part of any rendering, and stays.
    """
    now = datetime.now(UTC)
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for found in page.get("Contents", ()):
            old = now - found["LastModified"] > _KEPT
            if found["Key"].startswith(content.PUBLISHED):
                continue
            if found["Key"] not in names and (content.is_page(found["Key"]) or old):
                yield found["Key"]
