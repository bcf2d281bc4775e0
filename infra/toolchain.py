"""Set up what the other commands need, once: the venv, the page tools, Node, Chromium old and new, and tesseract.

Standard library only. Each part has a stamp, written last: a second start finds it and does nothing, and an interrupted
installation has none and is done again.
"""

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from infra.environment import ROOT
from infra.errors import InfraError
from infra.progress import say, step

VENV: Final = ROOT / ".venv"
_OLD: Final = ROOT / "tests" / "browser" / "old"
OLDEST_NODE: Final = 20  # the major version that package.json asks for
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC_BROWSERS: Final = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


class SetupFailed(InfraError):
    """Something that the commands need is not there and could not be brought."""


def python() -> Path:
    """Return the venv's Python, after bringing the venv to requirements.lock and pyproject.toml.

    Raises SetupFailed when this Python cannot make a venv, or when pip ends in failure.
    """
    found = _venv_python()
    lock = _stamp(ROOT / "requirements.lock", sys.version)
    project = _stamp(ROOT / "pyproject.toml")
    if not (_holds(VENV / "lock.stamp", lock) and found.exists()):
        with step("making .venv"):
            _run([sys.executable, "-m", "venv", "--clear", str(VENV)], "install Python's venv (Debian: python3-venv)")
        _pip_install(ROOT / "requirements.lock")
        (VENV / "lock.stamp").write_text(lock, encoding="ascii")
    if not _holds(VENV / "project.stamp", project):
        with step("installing this project's commands"):
            words = ["install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
            _run([str(found), "-m", "pip", "--disable-pip-version-check", *words], "see what pip says above")
        (VENV / "project.stamp").write_text(project, encoding="ascii")
    return found


def page_tools() -> None:
    """Bring site/node_modules to package-lock.json. Raises SetupFailed when npm ends in failure."""
    _npm_install(ROOT / "site", "the page tools")


def old_browsers() -> None:
    """Bring tests/browser/old/node_modules to its lock, and unpack the browsers that came with it.

    They are programs for Linux on x86-64, and nothing is brought to another machine. Raises SetupFailed when npm or the
    unpacking ends in failure.
    """
    if old_browsers_run_here():
        _npm_install(_OLD, "Chromium 64 and 72 (66 MB)", "--ignore-scripts", "--omit=optional", then="unpack.mjs")


def old_browsers_run_here() -> bool:
    """Return whether this machine can run the old browsers."""
    return sys.platform == "linux" and platform.machine() == "x86_64"


def find_old_browser(version: int) -> Path | None:
    """Return the old Chromium of a version, None when it was not installed."""
    path = _OLD / "node_modules" / f"chromium-{version}" / "bin" / "chromium"
    return path if path.exists() else None


def chromium() -> Path:
    """Return a Chromium, after installing Debian's where this is root on Debian and there is none.

    Raises SetupFailed where there is none and it cannot be installed from here.
    """
    found = find_chromium()
    if found is None:
        _debian_install("Chromium", "chromium", "fonts-noto-cjk")
        found = find_chromium()
        if found is None:
            raise SetupFailed("Debian's chromium was installed and is not found", "install Chromium by hand")
    return found


def find_chromium() -> Path | None:
    """Return a Chromium of this machine, None when there is none."""
    named = [shutil.which(name) for name in _BROWSERS]
    paths = [Path(name) for name in (*named, *_MAC_BROWSERS) if name]
    return next((path for path in paths if path.exists()), None)


def tesseract() -> Path:
    """Return the program that reads digits in pictures, installed as Chromium is. Raises SetupFailed."""
    found = shutil.which("tesseract")
    if found is None:
        _debian_install("tesseract", "tesseract-ocr")
        found = shutil.which("tesseract")
        if found is None:
            raise SetupFailed("Debian's tesseract was installed and is not found", "install tesseract by hand")
    return Path(found)


def _debian_install(what: str, *packages: str) -> None:
    """Install Debian's packages where this is root on Debian. Raises SetupFailed elsewhere, and when apt-get fails."""
    apt = shutil.which("apt-get")
    if apt is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        raise SetupFailed(f"no {what} was found", f"install it (Debian: apt-get install {packages[0]}) and try again")
    with step(f"installing {what} ({' '.join(packages)})"):
        environment = {"DEBIAN_FRONTEND": "noninteractive"}
        _run([apt, "update", "-qq"], "apt-get cannot reach its packages", more=environment)
        words = ["install", "-qq", "--yes", "--no-install-recommends", *packages]
        _run([apt, *words], "see what apt-get says above", more=environment)


def _npm_install(folder: Path, what: str, *words: str, then: str = "") -> None:
    """Bring a folder's node_modules to its lock, and run its script `then`; the stamp is written last."""
    stamp = folder / "node_modules" / "stamp"
    wanted = _stamp(folder / "package-lock.json")
    if _holds(stamp, wanted):
        return
    node = _node()
    with step(f"installing {what}"):
        npm = shutil.which("npm", path=os.pathsep.join((str(node.parent), os.environ.get("PATH", ""))))
        if npm is None:
            raise SetupFailed(f"there is {node} but no npm beside it", "install npm (Debian: apt-get install npm)")
        command = [npm, "ci", "--no-audit", "--no-fund", *words, "--prefix", str(folder)]
        _run(command, "see what npm says above", path=node.parent)
        if then:
            _run([str(node), str(folder / then)], "is the disk full?")
        stamp.write_text(wanted, encoding="ascii")


def _node() -> Path:
    """Return a Node that is new enough: the machine's, or one from a wheel inside the venv."""
    inside = VENV / ("Scripts" if os.name == "nt" else "bin") / "node"
    for name in (shutil.which("node"), shutil.which(str(inside))):
        if name is not None and _node_version(name) >= OLDEST_NODE:
            return Path(name)
    _pip_install(ROOT / "requirements-node.lock")
    return inside


def _node_version(node: str) -> int:
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", told)
    return int(found.group(1)) if found else 0


def _venv_python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _pip_install(lock: Path) -> None:
    """Install every package of a lock file, hashes checked, and show how far it is."""
    names = re.findall(r"^([A-Za-z0-9._-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE)
    command = [str(_venv_python()), "-m", "pip", "--disable-pip-version-check", "install", "--no-deps"]
    command += ["--require-hashes", "--progress-bar", "off", "--requirement", str(lock)]
    with step(f"installing {len(set(names))} packages"):
        ran = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said: list[str] = []
        for line in ran.stdout or ():
            said.append(line.rstrip())
            if line.startswith("Collecting") and sys.stdout.isatty():
                say(f"    {line.split()[1]}")
        if ran.wait():
            raise SetupFailed("pip ended in failure:\n  " + "\n  ".join(said[-12:]), "is the package index reachable?")


def _run(command: Sequence[str], hint: str, *, path: Path | None = None, more: dict[str, str] | None = None) -> None:
    environment = os.environ | (more or {})
    if path is not None:
        environment["PATH"] = os.pathsep.join((str(path), environment.get("PATH", "")))
    ran = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        said = (ran.stderr or ran.stdout).strip().splitlines()[-12:]
        raise SetupFailed(f"{Path(command[0]).name} ended in failure:\n  " + "\n  ".join(said), hint)


def _stamp(path: Path, *more: str) -> str:
    return hashlib.sha256(path.read_bytes() + "\n".join(more).encode()).hexdigest()


def _holds(path: Path, stamp: str) -> bool:
    return path.exists() and path.read_text(encoding="ascii") == stamp
