"""Open boxes in a process of its own, fed by pipes: `python -m officer.worker`, started by `pool` and by nobody else.

Standard input brings one line with the portal and the keys, then batches of lines; standard output returns one
JSON line for each. Keys come this way only: never by argument or environment, which other processes can read.
"""

import json
import signal
import struct
import sys
from collections.abc import Sequence
from typing import Any, BinaryIO, Final

from officer.holder import OfficerKey
from officer.opening import open_line
from officer.outcome import Found, Outcome
from officer.scan import Line
from protocol import b64, pouch
from protocol.key import parse_public

COUNT: Final = struct.Struct(">I")  # lines in a batch
HEAD: Final = struct.Struct(">QI?")  # a line's number, its size in bytes, whether it was cut


def main() -> int:
    """Serve batches until standard input ends."""
    # Where a session cannot keep Ctrl-C away (Windows), it is ignored: our parent ends us by closing the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    portal, keyring = read_setup(source)
    while head := source.read(COUNT.size):
        for line in read_batch(source, COUNT.unpack(head)[0]):
            sink.write(write_found(open_line(line, portal, keyring)))
        sink.flush()
    return 0


def write_setup(portal: str, keys: Sequence[OfficerKey]) -> bytes:
    """Return the first line for a worker."""
    held = [{"public": key.public.to_value(), "secret": b64.encode(key.box_secret)} for key in keys]
    return json.dumps({"portal": portal, "keys": held}).encode("ascii") + b"\n"


def read_setup(source: BinaryIO) -> tuple[str, dict[str, OfficerKey]]:
    """Return the portal and the keyring that `write_setup` wrote."""
    value = json.loads(source.readline())
    keys = [OfficerKey(parse_public(held["public"]), b64.decode(held["secret"], 32)) for held in value["keys"]]
    return value["portal"], {key.public.key_id: key for key in keys}


def write_batch(lines: Sequence[Line]) -> bytes:
    """Return a batch of lines for a worker."""
    parts = [COUNT.pack(len(lines))]
    for line in lines:
        parts += [HEAD.pack(line.number, len(line.data), line.long), line.data]
    return b"".join(parts)


def read_batch(source: BinaryIO, count: int) -> list[Line]:
    """Return the lines that `write_batch` wrote, of which there are `count`."""
    lines = []
    for _ in range(count):
        number, size, long = HEAD.unpack(source.read(HEAD.size))
        lines.append(Line(number, source.read(size), long))
    return lines


def write_found(found: Found) -> bytes:
    """Return what became of a line, as a worker answers it."""
    kind = "outcome" if isinstance(found, Outcome) else "header"
    members = {name: getattr(found, name) for name in found.__slots__}  # asdict would copy every text first
    return json.dumps({kind: members}).encode("ascii") + b"\n"


def read_found(data: bytes) -> Found:
    """Return what `write_found` wrote."""
    value: dict[str, Any] = json.loads(data)
    return Outcome(**value["outcome"]) if "outcome" in value else pouch.CaseRecord(**value["header"])


if __name__ == "__main__":
    sys.exit(main())
