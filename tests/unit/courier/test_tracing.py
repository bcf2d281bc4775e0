"""`courier trace`: the number of a picture is checked here, traced by the portal's own function, and told in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from console.errors import UsageError
from courier import __main__ as command
from courier import cloud, tracing
from courier.errors import AnswerRefused
from functions import bootstrap
from protocol import mark
from tests.unit.courier.portals import RealFunction, patient
from tests.unit.courier.stacks import stack_file
from tests.unit.functions.fakes import FakeMac
from tests.unit.functions.test_tracing import CASE, NOTE, WHO, looked


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A folder with a stack file, and a portal whose case a handler has looked at; the command line runs in it."""
    store, found = looked()

    class World:
        chain = store.chains[CASE]
        mark = found

        def trace(self, *line: str) -> int:
            monkeypatch.setattr("sys.argv", ["courier", "trace", "--stack", "stack.json", *line])
            return command.main()

    @contextmanager
    def connected(_: object) -> Iterator[RealFunction]:
        yield RealFunction()

    tmp_path.chmod(0o700)
    stack_file(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C")
    monkeypatch.setattr(cloud, "connected", connected)
    monkeypatch.setattr(bootstrap, "cases", lambda: store)
    monkeypatch.setattr(bootstrap, "person_mac", FakeMac)
    return World()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_number_is_traced_to_a_look_and_a_person(world, capsys: pytest.CaptureFixture[str], language: str) -> None:
    """Unit, pseudonym, what was shown and whose look it was are told, in both languages."""
    Path("people.txt").write_text(f"somebody\n\n  {WHO}\n", encoding="utf-8")
    line = ("--note", NOTE, "--people", "people.txt", "--lang", language)
    assert world.trace("\n".join(mark.lines(world.mark)), *line) == 0
    told = capsys.readouterr().out
    look = world.chain[1]
    assert all(str(word) in told for word in (look.unit, look.person, look.hour, "what", WHO))
    assert "somebody" not in told
    assert [found.act for found in world.chain] == ["filed", "viewed", "traced"]


def test_symbols_are_traced_as_the_number_is(world, capsys: pytest.CaptureFixture[str]) -> None:
    """The ten symbols that the view says name the same look; of strangers none is named."""
    Path("people.txt").write_text("somebody\n", encoding="utf-8")
    assert world.trace(f" {world.mark[:5].lower()}-{world.mark[5:]}", "--note", NOTE, "--people", "people.txt") == 0
    assert "none of the 1 people" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("009812289014917047", "--note", NOTE), "misread"),
        (("00981228901491704", "--note", NOTE), "no watermark"),
        (("２S7R205Z9J", "--note", NOTE), "no watermark"),
        (("009812289014917046",), "--note"),
        (("009812289014917046", "--note", "打 13900004271"), "phone"),
        (("009812289014917046", "--note", NOTE, "--people", "missing.txt"), "missing.txt"),
        (("009812289014917046", "--note", NOTE, "--people", "empty.txt"), "empty.txt"),
        (("009812289014917046", "--note", NOTE, "--people", "bytes.bin"), "bytes.bin"),
        (("0000000000", "--note", NOTE), "no look of this portal"),
    ],
)
def test_what_cannot_be_traced_is_told_in_words(
    world, capsys: pytest.CaptureFixture[str], line: tuple[str, ...], words: str
) -> None:
    """A misread digit, a note that names somebody, a list that is none, another portal's mark: nothing is recorded."""
    Path("empty.txt").write_text("\n\n", encoding="utf-8")
    Path("bytes.bin").write_bytes(b"\xff\xfe\x00")
    assert world.trace(*line) != 0
    assert words in capsys.readouterr().err
    assert [found.act for found in world.chain] == ["filed", "viewed"]


def test_a_function_that_records_something_else_is_not_believed(world) -> None:
    """Another note, another look, or a person whom nobody asked about: the answer is refused."""
    wish = tracing.Wish(world.mark, NOTE, (WHO,))

    class Changed(RealFunction):
        def __init__(self, part: str, **members: Any) -> None:
            self.part, self.members = part, members

        def invoke(self, request: Any) -> Any:
            answer: Any = super().invoke(request)
            return answer | {self.part: answer[self.part] | self.members}

    class Named(RealFunction):
        def invoke(self, request: Any) -> Any:
            answer: Any = super().invoke(request)
            return answer | {"people": ["somebody"]}

    for function in (Changed("entry", note="x"), Changed("traced", hour="2026-11-25T09Z"), Named()):
        with pytest.raises(AnswerRefused) as refused:
            tracing.trace(patient(function), wish)
        assert refused.value.key == "answer.unrecorded"
    assert tracing.trace(patient(RealFunction()), wish).people == (WHO,)


@pytest.mark.parametrize("text", ["", "000 000 000 000 000 00", "٠" * 18, "1" * 19])
def test_what_has_not_18_digits_is_no_number(text: str) -> None:
    """Only ASCII digits count, and exactly 18."""
    with pytest.raises(UsageError) as refused:
        tracing.parse_mark(text)
    assert refused.value.key == "usage.mark"
