"""A key is made privately, proved before it is published, and never half made."""

import json
import os
import stat
from pathlib import Path

import pytest

from console.errors import FileRefused
from officer import keyfile, keygen
from officer.errors import KeyRefused
from officer.holder import OfficerKey
from protocol import canonical
from protocol.key import parse_public
from tests.unit.officer.desk import Terminal, officer
from tests.unit.officer.reporters import CHEAP, OTHER

WORDS = "ocean lemon castle winter piano river"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one's own, with a passphrase in a file."""
    tmp_path.chmod(0o700)
    (tmp_path / "words").write_text(WORDS + "\n")
    (tmp_path / "words").chmod(0o600)
    return tmp_path


def mode(path: Path) -> int:
    """Return the permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_key_and_its_public_file_are_written(folder: Path, umask: int) -> None:
    """OUT is 0600 whatever the umask, OUT.pub is the public form, and what is printed is what is in them."""
    before = os.umask(umask)
    try:
        run = officer("keygen", folder / "key", "--passphrase-file", folder / "words")
    finally:
        os.umask(before)
    assert run.returncode == 0, run.stderr
    assert mode(folder / "key") == 0o600
    public = parse_public(canonical.parse((folder / "key.pub").read_bytes().removesuffix(b"\n")))
    assert public.key_id in run.stdout
    assert public.fingerprint in run.stdout
    assert (folder / "key.pub").read_text().strip() in run.stdout
    file = keyfile.parse((folder / "key").read_bytes(), "key")
    assert keyfile.unlock(file, WORDS, "key").public == public
    assert WORDS not in run.stdout + run.stderr
    assert sorted(os.listdir(folder)) == ["key", "key.pub", "words"]


@pytest.mark.parametrize("taken", ["key", "key.pub"])
def test_nothing_is_overwritten(folder: Path, taken: str) -> None:
    """An existing private or public file is refused before a passphrase is asked for, and kept."""
    (folder / taken).write_text("old")
    run = officer("keygen", folder / "key")
    assert run.returncode == 1
    assert f"officer: error: {folder / taken} exists already" in run.stderr
    assert "officer: hint: " in run.stderr
    assert (folder / taken).read_text() == "old"
    assert sorted(os.listdir(folder)) == sorted([taken, "words"])


def test_a_weak_passphrase_file_makes_no_key(folder: Path) -> None:
    """The stated least strength holds for files too."""
    (folder / "words").write_text("short")
    run = officer("keygen", folder / "key", "--passphrase-file", folder / "words")
    assert run.returncode == 1
    assert "at least 16 letters or 8 Chinese characters" in run.stderr
    assert os.listdir(folder) == ["words"]


def test_without_a_terminal_or_file_no_key_is_made(folder: Path) -> None:
    """There is no echoing fallback."""
    run = officer("keygen", folder / "key")
    assert run.returncode == 1
    assert "no terminal" in run.stderr
    assert os.listdir(folder) == ["words"]


def test_a_key_that_does_not_open_its_test_box_is_thrown_away(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No public file is ever written for a key whose file does not open what is sealed to it."""
    monkeypatch.setattr(keyfile, "unlock", lambda *_: OfficerKey(OTHER.public, OTHER.box_secret))
    with pytest.raises(KeyRefused) as refused:
        keygen.make(folder / "key", WORDS, CHEAP)
    assert refused.value.key == "key.unproved"
    assert os.listdir(folder) == ["words"]


