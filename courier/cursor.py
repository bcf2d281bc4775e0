"""Remember from which hour the next pull starts: a small file beside the stack file.

It moves on only after a verified pouch is on disk, so that whatever goes wrong before costs a repeat and never a case.
"""

from pathlib import Path
from typing import Final

from console import private
from courier.errors import CursorRefused
from protocol import canonical, hour, members
from protocol.errors import Malformed

BEGINNING: Final = "2026-01-01T00Z"  # no portal of version 1 is older
MOST: Final = 4096  # bytes


def beside(stack_file: Path) -> Path:
    """Return where the cursor of a stack file stands."""
    return stack_file.with_suffix(".cursor")


def read(path: Path, portal: str) -> str | None:
    """Return the hour of the cursor at `path`, None when there is none yet. Raises CursorRefused or FileRefused."""
    if not path.exists() and not path.is_symlink():
        return None
    try:
        value = canonical.parse(private.read(path, most=MOST).data.removesuffix(b"\n"))
        found = members.members(value, required=("v", "portal", "since"))
        members.at("v", members.version, found["v"])
        since = members.at("since", hour.check, found["since"])
    except Malformed as error:
        raise CursorRefused("cursor.malformed", file=str(path)) from error
    if found["portal"] != portal:
        raise CursorRefused("cursor.portal", file=str(path), portal=str(found["portal"]), own=portal)
    return since


def write(path: Path, *, portal: str, since: str) -> None:
    """Put the cursor at hour `since`. Raises FileRefused."""
    private.replace(path, canonical.to_bytes({"v": 1, "portal": portal, "since": since}) + b"\n")


def moves(*, kept: str | None, since: str) -> bool:
    """Say whether a pull from hour `since` may move the cursor: not when it left out hours that no pull has brought."""
    return kept is None or hour.parse(since) <= hour.parse(kept)
