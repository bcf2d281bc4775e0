"""What became of one record of a pouch: opened, or refused at a named step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from protocol import pouch

JSON_MEMBERS: Final = ("ref", "case", "status", "step", "contact", "facts")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One box and what became of it. When `step` is None it is opened, and `contact` and `facts` stand.

    `line` is its place in the pouch. `why` is the refusal in the protocol's words, without any value. `kind` is what a
    refused line holds, of `recognise.line_kind`. `key` is the key id that the box names.
    """

    line: int
    ref: str | None = None
    case: str | None = None
    step: str | None = None
    why: str = ""
    kind: str = ""
    key: str = ""
    contact: Mapping[str, str] | None = None
    facts: Mapping[str, Any] | None = None
    hour: str = ""
    pulled: str = ""
    purpose: str = ""
    note: str = ""

    @property
    def status(self) -> str:
        """`opened` or `refused`."""
        return "opened" if self.step is None else "refused"

    def to_value(self) -> dict[str, object]:
        """Return the object that `officer open --json` prints: of a refused record, nothing that it would vouch for."""
        return {name: getattr(self, name) for name in JSON_MEMBERS}


Found = Outcome | pouch.CaseRecord
