"""The parts of docs/style.md that can be counted."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.environment import ROOT

PACKAGES = ("protocol", "functions", "console", "officer", "courier", "infra")
LONGEST_MODULE = 300  # lines
LONGEST_FUNCTION = 40  # lines of body, without the docstring
SOURCES = [path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_and_its_functions_have_a_size_that_can_be_read(path: Path):
    """No module is longer than 300 lines, and no function's body longer than 40."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE
    for function in functions(path):
        body = function.body[1:] if ast.get_docstring(function) else function.body
        if body:
            assert (body[-1].end_lineno or 0) - body[0].lineno < LONGEST_FUNCTION, function.name


@pytest.mark.parametrize("path", TESTS, ids=name_of)
def test_every_test_states_a_fact(path: Path):
    """Each test has a docstring of one line that ends as a sentence."""
    for function in functions(path):
        if function.name.startswith("test_"):
            fact = ast.get_docstring(function) or ""
            assert fact.endswith("."), function.name
            assert "\n" not in fact, function.name


def test_no_module_is_a_drawer():
    """Nothing is called utils, helpers, common, misc or manager."""
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
    assert not [path for path in (*SOURCES, *TESTS) if path.stem in drawers]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_has_one_root_of_its_errors(package: str):
    """Each package's errors.py has one base, from which all others derive, and the base itself is never raised."""
    module = ast.parse((ROOT / package / "errors.py").read_text(encoding="utf-8"))
    classes = {node.name: node for node in module.body if isinstance(node, ast.ClassDef)}
    (root,) = [name for name, node in classes.items() if not {ast.unparse(base) for base in node.bases} & set(classes)]
    for path in sorted((ROOT / package).rglob("*.py")):
        assert f"raise {root}(" not in path.read_text(encoding="utf-8")
