"""Build the functions' archive: pure Python, the same bytes on every machine, named by its content.

Members are stored and not compressed, because two versions of zlib compress alike only by chance. Leaves uploading to
`deploy`, and the deployment's choices to `configuration`.
"""

import hashlib
import io
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath
from typing import Final

from infra.environment import ROOT
from infra.errors import NotPure

OWN_PACKAGES: Final = ("functions", "protocol")
DISTRIBUTIONS: Final = ("aws-lambda-powertools", "rfc8785")
HANDLERS: Final = tuple(
    f"functions.handlers.{name}" for name in ("intake", "notice", "officer", "photo", "relay", "staff", "statistics")
)
CONFIGURATION: Final = "portal.json"
RULE_FILE: Final = "protocol/lint_rules.json"
_COMPILED_NAMES: Final = (".so", ".pyd", ".dll", ".dylib", ".a", ".o", ".pyc")
_COMPILED_STARTS: Final = (
    b"\x7fELF", b"MZ", b"\x00asm", b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf",
)  # fmt: skip
_PROVIDED: Final = ("boto3", "botocore")  # by the runtime
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold
_UNIX: Final = 3
_FILE_0644: Final = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive as bytes, and the key under which it is uploaded: SHA-256 of the bytes."""

    data: bytes

    @property
    def key(self) -> str:
        """The key in the artifacts bucket; other content is another key, so a deployment cannot keep old code."""
        return f"functions/{hashlib.sha256(self.data).hexdigest()}.zip"


def build(configuration: bytes, root: Path = ROOT) -> Archive:
    """Return the archive of the functions, of the distributions they need, and of `configuration` as portal.json.

    Raises NotPure when a member is compiled, or when a distribution is not installed.
    """
    members = {CONFIGURATION: configuration}
    for name, path in _own(root):
        members[name] = path.read_bytes()
    for needed in _closure(DISTRIBUTIONS):
        members |= _installed(needed)
    return Archive(write(members))


def write(members: Mapping[str, bytes]) -> bytes:
    """Return a zip of the members in the order of their names, all 0644, of one fixed moment.

    Raises NotPure when a member is compiled for one processor or one Python.
    """
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            data = members[name]
            if name.endswith(_COMPILED_NAMES) or data.startswith(_COMPILED_STARTS):
                raise NotPure(f"{name} is compiled", "the functions' archive holds pure Python only")
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.create_system = _UNIX
            entry.external_attr = _FILE_0644
            archive.writestr(entry, data)
    return sink.getvalue()


def smoke(archive: Archive) -> None:
    """Import every handler from the unpacked archive in a clean interpreter that finds nothing else but boto3.

    Raises NotPure with the last line of what Python said.
    """
    with tempfile.TemporaryDirectory(prefix="tightlip-smoke-") as folder:
        zipfile.ZipFile(io.BytesIO(archive.data)).extractall(folder)
        command = [sys.executable, "-I", "-S", "-B", "-c", _SMOKE, folder, _boto3_folder(), *HANDLERS]
        ran = subprocess.run(command, capture_output=True, text=True, env={}, timeout=120, check=False)
    if ran.returncode:
        lines = ran.stderr.strip().splitlines() or ["no message"]
        raise NotPure(f"the archive does not import: {lines[-1]}", "see DISTRIBUTIONS in infra/package.py")


# The runtime gives boto3 and what it needs; a finder lets these through from the venv, and nothing else of it.
_SMOKE: Final = """
import importlib, importlib.machinery, sys
folder, site, *handlers = sys.argv[1:]
class Runtime:
    given = {'boto3', 'botocore', 's3transfer', 'jmespath', 'dateutil', 'urllib3', 'six'}
    def find_spec(self, name, path=None, target=None):
        if path is None and name in self.given:
            return importlib.machinery.PathFinder.find_spec(name, [site])
sys.path.insert(0, folder)
sys.meta_path.append(Runtime())
for name in handlers:
    module = importlib.import_module(name)
    assert callable(module.handler) and module.__file__.startswith(folder), name
opening = {'nacl', 'cryptography', 'officer', 'courier', 'infra'} & set(sys.modules)
assert not opening, f'the functions import {opening}'
"""


def _own(root: Path) -> Iterator[tuple[str, Path]]:
    for package in OWN_PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            yield path.relative_to(root).as_posix(), path
    yield RULE_FILE, root / RULE_FILE


def _closure(names: tuple[str, ...]) -> list[Distribution]:
    """Return the distributions called `names` and all that they need, without extras and without what AWS provides."""
    found: dict[str, Distribution] = {}
    wanted = list(names)
    while wanted:
        name = re.sub(r"[-_.]+", "-", wanted.pop()).lower()
        if name in found or name in _PROVIDED:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError as error:
            raise NotPure(f"{name} is not installed", "run python3 build.py up, which sets up the venv") from error
        wanted += [needed for text in found[name].requires or () if (needed := _needed(text))]
    return [found[name] for name in sorted(found)]


def _needed(requirement: str) -> str:
    """Return the name in a requirement, empty when only an extra or another system needs it."""
    name, _, marker = requirement.partition(";")
    if "extra" in marker or "win32" in marker:
        return ""
    matched = re.match(r"[A-Za-z0-9._-]+", name.strip())
    return matched.group() if matched else ""


def _installed(needed: Distribution) -> dict[str, bytes]:
    """Return the files of a distribution: packages, metadata and licences, but nothing that an installer wrote."""
    members = {}
    for path in needed.files or ():
        name = PurePosixPath(path)
        if ".." in name.parts or "__pycache__" in name.parts:
            continue
        info = name.parts[0].endswith(".dist-info")
        if info and name.name != "METADATA" and not name.name.upper().startswith(("LICENSE", "LICENCE", "NOTICE")):
            continue
        members[name.as_posix()] = Path(str(needed.locate_file(path))).read_bytes()
    return members


def _boto3_folder() -> str:
    return str(Path(str(distribution("boto3").locate_file("."))).resolve())
