"""Read the stack file, which says where a deployed portal is and which key its officer holds.

Leaves reaching the portal to `site` and `cloud`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from console import private
from courier.errors import StackRefused
from protocol import canonical, members
from protocol.errors import Malformed
from protocol.key import PublicKey, parse_public

MOST: Final = 64 * 1024  # bytes
LINE_MOST: Final = 2000  # characters of any one member
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Keys of the embedded cloud, where they are no secret; everywhere else boto3 finds them as it always does."""

    access_key: str
    secret_key: str


@dataclass(frozen=True, slots=True)
class Stack:
    """A deployed portal: `endpoint` and `credentials` are those of an embedded cloud, None on AWS."""

    portal: str
    site: str
    languages: tuple[str, ...]
    region: str
    endpoint: str | None
    officer_function: str
    courier_role: str
    officer: PublicKey
    credentials: Credentials | None


def load(path: Path) -> Stack:
    """Return what the file at `path` describes; a relative path in it starts from its own folder.

    Raises FileRefused when it, or the officer's public file, cannot be read, StackRefused naming the wrong member.
    """
    try:
        value = canonical.loads(private.read(path, most=MOST).data.removeprefix(b"\xef\xbb\xbf"))
        return _parse(value, path.parent)
    except Malformed as error:
        raise StackRefused("stack.malformed", file=str(path), why=str(error)) from error


def _parse(value: object, folder: Path) -> Stack:
    if not isinstance(value, dict):
        raise Malformed("", "not an object")

    def get(name: str, check: Callable[[object], T]) -> T:
        if name not in value:
            raise Malformed(name, "missing")
        return members.at(name, check, value[name])

    line = members.line(LINE_MOST)
    return Stack(
        portal=get("portal", line),
        site=get("site", line).rstrip("/"),
        languages=get("languages", _languages),
        region=get("region", line),
        endpoint=None if value.get("endpoint") is None else get("endpoint", line),
        officer_function=get("officer_function", line),
        courier_role=get("courier_role", line),
        officer=_public(folder / get("officer_public", line)),
        credentials=None if value.get("credentials") is None else get("credentials", _credentials),
    )


def _languages(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise Malformed("", "not a list of languages")
    return tuple(members.line(35)(item) for item in value)


def _credentials(value: object) -> Credentials:
    found = members.members(value, required=("access_key", "secret_key"))
    line = members.line(LINE_MOST)
    return Credentials(line(found["access_key"]), line(found["secret_key"]))


def _public(path: Path) -> PublicKey:
    try:
        return parse_public(canonical.loads(private.read(path, most=MOST).data.removeprefix(b"\xef\xbb\xbf")))
    except Malformed as error:
        raise StackRefused("stack.public", file=str(path), why=str(error)) from error
