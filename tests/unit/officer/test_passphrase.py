"""A passphrase is the same by every route, and a new one is strong and typed twice."""

import io
import os
from pathlib import Path

import pytest
from mnemonic import Mnemonic

from console.errors import FileRefused
from console.screen import Screen
from console.words import load
from officer import passphrase
from officer.errors import PassphraseRefused


def screen() -> Screen:
    """Return a screen in memory."""
    return Screen("officer", load("en", ("console", "officer")), io.StringIO(), io.StringIO(), columns=80, bold=False)


def from_pipe(data: bytes) -> str:
    """Return the passphrase that a pipe brings."""
    reading, writing = os.pipe()
    try:
        os.write(writing, data)
        os.close(writing)
        return passphrase.from_descriptor(reading)
    finally:
        os.close(reading)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"six words", "six words"),
        (b"six words\n", "six words"),
        (b"six words\r\n", "six words"),
        (b"six words\r", "six words"),
        (b"six words\n\n", "six words\n"),
        (b"six words  \n", "six words  "),
        (b"  six  words", "  six  words"),
        (b"\xef\xbb\xbfsix words\r\n", "six words"),
        ("six words\r\n".encode("utf-16"), "six words"),
        ("纸上的口令\n".encode(), "纸上的口令"),
        ("ＡＢ１２　x\n".encode(), "AB12 x"),
        ("e\u0301\n".encode(), "é"),
    ],
)
def test_one_line_ending_is_stripped_and_blanks_are_kept(tmp_path: Path, data: bytes, text: str) -> None:
    """File and descriptor give the same text; forms that input methods leave are folded."""
    (tmp_path / "pass").write_bytes(data)
    assert passphrase.from_file(tmp_path / "pass", screen()) == text
    assert from_pipe(data) == text


def test_the_prompt_gives_the_same_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is typed is folded in the same way, blanks kept."""
    monkeypatch.setattr("getpass.getpass", lambda _: "ＡＢ１２　x ")
    assert passphrase.ask(screen(), "Passphrase:") == "AB12 x "


@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf\r\n"])
def test_an_empty_passphrase_is_refused(data: bytes) -> None:
    """Nothing is no passphrase."""
    with pytest.raises(PassphraseRefused) as refused:
        from_pipe(data)
    assert refused.value.key == "passphrase.empty"


@pytest.mark.parametrize(("data", "key"), [(b"s\x00i\x00x\x00", "text.utf16"), (b"caf\xe9", "text.other")])
def test_an_unreadable_file_is_named_without_its_text(tmp_path: Path, data: bytes, key: str) -> None:
    """An encoding that cannot be told is refused, and nothing of the text is in the error or its cause."""
    (tmp_path / "pass").write_bytes(data)
    with pytest.raises(FileRefused) as refused:
        passphrase.from_file(tmp_path / "pass", screen())
    assert refused.value.key == key
    assert refused.value.__cause__ is None
    assert "caf" not in str(refused.value.details)


def test_a_loose_passphrase_file_is_warned_about(tmp_path: Path) -> None:
    """The warning says how to mend it."""
    (tmp_path / "pass").write_text("six words")
    (tmp_path / "pass").chmod(0o644)
    shown = screen()
    passphrase.from_file(tmp_path / "pass", shown)
    assert "chmod 600" in shown.err.getvalue()  # type: ignore[attr-defined]  # a StringIO here


def test_a_descriptor_that_is_not_open_is_named() -> None:
    """A wrong number is told."""
    with pytest.raises(PassphraseRefused) as refused:
        passphrase.from_descriptor(987)
    assert refused.value.key == "passphrase.descriptor"


def test_six_words_come_from_the_list_and_never_twice() -> None:
    """Offered words are in the published list, and differ each time."""
    words = set(Mnemonic("english").wordlist)
    offers = {passphrase.suggest() for _ in range(50)}
    assert len(offers) == 50
    assert all(len(offer.split(" ")) == 6 and set(offer.split(" ")) <= words for offer in offers)


@pytest.mark.parametrize("weak", ["short", "a" * 30, "ababababababababab", "口令口令", "123451234512345"])
def test_weak_passphrases_are_refused(weak: str) -> None:
    """Too short, or of too few characters."""
    with pytest.raises(PassphraseRefused):
        passphrase.judge(weak)


@pytest.mark.parametrize(
    "strong", ["ocean lemon castle winter piano river", "楼下大槐树上有喜鹊", "Tr0ub4dor&3 and so"]
)
def test_the_stated_strength_is_enough(strong: str) -> None:
    """16 letters or 8 Chinese characters pass."""
    passphrase.judge(strong)


def typed(monkeypatch: pytest.MonkeyPatch, *answers: str) -> Screen:
    """A screen at whose prompts these answers are typed; `{words}` stands for the offered words."""
    shown = screen()
    monkeypatch.setattr(passphrase, "suggest", lambda: "one two three four five six")
    rest = iter(answers)
    monkeypatch.setattr("getpass.getpass", lambda _: next(rest))
    return shown


def test_the_offered_words_are_typed_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enter takes the words, which must be typed once from paper."""
    shown = typed(monkeypatch, "", "one two three four five six")
    assert passphrase.choose(shown) == "one two three four five six"


def test_an_own_passphrase_is_typed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same twice is taken."""
    assert passphrase.choose(typed(monkeypatch, *["my own long passphrase"] * 2)) == "my own long passphrase"


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        (("my own long passphrase", "my own long passphrsae"), "passphrase.differs"),
        (("my own long passphrase", ""), "passphrase.differs"),
        (("", "one two three four five"), "passphrase.differs"),
        (("", ""), "passphrase.differs"),
        (("short",), "passphrase.weak"),
    ],
)
def test_a_typo_or_a_weak_passphrase_makes_no_key(
    monkeypatch: pytest.MonkeyPatch, answers: tuple[str, ...], key: str
) -> None:
    """What differs the second time is refused, a weak one before it is typed again."""
    with pytest.raises(PassphraseRefused) as refused:
        passphrase.choose(typed(monkeypatch, *answers))
    assert refused.value.key == key
