"""Write files that only their owner can read, whole or not at all, and read files of people with plain refusals.

A new file is 0600 from its first byte, has no name until it is complete, and never takes the place of another. Leaves
what is in the files to the callers.
"""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from console.errors import FileRefused

MODE: Final = 0o600
_OPEN: Final = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_UNNAMED: Final = getattr(os, "O_TMPFILE", 0)  # Linux: a file without a name, gone with its process, even after kill -9
_DESCRIPTORS: Final = Path("/proc/self/fd")
_NO_LINKS: Final = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL)


@dataclass(frozen=True, slots=True)
class Found:
    """What a file held, and whether others on the machine can read it too."""

    data: bytes
    loose: bool


def refuse_taken(path: Path) -> None:
    """Raise FileRefused when something stands at `path`, a dangling link included, or when its folder is missing."""
    if path.is_symlink():
        raise FileRefused("file.link", file=str(path))
    if path.exists():
        raise FileRefused("file.taken", file=str(path))
    if not path.parent.is_dir():
        raise FileRefused("file.no_folder", folder=str(path.parent))


@contextmanager
def created(path: Path, *, mode: int = MODE) -> Iterator[BinaryIO]:
    """Yield a sink whose bytes stand at `path` once the block has ended well; after any other end nothing is left.

    Raises FileRefused when something stands at `path` already, then or at the end, or when the file cannot be written.
    """
    refuse_taken(path)
    with _part(path, mode) as (descriptor, part):
        with os.fdopen(descriptor, "w+b", closefd=False) as sink:
            yield sink
            sink.flush()
        os.fsync(descriptor)
        _publish(descriptor, part, path)


def replace(path: Path, data: bytes) -> None:
    """Put `data` in the place of the file at `path`, or create it; readers see the old bytes or the new ones.

    Raises FileRefused when `path` is a link or a folder, or cannot be written.
    """
    if path.is_symlink() or path.is_dir():
        raise FileRefused("file.link" if path.is_symlink() else "file.folder", file=str(path))
    with _part(path, MODE, named=True) as (descriptor, part):
        with os.fdopen(descriptor, "wb", closefd=False) as sink:
            sink.write(data)
        os.fsync(descriptor)
        Path(str(part)).replace(path)
    _sync_folder(path.parent)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Yield the file or pipe at `path` for reading. Raises FileRefused when it cannot be opened."""
    try:
        source = path.open("rb")
    except IsADirectoryError as error:
        raise FileRefused("file.folder", file=str(path)) from error
    except FileNotFoundError as error:
        raise FileRefused("file.missing", file=str(path)) from error
    except PermissionError as error:
        raise FileRefused("file.denied", file=str(path)) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise FileRefused("file.unreadable", file=str(path), why=_reason(error)) from error
    with source:
        yield source


def read(path: Path, *, most: int) -> Found:
    """Return what the file or pipe at `path` holds, at most `most` bytes. Raises FileRefused."""
    with opened(path) as source:
        try:
            data = source.read(most + 1)
        except OSError as error:
            raise FileRefused("file.unreadable", file=str(path), why=_reason(error)) from error
        status = os.fstat(source.fileno())
    if len(data) > most:
        raise FileRefused("file.large", file=str(path), most=most)
    return Found(data, loose=stat.S_ISREG(status.st_mode) and os.name == "posix" and bool(status.st_mode & 0o077))


@contextmanager
def _part(path: Path, mode: int, *, named: bool = False) -> Iterator[tuple[int, Path | None]]:
    """Yield an open file in the folder of `path`, and its passing name where it has one; take both away at the end."""
    descriptor, part = -1, None
    try:
        descriptor, part = _open_part(path.parent, mode, named=named)
        yield descriptor, part
    except OSError as error:
        raise FileRefused("file.unwritable", file=str(path), why=_reason(error)) from error
    finally:
        if descriptor >= 0:
            os.close(descriptor)
        if part is not None:
            with suppress(FileNotFoundError):  # renamed, or never made
                part.unlink()


def _open_part(folder: Path, mode: int, *, named: bool) -> tuple[int, Path | None]:
    if _UNNAMED and not named and _DESCRIPTORS.is_dir():
        with suppress(OSError):  # a file system without unnamed files: the named way tells what else is wrong
            descriptor = os.open(folder, _UNNAMED | os.O_RDWR | _OPEN, mode)
            os.fchmod(descriptor, mode)
            return descriptor, None
    part = folder / f".{secrets.token_hex(8)}.part"
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | _OPEN, mode)
    return descriptor, part


def _publish(descriptor: int, part: Path | None, path: Path) -> None:
    """Give the complete file its name, unless the name was taken meanwhile."""
    try:
        if part is None:
            _link_unnamed(descriptor, path)
        else:
            _link_named(part, path)
    except FileExistsError as error:
        raise FileRefused("file.taken", file=str(path)) from error
    _sync_folder(path.parent)


def _link_unnamed(descriptor: int, path: Path) -> None:
    # Folder descriptors make Python call linkat with AT_SYMLINK_FOLLOW, the way that open(2) gives for O_TMPFILE.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.link(_DESCRIPTORS / str(descriptor), path.name, src_dir_fd=folder, dst_dir_fd=folder)
    finally:
        os.close(folder)


def _link_named(part: Path, path: Path) -> None:
    try:
        os.link(part, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # No hard links here (FAT on a USB stick): take the name first, which fails when it is taken, then fill it.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _OPEN, MODE))
        part.replace(path)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _reason(error: Exception) -> str:
    return (error.strerror or "") if isinstance(error, OSError) else str(error)
