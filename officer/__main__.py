"""The command line `officer`: what can be typed, and which function does it."""

import sys
from pathlib import Path
from typing import Final

from console import private
from console.arguments import Arguments, Command, Option, Program
from console.command import run
from console.places import dangers
from console.screen import Screen
from officer import keyfile, keygen, names, passphrase, reading, unlocking
from protocol.key import PublicKey

_PASSPHRASE_FD: Final = Option("--passphrase-fd", "N")

PROGRAM: Final = Program(
    "officer",
    (
        Command("keygen", ("OUT",), (Option("--passphrase-file", "FILE"), _PASSPHRASE_FD)),
        Command("key", ("KEYFILE",), (Option("--passphrase-file", "FILE"), _PASSPHRASE_FD)),
        Command(
            "open",
            ("POUCH",),
            (
                Option("--key", "KEYFILE", many=True, required=True),
                Option("--passphrase-file", "FILE", many=True),
                _PASSPHRASE_FD,
                Option("--names", "FILE"),
                Option("--json"),
                Option("--out", "FILE"),
            ),
        ),
    ),
)


def main() -> int:
    """Run the command line of this process and return its exit status."""
    return run(PROGRAM, {"keygen": _keygen, "key": _key, "open": _open}, packages=("officer",))


def _keygen(arguments: Arguments, screen: Screen) -> int:
    path = Path(arguments.word("OUT"))
    keygen.refuse_taken(path)
    for danger in dangers(path.parent):
        screen.warn(danger, folder=str(path.parent))
    given = unlocking.given_passphrases(arguments, screen)
    text = given[0] if given else passphrase.choose(screen)
    passphrase.judge(text)
    screen.tell(screen.words("keygen.making"))
    public = keygen.make(path, text)
    keygen.show(public, screen)
    screen.tell(screen.words("keygen.made", file=str(path), public=str(keygen.public_path(path))))
    return 0


def _key(arguments: Arguments, screen: Screen) -> int:
    path = Path(arguments.word("KEYFILE"))
    read = private.read(path, most=keyfile.MOST)
    found = keyfile.parse_either(read.data, str(path))
    if isinstance(found, PublicKey):
        keygen.show(found, screen)
        return 0
    unlocking.warn_of_loose(read, path, screen)
    given = unlocking.given_passphrases(arguments, screen)
    if given:
        keyfile.unlock(found, given[0], str(path))
    keygen.show(found.public, screen)
    screen.tell(screen.words("key.checked" if given else "key.unchecked"))
    return 0


def _open(arguments: Arguments, screen: Screen) -> int:
    path = Path(arguments.word("POUCH"))
    out = Path(given) if (given := arguments.one("--out")) is not None else None
    given_names = arguments.one("--names")
    called = names.NONE if given_names is None else names.load(Path(given_names), screen.words.language)
    reading.check(path, out, called)
    keys = unlocking.unlock_all(arguments, screen)
    return reading.open_pouch(path, keys, screen, called, as_json=arguments.has("--json"), out=out)


if __name__ == "__main__":
    sys.exit(main())
