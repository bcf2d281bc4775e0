"""The table of statuses: every pair of status and act leads where it says, and nowhere else."""

import itertools
import json

import pytest

from functions.domain import status
from functions.errors import NotPossible
from protocol import entry

WORKED = ("accepted", "received", "in_progress", "extended", "reopened")
POSSIBLE = {
    "submitted": {"accept", "decline", "return"},
    "dispatched": {"accept", "return"},
    "returned": {"accept", "dispatch"},
    "closed": {"reopen"},
    "declined": {"reopen"},
    "withdrawn": set(),
    **{state: {"dispatch", "return", "ask", "answer", "extend", "link"} for state in WORKED},
}
POSSIBLE["in_progress"] = POSSIBLE["extended"] = POSSIBLE["accepted"] | {"close"}


@pytest.mark.parametrize(("state", "act"), list(itertools.product(status.STATES, status.ACTS)))
def test_an_act_leads_somewhere_only_from_its_statuses(state: str, act: str) -> None:
    """What the table does not hold is refused, for every status and every act."""
    if act in POSSIBLE[state]:
        assert status.after(state, act) in status.STATES
        return
    with pytest.raises(NotPossible):
        status.after(state, act)


def test_every_status_but_the_first_and_the_reporters_own_is_reached() -> None:
    """No status is there for show."""
    reached = {target for step in status.TABLE for target in step.leads.values()}
    assert reached == set(status.STATES) - {"submitted", "withdrawn"}


def test_every_act_has_an_entry_of_its_own() -> None:
    """The words of the table are those of CUSTODY.md, each once."""
    words = [step.entry for step in status.TABLE]
    assert len(set(words)) == len(words)
    assert set(words) == set(entry.ACTS) - {"filed", "pulled", "traced", "viewed"}


def test_nothing_but_reopening_leads_out_of_an_ended_case() -> None:
    """Declined and closed are ends, and withdrawn is one for good."""
    for state in status.ENDED:
        assert {step.act for step in status.TABLE if state in step.leads} <= {"reopen"}


def test_the_table_is_plain_data() -> None:
    """Pages read it as JSON, and get all of it."""
    table = json.loads(json.dumps(status.table()))
    assert table == status.table()
    assert {row["act"]: row["leads"] for row in table["acts"]} == {step.act: step.leads for step in status.TABLE}
