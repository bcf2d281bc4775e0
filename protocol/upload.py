"""Read and write what carries a photo after its report: the upload that filing hands out, and the body (PHOTO.md).

Leaves the picture's own form to `photo`, and the authentication of an upload to the portal, which made it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from protocol import b64, canonical, facts, hour, members, photo
from protocol.errors import Malformed

LINE_MOST: Final = 512  # bytes, its line feed not counted: with three hashes it has about 320
BODY_MOST: Final = LINE_MOST + 1 + photo.PHOTO_MOST  # bytes
LIFETIME: Final = 1  # hours after the present one


@dataclass(frozen=True, slots=True)
class Upload:
    """A leave to upload the photos of one report until the hour `expiry` has passed; `hmac` is 32 bytes."""

    expiry: str
    hmac: bytes

    def to_value(self) -> dict[str, object]:
        """Return the object on the wire."""
        return {"expiry": self.expiry, "hmac": b64.encode(self.hmac)}


@dataclass(frozen=True, slots=True)
class Sent:
    """What one call brings: its upload, the hashes of all the report's photos in order, and one picture's bytes."""

    upload: Upload
    photos: tuple[str, ...]
    picture: bytes


def parse(value: object) -> Upload:
    """Return the upload that an object holds. Raises Malformed naming the member."""
    return _upload(members.members(value, required=("expiry", "hmac")))


def to_body(sent: Sent) -> bytes:
    """Return the body of the call: one line of canonical JSON, and the picture."""
    line = canonical.to_bytes({"v": 1, "photos": list(sent.photos)} | sent.upload.to_value())
    return line + b"\n" + sent.picture


def parse_body(data: bytes) -> Sent:
    """Return what a body holds; the picture is not looked at.

    Raises Malformed naming the member, or none when there is no line of canonical JSON.
    """
    end = data.find(b"\n", 0, LINE_MOST + 1)
    if end < 0:
        raise Malformed("", "no line before the picture")
    found = members.members(canonical.parse(data[:end]), required=("v", "expiry", "hmac", "photos"))
    members.at("v", members.version, found["v"])
    return Sent(
        upload=_upload(found), photos=members.at("photos", facts.parse_photos, found["photos"]), picture=data[end + 1 :]
    )


def authenticated(case: str, photos: Sequence[str], expiry: str) -> bytes:
    """Return the bytes that the portal's HMAC is taken over."""
    return "\n".join(("tightlip.upload", case, *photos, expiry)).encode("ascii")


def _upload(found: Mapping[str, object]) -> Upload:
    return Upload(
        expiry=members.at("expiry", hour.check, found["expiry"]),
        hmac=members.at("hmac", members.key_bytes, found["hmac"]),
    )
