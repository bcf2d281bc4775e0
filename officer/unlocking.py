"""Read the key files that a command line names, and unlock them with what it gives or asks for."""

from pathlib import Path

from console import private
from console.arguments import Arguments
from console.errors import UsageError
from console.places import dangers
from console.screen import Screen
from officer import keyfile, passphrase
from officer.errors import PassphraseRefused, WrongPassphrase
from officer.holder import OfficerKey


def unlock_all(arguments: Arguments, screen: Screen) -> list[OfficerKey]:
    """Return the keys of every `--key`, in order.

    One `--passphrase-file` serves all keys, several serve one key each. Without one, each passphrase is asked for.
    """
    paths = [Path(given) for given in arguments.many("--key")]
    files = [_read(path, screen) for path in paths]
    given = given_passphrases(arguments, screen)
    if len(given) not in (0, 1, len(files)):
        raise UsageError("usage.passphrases", given=len(given), keys=len(files))
    if len(given) == 1:
        given *= len(files)
    if given:
        return [keyfile.unlock(file, text, str(path)) for file, text, path in zip(files, given, paths, strict=True)]
    return [_ask(file, path, screen) for file, path in zip(files, paths, strict=True)]


def warn_of_loose(found: private.Found, path: Path, screen: Screen) -> None:
    """Warn when others can read a key file, or change the folder that it stands in."""
    if found.loose:
        screen.warn("file.loose", file=str(path))
    for danger in dangers(path.parent):
        screen.warn(danger, folder=str(path.parent))


def given_passphrases(arguments: Arguments, screen: Screen) -> list[str]:
    """Return the passphrases that files or a descriptor give, none when they are to be asked for."""
    files = arguments.many("--passphrase-file")
    descriptor = arguments.one("--passphrase-fd")
    if files and descriptor is not None:
        raise UsageError("usage.one_passphrase")
    if descriptor is not None:
        if not (descriptor.isascii() and descriptor.isdigit()):
            raise UsageError("usage.descriptor", value=descriptor)
        return [passphrase.from_descriptor(int(descriptor))]
    return [passphrase.from_file(Path(given), screen) for given in files]


def _read(path: Path, screen: Screen) -> keyfile.KeyFile:
    found = private.read(path, most=keyfile.MOST)
    file = keyfile.parse(found.data, str(path))
    warn_of_loose(found, path, screen)
    return file


def _ask(file: keyfile.KeyFile, path: Path, screen: Screen, tries: int = passphrase.TRIES) -> OfficerKey:
    text = passphrase.ask(screen, screen.words("unlock.ask", file=str(path)))
    if not text:
        raise PassphraseRefused("passphrase.empty", source=str(path))
    try:
        return keyfile.unlock(file, text, str(path))
    except WrongPassphrase:
        if tries == 1:
            raise
    screen.tell(screen.words("unlock.again"))
    return _ask(file, path, screen, tries - 1)
