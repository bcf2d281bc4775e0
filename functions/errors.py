"""Name what can go wrong, by what the caller decides; `handlers.problem` turns each into one answer."""


class PortalError(Exception):
    """Base of every error of this package; never raised itself. Texts never hold what a person wrote."""


class Unreadable(PortalError):
    """A request that is not in its form as a whole: not JSON, not an object, nested too deep."""


class WrongMember(PortalError):
    """A member that is missing, unknown or out of bounds; `member` is its dotted path."""

    def __init__(self, member: str, why: str) -> None:
        super().__init__(f"{member}: {why}")
        self.member = member
        self.why = why


class IdentityFound(PortalError):
    """A text that says who wrote it, from `start` up to `end` (code points), as a hard rule of the lint found."""

    def __init__(self, member: str, rule: str, start: int, end: int) -> None:
        super().__init__(f"{member}: says who wrote it ({rule})")
        self.member = member
        self.rule = rule
        self.start = start
        self.end = end


class TooLarge(PortalError):
    """A request larger than any legal one."""


class WorkNotDone(PortalError):
    """A proof of work that is wrong, expired or for a challenge that the portal did not set."""


class KeyNotAccepted(PortalError):
    """A box sealed to a key that is unknown, compromised, or retired for longer than the overlap."""


class PhotoRefused(PortalError):
    """A picture that is not the one that the facts name, or not in the strict form."""


class UploadRefused(PortalError):
    """An upload that has expired, or was not handed out for these photos of this case."""


class OtherContent(PortalError):
    """A case that already holds a different report."""


class OtherAct(PortalError):
    """An id under which another act of this case is recorded."""


class NotPossible(PortalError):
    """An act that the status of a case, or a rule beside it, does not allow; the same again will not either."""


class Moved(PortalError):
    """An act on a case as it was before another act: which one (its entry's word), whose, when, and what holds now."""

    def __init__(self, *, act: str, unit: str, hour: str, status: str, n: int) -> None:
        super().__init__(f"{act} came first")
        self.act = act
        self.unit = unit
        self.hour = hour
        self.status = status
        self.n = n


class TokenRefused(PortalError):
    """A bearer token that is no access token, or of somebody who may not have it."""


class UnknownCase(PortalError):
    """A case or path that does not exist; the answer does not tell which."""


class AmbiguousRef(PortalError):
    """A ref that more than one case begins with."""


class Gone(PortalError):
    """A box that was destroyed by the keeping rules."""


class Unavailable(PortalError):
    """A store or key service that is busy for the moment; the same request may succeed shortly."""
