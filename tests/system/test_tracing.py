"""A view's watermark is traced by the courier to its look and its person, through the deployed officer function."""

import re
from pathlib import Path

import pytest

from infra.desk import tool
from infra.errors import NotHealthy
from protocol import entry, mark
from tests.conftest import Stack
from tests.system import tokens
from tests.system.offices import NOISE, desk, file
from tests.system.test_staff_api import chain

NOTE = "a picture of a view in a chat"


def test_the_number_of_a_view_is_traced_to_the_look_and_to_who_looked(stack: Stack, tmp_path: Path):
    """Unit, pseudonym and person are told after an entry of it; what names no look, or a person, leaves none."""
    case = file(stack, **NOISE)
    here = desk(stack, "hongxing-binhe")
    here.look(case)
    seen = here.look(case)
    subjects = tmp_path / "people.txt"
    subject = tokens.claims(here.token)["sub"]
    subjects.write_text(f"{tokens.claims(desk(stack, 'hongxing').token)['sub']}\n{subject}\n", encoding="utf-8")
    words = ["--stack", str(stack.home.stack_file), "--people", str(subjects), "--note"]
    told = tool("courier", ["trace", " ".join(mark.lines(seen["mark"])), *words, NOTE])
    *_, look, traced = chain(stack, case)
    assert (look.act, look.n) == ("viewed", 2)
    assert (traced.act, traced.role, traced.subject) == ("traced", "officer", entry.hash_of(look))
    assert (traced.n, traced.prev, traced.purpose, traced.note) == (3, entry.hash_of(look), "inquiry", NOTE)
    assert look.unit is not None and look.unit in told
    assert look.person is not None and look.person in told
    assert re.findall(r"It was: (.*)", told) == [subject]
    for number, note, why in (("0" * 10, NOTE, "no look of this portal"), (seen["mark"], "call 13900004271", "phone")):
        with pytest.raises(NotHealthy, match=why):
            tool("courier", ["trace", number, *words, note])
    assert [found.act for found in chain(stack, case)] == ["filed", "viewed", "viewed", "traced"]
    assert here.look(case)["n"] == 4  # the case goes on from there
