"""Words exist in both languages, for every key that code uses."""

import re
from importlib import resources
from pathlib import Path

import pytest

from console.words import LANGUAGES, choose, load

PACKAGES = ("console", "officer", "courier")
GAP = re.compile(r"\{(\w*)\}")


def test_words_read_a_catalogue_and_fill_its_gaps() -> None:
    """A gap is filled, and what strangers wrote is made visible."""
    words = load("en", ("console",))
    assert words("error.file.missing", file="a\x1b[2J") == "there is no file a⟨U+001B⟩[2J"


def test_words_within_words_are_made_visible_once() -> None:
    """A sentence that fills a gap of another is shown as it is."""
    words = load("en", ("console",))
    inner = words("error.file.missing", file="a\x07")
    assert words("error.output", why=inner) == "the output cannot be written: there is no file a⟨U+0007⟩"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_Hant_TW"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "fr_FR"}, "en"),
        ({}, "en"),
        ({"LANG": "en_US", "LC_ALL": "zh_CN"}, "zh"),
        ({"LANG": "zh_CN", "LC_MESSAGES": "en_US", "LC_ALL": ""}, "en"),
    ],
)
def test_the_language_follows_the_environment(environment: dict[str, str], language: str) -> None:
    """LC_ALL goes before LC_MESSAGES before LANG; Chinese of every kind is zh, all else English."""
    assert choose(None, environment) == language


def test_the_language_asked_for_wins() -> None:
    """What the command line asks for goes before the environment."""
    assert choose("en", {"LANG": "zh_CN"}) == "en"


@pytest.mark.parametrize("package", PACKAGES)
def test_both_languages_have_the_same_keys_and_gaps(package: str) -> None:
    """No key and no gap is missing in either language, and no text is empty."""
    texts = {language: load(language, (package,)).texts for language in LANGUAGES}
    assert texts["en"].keys() == texts["zh"].keys()
    for key, text in texts["en"].items():
        assert text
        assert texts["zh"][key]
        assert set(GAP.findall(text)) == set(GAP.findall(texts["zh"][key])), key


@pytest.mark.parametrize("package", PACKAGES)
def test_chinese_is_chinese_and_english_is_not(package: str) -> None:
    """No text was left untranslated: Chinese texts hold Chinese unless both are the same code words."""
    texts = {language: load(language, (package,)).texts for language in LANGUAGES}
    chinese = re.compile("[\u4e00-\u9fff]")
    assert [key for key, text in texts["en"].items() if chinese.search(text)] == []
    assert [key for key, text in texts["zh"].items() if not chinese.search(text) and text != texts["en"][key]] == []


def used_keys(package: str) -> set[str]:
    """The keys that the code of a package spells out whole."""
    root = Path(str(resources.files(package)))
    code = "\n".join(path.read_text(encoding="utf-8") for path in root.glob("*.py"))
    asked = set(re.findall(r'words\(\s*"([\w.\-]+)"', code))
    asked |= {f"warning.{key}" for key in re.findall(r'warn\(\s*"([\w.]+)"', code)}
    return asked | {f"error.{key}" for key in re.findall(r'(?:Error|Refused|Differs|Lost)\(\s*"([\w.]+)"', code)}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_key_that_code_uses_exists(package: str) -> None:
    """No message can fail for want of its words."""
    assert used_keys(package) - load("en", ("console", package)).texts.keys() == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_errors_are_lower_case_without_a_full_stop(package: str) -> None:
    """Messages follow the house style in both languages."""
    for language in LANGUAGES:
        for key, text in load(language, (package,)).texts.items():
            if key.startswith(("error.", "hint.", "warning.")):
                assert not text.endswith((".", "。")), key
                assert not text[0].isupper() or text[:2].isupper(), key
