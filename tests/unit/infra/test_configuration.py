"""portal.toml: the demonstration is right, and every mistake is refused with its line and what to do."""

import json
from pathlib import Path

import pytest

from functions.domain import portal
from infra import configuration
from infra.errors import WrongConfiguration
from tests.vectors import people

ROOT = Path(__file__).resolve().parents[3]
DEMONSTRATION = (ROOT / "portal.toml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with an officer's public key where the demonstration expects it."""
    keys = tmp_path / ".local" / "keys"
    keys.mkdir(parents=True)
    (keys / "officer.pub").write_text(json.dumps(people.OFFICER.to_value()), encoding="utf-8")
    return tmp_path


def load(folder: Path, text: str = DEMONSTRATION) -> configuration.Configuration:
    """Load a portal.toml of this text."""
    path = folder / "portal.toml"
    path.write_text(text, encoding="utf-8")
    return configuration.load(path)


def test_the_demonstration_is_read(folder: Path) -> None:
    """Fifteen categories, places, and one current key."""
    found = load(folder)
    assert len(found.categories) == 15
    assert found.current == people.OFFICER
    assert {len(found.name), len(found.officer), len(found.places[0].name)} == {2}


def test_the_functions_read_what_they_are_given(folder: Path) -> None:
    """portal.json of the archive is in the form that the functions accept."""
    given = portal.parse(load(folder).functions())
    assert given.difficulty == 15
    assert given.keys[people.OFFICER.key_id].state == "current"
    assert "yx-hedong-hongxing" in given.places


def test_the_build_id_changes_with_commit_and_choices(folder: Path) -> None:
    """And with nothing else."""
    first, same = load(folder), load(folder)
    other = load(folder, DEMONSTRATION.replace("0190-5550100", "0190-5550101"))
    ids = [
        configuration.build_id(commit, found)
        for commit, found in (("a", first), ("a", same), ("b", first), ("a", other))
    ]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3
    assert all(len(found) == 16 for found in ids)


def test_a_comment_or_another_order_is_no_other_configuration(folder: Path) -> None:
    """Only the choices count, not how the file is written."""
    assert load(folder).canonical() == load(folder, "# mine\n" + DEMONSTRATION).canonical()


@pytest.mark.parametrize(
    ("old", "new", "line_of", "says"),
    [
        ('zone = "Asia/Shanghai"\n', "", "[portal]", "zone is missing"),
        ('id = "yunxi.tightlip.example"', 'id = "Yun Xi"', 'id = "Yun', "portal.id"),
        ('languages = ["zh-CN", "en"]', 'languages = ["fr"]', "languages", "portal.languages"),
        ('name.en = "Yunxi City reporting portal"\n', "", "name.zh-CN", "portal.name.en is missing"),
        ("difficulty = 15", "difficulty = 25", "difficulty", "more than 24 bits"),
        ('id = "noise"', 'id = "housing"', 'id = "housing"', "used twice"),
        ('id = "noise"', 'id = "No ise"', 'id = "No', "categories.1.id"),
        ('state = "current"', 'state = "lost"', "state", "officer.keys.0.state"),
        ('state = "current"', 'state = "compromised"', "[[officer.keys]]", "exactly one current key"),
        ('state = "current"', 'state = "retired"', "[[officer.keys]]", "needed for a retired key"),
        (".local/keys/officer.pub", "nowhere.pub", "file =", "cannot be read"),
        ("[limits]", "[limit]", "[limit]", "limits is missing"),
        ("[limits]\n", '[limits]\nvisibility = "public"\n', "[limits]", "unknown member"),
        ("[officer]", "[officer", "", "at line"),
    ],
)
def test_a_mistake_is_refused_with_its_line_and_a_remedy(
    old: str, new: str, line_of: str, says: str, folder: Path
) -> None:
    """The message names file, line and member; the hint says what to do."""
    text = DEMONSTRATION.replace(old, new, 1)
    assert text != DEMONSTRATION
    with pytest.raises(WrongConfiguration) as caught:
        load(folder, text)
    assert says in str(caught.value)
    assert "portal.toml" in str(caught.value)
    assert caught.value.hint
    if line_of and "missing" not in says:
        numbers = [number for number, line in enumerate(text.splitlines(), 1) if line.startswith(line_of)]
        assert f"line {numbers[-1]}:" in str(caught.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """With the path that was looked for."""
    with pytest.raises(WrongConfiguration, match=r"nowhere\.toml"):
        configuration.load(tmp_path / "nowhere.toml")
