"""Rules of the pages' sources that no compiler checks: what they must not call, name or bring along."""

import json
import re

import pytest

from infra.environment import ROOT

SITE = ROOT / "site"
SOURCES = sorted((SITE / "src").rglob("*.ts"))
NEVER = {
    "a storage": r"\b(localStorage|sessionStorage|indexedDB|caches)\b|document\.cookie",
    "HTML from a string": r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment",
    "code from a string": r"\beval\(|new Function|javascript:",
    "another origin": r"https?://|sendBeacon|WebSocket|RTCPeerConnection|EventSource|\bimport\(",
    "a number that the oldest browser does not know": r"\bBigInt\b|\b[0-9]+n\b",
}
COMMENT = r"(?s:/\*.*?\*/)|(?<!:)//[^\n]*"
# What alone may outlive a page: state and verifier of a sign-in on its way (docs/decisions/0026).
ACROSS = {"src/staff/screen/crossing.ts": ["sessionStorage"] * 3}
DOM = r"\b(document|window|navigator|history|location)\."


@pytest.mark.parametrize("rule", NEVER)
def test_no_source_uses_what_the_pages_promise_not_to(rule: str) -> None:
    """Comments aside, no module names it."""
    found = {
        str(path.relative_to(SITE)): hits
        for path in SOURCES
        if (hits := re.findall(NEVER[rule], re.sub(COMMENT, "", path.read_text(encoding="utf-8"))))
    }
    assert found == (ACROSS if rule == "a storage" else {})


def test_only_the_screen_touches_the_page() -> None:
    """Protocol, sealing and the report's rules run without any document; leaving is about nothing else."""
    pure = [path for path in SOURCES if not {"screen", "leave"} & set(path.parts)]
    assert [path.name for path in pure if re.search(DOM, path.read_text(encoding="utf-8"))] == []


def test_one_module_seals() -> None:
    """The arithmetic on curves has one door."""
    users = [path.name for path in SOURCES if 'from "tweetnacl' in path.read_text(encoding="utf-8")]
    assert users == ["seal.ts"]


def test_protocol_twins_have_the_names_of_the_python_modules() -> None:
    """Every module of the protocol stands in both languages under one name, but for what no browser reads."""
    python = {path.stem for path in (ROOT / "protocol").glob("*.py")} - {"__init__", "pouch", "lint_command"}
    twins = {path.stem for path in (SITE / "src" / "protocol").glob("*.ts")}
    assert python - twins == set()
    assert twins - python == {"bytes"}  # Python's own bytes and hashlib


def test_every_version_is_pinned_and_the_lock_names_no_host() -> None:
    """Dependencies are exact, and the lock leaves where they come from to the machine's own settings."""
    package = json.loads((SITE / "package.json").read_text(encoding="utf-8"))
    versions = [*package["dependencies"].values(), *package["devDependencies"].values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)
    lock = json.loads((SITE / "package-lock.json").read_text(encoding="utf-8"))
    locked = {name: entry for name, entry in lock["packages"].items() if name}
    assert all("resolved" not in entry and entry["integrity"].startswith("sha512-") for entry in locked.values())


def test_no_module_is_longer_than_the_house_style_allows() -> None:
    """Three hundred lines are the ceiling in this language too."""
    assert [path.name for path in SOURCES if len(path.read_text(encoding="utf-8").splitlines()) > 300] == []
