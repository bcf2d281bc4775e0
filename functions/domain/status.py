"""The status of a case: one table says which act leads from where to where; pages and docs/status.md are made from it.

Leaves who may act, and the rules that an act needs beside its row, to `handling`. Spec: CUSTODY.md, status.
"""

from dataclasses import dataclass
from typing import Final

from functions.errors import NotPossible
from protocol.pouch import STATUSES

STATES: Final = STATUSES
ENDED: Final = ("declined", "closed", "withdrawn")  # no unit has anything to do; all others stand in an inbox
_AWAITED: Final = ("submitted", "dispatched", "returned")  # came to a unit that has not taken it yet
_AT_WORK: Final = ("accepted", "received", "in_progress", "extended", "reopened")
# The deadline that starts anew when a case comes into a state; in all others the one before goes on.
CLOCK: Final = dict.fromkeys(_AWAITED, "accept") | dict.fromkeys(("accepted", "received", "reopened"), "answer")


@dataclass(frozen=True, slots=True)
class Step:
    """One row: an act of a unit, its word in the chain of entries, and from which states it leads to which.

    `needs` names a rule beside the row, and `members` what the act carries.
    """

    act: str
    entry: str
    leads: dict[str, str]
    needs: str | None = None
    members: tuple[str, ...] = ()


TABLE: Final = (
    Step("accept", "accepted", {"submitted": "accepted", "dispatched": "received", "returned": "accepted"}),
    Step("decline", "declined", {"submitted": "declined"}, members=("ground", "text")),
    Step("dispatch", "dispatched", dict.fromkeys(("returned", *_AT_WORK), "dispatched"), "below", ("to", "text")),
    Step("return", "returned", dict.fromkeys(("submitted", "dispatched", *_AT_WORK), "returned"), "above", ("reason",)),
    Step("ask", "asked", dict.fromkeys(_AT_WORK, "in_progress"), "question", ("text",)),
    Step("answer", "answered", dict.fromkeys(_AT_WORK, "in_progress"), members=("text", "findings")),
    Step("extend", "extended", dict.fromkeys(_AT_WORK, "extended"), "extension", ("days", "reason")),
    Step("link", "linked", {state: state for state in _AT_WORK}, members=("link",)),
    # Findings lead to `in_progress`, so there are none in the states before it.
    Step("close", "closed", dict.fromkeys(("in_progress", "extended"), "closed"), "answered"),
    Step("reopen", "reopened", dict.fromkeys(("closed", "declined"), "reopened"), members=("reason",)),
)
ACTS: Final = {step.act: step for step in TABLE}


def after(state: str, act: str) -> str:
    """Return the state that an act leads to. Raises NotPossible when it does not lead anywhere from `state`."""
    found = ACTS[act].leads.get(state)
    if found is None:
        raise NotPossible(f"no {act} from {state}")
    return found


def table() -> dict[str, object]:
    """Return the whole table as plain data: what the pages carry, and what docs/status.md is made from."""
    return {
        "states": list(STATES),
        "ended": list(ENDED),
        "clock": dict(CLOCK),
        "acts": [
            {"act": step.act, "entry": step.entry, "leads": dict(step.leads), "members": list(step.members)}
            | ({} if step.needs is None else {"needs": step.needs})
            for step in TABLE
        ],
    }
