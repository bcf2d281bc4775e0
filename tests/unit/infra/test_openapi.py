"""docs/staff-api.json: current, whole, and a description of what the function takes and of nothing else."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from functions.domain import status, wishes
from functions.errors import IdentityFound, Unreadable, WrongMember
from functions.handlers import staff
from infra import openapi, schemas, template
from protocol import lint
from tests.unit.functions.chains import USUAL, body
from tests.unit.infra import shapes

DOCUMENT = openapi.document()
RULES = lint.own_rules()


def test_the_file_is_the_one_that_the_tables_make() -> None:
    """Nobody changed one without the other."""
    assert openapi.DOCUMENT.read_text(encoding="utf-8") == openapi.text()


def test_every_route_stands_in_the_description_in_the_function_and_in_the_template() -> None:
    """The same six in all three, with one call an act."""
    described = {
        f"{method.upper()} {path}"
        for path, found in DOCUMENT["paths"].items()
        for method in found
        if method != "parameters"
    }
    routes = template.resources(template.load(), "AWS::ApiGatewayV2::Route").values()
    deployed = {route["Properties"]["RouteKey"] for route in routes if "/api/staff/" in route["Properties"]["RouteKey"]}
    assert described == {call for route in staff.ROUTES for call in openapi.expanded(route)}
    assert deployed == set(staff.ROUTES) == set(openapi.ANSWERS)
    assert len(described) == len(staff.ROUTES) - 1 + len(status.ACTS)


def test_every_reference_leads_somewhere_and_every_call_has_a_name_of_its_own() -> None:
    """As a generator of clients needs it."""
    text = json.dumps(DOCUMENT)
    found = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert found == set(DOCUMENT["components"]["schemas"])
    names = [call["operationId"] for path in DOCUMENT["paths"].values() for call in path.values()]
    assert len(names) == len(set(names))


def test_a_parameter_stands_in_the_path_and_no_other() -> None:
    """Every name in braces is described, and required."""
    for path, found in DOCUMENT["paths"].items():
        for call in found.values():
            named = {one["name"] for one in call["parameters"] if one["in"] == "path"}
            assert {part[1:-1] for part in path.split("/") if part.startswith("{")} == named


@pytest.mark.parametrize("act", status.ACTS)
def test_a_body_of_the_usual_form_is_described(act: str) -> None:
    """Each act's own, and no other act's that carries something else."""
    given = USUAL[act] | ({"link": "0" * 26} if act == "link" else {})
    sent = body(act, 3, **given)
    wishes.parse(act, sent, RULES)
    shapes.check(sent, schemas.act(act))
    assert not shapes.keeps(sent | {"other": 1}, schemas.act(act))


_MEMBERS = {
    "v": some.sampled_from([1, 2, True]),
    "id": some.sampled_from(["A" * 22, "A" * 21, "A" * 21 + "B", "=" * 22, 1]),
    "n": some.sampled_from([0, 7, -1, True, "0"]),
    "keep": some.sampled_from([[], ["0" * 64], ["0" * 64] * 2, ["x"], "x"]),
    "ground": some.sampled_from([*wishes.GROUNDS, "x", 1]),
    "text": some.sampled_from(["好", "", "a" * 2000, "a" * 2001, 1, "\U00020bb7" * 2000]),
    "reason": some.sampled_from(["好", "", "a" * 500, "a" * 501, None]),
    "findings": some.sampled_from([*wishes.FINDINGS, "x"]),
    "to": some.sampled_from(["street-3", "Street", "", "a" * 25]),
    "days": some.sampled_from([1, 10, 0, -1, True, "1"]),
    "other": some.just("x"),
}


@settings(max_examples=100, deadline=None)
@given(data=some.data(), act=some.sampled_from(sorted(set(status.ACTS) - {"link"})))
def test_what_is_described_is_what_is_taken(data: Any, act: str) -> None:
    """A body that the schema takes is taken by the function, and one that it refuses is refused."""
    own = {name: _MEMBERS[name] for name in status.ACTS[act].members}
    always = {name: _MEMBERS[name] for name in ("v", "id", "n")} | own
    drop = data.draw(some.sets(some.sampled_from(sorted(always)), max_size=1))
    sent = {name: data.draw(found) for name, found in always.items() if name not in drop}
    for name in data.draw(some.sets(some.sampled_from(["keep", "other"]), max_size=1)):
        sent[name] = data.draw(_MEMBERS[name])
    kept = "keep" not in sent  # that a hash in it names a hit no schema can say
    try:
        wishes.parse(act, sent, RULES)
    except (WrongMember, IdentityFound, Unreadable) as error:
        assert not shapes.keeps(sent, schemas.act(act)) or (not kept and getattr(error, "member", "") == "keep")
    else:
        shapes.check(sent, schemas.act(act))
