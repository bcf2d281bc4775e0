"""Sign receipts and authenticate challenges with keys that never leave AWS KMS."""

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from functions.errors import Unavailable
from protocol import note

if TYPE_CHECKING:
    from botocore.client import BaseClient

# RFC 8410: the DER SubjectPublicKeyInfo of an Ed25519 key is this and the 32 bytes of the key.
KEPT: Final = 256  # MACs: 25 hours of as many difficulties as a portal has at once, and some
_SPKI: Final = bytes.fromhex("302a300506032b6570032100")


class KmsSigner:
    """The receipt key, an ECC_NIST_EDWARDS25519 key that signs raw messages."""

    def __init__(self, client: "BaseClient", key: str) -> None:
        self._client = client
        self._key = key
        self._public: bytes | None = None

    def sign(self, text: bytes, name: str) -> str:
        """Return a signed note over `text` by the key called `name`. Raises Unavailable when KMS does not answer."""
        try:
            signature = self._client.sign(
                KeyId=self._key, Message=text, MessageType="RAW", SigningAlgorithm="ED25519_SHA_512"
            )["Signature"]
        except (BotoCoreError, ClientError) as error:
            raise Unavailable("the receipt key did not sign") from error
        return note.write(text, name=name, public=self.public(), signature=signature)

    def public(self) -> bytes:
        """Return the public key, 32 bytes; asked of KMS once in this process."""
        if self._public is None:
            try:
                der = self._client.get_public_key(KeyId=self._key)["PublicKey"]
            except (BotoCoreError, ClientError) as error:
                raise Unavailable("the receipt key was not given") from error
            if not der.startswith(_SPKI) or len(der) != len(_SPKI) + 32:
                raise Unavailable("the receipt key is not an Ed25519 key")
            self._public = der.removeprefix(_SPKI)
        return self._public


class KmsMac:
    """The challenge key, an HMAC_256 key; the last `kept` MACs are not asked for again."""

    def __init__(self, client: "BaseClient", key: str, *, kept: int = KEPT) -> None:
        self._client = client
        self._key = key
        self._kept = kept
        self._made: OrderedDict[bytes, bytes] = OrderedDict()

    def make(self, message: bytes) -> bytes:
        """Return the 32-byte MAC of a message. Raises Unavailable when KMS does not answer."""
        found = self._made.get(message) or self._ask(message)
        self._made[message] = found
        while len(self._made) > self._kept:
            self._made.popitem(last=False)
        return found

    def _ask(self, message: bytes) -> bytes:
        try:
            answer = self._client.generate_mac(KeyId=self._key, Message=message, MacAlgorithm="HMAC_SHA_256")
        except (BotoCoreError, ClientError) as error:
            raise Unavailable("the challenge key did not answer") from error
        mac: bytes = answer["Mac"]
        return mac
