"""A command line ends with a sentence and the right status, on any terminal and in any character set."""

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

# A small program whose acts do what real ones may: print hard characters, be interrupted, fail.
PROGRAM = """
import sys
from console.arguments import Command, Program
from console.command import run
from console.errors import FileRefused, UsageError

def hard(arguments, screen):
    screen.rule(); screen.print("\\u2714 \\U0001f600 \\U00020bb7 王 ⟨U+202E⟩"); screen.tell("\\u2714"); return 0

def interrupted(arguments, screen): raise KeyboardInterrupt
def refused(arguments, screen): raise FileRefused("file.missing", file="a\\x1b]0;title\\x07")
def much(arguments, screen):
    for _ in range(100_000): screen.print("line")
    return 0

acts = {"hard": hard, "interrupted": interrupted, "refused": refused, "much": much}
sys.exit(run(Program("desk", tuple(map(Command, acts))), acts, packages=()))
"""
ROOT = Path(__file__).parents[3]


def desk(*line: str, stdout: int = subprocess.PIPE, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the small program in a clean environment."""
    clean: Mapping[str, str] = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *line],
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=dict(clean) | environment,
        check=False,
    )


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8", "cp1252", "utf-16"])
def test_no_character_set_makes_output_fail(encoding: str) -> None:
    """Emoji, ticks and rare characters degrade to escapes on GBK and ASCII, and the status stays right."""
    run = desk("hard", PYTHONIOENCODING=encoding)
    assert run.returncode == 0
    text = run.stdout.decode(encoding)
    assert ("\u2714" in text) == encoding.startswith("utf")
    assert ("\\u2714" in text) != encoding.startswith("utf")
    assert ("王" in text) == (encoding in ("gbk", "utf-8", "utf-16"))
    assert "Traceback" not in run.stderr.decode(encoding)


def test_the_c_locale_is_enough() -> None:
    """LANG=C prints without failing."""
    assert desk("hard", LANG="C", LC_ALL="C").returncode == 0


def test_an_error_says_what_and_what_to_do_on_stderr() -> None:
    """Errors and hints stand on stderr, exit 1, and control characters in names are visible."""
    run = desk("refused")
    assert run.returncode == 1
    assert run.stdout == b""
    assert run.stderr.decode().splitlines() == [
        "desk: error: there is no file a⟨U+001B⟩]0;title⟨U+0007⟩",
        "desk: hint: check the name, and the folder you are in",
    ]


def test_errors_speak_chinese() -> None:
    """The language of the command line is that of its errors, usage errors included."""
    assert "desk: error: 没有文件" in desk("refused", "--lang", "zh").stderr.decode()
    assert "没有名为 close 的命令" in desk("close", LANG="zh_CN.UTF-8").stderr.decode()


def test_a_wrong_command_line_exits_2() -> None:
    """Usage errors exit 2 and point to the help; no command at all shows it."""
    run = desk("close")
    assert run.returncode == 2
    assert b"desk: error: no command is called close" in run.stderr
    assert b"desk: hint: " in run.stderr
    assert desk("hard", "more").returncode == 2


def test_ctrl_c_exits_130_without_a_traceback() -> None:
    """An interrupt is not an error of the program."""
    run = desk("interrupted")
    assert run.returncode == 130
    assert run.stderr == b"\n"


def test_a_reader_that_leaves_early_causes_no_traceback() -> None:
    """As with `head`: the program ends quietly."""
    reading, writing = os.pipe()
    os.close(reading)
    run = desk("much", stdout=writing)
    os.close(writing)
    assert run.returncode == 1
    assert run.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux's")
@pytest.mark.parametrize("act", ["hard", "much"])
def test_a_full_disk_behind_the_output_is_an_error(act: str) -> None:
    """Output that did not reach its file is never taken for success."""
    with open("/dev/full", "wb") as full:
        run = desk(act, stdout=full.fileno())
    assert run.returncode == 1
    assert b"desk: error: the output cannot be written" in run.stderr
    assert b"Traceback" not in run.stderr
