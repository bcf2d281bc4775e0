"""Get a passphrase: from a prompt, a file or a descriptor, never from the command line, and judge a new one.

All three routes give the same text for the same passphrase (KEYFILE.md).
"""

import getpass
import locale
import os
import secrets
import sys
import unicodedata
import warnings
from pathlib import Path
from typing import Final

from mnemonic import Mnemonic

from console import private
from console.screen import Screen
from console.width import width
from officer import plaintext
from officer.errors import PassphraseRefused

MOST: Final = 4096  # bytes
WORDS: Final = 6  # of a list of 2,048: 66 bits
LEAST_COLUMNS: Final = 16  # 16 letters, or 8 Chinese characters, which take two columns each
LEAST_DIFFERENT: Final = 6  # characters
TRIES: Final = 3  # at a prompt


def from_file(path: Path, screen: Screen) -> str:
    """Return the passphrase that a file or pipe holds, and warn when others can read it. Raises PassphraseRefused."""
    found = private.read(path, most=MOST)
    if found.loose:
        screen.warn("file.loose", file=str(path))
    return _text(found.data, str(path))


def from_descriptor(number: int) -> str:
    """Return the passphrase that an open descriptor gives, to its end. Raises PassphraseRefused."""
    try:
        with os.fdopen(number, "rb", closefd=False) as source:
            data = source.read(MOST)
    except OSError as error:
        raise PassphraseRefused("passphrase.descriptor", number=number) from error
    return _text(data, f"--passphrase-fd {number}")


def ask(screen: Screen, prompt: str) -> str:
    """Return what is typed unseen at the terminal, maybe nothing. Raises PassphraseRefused without a terminal."""
    encoding = "utf-8" if sys.flags.utf8_mode else locale.getencoding()
    shown = prompt.encode(encoding, "backslashreplace").decode(encoding)
    screen.out.flush()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)  # it would go on with the passphrase echoed
            return unicodedata.normalize("NFKC", getpass.getpass(f"{shown} "))
    except (getpass.GetPassWarning, EOFError, OSError) as error:
        raise PassphraseRefused("passphrase.no_terminal") from error
    except UnicodeDecodeError:
        raise PassphraseRefused("passphrase.typed") from None


def suggest() -> str:
    """Return six words drawn from the BIP 39 English list by the system's randomness."""
    words = Mnemonic("english").wordlist
    return " ".join(secrets.choice(words) for _ in range(WORDS))


def judge(passphrase: str) -> None:
    """Raise PassphraseRefused when a new passphrase is below the stated least strength."""
    if width(passphrase) < LEAST_COLUMNS or len(set(passphrase)) < LEAST_DIFFERENT:
        raise PassphraseRefused(
            "passphrase.weak", least=LEAST_COLUMNS, half=LEAST_COLUMNS // 2, different=LEAST_DIFFERENT
        )


def choose(screen: Screen) -> str:
    """Return a new passphrase: six offered words typed back, or the officer's own typed twice.

    Raises PassphraseRefused when it is too weak, or when what is typed the second time differs.
    """
    offered = suggest()
    for line in screen.words("keygen.offer", words=WORDS).split("\n"):
        screen.tell(line)
    screen.tell(f"\n    {offered}\n")
    screen.tell(screen.words("keygen.own", least=LEAST_COLUMNS, half=LEAST_COLUMNS // 2) + "\n")
    own = ask(screen, screen.words("keygen.first"))
    if own:
        judge(own)
    again = ask(screen, screen.words("keygen.again" if own else "keygen.back"))
    if again != (own or offered):
        raise PassphraseRefused("passphrase.differs")
    return again


def _text(data: bytes, name: str) -> str:
    text = plaintext.without_line_end(plaintext.decode(data, name))
    if not text:
        raise PassphraseRefused("passphrase.empty", source=name)
    return unicodedata.normalize("NFKC", text)
