"""Say what went wrong as application/problem+json (RFC 9457), from one table (API.md, problems)."""

from dataclasses import dataclass
from typing import Final

from functions import errors


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of answer: HTTP status, code that the page translates, title for people who read the wire."""

    status: int
    code: str
    title: str


# Never 403: the edge turns the site store's 403 into the not-found page, for every path.
TABLE: Final[dict[type[errors.PortalError], Problem]] = {
    errors.Unreadable: Problem(400, "malformed", "the body is not the JSON object that this call takes"),
    errors.TokenRefused: Problem(401, "token", "sign in again: this call takes an access token"),
    errors.UnknownCase: Problem(404, "unknown", "nothing here by that name"),
    errors.AmbiguousRef: Problem(409, "ambiguous", "more than one case has this report number, give the full case"),
    errors.OtherContent: Problem(409, "conflict", "this case already holds another report"),
    errors.OtherAct: Problem(409, "conflict", "another act of this case is recorded under this id"),
    errors.Moved: Problem(409, "moved", "another act came first, look at the case again"),
    errors.Gone: Problem(410, "gone", "this was destroyed by the keeping rules"),
    errors.TooLarge: Problem(413, "too-large", "the body is larger than any that this call takes"),
    errors.WrongMember: Problem(422, "member", "a member is missing, unknown or out of bounds"),
    errors.NotPossible: Problem(422, "act", "the case does not allow this act now"),
    errors.IdentityFound: Problem(422, "lint", "a text says who wrote it: take it out, or keep it as somebody else's"),
    errors.WorkNotDone: Problem(422, "work", "take a new challenge, solve it and send the same report again"),
    errors.KeyNotAccepted: Problem(422, "key", "sealed to a key that is not accepted, load the page again"),
    errors.PhotoRefused: Problem(422, "photo", "not the picture that the report names, or not in the strict form"),
    errors.UploadRefused: Problem(422, "upload", "file the same report again for a new upload, then send the photo"),
    errors.Unavailable: Problem(503, "unavailable", "busy for the moment, send the same again shortly"),
}


def of(error: errors.PortalError) -> Problem:
    """Return the kind of answer that an error gets."""
    return TABLE[type(error)]


def document(error: errors.PortalError) -> dict[str, object]:
    """Return the problem document of an error; it names a member by path and a finding by place, and holds no value."""
    problem = of(error)
    found: dict[str, object] = {
        "type": f"urn:tightlip:problem:{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "code": problem.code,
    }
    if isinstance(error, errors.IdentityFound):
        return found | {"member": error.member, "rule": error.rule, "start": error.start, "end": error.end}
    if isinstance(error, errors.Moved):
        return found | {"moved": {name: getattr(error, name) for name in ("act", "unit", "hour", "status", "n")}}
    return found | {"member": error.member} if isinstance(error, errors.WrongMember) else found
