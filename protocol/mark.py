"""Write a watermark as the number that a view shows, and read the number that a picture gave back (CUSTODY.md).

Leaves finding the digits in a picture to whoever has one.
"""

import re
from typing import Final

from protocol import base32
from protocol.entry import MARK_SYMBOLS
from protocol.errors import Malformed

DIGITS: Final = 18  # of which the last two are the check
GROUP: Final = 3  # digits
LINE: Final = 9  # digits
_BITS: Final = 5 * MARK_SYMBOLS
_BLANKS: Final = re.compile("[\\t\\n\\r \u00a0\u3000]")
_NUMBER: Final = re.compile(f"[0-9]{{{DIGITS}}}")
_MARK: Final = re.compile(f"[{base32.ALPHABET}]{{{MARK_SYMBOLS}}}")


def check(value: object) -> str:
    """Return a mark, 10 base32 symbols. Raises Malformed for anything else."""
    if not isinstance(value, str) or not _MARK.fullmatch(value):
        raise Malformed("", f"not {MARK_SYMBOLS} base32 symbols")
    return value


def number(mark: str) -> str:
    """Return the 18 digits of a mark: its 50 bits as 16 decimal digits, and the two check digits of ISO 7064."""
    value = 0
    for symbol in check(mark):
        value = value * 32 + base32.ALPHABET.index(symbol)
    return f"{value:0{DIGITS - 2}d}{_check_digits(value):02d}"


def lines(mark: str) -> tuple[str, str]:
    """Return the number as a view shows it: two lines of three groups of three digits."""
    digits = number(mark)
    first, second = (
        " ".join(digits[start : start + GROUP] for start in range(line, line + LINE, GROUP)) for line in (0, LINE)
    )
    return first, second


def parse(text: str) -> str:
    """Return the mark of a number, with blanks anywhere in it.

    Raises Malformed when it has not 18 digits, is larger than any mark's, or has wrong check digits.
    """
    digits = _BLANKS.sub("", text)
    if not _NUMBER.fullmatch(digits):
        raise Malformed("", f"not {DIGITS} digits")
    value = int(digits[:-2])
    if value >> _BITS:
        raise Malformed("", "larger than any mark")
    if int(digits[-2:]) != _check_digits(value):
        raise Malformed("", "the check digits are wrong")
    return base32.encode((value << 6).to_bytes(7, "big"), MARK_SYMBOLS)  # 50 bits, and six zeros to whole bytes


def _check_digits(value: int) -> int:
    """Return what makes value × 100 + check ≡ 1 modulo 97 (ISO 7064, MOD 97-10): 2 to 98."""
    return 98 - value * 100 % 97
