"""Say what each file of the site is: its content type and how long it may be kept.

The table is the product's own, because a machine's differ (Windows may call JavaScript plain text) and `nosniff` is
strict.
"""

from pathlib import PurePosixPath
from typing import Final

from infra.errors import NotPublished

TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
}
# Pages and keys are asked for anew each time, so that a change of the officer's key reaches every phone at once.
# `no-cache` and not `no-store`: they hold nothing of a person, and a slow phone need not fetch what has not changed.
# AWS's CachingOptimized keeps them one second, which shields the bucket from a crowd and lets the edge compress them.
CACHE: Final = "no-cache"


# Ends the name of a page's second copy, which is compressed beforehand (PathsFunction in portal.yaml asks for it).
COMPRESSED: Final = ".br"
# Where the statistics function publishes (functions/adapters/publication.py): a month's figures stay for good.
PUBLISHED: Final = "statistics/"


def type_of(name: str) -> str:
    """Return the content type of a file by its ending. Raises NotPublished for an unknown ending."""
    ending = PurePosixPath(name).suffix.lower()
    if ending not in TYPES:
        raise NotPublished(f"{name} has an ending that the site does not know", "add its type to infra/content.py")
    return TYPES[ending]


def is_page(name: str) -> bool:
    """Return whether a file is a page: uploaded last, after all that it may name."""
    return name.removesuffix(COMPRESSED).endswith(".html")
