"""Run the pages' own modules under Node: every vector of the protocol, and what the report page is made of."""

import shutil
import subprocess

from infra.environment import ROOT

SITE = ROOT / "site"
INSTALL = "the page tools are missing: `python3 build.py test` installs them"


def ran(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the page tools in the site's folder."""
    assert (SITE / "node_modules").is_dir(), INSTALL
    node = shutil.which("node")
    assert node is not None, INSTALL
    return subprocess.run([node, *command], cwd=SITE, capture_output=True, text=True, encoding="utf-8", check=False)


def test_every_test_of_the_pages_modules_passes() -> None:
    """All vectors, inverses and the journey's modules hold in TypeScript as they do in Python."""
    found = ran("test/run.mjs")
    assert found.returncode == 0, found.stdout + found.stderr


def test_the_pages_modules_and_their_tests_are_strictly_typed() -> None:
    """TypeScript finds no fault, neither in what is shipped nor in its tests."""
    for project in (".", "test"):
        found = ran("node_modules/typescript/bin/tsc", "--project", project, "--noEmit")
        assert found.returncode == 0, found.stdout
