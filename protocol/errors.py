"""Name the ways in which bytes can fail to be what the protocol says."""

from typing import Literal


class ProtocolError(Exception):
    """Base of every error of this package; never raised itself."""


class Malformed(ProtocolError):
    """A value that is not in the form that the spec gives; `member` is the dotted path, empty for the whole."""

    def __init__(self, member: str, why: str) -> None:
        super().__init__(f"{member}: {why}" if member else why)
        self.member = member
        self.why = why

    def within(self, parent: str) -> "Malformed":
        """Return the same refusal with its path below `parent`."""
        return Malformed(f"{parent}.{self.member}" if self.member else parent, self.why)


class WrongCode(ProtocolError):
    """A text that is no secret code: its length, a symbol (in `group`, counted from 1) or its check is wrong."""

    def __init__(self, why: Literal["length", "symbol", "check"], group: int | None = None) -> None:
        super().__init__(
            {
                "length": "not 25 symbols long",
                "symbol": f"group {group} holds a wrong symbol",
                "check": "a symbol is mistyped",
            }[why]
        )
        self.why = why
        self.group = group


class BoxClosed(ProtocolError):
    """A box that a key does not open; raised by the key holder that the caller supplies."""


class Refused(ProtocolError):
    """An envelope refused at a named step of opening (ENVELOPE.md)."""

    def __init__(self, step: str, why: str) -> None:
        super().__init__(f"refused: {step}: {why}")
        self.step = step
        self.why = why
