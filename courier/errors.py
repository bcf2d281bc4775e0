"""Name what the courier refuses; the sentences stand in the catalogues."""

from console.errors import ConsoleError


class CourierError(ConsoleError):
    """Base of the refusals of this package; never raised itself."""


class StackRefused(CourierError):
    """A stack file, or the officer's public key that it names, that is none."""


class CursorRefused(CourierError):
    """A cursor file that is none, or that is another portal's."""


class SiteRefused(CourierError):
    """A site that does not show its officer key as the protocol says."""


class KeyDiffers(CourierError):
    """A site that seals to another key than the officer's: nothing is fetched until people have found out why."""


class CloudRefused(CourierError):
    """A cloud that does not let the officer function be invoked."""


class AnswerRefused(CourierError):
    """An answer of the officer function that is none of this version."""


class PortalProblem(CourierError):
    """A problem that the officer function answers with; `code` is its word of the protocol."""

    def __init__(self, key: str, /, *, code: str) -> None:
        super().__init__(key, code=code)
        self.code = code


class PouchUnverified(CourierError):
    """A pouch that did not read back as it was written."""
