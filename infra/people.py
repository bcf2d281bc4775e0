"""Give the embedded cloud an issuer with people: one of each group of portal.toml, and one unit's own system.

Only for the portal on this machine; a real one names its issuer in environments.toml, and nothing here runs. Leaves the
password to `demonstration`, and where it is printed to `local`.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from functions.domain.units import LEVELS
from infra import artifacts, stack, template
from infra.configuration import Configuration
from infra.environment import Environment
from infra.signin import SignIn
from infra.staff_page import FOLDER
from infra.units import Unit

if TYPE_CHECKING:
    from botocore.client import BaseClient

TEMPLATE: Final = Path(__file__).with_name("people.yaml")
SERVER: Final = "unit"  # the resource server: `unit/<unit id>` is the scope of a unit's own system
_NOWHERE: Final = "http://localhost/"  # where people come back to before there is a site: nothing is sent there
_PAUSE: Final = 0.1  # seconds


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the demonstration; `group` is how the issuer's tokens say what they are."""

    username: str
    group: str
    unit: str
    level: str
    role: str


@dataclass(frozen=True, slots=True)
class Machine:
    """One unit's own system and its credentials, which are no secret in the embedded cloud."""

    client: str
    secret: str
    unit: str
    scope: str


def issuer(environment: Environment, found: Configuration, site: str | None) -> SignIn:
    """Bring the embedded cloud's issuer to its template, and return where handlers sign in.

    `site` is the address that people open, None before the portal was ever deployed: the issuer must be there before
    the portal, and learn afterwards where to send people back to.
    """
    callbacks = [f"{site}/{language}/{FOLDER}" for language in found.languages] if site else [_NOWHERE]
    cloudformation = environment.client("cloudformation")
    planned = stack.plan(
        cloudformation,
        name_of(environment),
        template_url=artifacts.put_template(environment, artifacts.bucket(environment), _template(found.units)),
        parameters={
            "Callbacks": ",".join(callbacks),
            "Prefix": name_of(environment),
            "MachineUnit": machine_unit(found),
        },
        pause=_PAUSE,
    )
    stack.execute(cloudformation, name_of(environment), planned, tell=lambda _line: None, pause=_PAUSE)
    outputs = outputs_of(environment)
    return SignIn(
        issuer=outputs["Issuer"],
        authorize=f"{environment.endpoint}/oauth2/authorize",
        token=f"{environment.endpoint}/oauth2/token",
        logout=f"{environment.endpoint}/logout",
        client=outputs["Page"],
        audience=tuple(outputs[name] for name in ("Page", "Machine") if name in outputs),
    )


def name_of(environment: Environment) -> str:
    """Return the name of the issuer's stack."""
    return f"{environment.stack}-people"


def outputs_of(environment: Environment) -> dict[str, str]:
    """Return the outputs of the issuer's stack. Raises StackFailed when there is none."""
    return stack.outputs(environment.client("cloudformation"), name_of(environment))


def people(found: Configuration) -> tuple[Person, ...]:
    """Return one person of each group of portal.toml, from the top of the chain of offices down."""
    units = {unit.id: unit for unit in found.units}
    names = {group.name for group in found.staff.groups}
    made = [
        Person(
            username=one if (one := group.name.removesuffix("s")) not in names else f"{group.name}-person",
            group=group.name,
            unit=group.unit,
            level=units[group.unit].level,
            role=group.role,
        )
        for group in found.staff.groups
    ]
    order = list(units)
    return tuple(sorted(made, key=lambda one: (LEVELS.index(one.level), order.index(one.unit), one.role)))


def forget(environment: Environment) -> None:
    """Remove the issuer with its people; one that is gone is removed already."""
    client = environment.client("cloudformation")
    if stack.describe(client, name_of(environment)) is not None:
        client.delete_stack(StackName=name_of(environment))
        client.get_waiter("stack_delete_complete").wait(StackName=name_of(environment), WaiterConfig={"Delay": 1})


def make(environment: Environment, found: Configuration, password: str) -> None:
    """Make the groups and people of portal.toml, all with one password; groups and people of an earlier one go."""
    pool, client = outputs_of(environment)["Pool"], environment.client("cognito-idp")
    wanted = people(found)
    for group in _groups(client, pool) - {one.group for one in wanted}:
        client.delete_group(UserPoolId=pool, GroupName=group)
    for group in {one.group for one in wanted} - _groups(client, pool):
        client.create_group(UserPoolId=pool, GroupName=group)
    there = _usernames(client, pool)
    for username in there - {one.username for one in wanted}:
        client.admin_delete_user(UserPoolId=pool, Username=username)
    for person in wanted:
        if person.username not in there:
            client.admin_create_user(
                UserPoolId=pool, Username=person.username, TemporaryPassword=password, MessageAction="SUPPRESS"
            )
            client.admin_add_user_to_group(UserPoolId=pool, Username=person.username, GroupName=person.group)
        client.admin_set_user_password(UserPoolId=pool, Username=person.username, Password=password, Permanent=True)


def machine(environment: Environment, found: Configuration) -> Machine | None:
    """Return the unit's own system, None when the deployment has no unit that could have one."""
    outputs = outputs_of(environment)
    if "Machine" not in outputs:
        return None
    client = environment.client("cognito-idp").describe_user_pool_client(
        UserPoolId=outputs["Pool"], ClientId=outputs["Machine"]
    )["UserPoolClient"]
    unit = machine_unit(found)
    return Machine(client=client["ClientId"], secret=client["ClientSecret"], unit=unit, scope=f"{SERVER}/{unit}")


def describe(environment: Environment, found: Configuration, password: str) -> dict[str, Any]:
    """Return what stack.json holds of the people and the machine, their credentials included."""
    system = machine(environment, found)
    return {
        "people": [asdict(person) | {"password": password} for person in people(found)],
        "machine": None if system is None else asdict(system),
    }


def machine_unit(found: Configuration) -> str:
    """Return the unit whose own system reads its cases: the first district, empty when there is none."""
    return next((unit.id for unit in found.units if unit.level == "district"), "")


def _template(units: Sequence[Unit]) -> bytes:
    """Return the template with a scope for every unit."""
    value = template.load(TEMPLATE)
    scopes = [{"ScopeName": unit.id, "ScopeDescription": f"cases of {unit.id}"} for unit in units]
    value["Resources"]["Scopes"]["Properties"]["Scopes"] = scopes
    return json.dumps(value, sort_keys=True).encode()


def _groups(client: "BaseClient", pool: str) -> set[str]:
    pages = client.get_paginator("list_groups").paginate(UserPoolId=pool)
    return {group["GroupName"] for page in pages for group in page["Groups"]}


def _usernames(client: "BaseClient", pool: str) -> set[str]:
    pages = client.get_paginator("list_users").paginate(UserPoolId=pool)
    return {user["Username"] for page in pages for user in page["Users"]}
