"""Stand at the demo officer's desk: pull through the courier's command line, and unlock the demo key."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from infra.environment import ROOT
from infra.errors import NotHealthy
from infra.local import Home
from officer import keyfile
from officer.holder import OfficerKey

_NOTE: Final = "which door is meant"


def pull(home: Home, ref: str) -> bytes:
    """Return the line of a pouch that holds the box of a case. Raises NotHealthy when the courier fails."""
    with tempfile.TemporaryDirectory(prefix="tightlip-desk-") as folder:
        carried = Path(folder) / "case.pouch"
        fetch(home, ref, carried)
        return next(line for line in carried.read_bytes().splitlines() if b'"record":"box"' in line)


def fetch(home: Home, ref: str, out: Path) -> None:
    """Write a pouch with the box of a case. Raises NotHealthy when the courier fails."""
    words = ["pull", "--stack", str(home.stack_file), "--out", str(out), "--cursor", str(out.with_suffix(".cursor"))]
    tool("courier", [*words, "--box", ref, "--purpose", "verify", "--note", _NOTE])


def unlock(home: Home) -> OfficerKey:
    """Return the demo officer's key, unlocked."""
    passphrase = home.key.passphrase.read_text(encoding="utf-8").rstrip("\n")
    locked = keyfile.parse(home.key.private.read_bytes(), home.key.private.name)
    return keyfile.unlock(locked, passphrase, home.key.private.name)


def tool(program: str, words: list[str], statuses: tuple[int, ...] = (0,)) -> str:
    """Return what a command line of ours printed. Raises NotHealthy with its own words when it failed."""
    command = [sys.executable, "-m", program, *words, "--lang", "en"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    if ran.returncode not in statuses:
        raise NotHealthy(f"{program} ended with {ran.returncode}: {ran.stderr.strip()}")
    return ran.stdout
