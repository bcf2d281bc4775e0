"""The command line is the contract of docs/design.md, and its help teaches."""

import pytest

from infra import commandline

COMMANDS = ("up", "down", "site", "test", "check", "bench", "story", "deploy", "destroy", "doctor")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]):
    """`COMMAND --help` says in sentences what the command does, and exits 0."""
    with pytest.raises(SystemExit) as ended:
        commandline.parse([command, "--help"])
    assert ended.value.code == 0
    assert len(capsys.readouterr().out) > 150


def test_every_command_has_code():
    """No command is promised that nothing runs."""
    from infra.__main__ import _COMMANDS

    assert set(_COMMANDS) == set(COMMANDS) == set(commandline._HELP)


def test_options_are_those_of_the_design():
    """The options that guides and tests rely on."""
    up = commandline.parse(["up", "--detach", "--fresh"])
    assert (up.detach, up.fresh) == (True, True)
    assert str(commandline.parse(["site", "--out", "x"]).out) == "x"
    assert commandline.parse(["test"]).layer == "all"
    deploy = commandline.parse(["deploy", "production", "--plan"])
    assert (deploy.environment, deploy.plan) == ("production", True)


def test_words_after_two_dashes_go_to_pytest():
    """Whatever stands after -- is pytest's, with a layer before it or without."""
    assert commandline.parse(["test", "--", "-k", "lint"]).words == ["-k", "lint"]
    found = commandline.parse(["test", "unit", "--", "-x"])
    assert (found.layer, found.words) == ("unit", ["-x"])


def test_pictures_are_asked_of_the_browser_tests():
    """--shots goes on to pytest with its folder, beside the words after --."""
    found = commandline.parse(["test", "browser", "--shots", "x", "--", "-x"])
    assert (found.layer, found.words) == ("browser", ["-x", "--shots", "x"])


@pytest.mark.parametrize("line", [["test", "unit", "--shots", "x"], ["test", "--shots", "x"]])
def test_only_the_browser_tests_make_pictures(line: list[str], capsys: pytest.CaptureFixture[str]):
    """Another layer refuses --shots and says what to type."""
    with pytest.raises(SystemExit) as ended:
        commandline.parse(line)
    assert ended.value.code == 2
    assert "build.py test browser --shots DIR" in capsys.readouterr().err


@pytest.mark.parametrize("line", [[], ["no-such"], ["test", "no-such"], ["deploy"], ["up", "--no-such"]])
def test_a_wrong_line_exits_2(line: list[str], capsys: pytest.CaptureFixture[str]):
    """A line that says nothing to do is a usage error, with the usage on stderr."""
    with pytest.raises(SystemExit) as ended:
        commandline.parse(line)
    assert ended.value.code == 2
    assert "usage: build.py" in capsys.readouterr().err
