"""The demonstration's issuer: a person of each group from five levels, a scope a unit, and what Cognito must do."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from functions.domain.units import LEVELS
from infra import people, template
from infra.demonstration import DemoPassword
from infra.staff import Group, Staff
from infra.units import Unit
from tests.unit.infra.test_render import configuration

ISSUER = template.load(people.TEMPLATE)["Resources"]


def unit(level: str) -> Unit:
    return Unit(f"{level}-1", {"en": level}, "", level, (), (), "duty@x.example", {})


# From the bottom up, so that the order of the result is not that of the file.
UNITS = tuple(unit(level) for level in reversed(LEVELS))
GROUPS = tuple(Group(f"{one.id}-{role}s", one.id, role) for one in UNITS for role in ("overseer", "handler"))
FOUND = replace(configuration(), units=UNITS, staff=Staff("province-1", GROUPS))


def test_every_group_has_a_person_and_the_highest_stand_first():
    """Two a unit, on five levels, each in the one group that says what they are."""
    made = people.people(FOUND)
    assert [person.level for person in made] == [level for level in LEVELS for _ in range(2)]
    assert {person.group for person in made} == {group.name for group in GROUPS}
    first = made[0]
    assert (first.username, first.unit, first.role) == ("province-1-handler", "province-1", "handler")


def test_no_two_people_share_a_name():
    """A group that is called as the person of another would be gets a person of another name."""
    groups = (Group("desk", "city-1", "handler"), Group("desks", "street-1", "handler"))
    made = people.people(replace(FOUND, staff=Staff("province-1", groups)))
    assert len({person.username for person in made}) == 2


def test_the_machine_is_that_of_a_district():
    """One unit has a system of its own; where there is no district, none has."""
    assert people.machine_unit(FOUND) == "district-1"
    assert people.machine_unit(replace(FOUND, units=UNITS[:1])) == ""


def test_every_unit_is_a_scope():
    """A machine's token says whose cases it reads, and any unit may get a system."""
    made: dict[str, Any] = json.loads(people._template(UNITS))["Resources"]["Scopes"]["Properties"]
    assert made["Identifier"] == people.SERVER
    assert {scope["ScopeName"] for scope in made["Scopes"]} == {one.id for one in UNITS}


def test_people_sign_in_by_code_and_machines_by_credentials():
    """The page's client has no secret and no other flow; a machine's has both, and one unit's scope."""
    page, machine = (ISSUER[name]["Properties"] for name in ("Page", "Machine"))
    assert (page["GenerateSecret"], page["AllowedOAuthFlows"], page["AllowedOAuthScopes"]) == (
        False,
        ["code"],
        ["openid"],
    )
    assert (machine["GenerateSecret"], machine["AllowedOAuthFlows"]) == (True, ["client_credentials"])
    assert machine["AllowedOAuthScopes"] == [{"Fn::Sub": "unit/${MachineUnit}"}]
    assert page["CallbackURLs"] == page["LogoutURLs"] == {"Ref": "Callbacks"}
    assert ISSUER["Pool"]["Properties"]["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}


def test_the_password_is_made_once_and_only_its_user_reads_it(tmp_path: Path):
    """Four words, longer than the issuer asks for; forgotten, it is another."""
    password = DemoPassword(tmp_path / "keys")
    first = password.get()
    assert first.count("-") == 3
    assert len(first) >= ISSUER["Pool"]["Properties"]["Policies"]["PasswordPolicy"]["MinimumLength"]
    assert password.file.stat().st_mode & 0o077 == 0
    assert password.get() == first
    password.forget()
    assert password.get() != first
