"""`python -m protocol.lint`: what it prints, in any locale, and how it refuses."""

import json
import os
import subprocess
import sys

import pytest

from infra.environment import ROOT

TEXT = "😀我叫周小满，电话１３９００００４２７１。\r\n"
FOUND = [
    {"type": "self_name", "text": "周小满", "start": 3, "end": 6},
    {"type": "phone", "text": "１３９００００４２７１", "start": 9, "end": 20},
]


def run(data: bytes, *words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command on bytes, as a shell does."""
    return subprocess.run(
        [sys.executable, "-m", "protocol.lint", *words], cwd=ROOT, input=data, capture_output=True, check=False,
        env=os.environ | environment,
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "gbk", "cp1252", "latin-1"])
def test_one_hit_a_line_in_utf_8_whatever_the_locale(encoding: str) -> None:
    """Terminals and pipes of other encodings get the same bytes, and give the same."""
    ran = run(TEXT.encode(), PYTHONIOENCODING=encoding, PYTHONUTF8="0", LC_ALL="C")
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.endswith(b"\n")
    assert [json.loads(line) for line in ran.stdout.decode("utf-8").splitlines()] == FOUND


@pytest.mark.parametrize("text", ["", "路灯坏了半个月。\n"])
def test_a_text_without_hits_prints_nothing(text: str) -> None:
    """And that is no failure."""
    ran = run(text.encode())
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")


def test_what_is_not_utf_8_is_refused_with_a_remedy() -> None:
    """The first byte that is wrong is named, nothing is guessed, and nothing of the text is printed."""
    ran = run("我叫周小满".encode("gbk"))
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert ran.stderr.startswith(b"lint: error: byte 0 of the input is not UTF-8")
    assert b"lint: hint: " in ran.stderr


def test_a_byte_order_mark_counts_as_the_code_point_that_it_is() -> None:
    """Positions are those of the text as it was given."""
    ran = run("\ufeff电话13900004271".encode())
    assert json.loads(ran.stdout)["start"] == 3


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_help_teaches(encoding: str) -> None:
    """It shows a line as it is printed, the types that the portal refuses, and the exit status, on any terminal."""
    ran = run(b"", "--help", PYTHONIOENCODING=encoding)
    assert ran.returncode == 0
    for told in (b'{"type":"phone","text":', b"resident_id", b"python -m protocol.lint < ", b"exit status"):
        assert told in ran.stdout


def test_an_unknown_option_is_a_usage_error() -> None:
    """Exit status 2, as everywhere."""
    assert run(b"", "--fast").returncode == 2


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    """As with `head`."""
    text = "我的电话13900004271。\n" * 20_000
    command = f"{sys.executable} -m protocol.lint | head -1"
    ran = subprocess.run(command, cwd=ROOT, input=text.encode(), capture_output=True, shell=True, check=False)
    assert b"Traceback" not in ran.stderr
    assert ran.stdout.count(b"\n") == 1
