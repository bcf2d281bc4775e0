"""Write docs/status.md from the table of statuses: `python -m infra.status_document`; a test holds the two together."""

import sys
from collections.abc import Iterator
from typing import Final

from functions.domain import status
from functions.domain.status import Step
from infra.environment import ROOT

DOCUMENT: Final = ROOT / "docs" / "status.md"
RULES: Final = {
    "below": "some unit below is not to be avoided",
    "above": "somebody stands above, and it was returned less than twice",
    "question": "no question is open, and fewer than two were asked",
    "extension": "this unit has not extended it before, and its deadline has not passed",
    "answered": "this unit has given findings since it came or was reopened",
}
_CLOCKS: Final = {"accept": "a new deadline to accept", "answer": "a new deadline to answer"}
_HEAD: Final = """# The status of a case

Made from `functions/domain/status.py` by `python -m infra.status_document`; a test compares. What stands behind the
rules is in `protocol/CUSTODY.md`, units. Only the unit that has the case acts; `reopen` is for the one that had it
last.
"""


def text() -> str:
    """Return the document: a drawing, what each act takes, and which act is possible from which status."""
    return "\n".join((_HEAD, *_drawing(), "", *_acts(), "", *_possible(), "", *_clocks())) + "\n"


def _drawing() -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield "  [*] --> submitted: filing"
    for state in status.STATES:
        targets = dict.fromkeys(step.leads[state] for step in status.TABLE if state in step.leads)
        for target in targets:
            if target != state:
                acts = ", ".join(step.act for step in status.TABLE if step.leads.get(state) == target)
                yield f"  {state} --> {target}: {acts}"
    for state in status.ENDED:
        yield f"  {state} --> [*]"
    yield "```"


def _acts() -> Iterator[str]:
    yield "| Act | Entry | Carries | Only when |"
    yield "|---|---|---|---|"
    for step in status.TABLE:
        members = ", ".join(f"`{name}`" for name in step.members)
        yield f"| `{step.act}` | `{step.entry}` | {members} | {RULES[step.needs] if step.needs else ''} |"


def _possible() -> Iterator[str]:
    yield f"| Status | {' | '.join(step.act for step in status.TABLE)} |"
    yield f"|---|{'---|' * len(status.TABLE)}"
    for state in status.STATES:
        yield f"| `{state}` | {' | '.join(_target(step, state) for step in status.TABLE)} |"


def _target(step: Step, state: str) -> str:
    return f"`{step.leads[state]}`" if state in step.leads else ""


def _clocks() -> Iterator[str]:
    for name, words in _CLOCKS.items():
        states = ", ".join(f"`{state}`" for state, clock in status.CLOCK.items() if clock == name)
        yield f"- {states}: {words}, in working days of the unit that has the case then."
    yield "- `ask` and `extend` move the deadline; every other act leaves it."
    yield f"- {', '.join(f'`{state}`' for state in status.ENDED)}: the case stands in no inbox."
    yield "- `withdrawn` is the reporter's, and nothing leads there yet."


if __name__ == "__main__":
    DOCUMENT.write_text(text(), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT.relative_to(ROOT)}\n")
