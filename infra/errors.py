"""Name what can go wrong between a template and a running portal, by what the operator does next."""


class InfraError(Exception):
    """Base of every error of this package; never raised itself. `hint` says what to do, empty when the message does."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UnknownEnvironment(InfraError):
    """An environment that environments.toml does not describe, or describes wrongly."""


class NotPure(InfraError):
    """An archive of the functions that would not run on every processor, or whose handlers do not import."""


class DataAtRisk(InfraError):
    """A change that would replace, rewrite or drop what the portal keeps."""


class StackFailed(InfraError):
    """A stack that could not be brought to its template: the first resource that failed and why."""


class NotPublished(InfraError):
    """A site that cannot be uploaded as it is."""


class NotHealthy(InfraError):
    """A deployed portal that does not answer as it must."""


class CloudDown(InfraError):
    """The embedded cloud does not start, does not stop, or is not running."""


class Foreign(InfraError):
    """An AWS call that was refused or not answered, translated once at the border."""


class WrongConfiguration(InfraError):
    """A portal.toml with a mistake: its line, and what to do."""


class NotMeasured(InfraError):
    """Something that bench cannot measure, because what it is measured on is absent or wrong."""


class NotRendered(InfraError):
    """Pages that cannot be rendered: a tool, a word or a template that is missing or wrong."""
