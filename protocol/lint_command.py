"""Print what a text says about its own writer: `python -m protocol.lint < TEXT`.

Leaves finding to `lint`. Reads and writes UTF-8 bytes, whatever the terminal's own encoding.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Final

from protocol import lint

_ABOUT: Final = """\
Find what a text says about its own writer: phone, resident id, e-mail, chat id, plate, name, address, relation.

Reads UTF-8 from standard input and prints one finding a line as JSON, in order; nothing when there is none:
  {"type":"phone","text":"139 0000 4271","start":12,"end":25}
start and end count code points of the text, end is the first one after it. The rules are those of the report page
and of the portal (protocol/LINT.md); the portal refuses phone, resident_id, email and chat_id.

  python -m protocol.lint < report.txt
  echo "我叫周小满" | python -m protocol.lint

exit status: 0 with findings or without, 1 when the input is not UTF-8, 2 for a wrong command line
"""


def main(line: Sequence[str] | None = None) -> int:
    """Lint standard input as a command line asks, and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m protocol.lint", description=_ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    # Help is written in this terminal's encoding, which may hold no Chinese.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a text stream, as the interpreter makes it
    parser.parse_args(line)
    try:
        found = lines(sys.stdin.buffer.read())
        # A sink of its own keeps nothing back that the interpreter would try to write again when the reader has gone.
        with open(sys.stdout.fileno(), "wb", closefd=False) as sink:
            sink.write(found)
    except UnicodeDecodeError as error:
        sys.stderr.write(f"lint: error: byte {error.start} of the input is not UTF-8\n")
        sys.stderr.write("lint: hint: save the text as UTF-8, or convert it: iconv -f GB18030 -t UTF-8\n")
        return 1
    except BrokenPipeError:
        return 1  # whoever read the output has gone, as `head` does
    return 0


def lines(data: bytes) -> bytes:
    """Return the hits of a text in UTF-8, one JSON object a line. Raises UnicodeDecodeError."""
    text = data.decode("utf-8")
    found = [
        {"type": hit.type, "text": text[hit.start : hit.end], "start": hit.start, "end": hit.end}
        for hit in lint.hits(text, lint.own_rules())
    ]
    return "".join(f"{json.dumps(one, ensure_ascii=False, separators=(',', ':'))}\n" for one in found).encode()
