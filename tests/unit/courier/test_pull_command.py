"""`courier pull` from the command line to the cursor, with the cloud and the site in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from courier import __main__ as command
from courier import cloud, cursor
from courier.errors import CloudRefused
from tests.unit.courier.portals import NOTE, FakeFunction, problem
from tests.unit.courier.stacks import page, site, stack_file
from tests.unit.officer.reporters import OTHER, PORTAL, ref


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A folder with a stack file, a function and a site; the command line runs in it."""

    class World:
        function = FakeFunction("ab", "c")
        served = site()
        connects = 0

        def pull(self, *line: str) -> int:
            monkeypatch.setattr("sys.argv", ["courier", "pull", "--stack", "stack.json", *line])
            return command.main()

    found = World()

    @contextmanager
    def connected(_: object) -> Iterator[FakeFunction]:
        found.connects += 1
        yield found.function

    tmp_path.chmod(0o700)
    stack_file(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C")
    monkeypatch.setattr(cloud, "connected", connected)
    monkeypatch.setattr(command, "fetch", lambda url: found.served[url])
    return found


def demand(*names: str) -> list[str]:
    """Return the options that demand some reporters' boxes."""
    line = [part for name in names for part in ("--box", ref(name))]
    return [*line, "--purpose", "verify", "--note", NOTE]


def test_a_pull_writes_the_pouch_and_moves_the_cursor(world, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0, a summary on stderr, and the next pull starts where this one ended."""
    assert world.pull("--out", "one.pouch", *demand("a")) == 0
    told = capsys.readouterr()
    assert "1 of 1 boxes, 3 reports listed" in told.err
    assert told.out == ""
    assert cursor.read(Path("stack.cursor"), PORTAL) == world.function.until
    assert world.pull("--out", "two.pouch") == 0
    since = [request["since"] for request in world.function.requests if request["act"] == "list"]
    assert since == [cursor.BEGINNING] * 2 + [world.function.until] * 2


def test_a_refused_box_exits_1_and_is_named(world, capsys: pytest.CaptureFixture[str]) -> None:
    """The others are in the pouch, and the cursor still moves: the list was complete."""
    world.function.troubles = {ref("b"): [problem("gone")]}
    assert world.pull("--out", "one.pouch", *demand("a", "b", "c")) == 1
    told = capsys.readouterr().err
    assert f"courier: {ref('b')}: not fetched: its box was destroyed by the keeping rules" in told
    assert "2 of 3 boxes" in told
    assert Path("one.pouch").exists()
    assert Path("stack.cursor").exists()


def test_a_note_that_the_portal_does_not_record_is_named_with_a_remedy(
    world, capsys: pytest.CaptureFixture[str]
) -> None:
    """Newer rules of the portal may find what this courier's did not; the hint says what to write instead."""
    world.function.troubles = {ref("a"): [problem("lint")]}
    assert world.pull("--out", "one.pouch", *demand("a")) == 1
    told = capsys.readouterr().err
    assert f"courier: {ref('a')}: not fetched: the portal does not record a phone number" in told
    assert "courier: hint: say why without them" in told


def test_a_key_difference_stops_everything(world, capsys: pytest.CaptureFixture[str]) -> None:
    """Both fingerprints are shown; nobody signs in, nothing is written, the cursor stays."""
    world.served = site(en=page(OTHER.public.to_value()))
    assert world.pull("--out", "one.pouch", *demand("a")) == 1
    told = capsys.readouterr().err
    assert OTHER.public.fingerprint in told
    assert "courier: hint: nothing was fetched" in told
    assert world.connects == 0
    assert not Path("one.pouch").exists()
    assert not Path("stack.cursor").exists()


@pytest.mark.parametrize("failure", [CloudRefused("cloud.failed"), KeyboardInterrupt()])
def test_a_failed_pull_leaves_cursor_and_folder_as_they_were(world, monkeypatch, failure: BaseException) -> None:
    """Whatever goes wrong before the pouch is verified, the next pull starts where this one did."""
    cursor.write(Path("stack.cursor"), portal=PORTAL, since="2026-11-01T00Z")

    def fail(_: object) -> None:
        raise failure

    monkeypatch.setattr(world.function, "invoke", fail)
    assert world.pull("--out", "one.pouch") in (1, 130)
    assert not Path("one.pouch").exists()
    assert cursor.read(Path("stack.cursor"), PORTAL) == "2026-11-01T00Z"


def test_a_pull_that_ends_among_the_boxes_says_what_may_be_recorded(world, capsys: pytest.CaptureFixture[str]) -> None:
    """After Ctrl-C whoever pulls again is told that each look is an entry; before the first box, none is."""
    world.function.troubles = {ref("a"): [KeyboardInterrupt()]}
    assert world.pull("--out", "one.pouch", *demand("a", "b")) == 130
    assert "may have recorded boxes as fetched" in capsys.readouterr().err
    assert not Path("one.pouch").exists()
    world.function.pages = ()  # the list fails
    with pytest.raises(IndexError):
        world.pull("--out", "two.pouch", *demand("a"))
    assert "recorded" not in capsys.readouterr().err


def test_since_asks_from_another_hour_and_keeps_hours_that_were_left_out(world) -> None:
    """A later start does not move the cursor over what it skipped; an earlier one may."""
    cursor.write(Path("stack.cursor"), portal=PORTAL, since="2026-11-01T00Z")
    assert world.pull("--out", "one.pouch", "--since", "2026-11-20T00Z") == 0
    assert world.function.requests[0]["since"] == "2026-11-20T00Z"
    assert cursor.read(Path("stack.cursor"), PORTAL) == "2026-11-01T00Z"
    assert world.pull("--out", "two.pouch", "--since", "2026-10-01T00Z") == 0
    assert cursor.read(Path("stack.cursor"), PORTAL) == world.function.until


def test_another_cursor_file_can_be_given(world) -> None:
    """Two couriers can keep two cursors."""
    assert world.pull("--out", "one.pouch", "--cursor", "mine") == 0
    assert Path("mine").exists()
    assert not Path("stack.cursor").exists()


def test_nothing_is_overwritten(world, capsys: pytest.CaptureFixture[str]) -> None:
    """An existing file is refused before the site or the function is asked."""
    Path("one.pouch").write_text("old")
    assert world.pull("--out", "one.pouch", *demand("a")) == 1
    assert "exists already" in capsys.readouterr().err
    assert world.function.requests == []


@pytest.mark.parametrize(
    "line",
    [["--since", "yesterday"], ["--box", ref("a")], ["--box", "x", "--purpose", "verify", "--note", "y"], ["push"]],
)
def test_a_wrong_command_line_asks_nobody(world, line: list[str]) -> None:
    """Usage errors exit 2 before anything is read or asked."""
    assert world.pull("--out", "one.pouch", *line) == 2
    assert world.connects == 0


def test_it_speaks_chinese(world, capsys: pytest.CaptureFixture[str]) -> None:
    """Summary, refusals and errors come in the language asked for."""
    world.function.troubles = {ref("a"): [problem("unknown")]}
    assert world.pull("--out", "one.pouch", "--lang", "zh", *demand("a")) == 1
    told = capsys.readouterr().err
    assert "没有这个登记编号" in told
    assert "密封盒 0 / 1 个" in told


def test_hostile_words_of_the_portal_are_visible(world, capsys: pytest.CaptureFixture[str]) -> None:
    """What the function says reaches the terminal only with its control characters shown."""
    world.function.troubles = {ref("a"): [problem("\x1b[2J\u202e")]}
    assert world.pull("--out", "one.pouch", *demand("a")) == 1
    assert "⟨U+001B⟩[2J⟨U+202E⟩" in capsys.readouterr().err
