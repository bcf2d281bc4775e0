"""Read text files the way people's editors leave them: with byte order marks, as UTF-16, with CRLF.

Leaves what the text means to the callers. Never puts any of it into an error: it may be a passphrase.
"""

import codecs
from typing import Final

from console.errors import FileRefused

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes, name: str) -> str:
    """Return the text of a file, without a byte order mark.

    Raises FileRefused naming the file: `text.utf16` when its bytes look like UTF-16 without a mark, `text.other` when
    they are neither UTF-8 nor what their mark says.
    """
    encoding = "utf-8"
    for mark, marked in _MARKS:
        if data.startswith(mark):
            data, encoding = data[len(mark) :], marked
            break
    else:
        if b"\x00" in data:
            raise FileRefused("text.utf16", file=name)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise FileRefused("text.other", file=name) from None  # the cause would carry the bytes


def without_line_end(text: str) -> str:
    """Return `text` without one line ending, LF, CRLF or CR, at its end; blanks stay."""
    for end in ("\r\n", "\n", "\r"):
        if text.endswith(end):
            return text.removesuffix(end)
    return text
