"""The page carries the packages' own functions, unchanged, and none that it does not call."""

from dataclasses import replace
from pathlib import Path

import pytest

from infra import render, shaken
from infra.errors import NotRendered

PACKAGES = render.SITE / "node_modules"
FILES = ("tweetnacl/nacl-fast.js", "fast-sha256/sha256.js", "blakejs/util.js")


@pytest.mark.parametrize("package", shaken.PACKAGES, ids=lambda package: package.file)
def test_a_module_is_the_text_of_its_package(package: shaken.Package) -> None:
    """Between the first line and the last, every byte is the package's, in one piece."""
    _, *lines, last = shaken.module(package, PACKAGES).splitlines(keepends=True)
    assert last == f"export {package.export};\n"
    text = (PACKAGES / package.file).read_text(encoding="utf-8")
    assert f"{package.beginning}{''.join(lines)}{package.end[1:]}" in text
    assert len(lines) > 200


def test_a_package_of_another_shape_is_refused(tmp_path: Path) -> None:
    """A new version is looked at before a page carries it."""
    package = replace(shaken.PACKAGES[0], file="other.js")
    text = (PACKAGES / shaken.PACKAGES[0].file).read_text(encoding="utf-8")
    for changed in (text.replace("nacl.lowlevel = {", "nacl.low = {"), text + text, ""):
        (tmp_path / "other.js").write_text(changed, encoding="utf-8")
        with pytest.raises(NotRendered, match="another shape"):
            shaken.module(package, tmp_path)


def test_what_no_page_calls_is_in_no_page() -> None:
    """Signing, the package's own randomness, key stretching and debugging are told by the words of their errors."""
    script = render.built_of(("src/screen/report.ts",))["src/screen/report.ts"]
    for word in ("no PRNG", "bad seed size", "cannot expand more", "Invalid size"):
        assert any(word in (PACKAGES / folder).read_text(encoding="utf-8") for folder in FILES)
        assert word not in script, word
