"""Write bits as upper-case Crockford base32, most significant bit first, final bits zero (protocol conventions)."""

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def encode(data: bytes, symbols: int) -> str:
    """Return the first 5 × `symbols` bits of `data` as symbols; bits past its end are zero."""
    bits = int.from_bytes(data, "big")
    spare = 5 * symbols - 8 * len(data)
    bits = bits << spare if spare >= 0 else bits >> -spare
    return "".join(ALPHABET[(bits >> 5 * place) & 31] for place in range(symbols - 1, -1, -1))
