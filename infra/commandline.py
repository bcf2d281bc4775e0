"""Read build.py's command line: every command, its options, and help that teaches.

Standard library only: build.py reads its command line with this before there is a venv.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Final

LAYERS: Final = ("unit", "integration", "system", "browser", "attacks", "all")

_ABOUT: Final = """\
Build, run, test and deploy Tightlip, a reporting portal that cannot read who reported.

Start here:
  python3 build.py up        everything on this machine: site, cloud, a demo officer key; prints the addresses
  python3 build.py story     the five-minute proof, told in four panels
  python3 build.py test      every test, Chromium included

Nothing needs to be installed first but Python 3.11 or newer: the first command sets up .venv and the page tools.
"""

_HELP: Final[dict[str, tuple[str, str]]] = {
    "up": (
        "run the whole portal on this machine",
        """\
Sets up what is missing, builds the site, starts the embedded cloud on 127.0.0.1, deploys infra/portal.yaml with the
code that also deploys to AWS, makes a demo officer key and demo handlers once, writes .local/stack.json, prints the
addresses and how to sign in, and stays until Ctrl-C. What is stored survives stop and start. Running it again while it
runs brings the running portal up to date.

  python3 build.py up                stay; Ctrl-C stops the portal and keeps its state
  python3 build.py up --detach       come back when it is ready; stop it later with: python3 build.py down
  python3 build.py up --fresh        forget every report, the demo key and the password first

The portal is stopped gently because the embedded cloud writes its state only then: kill -9 loses what was stored since.
""",
    ),
    "down": (
        "stop the portal that `up` started",
        "Stops the embedded cloud gently; its state stays for the next `up`.",
    ),
    "site": (
        "render the pages into a folder, or show the way of a report",
        """\
Renders every page of portal.toml into a folder, as the running portal serves them: the receipt key is that of the
portal that runs here.

  python3 build.py site --out DIR                        every page
  python3 build.py site --route 510504003 education      no page: which office a report about this place and category
                                                         goes to, who stands above it, their deadlines and groups;
                                                         names will do too, in quotes
""",
    ),
    "test": (
        "run the tests",
        """\
  unit          sockets disabled; seconds
  integration   moto, single calls
  system        a portal of its own, deployed for the run: real HTTP, real function processes
  browser       real Chromium on that portal, phone-sized, both languages
  attacks       one test per attack, the canary hunt among them
  all           these five (the default)

Two processes share the tests, so that both cores are used; -- -n 0 runs them in one, in their order.

Words after -- go to pytest:  python3 build.py test unit -- -k lint -x
Pictures of every page and step in each language, width and theme:  python3 build.py test browser --shots pictures
""",
    ),
    "check": (
        "run the linters, type checkers and import contracts",
        """\
ruff, mypy, lint-imports, cfn-lint and tsc; portal.toml; and the wording of the pages: no officialese
(site/officialese.toml), no Chinese sentence over 40 characters. All of them run, and the ones that object are named at
the end.
""",
    ),
    "bench": (
        "print the budgets of docs/design.md and where this machine stands",
        """\
Ratios and counts, never timed tests. Runs a portal of its own; exits 1 when a budget is exceeded.

  python3 build.py bench         every budget
  python3 build.py bench lint    the identity lint alone, type by type: what it finds of the labelled texts of
                                 tests/lint and how many clean ones it stops at, each as n/m with a 95 % interval,
                                 and what it weighs
""",
    ),
    "story": (
        "file the story's report and show what the cloud can and cannot read",
        """\
Files the seed story's report through a real browser and shows four panels: what he typed; what the cloud stored,
searched for his phone number in every encoding; the officer's opening; one flipped byte, refused. Uses the portal of
`up`; when that does not run, starts it and stops it again.
""",
    ),
    "deploy": (
        "deploy to an environment of infra/environments.toml",
        """\
Packages, uploads, shows the plan, refuses whatever would replace or drop stored data, executes, renders, publishes and
checks. When nothing changed, says so and succeeds.

  python3 build.py deploy production --plan     show actions, permission changes and replacements; change nothing
  python3 build.py deploy production
""",
    ),
    "destroy": (
        "remove a rehearsal environment and all that it holds",
        "Refuses an environment that holds people's reports, and says how to export them first. May be repeated.",
    ),
    "doctor": (
        "check a deployed environment and name what is wrong",
        "Asks the stack, tables, keys, functions and pages of an environment, or of `local`, whether all is well.",
    ),
}


def parse(line: Sequence[str]) -> argparse.Namespace:
    """Return what a command line says; `words` are those after `--`, which go to pytest as they are."""
    split = line.index("--") if "--" in line else len(line)
    found = parser().parse_args(line[:split])
    found.words = list(line[split + 1 :])
    if getattr(found, "shots", None) is not None:
        if found.layer != "browser":
            parser().error("--shots belongs to the browser tests: build.py test browser --shots DIR")
        found.words += ["--shots", found.shots]
    return found


def parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    found = argparse.ArgumentParser(
        prog="build.py", description=_ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = found.add_subparsers(dest="command", metavar="COMMAND", required=True)
    made = {}
    for name, (short, long) in _HELP.items():
        made[name] = commands.add_parser(
            name, help=short, description=long, formatter_class=argparse.RawDescriptionHelpFormatter
        )
    made["up"].add_argument("--detach", action="store_true", help="come back when the portal is ready")
    made["up"].add_argument("--fresh", action="store_true", help="forget every report and the demo key first")
    made["site"].add_argument("--out", type=Path, metavar="DIR", default=Path("dist/site"), help="default: dist/site")
    made["site"].add_argument(
        "--route", nargs=2, metavar=("PLACE", "CATEGORY"), help="show which way a report goes, and render nothing"
    )
    made["test"].add_argument("layer", nargs="?", choices=LAYERS, default="all", help="default: all")
    made["test"].add_argument("--shots", metavar="DIR", help="browser: write a picture of every page and step here")
    made["bench"].add_argument("part", nargs="?", choices=("lint",), help="default: every budget")
    made["deploy"].add_argument("--plan", action="store_true", help="show what would change, and change nothing")
    for name in ("deploy", "destroy", "doctor"):
        made[name].add_argument("environment", metavar="ENV", help="a name of infra/environments.toml")
    return found
