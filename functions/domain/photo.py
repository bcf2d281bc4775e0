"""Hand out the upload of a report's photos, and judge what comes back with one (PHOTO.md)."""

import hmac
from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from functions.domain.challenge import Mac
from functions.errors import PhotoRefused, TooLarge, UploadRefused, WrongMember
from protocol import hour, photo, upload
from protocol.errors import Malformed


class Photos(Protocol):
    """The store of photos, as it is seen from here: it can put what is not there, and never read."""

    def put(self, case: str, name: str, picture: bytes) -> bool:
        """Store a picture under its case and hash; return False when it was there already.

        Raises Unavailable when the store is busy.
        """


def issue(case: str, photos: Sequence[str], *, now: str, mac: Mac) -> upload.Upload:
    """Return the upload of a report's photos, good for the rest of the hour `now` and the hour after it."""
    expiry = hour.from_datetime(hour.parse(now) + timedelta(hours=upload.LIFETIME))
    return upload.Upload(expiry=expiry, hmac=mac.make(upload.authenticated(case, photos, expiry)))


def receive(case: str, number: int, sent: upload.Sent, *, now: str, mac: Mac, photos: Photos) -> bool:
    """Store photo `number` (from 1) of a case; return False when it was there already.

    1 the list has that number  2 expiry  3 size and hash  4 strict form  5 hmac  6 store

    What costs nothing is checked first, so that a flood of nonsense reaches no key service. Raises WrongMember,
    UploadRefused, TooLarge, PhotoRefused or Unavailable.
    """
    # 1 number
    if number > len(sent.photos):
        raise WrongMember("photos", "has no photo of that number")
    # 2 expiry
    if not hour.parse(now) <= hour.parse(sent.upload.expiry) <= hour.parse(now) + timedelta(hours=upload.LIFETIME):
        raise UploadRefused("the upload has expired, or was never handed out")
    # 3 size and hash
    if len(sent.picture) > photo.PHOTO_MOST:
        raise TooLarge("the picture is too large")
    name = sent.photos[number - 1]
    if photo.hash_of(sent.picture) != name:
        raise PhotoRefused("not the picture that the facts name")
    # 4 form
    try:
        photo.check(sent.picture)
    except Malformed as error:
        raise PhotoRefused(f"not in the strict form: {error.member}") from error
    # 5 hmac
    made = mac.make(upload.authenticated(case, sent.photos, sent.upload.expiry))
    if not hmac.compare_digest(made, sent.upload.hmac):
        raise UploadRefused("not handed out for these photos of this case")
    # 6 store
    return photos.put(case, name, sent.picture)
