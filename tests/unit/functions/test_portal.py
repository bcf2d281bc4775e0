"""The deployment's configuration is read strictly."""

from typing import Any

import pytest

from functions.domain.portal import parse
from protocol import canonical
from protocol.errors import Malformed
from tests.unit.functions.reports import portal_value
from tests.vectors import people

KEY = {"key": people.OFFICER.key_id, "suite": 1}


def test_a_configuration_is_read() -> None:
    """Choices become sets and keys are found by their id."""
    portal = parse(canonical.to_bytes(portal_value()))
    assert portal.keys[people.OFFICER.key_id].state == "current"
    assert "education" in portal.categories


@pytest.mark.parametrize(
    ("changed", "member"),
    [
        ({"v": 2}, "v"),
        ({"keys": []}, "keys"),
        ({"keys": [KEY | {"state": "retired"}]}, "keys.retired"),
        ({"keys": [KEY | {"state": "current", "retired": "2026-11-18T08Z"}]}, "keys.retired"),
        ({"keys": [KEY | {"state": "lost"}]}, "keys.state"),
        ({"categories": ["Ed ucation"]}, "categories"),
        ({"difficulty": "15"}, "difficulty"),
    ],
)
def test_a_mistake_is_refused_by_its_path(changed: dict[str, Any], member: str) -> None:
    """A function that is wrongly configured does not start to take reports."""
    with pytest.raises(Malformed) as caught:
        parse(canonical.to_bytes(portal_value() | changed))
    assert caught.value.member == member
