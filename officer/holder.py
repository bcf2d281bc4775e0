"""Hold the secret half of an officer key, and open boxes with it (protocol/ENVELOPE.md)."""

from dataclasses import dataclass

from nacl import bindings
from nacl.exceptions import CryptoError

from protocol.errors import BoxClosed
from protocol.key import SUITE, PublicKey, box_seed, sign_seed


@dataclass(frozen=True, slots=True, repr=False)  # no repr: it would print the secret
class OfficerKey:
    """An unlocked key: its public half, and the 32-byte secret that opens boxes sealed to it."""

    public: PublicKey
    box_secret: bytes

    @property
    def suite(self) -> int:
        """The suite that the key fixes."""
        return self.public.suite

    def open(self, box: bytes) -> bytes:
        """Return the padded plaintext of a suite 1 box. Raises BoxClosed for any bytes that it does not open."""
        try:
            return bindings.crypto_box_seal_open(box, self.public.box, self.box_secret)
        except (CryptoError, TypeError) as error:  # PyNaCl: TypeError for fewer than 48 bytes
            raise BoxClosed("not sealed to this key, or altered") from error


def from_seed(seed: bytes) -> OfficerKey:
    """Return the key that a 32-byte seed gives."""
    box_public, box_secret = bindings.crypto_box_seed_keypair(box_seed(seed))
    sign_public, _ = bindings.crypto_sign_seed_keypair(sign_seed(seed))
    return OfficerKey(PublicKey(suite=SUITE, box=box_public, sign=sign_public), box_secret)


def seal(public: PublicKey, padded: bytes) -> bytes:
    """Return `padded` sealed to a key, as a browser does: for the test box of a new key."""
    return bindings.crypto_box_seal(padded, public.box)
