"""Help fits the screen, in both languages, and names everything that can be typed."""

import importlib

import pytest

from console import help as teaching
from console.arguments import Program
from console.width import width
from console.words import LANGUAGES, load


def program(package: str) -> Program:
    """Return what a package declares."""
    found = importlib.import_module(f"{package}.__main__").PROGRAM
    assert isinstance(found, Program)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("package", ["officer", "courier"])
@pytest.mark.parametrize("columns", [60, 80, 140])
def test_help_fits_and_names_every_option(package: str, language: str, columns: int) -> None:
    """Every line fits 100 columns or the screen; every word and option is explained."""
    words = load(language, ("console", package))
    found = program(package)
    texts = {command: teaching.command_help(found, command, words, columns) for command in found.commands}
    for text in (teaching.program_help(found, words, columns), *texts.values()):
        prose = text.split(words("help.examples"))[0]  # an example is one line, to be copied whole
        assert max(width(line) for line in prose.splitlines()) <= min(columns, 100)
    for command, text in texts.items():
        assert all(name in text for name in (*command.takes, *(option.name for option in command.options), "--lang"))


@pytest.mark.parametrize("package", ["officer", "courier"])
def test_no_option_takes_a_secret(package: str) -> None:
    """Secrets never stand on a command line: no option takes a passphrase, a key or a secret itself."""
    for command in program(package).commands:
        for option in command.options:
            assert option.name not in ("--passphrase", "--password", "--secret", "--seed")
            assert not option.name.startswith("--pass") or option.value in ("FILE", "N")
