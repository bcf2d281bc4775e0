"""Write stack files, and serve the site that belongs to them."""

import json
from pathlib import Path
from typing import Any

from protocol import b64, canonical
from tests.unit.officer.reporters import OFFICER, PORTAL

SITE = "http://demo.cloudfront.localhost:4566"
RECEIPT_KEY = b64.encode(b"r" * 32)


def described(**changed: Any) -> dict[str, Any]:
    """Return what `build.py up` writes into the stack file."""
    return {
        "site": SITE,
        "api": f"{SITE}/api",
        "endpoint": "http://127.0.0.1:4566",
        "region": "cn-north-1",
        "stack": "tightlip",
        "tables": {"cases": "c", "entries": "e", "boxes": "b"},
        "officer_function": "tightlip-officer",
        "officer_key": "keys/officer",
        "officer_public": "keys/officer.pub",
        "passphrase_file": "keys/passphrase",
        "courier_role": "arn:aws:iam::000000000000:role/courier",
        "portal": PORTAL,
        "languages": ["zh-CN", "en"],
        "credentials": {"access_key": "test", "secret_key": "test"},
    } | changed


def stack_file(folder: Path, **changed: Any) -> Path:
    """Write a stack file and the officer's public file beside it."""
    (folder / "keys").mkdir(exist_ok=True)
    (folder / "keys/officer.pub").write_bytes(canonical.to_bytes(OFFICER.public.to_value()) + b"\n")
    path = folder / "stack.json"
    path.write_text(json.dumps(described(**changed)), encoding="utf-8")
    return path


def page(key: object = None, *, portal: str = PORTAL, language: str = "en") -> bytes:
    """Return a report page that seals to a key."""
    configuration = {
        "portal": portal,
        "build": "0" * 16,
        "language": language,
        "key": OFFICER.public.to_value() if key is None else key,
        "receipt_key": RECEIPT_KEY,
        "difficulty": 15,
    }
    text = json.dumps(configuration).replace("<", "\\u003c")
    return (
        f'<!doctype html><html lang="{language}"><head><title>x</title></head><body><p>&lt;key&gt; a<b</p>'
        f'<script type="application/json" id="config">{text}</script>'
        '<script type="application/json" id="words">{}</script><script>let a = 1;</script></body></html>'
    ).encode()


def published(*keys: tuple[object, str], portal: str = PORTAL) -> bytes:
    """Return the published list of keys with their states."""
    listed = [dict(key) | {"state": state} for key, state in keys or ((OFFICER.public.to_value(), "current"),)]  # type: ignore[call-overload]
    return canonical.to_bytes({"v": 1, "portal": portal, "keys": listed, "receipt_key": RECEIPT_KEY}) + b"\n"


def site(**changed: bytes) -> dict[str, bytes]:
    """Return what a whole site serves, by URL; `zh`, `en` and `keys` change a part."""
    return {
        f"{SITE}/zh-CN/report/": changed.get("zh", page(language="zh-CN")),
        f"{SITE}/en/report/": changed.get("en", page()),
        f"{SITE}/keys/officer.json": changed.get("keys", published()),
    }
