"""Make an officer key: `officer keygen`.

The public file is written last, after the private file was read back and has opened a test box: what is sealed to a
published key can be opened.
"""

from contextlib import suppress
from pathlib import Path

from nacl import utils

from console import private
from console.screen import Screen
from console.width import pad, width
from officer import holder, keyfile
from officer.errors import KeyRefused
from protocol import envelope
from protocol.errors import BoxClosed
from protocol.key import SEED_SIZE, PublicKey

PUBLIC_MODE = 0o644
_TEST = b"a test box of a new key"


def public_path(path: Path) -> Path:
    """Return where the public file of a key file stands."""
    return path.with_name(path.name + ".pub")


def refuse_taken(path: Path) -> None:
    """Raise FileRefused when a key file or public file stands there already: before any passphrase is thought of."""
    private.refuse_taken(path)
    private.refuse_taken(public_path(path))


def make(path: Path, passphrase: str, cost: keyfile.Cost = keyfile.COST) -> PublicKey:
    """Write a new key file and its public file, and return the public half.

    Raises FileRefused, or KeyRefused when the file just written does not open a test box; nothing is left then.
    """
    written = keyfile.lock(utils.random(SEED_SIZE), passphrase, cost)
    with private.created(path) as sink:
        sink.write(written.to_bytes())
    try:
        _prove(path, passphrase, written.public)
        with private.created(public_path(path), mode=PUBLIC_MODE) as sink:
            sink.write(keyfile.public_bytes(written.public))
    except BaseException:  # Ctrl-C too: a key that was never shown to anybody is no loss
        with suppress(FileNotFoundError):
            path.unlink()
        raise
    return written.public


def show(public: PublicKey, screen: Screen) -> None:
    """Print what names a key, and what it is."""
    rows = (
        (screen.words("key.id"), public.key_id),
        (screen.words("key.fingerprint"), public.fingerprint),
        (screen.words("key.value"), keyfile.public_bytes(public).decode("ascii").rstrip()),
    )
    indent = max(width(name) for name, _ in rows) + 2
    for name, value in rows:
        screen.print(f"{pad(name, indent)}{value}")


def _prove(path: Path, passphrase: str, public: PublicKey) -> None:
    """Open a box sealed to `public` with nothing but the file at `path` and the passphrase."""
    name = str(path)
    key = keyfile.unlock(keyfile.parse(private.read(path, most=keyfile.MOST).data, name), passphrase, name)
    try:
        key.open(holder.seal(public, envelope.pad(_TEST)))  # authenticated: what opens is what was sealed
    except BoxClosed as error:
        raise KeyRefused("key.unproved", file=name) from error
