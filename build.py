#!/usr/bin/env python3
"""The one command of Tightlip: `python3 build.py --help`.

Runs on a bare Python 3.11 or newer: it sets up .venv and the page tools, and hands the command to `infra` inside them.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  an older Python gets this sentence, and not a traceback
    sys.exit("build: error: this needs Python 3.11 or newer, and this is Python {}.{}".format(*sys.version_info[:2]))

import os
import signal
import subprocess

from infra import toolchain
from infra.commandline import parse
from infra.environment import ROOT
from infra.errors import InfraError
from infra.progress import refuse

WITHOUT_PAGES = ("down", "destroy")


def main() -> int:
    """Set up what the command needs, run it in the venv, and return its exit status."""
    arguments = parse(sys.argv[1:])
    try:
        python = toolchain.python()
        if arguments.command not in WITHOUT_PAGES:
            toolchain.page_tools()
        if arguments.command == "story" or getattr(arguments, "layer", "") in ("browser", "attacks", "all"):
            toolchain.chromium()
        if getattr(arguments, "layer", "") in ("browser", "all"):
            toolchain.old_browsers()
            toolchain.tesseract()
        # The venv's tools first: its Node, where the machine has none.
        environment = os.environ | {"PATH": os.pathsep.join((str(python.parent), os.environ.get("PATH", "")))}
        running = subprocess.Popen([str(python), "-m", "infra", *sys.argv[1:]], cwd=ROOT, env=environment)
    except InfraError as error:
        refuse(error)
        return 1
    signal.signal(signal.SIGTERM, lambda number, _frame: running.send_signal(number))
    while True:
        try:
            return running.wait()
        except KeyboardInterrupt:
            continue  # the command got Ctrl-C too, and is stopping the portal gently


if __name__ == "__main__":
    sys.exit(main())
