"""Write help texts that teach, in the language of the reader.

Leaves their words to the catalogues: `<program>.about`, `<program>.<command>.about`, `.teach`, `.examples`, and one key
for each option and word that a command takes.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from console.arguments import HELP, LANGUAGE, Command, Option, Program
from console.width import pad, width, wrap
from console.words import Words

MOST_COLUMNS: Final = 100  # longer lines are hard to read
CHOICES_MOST: Final = 12  # columns


def program_help(program: Program, words: Words, columns: int) -> str:
    """Return what a program is for and its commands."""
    columns = min(columns, MOST_COLUMNS)
    rows = [(command.name, words(f"{program.name}.{command.name}.about")) for command in program.commands]
    return "\n".join(
        [
            *wrap(words(f"{program.name}.about"), columns),
            "",
            *_table(rows, columns),
            "",
            *wrap(words("help.more", program=program.name), columns),
        ]
    )


def command_help(program: Program, command: Command, words: Words, columns: int) -> str:
    """Return how a command is used, what it does, and examples."""
    columns = min(columns, MOST_COLUMNS)
    key = f"{program.name}.{command.name}"
    rows = [(word, words(f"{key}.{word}")) for word in command.takes]
    rows += [(_spelling(option), words(f"{key}.{option.name}")) for option in command.options]
    rows += [
        (_spelling(LANGUAGE), words("help.language")),
        (", ".join(HELP), words("help.help")),
    ]
    return "\n".join(
        [
            *wrap(words(f"{key}.about"), columns),
            "",
            *_usage(program, command, columns),
            "",
            *wrap(words(f"{key}.teach"), columns),
            "",
            *_table(rows, columns),
            "",
            words("help.examples"),
            *(f"  {line}" for line in words(f"{key}.examples").split("\n")),
        ]
    )


def _usage(program: Program, command: Command, columns: int) -> Iterator[str]:
    start = f"  {program.name} {command.name}"
    line = start
    for part in (*command.takes, *map(_bracketed, command.options)):
        if width(line) + 1 + width(part) > columns:
            yield line
            line = " " * width(start)
        line += f" {part}"
    yield line


def _spelling(option: Option) -> str:
    choices = "|".join(option.choices)  # where there are many, their meanings stand in the text
    return f"{option.name} {choices if 0 < len(choices) <= CHOICES_MOST else option.value}".rstrip()


def _bracketed(option: Option) -> str:
    spelling = _spelling(option)
    shown = spelling if option.required else f"[{spelling}]"
    return f"{shown}…" if option.many else shown


def _table(rows: Sequence[tuple[str, str]], columns: int) -> Iterator[str]:
    """Yield rows of a term and its text; a long term has a line of its own."""
    left = min(max(width(term) for term, _ in rows), 26) + 4
    for term, text in rows:
        lines = wrap(text, columns - left)
        if width(term) + 4 > left:
            yield f"  {term}"
        else:
            yield f"  {pad(term, left - 2)}{lines.pop(0)}"
        yield from (f"{' ' * left}{line}" for line in lines)
