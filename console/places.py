"""Know folders in which a secret file is not safe: writable by others, or copied to somebody's cloud.

Leaves warning to the callers; nothing here refuses.
"""

import os
import stat
from pathlib import Path
from typing import Final

# Names that the clients of file-syncing services give their folders, lower case.
_SYNCED: Final = (
    "dropbox",
    "onedrive",
    "icloud drive",
    "mobile documents",  # where macOS keeps iCloud
    "google drive",
    "googledrive",
    "nextcloud",
    "owncloud",
    "syncthing",
    "nutstore",
    "坚果云",
    "百度网盘",
    "baidunetdisk",
    "baidusyncdisk",
    "阿里云盘",
    "weiyun",
)


def dangers(folder: Path) -> list[str]:
    """Return the keys of warnings about a folder, `place.shared` and `place.synced`; empty when none is known."""
    found = []
    if os.name == "posix" and stat.S_IMODE(folder.stat().st_mode) & 0o022:
        found.append("place.shared")
    if any(part.lower().startswith(_SYNCED) for part in folder.resolve().parts):
        found.append("place.synced")
    return found
