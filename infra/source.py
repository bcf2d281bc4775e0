"""Say which commit the working tree is, for the build id that every page and receipt carries."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

from infra.environment import ROOT, Environment
from infra.errors import NotPublished

UNKNOWN: Final = "no-commit"
_CHANGED: Final = "+changes"


def commit(root: Path = ROOT) -> str:
    """Return the commit of the working tree, with `+changes` after it when files differ from it, or `no-commit`."""
    git = shutil.which("git")
    if git is None:
        return UNKNOWN
    head = _ask(git, root, "rev-parse", "--verify", "HEAD")
    if head is None:
        return UNKNOWN
    changed = _ask(git, root, "status", "--porcelain", "--untracked-files=no")
    return head + _CHANGED if changed else head


def publishable(environment: Environment, found: str) -> str:
    """Return the commit. Raises NotPublished where people's reports arrive and `found` is not all of the tree."""
    if environment.holds_data and (found == UNKNOWN or found.endswith(_CHANGED)):
        raise NotPublished(
            "the working tree is not a commit, so nobody could build these pages again and compare",
            "commit your changes, then deploy",
        )
    return found


def _ask(git: str, root: Path, *words: str) -> str | None:
    ran = subprocess.run([git, "-C", str(root), *words], capture_output=True, text=True, check=False)
    return ran.stdout.strip() if ran.returncode == 0 else None
