"""Read photos of cases from S3, for a look that is recorded (CUSTODY.md, looks of units)."""

from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from functions.errors import Unavailable, UnknownCase

if TYPE_CHECKING:
    from botocore.client import BaseClient

_MISSING: Final = "NoSuchKey"
_PASSING: Final = {"SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "503"}


class EvidenceStore:
    """The bucket of photos as the staff's rules see it: one read by its full name, and no list."""

    def __init__(self, client: "BaseClient", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def photo(self, case: str, name: str) -> bytes:
        """Return the picture of a case by its SHA-256 (64 hex).

        Raises UnknownCase when it never came, and Unavailable when the store is busy.
        """
        try:
            found: bytes = self._client.get_object(Bucket=self._bucket, Key=f"{case}/{name}.jpg")["Body"].read()
        except ClientError as error:
            said = error.response.get("Error", {}).get("Code", "")
            if said == _MISSING:
                raise UnknownCase("the photo never came") from error
            if said in _PASSING:
                raise Unavailable("the store of photos is busy") from error
            raise
        except BotoCoreError as error:
            raise Unavailable("the store of photos did not answer") from error
        return found
