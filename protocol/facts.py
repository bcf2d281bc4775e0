"""Read and write the facts of a report: what handlers work on, and nothing about the reporter (FACTS.md)."""

import hashlib
from dataclasses import dataclass
from typing import Final

from protocol import canonical, members

KINDS: Final = ("consult", "help", "complaint", "report", "advice", "praise")
BOUNDS: Final = {"spot": 200, "when": 120, "what": 5000, "wish": 500}  # code points
OPTIONAL: Final = ("spot", "when", "wish")  # texts that may be absent
MOST_PHOTOS: Final = 3


@dataclass(frozen=True, slots=True)
class Facts:
    """What happened, where and when; `spot`, `when` and `wish` may be absent.

    `photos` are SHA-256 (64 hex) of pictures that are stored apart (PHOTO.md), in the reporter's order; empty for none.
    """

    kind: str
    category: str
    place: str
    what: str
    spot: str | None = None
    when: str | None = None
    wish: str | None = None
    photos: tuple[str, ...] = ()

    def to_value(self) -> dict[str, object]:
        """Return the object on the wire; absent members are left out."""
        given = {name: getattr(self, name) for name in ("kind", "category", "place", "what", *OPTIONAL)}
        photos = {"photos": list(self.photos)} if self.photos else {}
        return {"v": 1} | {name: value for name, value in given.items() if value is not None} | photos


parse_photos: Final = members.distinct(members.hexadecimal(64), least=1, most=MOST_PHOTOS)


def parse(value: object) -> Facts:
    """Return the facts that an object holds. Raises Malformed naming the member that is missing or out of bounds."""
    found = members.members(value, required=("v", "kind", "category", "place", "what"), optional=(*OPTIONAL, "photos"))
    members.at("v", members.version, found["v"])
    texts = {name: members.at(name, members.text(most), found[name]) for name, most in BOUNDS.items() if name in found}
    return Facts(
        kind=members.at("kind", members.one_of(KINDS), found["kind"]),
        category=members.at("category", members.identifier, found["category"]),
        place=members.at("place", members.identifier, found["place"]),
        photos=members.at("photos", parse_photos, found["photos"]) if "photos" in found else (),
        **texts,
    )


def to_bytes(facts: Facts) -> bytes:
    """Return the canonical bytes of facts, which their hash is taken of."""
    return canonical.to_bytes(facts.to_value())


def hash_of(facts: Facts) -> str:
    """Return the SHA-256 of the canonical facts, 64 hexadecimal digits."""
    return hashlib.sha256(to_bytes(facts)).hexdigest()
