"""Name what the officer's tool refuses; the sentences stand in the catalogues."""

from console.errors import ConsoleError


class OfficerError(ConsoleError):
    """Base of the refusals of this package; never raised itself."""


class KeyRefused(OfficerError):
    """A key file that is none, or that is damaged or altered."""


class PassphraseRefused(OfficerError):
    """A passphrase that is missing, unreadable, mistyped or too weak."""


class WrongPassphrase(PassphraseRefused):
    """A passphrase that does not unlock the key file; at a prompt, the next one may."""


class PouchRefused(OfficerError):
    """A file that is no pouch for this desk."""


class NamesRefused(OfficerError):
    """A file of names that is none, or that is another portal's."""


class WorkerLost(OfficerError):
    """A process that opened boxes ended too early."""
