"""Run the tests and the checks, each with the tool that knows how, and say at the end which of them object."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from infra import configuration, wording
from infra.environment import ROOT
from infra.errors import WrongConfiguration
from infra.local import Home
from infra.progress import say

_LAYERS: Final = ("unit", "integration", "system", "browser", "attacks")
_SITE: Final = ROOT / "site"
_WORKERS: Final = 2  # each has a browser and a portal of its own (decision 0021)


def run(layer: str, words: Sequence[str]) -> int:
    """Run one layer of the tests or all of them; return pytest's exit status.

    `words` come last, so that `-n 0` runs everything in one process. The page's own modules are in the unit layer.
    """
    folders = [f"tests/{name}" for name in (_LAYERS if layer == "all" else (layer,))]
    workers = ["-n", str(min(_WORKERS, os.cpu_count() or 1)), "--dist", "worksteal"]
    running = subprocess.Popen([sys.executable, "-m", "pytest", *folders, *workers, *words], cwd=ROOT)
    signal.signal(signal.SIGTERM, lambda number, _frame: running.send_signal(number))
    while True:
        try:
            return running.wait()
        except KeyboardInterrupt:
            continue  # pytest got Ctrl-C too, and is stopping its portal gently


def check() -> int:
    """Run every linter, type checker and contract; return 1 when one of them objects, after all have run."""
    tools = Path(sys.executable).parent
    commands = {
        "ruff check": [str(tools / "ruff"), "check", "--quiet", "."],
        "ruff format": [str(tools / "ruff"), "format", "--check", "--quiet", "."],
        "mypy": [str(tools / "mypy"), "--no-error-summary"],
        "lint-imports": [str(tools / "lint-imports")],
        "cfn-lint": [str(tools / "cfn-lint"), "infra/portal.yaml", "infra/people.yaml"],
        "tsc": [_node(), str(_SITE / "node_modules" / "typescript" / "bin" / "tsc"), "--noEmit", "--project", "site"],
    }
    objecting = [name for name, command in commands.items() if _command(name, command, ROOT)]
    objecting += ["portal.toml"] if _configuration() else []
    objecting += ["wording"] if _wording() else []
    say(f"\n  these object: {', '.join(objecting)}" if objecting else f"\n  all {len(commands) + 2} agree")
    return 1 if objecting else 0


def _configuration() -> int:
    """Read portal.toml, with a demo officer key where there is none yet, and print its first mistake."""
    home = Home(ROOT)
    home.key.make()
    try:
        configuration.load(home.root / "portal.toml")
    except WrongConfiguration as error:
        say(f"  {'portal.toml':<28} objects\n{error}\n{error.hint}")
        return 1
    say(f"  {'portal.toml':<28} ok")
    return 0


def _wording() -> int:
    """Read all that the pages say, and print each phrase that no page should say with what to say instead."""
    found = wording.faults()
    say(f"  {'wording':<28} {'objects' if found else 'ok'}")
    for fault in found:
        say(str(fault))
    return 1 if found else 0


def _command(name: str, command: Sequence[str], folder: Path) -> int:
    """Run one command and print what it says, when it fails, under its name."""
    environment = os.environ | {"NO_COLOR": "1"}
    ran = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    say(f"  {name:<28} {'objects' if ran.returncode else 'ok'}")
    if ran.returncode:
        say(ran.stdout.rstrip())
    return ran.returncode


def _node() -> str:
    return shutil.which("node") or "node"
