"""Read a command line by the shape that a program declares.

Leaves words to the catalogues. `argparse` is not used: its sentences are English only, and its columns count code
points where Chinese takes two.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from console.errors import UsageError
from console.words import LANGUAGES

HELP: Final = ("-h", "--help")


@dataclass(frozen=True, slots=True)
class Option:
    """An option such as `--key KEYFILE`: `value` is the word that help shows for its value, empty for a switch."""

    name: str
    value: str = ""
    many: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """A command with the words it takes, all needed, and its options."""

    name: str
    takes: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """A program and its commands; every command also knows LANGUAGE and HELP."""

    name: str
    commands: tuple[Command, ...]


LANGUAGE: Final = Option("--lang", "LANG", choices=LANGUAGES)


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a command line says; `command` is None when it names none, `help` is set when it asks for help."""

    command: Command | None
    help: bool
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def one(self, name: str) -> str | None:
        """Return the value of an option or word, None when it was not given."""
        return self.values[name][0] if name in self.values else None

    def word(self, name: str) -> str:
        """Return a word that the command takes, or the value of a required option."""
        return self.values[name][0]

    def many(self, name: str) -> tuple[str, ...]:
        """Return every value of an option, in order."""
        return self.values.get(name, ())

    def has(self, name: str) -> bool:
        """Say whether an option was given."""
        return name in self.values


def language_in(line: Sequence[str]) -> str | None:
    """Return the language that a command line asks for, before it is known to be right: its mistakes are told in it."""
    for place, part in enumerate(line):
        given = part.removeprefix("--lang=") if part.startswith("--lang=") else ""
        if part == "--lang" and place + 1 < len(line):
            given = line[place + 1]
        if given in LANGUAGES:
            return given
    return None


def parse(program: Program, line: Sequence[str]) -> Arguments:
    """Return what `line`, without the program's name, says. Raises UsageError naming the first mistake."""
    command = _command(program, line)
    wants_help = any(part in HELP for part in line)
    if command is None or wants_help:
        return Arguments(command, help=wants_help)
    values: dict[str, tuple[str, ...]] = {}
    words: list[str] = []
    for option, value in _parts(command, line):
        if option is None:
            words.append(value)
        elif option.name in values and not option.many:
            raise UsageError("usage.repeated", option=option.name)
        else:
            values[option.name] = (*values.get(option.name, ()), value)
    words.remove(command.name)
    if len(words) > len(command.takes):
        raise UsageError("usage.too_many", word=words[len(command.takes)])
    if len(words) < len(command.takes):
        raise UsageError("usage.missing", what=command.takes[len(words)])
    for option in command.options:
        if option.required and option.name not in values:
            raise UsageError("usage.missing", what=f"{option.name} {option.value}")
    values |= {name: (word,) for name, word in zip(command.takes, words, strict=True)}
    return Arguments(command, help=False, values=values)


def _command(program: Program, line: Sequence[str]) -> Command | None:
    """Return the command that a line names, None for none; the language may stand before it."""
    rest = iter(line)
    for part in rest:
        if part == LANGUAGE.name:
            next(rest, None)
        elif not part.startswith("-"):
            for command in program.commands:
                if command.name == part:
                    return command
            raise UsageError("usage.command", word=part)
        elif part not in HELP and not part.startswith(f"{LANGUAGE.name}="):
            raise UsageError("usage.option", option=part.partition("=")[0])
    return None


def _parts(command: Command, line: Sequence[str]) -> Iterator[tuple[Option | None, str]]:
    """Yield each option with its value, and each plain word with None."""
    known = {option.name: option for option in (*command.options, LANGUAGE)}
    rest = iter(line)
    for part in rest:
        if part == "--":
            yield from ((None, word) for word in rest)
            return
        if not part.startswith("-") or part == "-":
            yield None, part
            continue
        name, equals, value = part.partition("=")
        option = known.get(name)
        if option is None:
            raise UsageError("usage.option", option=name)
        yield option, _value(option, value if equals else None, rest)


def _value(option: Option, value: str | None, rest: Iterator[str]) -> str:
    if not option.value:
        if value is not None:
            raise UsageError("usage.switch", option=option.name)
        return ""
    if value is None:
        value = next(rest, None)
    if value is None:
        raise UsageError("usage.value", option=option.name)
    if option.choices and value not in option.choices:
        raise UsageError("usage.choice", option=option.name, value=value, choices=", ".join(option.choices))
    return value
