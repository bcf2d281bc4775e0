"""An environment is described whole, or refused with what is missing."""

from pathlib import Path

import pytest

from infra import environment, template
from infra.errors import UnknownEnvironment

WHOLE = '[production]\nregion = "x-1"\nstack = "s"\nconfiguration = "portal.toml"\nholds_data = true\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "infra" / "environments.toml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def test_every_environment_of_the_repository_is_whole():
    """Those that are committed load, and their parameters are parameters of the template."""
    known = template.load()["Parameters"]
    for name in ("production", "rehearsal"):
        assert set(environment.load(name).parameters) <= set(known)


def test_production_holds_data_and_refuses_deletion():
    """Where people's reports arrive, tables are protected; where they are invented, they are not."""
    assert environment.load("production").parameters["DeletionProtection"] == "true"
    assert environment.load("rehearsal").parameters["DeletionProtection"] == "false"


def test_configuration_is_found_from_the_repository(tmp_path: Path):
    """The configuration's path is relative to the repository, whatever folder the command runs in."""
    found = environment.load("production", written(tmp_path, WHOLE))
    assert found.configuration == tmp_path / "portal.toml"
    assert found.endpoint is None


@pytest.mark.parametrize("member", ["region", "stack", "configuration", "holds_data"])
def test_a_missing_member_is_named(tmp_path: Path, member: str):
    """Without any one of its members an environment is refused, and the member named."""
    lines = [line for line in WHOLE.splitlines() if not line.startswith(member)]
    with pytest.raises(UnknownEnvironment, match=member):
        environment.load("production", written(tmp_path, "\n".join(lines)))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (WHOLE.replace("true", '"yes"'), "holds_data"),
        (WHOLE + "hold_data = false\n", "hold_data"),
        ("not toml", "cannot be read"),
        (WHOLE.replace("production", "prod"), "no environment"),
    ],
)
def test_a_wrong_description_is_refused(tmp_path: Path, text: str, word: str):
    """Another type, a misspelt member, broken TOML and an unknown name are each refused in one sentence."""
    with pytest.raises(UnknownEnvironment, match=word):
        environment.load("production", written(tmp_path, text))


def test_parameters_reach_the_template_as_text(tmp_path: Path):
    """Numbers and booleans of an environment's parameters become the text that CloudFormation takes."""
    more = '[production.parameters]\nDomainName = "a.example"\nApiPort = 8443\n'
    found = environment.load("production", written(tmp_path, WHOLE + more))
    assert found.parameters == {"DeletionProtection": "true", "DomainName": "a.example", "ApiPort": "8443"}
