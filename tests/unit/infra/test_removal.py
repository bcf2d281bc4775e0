"""A unit that still has open cases is not taken out of a portal."""

import io
import json
import zipfile
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra import removal
from infra.errors import DataAtRisk
from tests.unit.infra.clouds import refused

UNITS = [{"id": "city"}, {"id": "street"}, {"id": "old"}]


class Cloud:
    """The calls that removal makes: a stack, its archive, and how many cases each unit has."""

    endpoint = None
    stack = "tightlip"

    def __init__(self, *, units: list[Any] = UNITS, open_cases: dict[str, int] | None = None) -> None:
        self.units, self.open_cases = units, open_cases or {}
        self.status, self.missing, self.queries = "UPDATE_COMPLETE", "", []

    def client(self, _service: str) -> "Cloud":
        return self

    def describe_stacks(self, **_asked: Any) -> dict[str, Any]:
        parameters = {"FunctionsKey": "functions/live.zip", "ArtifactsBucket": "artifacts"}
        found = {
            "StackStatus": self.status,
            "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            "Outputs": [{"OutputKey": "CasesTable", "OutputValue": "cases"}],
        }
        return {"Stacks": [found]}

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803  boto3's spelling
        assert (Bucket, Key) == ("artifacts", "functions/live.zip")
        if self.missing:
            raise refused("GetObject", self.missing, "no")
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr("portal.json", json.dumps({"units": self.units}))
        return {"Body": SimpleNamespace(read=data.getvalue)}

    def query(self, **asked: Any) -> dict[str, int]:
        self.queries.append(asked)
        assert (asked["TableName"], asked["IndexName"], asked["Select"]) == ("cases", "by_unit", "COUNT")
        return {"Count": min(asked["Limit"], self.open_cases.get(asked["ExpressionAttributeValues"][":unit"]["S"], 0))}


def gone(cloud: Any, *units: str, key: str = "functions/next.zip") -> list[str]:
    """Return which units of the live portal are not among these."""
    return list(removal.gone(cloud, units, key=key))


def test_units_that_the_new_portal_has_not_are_found() -> None:
    """By what the live functions' own archive says."""
    assert gone(Cloud(), "city", "street", "new") == ["old"]
    assert gone(Cloud(), "city", "street", "old") == []


def test_a_portal_without_units_or_without_a_stack_loses_none() -> None:
    """One that was deployed before there were units, one that was never, and one that gets the same archive again."""
    unfinished = Cloud()
    unfinished.status = "REVIEW_IN_PROGRESS"
    assert gone(Cloud(units=[])) == gone(unfinished) == gone(Cloud(), key="functions/live.zip") == []


@pytest.mark.parametrize(("many", "said"), [(1, "1 open case"), (5000, "1000 or more open case")])
def test_a_unit_with_open_cases_is_refused_with_what_to_do(many: int, said: str) -> None:
    """One without any may go."""
    cloud: Any = Cloud(open_cases={"old": many})
    with pytest.raises(DataAtRisk, match=f"no unit old any more, and old still has {said}") as caught:
        removal.refuse(cloud, ["street", "old"])
    assert "put old back, with closing = true" in caught.value.hint
    assert len(cloud.queries) == 2


def test_nothing_is_asked_when_no_unit_goes() -> None:
    """The index may not be there yet."""
    cloud: Any = Cloud()
    removal.refuse(cloud, [])
    assert not cloud.queries


def test_an_archive_that_is_gone_is_no_licence() -> None:
    """Nobody could say who has cases; any other refusal of the store is passed on."""
    cloud = Cloud()
    cloud.missing = "NoSuchKey"
    with pytest.raises(DataAtRisk, match="nobody can say which units"):
        gone(cloud)
    cloud.missing = "AccessDenied"
    with pytest.raises(ClientError):
        gone(cloud)
