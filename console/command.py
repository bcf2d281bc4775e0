"""Run one command of a program: choose the language, give help, and turn whatever happens into an exit status.

Statuses: what the command returns, 1 for an error, 2 for a wrong command line, 130 for Ctrl-C (128 and the signal's
number).
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from console import help as teaching
from console.arguments import Arguments, Program, language_in, parse
from console.errors import ConsoleError, UsageError
from console.screen import Screen, real_screen
from console.words import choose, load

INTERRUPTED: Final = 130

Act = Callable[[Arguments, Screen], int]


def run(
    program: Program, acts: Mapping[str, Act], *, packages: Sequence[str], line: Sequence[str] | None = None
) -> int:
    """Run the act of the command that `line` (default: this process's) names, and return the exit status."""
    line = sys.argv[1:] if line is None else line
    words = load(choose(language_in(line), os.environ), ("console", *packages))
    screen = real_screen(program.name, words, os.environ)
    try:
        return _run(program, acts, line, screen)
    except ConsoleError as error:
        screen.refuse(error)
        if isinstance(error, UsageError):
            screen.tell(f"{program.name}: hint: {words('hint.usage', program=program.name)}")
        return error.status
    except KeyboardInterrupt:
        screen.tell("")
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()  # whoever read our output has gone, as `head` does
        return 1
    except OSError as error:
        _drop_output()
        screen.refuse(ConsoleError("output", why=error.strerror or ""))
        return 1


def _run(program: Program, acts: Mapping[str, Act], line: Sequence[str], screen: Screen) -> int:
    arguments = parse(program, line)
    if arguments.command is None:
        screen.print(teaching.program_help(program, screen.words, screen.columns))
        return 0 if arguments.help else UsageError.status
    if arguments.help:
        screen.print(teaching.command_help(program, arguments.command, screen.words, screen.columns))
        return 0
    status = acts[arguments.command.name](arguments, screen)
    screen.out.flush()  # here, where it can still be told that a disk is full
    return status


def _drop_output() -> None:
    """Point standard output at nothing, or Python would fail once more when it flushes at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
