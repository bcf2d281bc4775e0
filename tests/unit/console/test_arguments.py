"""Command lines are read strictly, and their mistakes are named."""

import pytest

from console.arguments import Command, Option, Program, language_in, parse
from console.errors import UsageError

PROGRAM = Program(
    "desk",
    (
        Command("list"),
        Command(
            "open",
            ("POUCH",),
            (
                Option("--key", "KEYFILE", many=True, required=True),
                Option("--json"),
                Option("--purpose", "P", choices=("verify", "answer")),
            ),
        ),
    ),
)


def test_words_and_options_may_stand_in_any_order() -> None:
    """Options before and after the word, with a blank or an equals sign, repeated where allowed."""
    found = parse(PROGRAM, ["--lang", "zh", "open", "--key", "a", "case.pouch", "--json", "--key=b=c"])
    assert found.word("POUCH") == "case.pouch"
    assert found.many("--key") == ("a", "b=c")
    assert found.has("--json")
    assert found.one("--purpose") is None
    assert found.one("--lang") == "zh"


def test_a_file_named_like_an_option_can_be_given_after_two_dashes() -> None:
    """Everything after `--` is a word."""
    assert parse(PROGRAM, ["open", "--key", "a", "--", "--json"]).word("POUCH") == "--json"


def test_a_word_equal_to_the_command_is_a_word() -> None:
    """A pouch named `open` can be opened."""
    assert parse(PROGRAM, ["open", "open", "--key", "a"]).word("POUCH") == "open"


@pytest.mark.parametrize(
    ("line", "key"),
    [
        (["close"], "usage.command"),
        (["--json", "open"], "usage.option"),
        (["open", "p", "--key", "a", "--passphrase", "x"], "usage.option"),
        (["open", "p", "--key", "a", "--js"], "usage.option"),
        (["open", "p", "--key"], "usage.value"),
        (["open", "p"], "usage.missing"),
        (["open", "--key", "a"], "usage.missing"),
        (["open", "p", "q", "--key", "a"], "usage.too_many"),
        (["open", "p", "--key", "a", "--json", "--json"], "usage.repeated"),
        (["open", "p", "--key", "a", "--json=yes"], "usage.switch"),
        (["open", "p", "--key", "a", "--purpose", "fun"], "usage.choice"),
        (["open", "p", "--key", "a", "--lang", "fr"], "usage.choice"),
    ],
)
def test_mistakes_are_named(line: list[str], key: str) -> None:
    """Each mistake is refused by its own name; abbreviations are none."""
    with pytest.raises(UsageError) as refused:
        parse(PROGRAM, line)
    assert refused.value.key == key
    assert refused.value.status == 2


def test_help_is_given_whatever_else_is_missing() -> None:
    """`--help` needs nothing else, for the program or one command."""
    assert parse(PROGRAM, ["open", "-h"]).help
    assert parse(PROGRAM, ["--help"]).help
    assert parse(PROGRAM, []).command is None
    assert not parse(PROGRAM, []).help


@pytest.mark.parametrize(
    ("line", "language"),
    [(["open", "--lang", "zh"], "zh"), (["--lang=en"], "en"), (["--lang", "fr"], None), (["--lang"], None), ([], None)],
)
def test_the_language_is_known_before_the_mistakes(line: list[str], language: str | None) -> None:
    """Mistakes are told in the language asked for, when it is one."""
    assert language_in(line) == language
