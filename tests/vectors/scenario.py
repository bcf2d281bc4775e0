"""Hold one scenario of a vector: a file name, a sentence, a named expectation and the inputs."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Scenario:
    """One file under protocol/vectors: `area/name.json`."""

    area: str
    name: str
    about: str
    expect: str
    inputs: dict[str, Any]

    def to_value(self) -> dict[str, Any]:
        """Return the file's object."""
        return {"about": self.about, "expect": self.expect, **self.inputs}


def changed(value: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return an object with some members changed; those that become None are left out."""
    return {name: member for name, member in (value | changes).items() if member is not None}