def test_the_test_box_is_opened_by_the_file_and_not_from_memory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that wrote something else is found out before the public key is shown."""
    good = keyfile.KeyFile.to_bytes
    monkeypatch.setattr(keyfile.KeyFile, "to_bytes", lambda file: good(file).replace(b"argon2id13", b"argon2id14"))
    with pytest.raises(KeyRefused):
        keygen.make(folder / "key", WORDS, CHEAP)
    assert os.listdir(folder) == ["words"]


@pytest.mark.parametrize("failure", [KeyboardInterrupt, FileRefused("file.unwritable", file="key.pub", why="")])
def test_an_interrupt_before_publishing_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    """Ctrl-C between the two files leaves neither."""

    def fail(_: object) -> bytes:
        raise failure

    monkeypatch.setattr(keyfile, "public_bytes", fail)
    with pytest.raises((KeyboardInterrupt, FileRefused)):
        keygen.make(folder / "key", WORDS, CHEAP)
    assert os.listdir(folder) == ["words"]


def test_a_shared_or_synced_folder_is_warned_about(folder: Path) -> None:
    """The warning names the folder and says what to do."""
    (folder / "Dropbox").mkdir(mode=0o777)
    (folder / "Dropbox").chmod(0o777)
    run = officer("keygen", folder / "Dropbox" / "key", "--passphrase-file", folder / "words", "--lang", "zh")
    assert run.returncode == 0
    assert run.stderr.count("officer: warning: ") == 2
    assert "网盘" in run.stderr


def test_offered_words_at_a_terminal(folder: Path) -> None:
    """Enter takes the offered words, which are typed back unseen; the key opens with them."""
    terminal = Terminal("keygen", folder / "key")
    shown = terminal.wait_for("for the words above")
    offered = next(line.strip() for line in shown.splitlines() if line.startswith("    "))
    terminal.type("\n")
    terminal.wait_for("from your paper")
    terminal.type(offered + "\n")
    assert terminal.end() == 0
    assert len(offered.split()) == 6
    assert terminal.seen.count(offered) == 1  # shown once by us, and not echoed when typed
    file = keyfile.parse((folder / "key").read_bytes(), "key")
    assert keyfile.unlock(file, offered, "key").public.key_id in terminal.seen


def test_a_typo_in_the_confirmation_makes_no_key(folder: Path) -> None:
    """A passphrase typed differently the second time is refused."""
    terminal = Terminal("keygen", folder / "key", "--lang", "zh")
    terminal.wait_for("口令（直接回车")
    terminal.type("楼下大槐树上有喜鹊\n")
    terminal.wait_for("请再输入一次")
    terminal.type("楼下大槐树上有喜雀\n")
    assert terminal.end() == 1
    assert "两次输入不一致" in terminal.seen
    assert os.listdir(folder) == ["words"]


def test_ctrl_c_at_the_prompt_leaves_nothing(folder: Path) -> None:
    """An interrupt exits 130 without a file or a traceback."""
    terminal = Terminal("keygen", folder / "key")
    terminal.wait_for("for the words above")
    terminal.type("\x03")
    assert terminal.end() == 130
    assert "Traceback" not in terminal.seen
    assert os.listdir(folder) == ["words"]


def test_key_names_a_key_without_its_passphrase(folder: Path) -> None:
    """Key id, fingerprint and public value are told of private and public files alike."""
    public = keygen.make(folder / "key", WORDS, CHEAP)
    for file in ("key", "key.pub"):
        run = officer("key", folder / file)
        assert run.returncode == 0
        assert public.key_id in run.stdout
        assert public.fingerprint in run.stdout
    assert "not checked" in officer("key", folder / "key").stderr
    assert "unaltered" in officer("key", folder / "key", "--passphrase-file", folder / "words").stderr


def test_key_finds_out_an_altered_file(folder: Path) -> None:
    """A public half that is not that of the seed is refused when the passphrase is given."""
    keygen.make(folder / "key", WORDS, CHEAP)
    value = json.loads((folder / "key").read_bytes())
    value |= {"key": OTHER.public.key_id, "public": OTHER.public.to_value()}
    (folder / "key").write_text(json.dumps(value))
    run = officer("key", folder / "key", "--passphrase-file", folder / "words")
    assert run.returncode == 1
    assert "somebody altered the file" in run.stderr
    assert run.stdout == ""


def test_a_loose_key_file_is_warned_about(folder: Path) -> None:
    """A key that others can read still works, with a warning that says how to mend it."""
    keygen.make(folder / "key", WORDS, CHEAP)
    (folder / "key").chmod(0o644)
    assert f"run chmod 600 {folder / 'key'}" in officer("key", folder / "key").stderr
    assert officer("key", folder / "key.pub").stderr == ""
