"""Keep photos in S3, one object each, put once and never over another."""

from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from functions.errors import Unavailable

if TYPE_CHECKING:
    from botocore.client import BaseClient

_THERE: Final = "PreconditionFailed"
# What passes by itself; the first is another put of the same object that is still under way.
_PASSING: Final = {
    "ConditionalRequestConflict",
    "SlowDown",
    "InternalError",
    "ServiceUnavailable",
    "RequestTimeout",
    "OperationAborted",
    "503",
}


class PhotoStore:
    """The bucket of photos as the photo function sees it: conditional puts, and no read."""

    def __init__(self, client: "BaseClient", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, case: str, name: str, picture: bytes) -> bool:
        """Store a picture under its case and hash; return False when it was there already.

        Raises Unavailable when the store is busy.
        """
        try:
            self._client.put_object(
                Bucket=self._bucket,
                Key=f"{case}/{name}.jpg",
                Body=picture,
                ContentType="image/jpeg",
                IfNoneMatch="*",
            )
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code == _THERE:
                return False
            if code in _PASSING:
                raise Unavailable("the store of photos is busy") from error
            raise
        except BotoCoreError as error:
            raise Unavailable("the store of photos did not answer") from error
        return True
