"""Pages speak plainly: officialese and overlong Chinese sentences are found, with their place and a remedy."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest

from infra import catalogue, template, wording
from infra.environment import ROOT
from infra.wording import Text

PHRASES = tomllib.loads((ROOT / wording.PHRASES).read_text(encoding="utf-8"))
CATALOGUE = """\
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "home.lead"
msgstr "%s"
"""

DEPLOYMENT = """\
[portal]
id = "pursuant.to.example"
notice.zh-CN = "演示：城市不存在。"
notice.en = "Demonstration: there is no such city."

[[categories]]
name.zh-CN = "住房"
name.en = "Housing"

[[categories]]
name.zh-CN = "噪声"
name.en = "Noise"
example.zh-CN = "夜间施工"
example.en = "night work"

[[places.own]]
name.zh-CN = "柳园"
name.en = "Liuyuan"
"""


def text(words: str, language: str = "zh-CN") -> Text:
    return Text("site/catalogues/zh-CN.po", 4, "home.lead", language, words)


def judged(words: str, language: str = "zh-CN") -> list[str]:
    return [fault.phrase for fault in wording.judge(text(words, language), PHRASES[language])]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a folder with the phrases, and a deployment and catalogues without fault."""
    (tmp_path / wording.CATALOGUES).mkdir(parents=True)
    shutil.copy(ROOT / wording.PHRASES, tmp_path / wording.PHRASES)
    (tmp_path / wording.DEPLOYMENT).write_text(DEPLOYMENT, encoding="utf-8")
    (tmp_path / wording.CATALOGUES / "en.po").write_text(CATALOGUE % "Write it down.", encoding="utf-8")
    (tmp_path / wording.CATALOGUES / "zh-CN.po").write_text(CATALOGUE % "请写下来。", encoding="utf-8")
    assert wording.faults(tmp_path) == []
    return tmp_path


def test_the_pages_say_nothing_that_nobody_would_say() -> None:
    """Catalogues and portal.toml of this repository are without fault."""
    assert [str(fault) for fault in wording.faults()] == []


def test_the_list_is_long_and_every_phrase_has_its_remedy() -> None:
    """At least 60 phrases in Chinese and 30 in English, none of them said by the remedies of its own list."""
    assert len(PHRASES["zh-CN"]) >= 60
    assert len(PHRASES["en"]) >= 30
    for language, phrases in PHRASES.items():
        for phrase, remedy in phrases.items():
            assert remedy.strip() == remedy != "", phrase
            quoted = "：" in remedy  # an example quotes what it mends
            assert quoted or phrase not in judged(remedy, language), (phrase, remedy)


@pytest.mark.parametrize("language", PHRASES)
def test_every_phrase_is_found_wherever_it_stands(language: str) -> None:
    """At the start, in the middle and at the end of a text, in English in capitals too and only as whole words."""
    for phrase in PHRASES[language]:
        for words in (f"{phrase}。", f"请 {phrase} 来", f"x {phrase}"):
            assert phrase in judged(words, language)
    assert "upon" in judged("Upon arrival", "en")
    assert judged("coupon, Thereofx, userland", "en") == []


def test_a_fault_names_file_entry_phrase_and_remedy(root: Path) -> None:
    """Whoever reads the refusal can mend it without looking anything up."""
    (root / "site/catalogues/zh-CN.po").write_text(CATALOGUE % "我们将予以办理。", encoding="utf-8")
    (fault,) = wording.faults(root)
    assert str(fault) == "site/catalogues/zh-CN.po:4 home.lead: “予以”; say instead: 直接写动词：处理、答复"


@pytest.mark.parametrize(
    ("old", "new", "name", "phrase"),
    [
        ("城市不存在", "敬请谅解", "portal.notice.zh-CN", "敬请"),
        ("there is no such city", "pursuant to the rules", "portal.notice.en", "pursuant to"),
        ("噪声", "相关噪声", "categories[2].name.zh-CN", "相关"),
        ("night work", "night work in respect of roads", "categories[2].example.en", "in respect of"),
        ("柳园", "该等街道", "places.own[1].name.zh-CN", "该等"),
    ],
)
def test_the_deployments_own_words_are_read_too(root: Path, old: str, new: str, name: str, phrase: str) -> None:
    """A notice, a name or an example of portal.toml is refused with its line and its place in the file."""
    path = root / wording.DEPLOYMENT
    path.write_text(DEPLOYMENT.replace(old, new), encoding="utf-8")
    (fault,) = wording.faults(root)
    assert (fault.text.name, fault.phrase) == (name, phrase)
    assert new in path.read_text(encoding="utf-8").splitlines()[fault.text.line - 1]


def test_a_chinese_sentence_of_forty_characters_is_the_longest() -> None:
    """Full stop, exclamation and question mark, semicolon, colon and line end all end a sentence; a comma does not."""
    longest = "字" * 40
    for end in "。！？；：\n":
        assert judged(f"{longest}{end}{longest}") == []
        assert judged(f"字{longest}{end}短") == [f"字{longest}"]
    assert judged(f"{'字' * 20}，{'字' * 20}") == [f"{'字' * 20}，{'字' * 20}"]
    assert judged("word " * 60, "en") == []


def test_blanks_count_nothing_and_a_placeholder_as_a_name() -> None:
    """What stands in the place of {officer} is about four characters, however its placeholder is called."""
    assert wording.length("一 二 三") == 3
    assert wording.length("由{officer}拆封") == 1 + wording.PLACEHOLDER + 2
    assert judged("字" * 36 + "{officer}") == []
    assert len(judged("字" * 37 + "{x}")) == 1


def test_the_privacy_page_names_the_days_that_the_cloud_keeps_things() -> None:
    """How long backups and logs outlive a deletion is said in figures, the template's own."""
    found = template.load()
    logs = template.resources(found, "AWS::Logs::LogGroup").values()
    backups = [
        table["Properties"]["PointInTimeRecoverySpecification"]
        for table in template.resources(found, "AWS::DynamoDB::Table").values()
    ]
    days = {backup.get("RecoveryPeriodInDays", 35) for backup in backups} | {
        log["Properties"]["RetentionInDays"] for log in logs
    }
    for language in ("zh-CN", "en"):
        text = catalogue.load(ROOT / "site" / "catalogues", language)("privacy.kept7")
        assert {int(figure) for figure in re.findall("[0-9]+", text)} == days
