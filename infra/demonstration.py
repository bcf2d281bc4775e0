"""Make the demo officer's key through the officer's own command line, its passphrase kept beside it; and a password.

Only for the portal on this machine: a real passphrase is on paper, and a real key never on a networked computer.
"""

import os
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mnemonic import Mnemonic

from infra.environment import ROOT
from infra.errors import CloudDown

_WORDS: Final = 6  # of 2,048: 66 bits
_PASSWORD_WORDS: Final = 4  # 44 bits, for people of an issuer that listens on the loopback address only


@dataclass(frozen=True, slots=True)
class DemoKey:
    """The files of a demo officer key, in one folder that only this user can read."""

    folder: Path

    @property
    def private(self) -> Path:
        """The key file of `officer keygen`."""
        return self.folder / "officer"

    @property
    def public(self) -> Path:
        """The public file, which portal.toml names."""
        return self.folder / "officer.pub"

    @property
    def passphrase(self) -> Path:
        """The passphrase, on one line."""
        return self.folder / "passphrase"

    def make(self) -> bool:
        """Make the three files; return False when they are there. Raises CloudDown with what `officer` said."""
        if self.private.exists() and self.public.exists() and self.passphrase.exists():
            return False
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.forget()  # what an interrupted command left is no key that anything was sealed to
        _write_private(self.passphrase, _some(_WORDS, " ") + "\n")
        command = [sys.executable, "-m", "officer", "keygen", str(self.private), "--lang", "en"]
        command += ["--passphrase-file", str(self.passphrase)]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
        if ran.returncode:
            raise CloudDown(f"no demo officer key was made: {ran.stderr.strip()}")
        return True

    def forget(self) -> None:
        """Remove the three files."""
        for path in (self.private, self.public, self.passphrase):
            path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class DemoPassword:
    """The password of every demo person, in a folder that only this user can read."""

    folder: Path

    @property
    def file(self) -> Path:
        """The password, on one line."""
        return self.folder / "people"

    def get(self) -> str:
        """Return the password; it is made once."""
        if not self.file.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_private(self.file, _some(_PASSWORD_WORDS, "-") + "\n")
        return self.file.read_text(encoding="utf-8").strip()

    def forget(self) -> None:
        """Remove the file."""
        self.file.unlink(missing_ok=True)


def _some(number: int, between: str) -> str:
    words = Mnemonic("english").wordlist
    return between.join(secrets.choice(words) for _ in range(number))


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as sink:
        sink.write(text)
