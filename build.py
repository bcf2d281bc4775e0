#!/usr/bin/env python3
"""The one command of Tightlip: `python3 build.py --help`.

Runs on a bare Python 3.11 or newer: it sets up .venv and the page tools, and hands the command to `infra` inside them.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  an older Python gets this sentence, and not a traceback
    sys.exit("build: error: this needs Python 3.11 or newer, and this is Python {}.{}".format(*sys.version_info[:2]))

import subprocess

from infra import toolchain
from infra.commandline import parser
from infra.environment import ROOT
from infra.errors import InfraError
from infra.progress import refuse

WITHOUT_PAGES = ("down", "destroy", "doctor")
WITH_CHROMIUM = {"test": ("browser", "all", "attacks"), "story": (), "bench": ()}


def main() -> int:
    """Set up what the command needs, run it in the venv, and return its exit status."""
    arguments = parser().parse_args()
    try:
        python = toolchain.python()
        if arguments.command not in WITHOUT_PAGES:
            toolchain.page_tools()
        layers = WITH_CHROMIUM.get(arguments.command)
        if layers is not None and getattr(arguments, "layer", "all") in (*layers, "all"):
            toolchain.chromium()
        running = subprocess.Popen([str(python), "-m", "infra", *sys.argv[1:]], cwd=ROOT)
    except InfraError as error:
        refuse(error)
        return 1
    while True:
        try:
            return running.wait()
        except KeyboardInterrupt:
            continue  # the command got Ctrl-C too, and is stopping the portal gently


if __name__ == "__main__":
    sys.exit(main())
