"""Read what a member of staff wishes to do to a case: the body of one act (API.md, staff).

Leaves whether the case allows it to `handling`.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from functions.domain import identity, status
from functions.errors import UnknownCase, Unreadable, WrongMember
from protocol import b64, canonical, code, lint, members
from protocol.errors import Malformed
from protocol.report import MOST_KEEP

ID_SIZE: Final = 16  # bytes
TEXT_MOST: Final = 2000  # code points, of words to the reporter or to the next unit
REASON_MOST: Final = 500  # code points
BODY_MOST: Final = 16 * 1024  # bytes: 2,500 code points of at most 4 bytes, and 40 hashes of 67
GROUNDS: Final = ("outside", "elsewhere", "settled", "unclear")  # for declining
FINDINGS: Final = ("confirmed", "partly", "unconfirmed", "none")  # none: there was nothing to find out
_TEXTS: Final = ("text", "reason")  # members that people write, and the lint reads
OPTIONAL: Final = {"dispatch": ("text",)}  # of an act's members; all others must be there


@dataclass(frozen=True, slots=True)
class Wish:
    """One act as it was sent: `id` tells a repeat, `n` is the number of the last entry that its sender knew of.

    `body` is the canonical request; `to`, `days` and `link` (a ref or a case) are what the rules look at.
    """

    act: str
    id: str
    n: int
    body: bytes
    to: str = ""
    days: int = 0
    link: str = ""

    @property
    def subject(self) -> str:
        """The SHA-256 of the body, 64 hexadecimal digits: what the entry binds."""
        return hashlib.sha256(self.body).hexdigest()

    def sameness(self, person: str) -> str:
        """Return the SHA-256 (64 hex) of all that makes a repeat the same act: by whom, which, and every byte."""
        value = {"act": self.act, "person": person, "subject": self.subject}
        return hashlib.sha256(canonical.to_bytes(value)).hexdigest()


def parse(act: str, value: object, rules: lint.Rules) -> Wish:
    """Return the wish that a body holds.

    Raises UnknownCase for an act that there is not, Unreadable for what is no object or has an unknown member,
    WrongMember naming what is missing or out of bounds, and IdentityFound for a text with an unkept hard hit.
    """
    if act not in status.ACTS:
        raise UnknownCase("no such act")
    own, optional = status.ACTS[act].members, OPTIONAL.get(act, ())
    try:
        found = members.members(
            value,
            required=("v", "id", "n", *(name for name in own if name not in optional)),
            optional=("keep", *optional),
        )
        members.at("v", members.version, found["v"])
        checked = {name: members.at(name, _CHECKS[name], found[name]) for name in own if name in found}
        made = members.at("id", partial(b64.decode, size=ID_SIZE), found["id"])
        number = members.at("n", members.number, found["n"])
        keep = members.at("keep", _keep, found["keep"]) if "keep" in found else ()
    except Malformed as error:
        if not error.member:
            raise Unreadable("the body is not that of this act") from error
        raise WrongMember(error.member, error.why) from error
    identity.check_texts({name: str(checked[name]) for name in _TEXTS if name in checked}, keep, rules)
    return Wish(
        act=act,
        id=b64.encode(made),
        n=number,
        body=canonical.to_bytes(dict(found)),
        to=str(checked.get("to", "")),
        days=int(checked.get("days", 0)),
        link=str(checked.get("link", "")),
    )


def _days(value: object) -> int:
    days = members.number(value)
    if not days:
        raise Malformed("", "no day at all")
    return days


def _named(value: object) -> str:
    """Return the ref or case that a text names."""
    if isinstance(value, str) and len(value) == code.CASE_SYMBOLS:
        return members.case(value)
    if not isinstance(value, str) or not value:
        raise Malformed("", "not a report number")
    return code.parse_ref(value)


_keep: Final = members.distinct(members.hexadecimal(64), least=1, most=MOST_KEEP)
_CHECKS: Final[dict[str, Callable[[object], str | int]]] = {
    "ground": members.one_of(GROUNDS),
    "text": members.text(TEXT_MOST),
    "reason": members.text(REASON_MOST),
    "findings": members.one_of(FINDINGS),
    "to": members.identifier,
    "days": _days,
    "link": _named,
}
