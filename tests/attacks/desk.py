"""Stand at the officer's desk: pull a box in the courier's role, and open it with the demonstration key."""

from pathlib import Path
from typing import Any

from courier import stack as courier_stack
from courier.cloud import connected
from officer import keyfile
from protocol import canonical, envelope, pouch
from tests.conftest import Stack


def pull(stack: Stack, ref: str) -> dict[str, Any]:
    """Return the box record of a case, pulled by the courier's own client."""
    answer = invoke(stack, {"v": 1, "act": "pull", "ref": ref, "purpose": "verify", "note": "核对楼号"})
    record: dict[str, Any] = answer["record"]
    return record


def invoke(stack: Stack, request: dict[str, object]) -> Any:
    """Return what the officer function answers."""
    with connected(courier_stack.load(stack.home.stack_file)) as function:
        return function.invoke(request)


def opened(stack: Stack, record: dict[str, Any]) -> envelope.Opened:
    """Return the opened box of a record, or raise Refused."""
    parsed = pouch.parse_record(canonical.parse(canonical.to_bytes(record)))
    assert isinstance(parsed, pouch.BoxRecord)
    file, passphrase = (Path(stack.described[name]) for name in ("officer_key", "passphrase_file"))
    locked = keyfile.parse(file.read_bytes(), file.name)
    key = keyfile.unlock(locked, passphrase.read_text(encoding="utf-8").rstrip("\n"), file.name)
    portal = str(stack.described["portal"])
    return envelope.open_envelope(parsed.sealed, parsed.stored(portal), {key.public.key_id: key})
