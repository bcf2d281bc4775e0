"""Give the page's bundler the functions of three packages as modules, of which it takes those that the page calls.

Each package is one function or object around all that it can, so that a bundler has to take the whole: signing,
opening, randomness, key stretching, debugging, which no page ever calls and every phone would load. The text is taken
as it is from the locked package, up to where it gathers its functions for others (decision 0020). Node's tests get the
packages as they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.errors import NotRendered


@dataclass(frozen=True, slots=True)
class Package:
    """What pages import, which text of it are its functions, and the export that stands below them."""

    imported: str
    file: str
    beginning: str
    end: str
    export: str


PACKAGES: Final = (
    Package(
        imported="tweetnacl/nacl-fast.js",
        file="tweetnacl/nacl-fast.js",
        beginning="(function(nacl) {\n",
        end="\nnacl.lowlevel = {\n",
        export="const lowlevel = { crypto_box, crypto_hash, crypto_scalarmult_base, crypto_sign_open }",
    ),
    Package(
        imported="fast-sha256",
        file="fast-sha256/sha256.js",
        beginning="(this, function(exports) {\n",
        end="\n// Fills hkdf buffer like this:\n",
        export="{ Hash, hash, hmac }",
    ),
    Package(
        imported="blakejs/blake2b.js",
        file="blakejs/blake2b.js",
        beginning="const util = require('./util')\n",
        end="\nmodule.exports = {\n",
        export="{ blake2bFinal, blake2bInit, blake2bUpdate }",
    ),
)


def module(package: Package, packages: Path) -> str:
    """Return a package's functions with its export; `packages` is node_modules.

    Raises NotRendered when the package is not of the shape that is known.
    """
    try:
        text = (packages / package.file).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise NotRendered("the page tools are not installed", "python3 build.py test installs them") from error
    if text.count(package.beginning) != 1 or text.count(package.end) != 1:
        raise NotRendered(f"{package.file} has another shape than it had", "see infra/shaken.py")
    functions = text[text.index(package.beginning) + len(package.beginning) : text.index(package.end) + 1]
    return f"var exports = {{}};\n{functions}export {package.export};\n"


def aliases(packages: Path, out: Path) -> Iterator[str]:
    """Write a module of each package into the folder `out`, and yield what tells esbuild to take it."""
    for number, package in enumerate(PACKAGES):
        path = out / f"package-{number}.js"
        path.write_text(module(package, packages), encoding="utf-8")
        yield f"--alias:{package.imported}={path}"
