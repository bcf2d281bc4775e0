"""Name what a command line can refuse, as a word of the catalogues and never as a sentence of one language.

Leaves the sentences to the catalogues: `error.<key>` says what is wrong, `hint.<key>`, where there is one, what to do.
"""

from typing import ClassVar


class ConsoleError(Exception):
    """Base of every refusal that a person reads; never raised itself. `details` fill the gaps of its sentence."""

    status: ClassVar[int] = 1

    def __init__(self, key: str, /, **details: object) -> None:
        super().__init__(key)
        self.key = key
        self.details = details


class UsageError(ConsoleError):
    """A command line that does not say what to do."""

    status: ClassVar[int] = 2


class FileRefused(ConsoleError):
    """A file that cannot be read, or that must not be written."""
