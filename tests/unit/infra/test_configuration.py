"""portal.toml: the demonstration is right, and every mistake is refused with its line and what mends it."""

import json
from pathlib import Path

import pytest

from functions.domain import portal
from infra import configuration, places
from infra.errors import WrongConfiguration
from protocol import key
from tests.vectors import people

ROOT = Path(__file__).resolve().parents[3]
DEMONSTRATION = (ROOT / "portal.toml").read_text(encoding="utf-8")
OTHER = key.PublicKey(suite=1, box=bytes(range(1, 33)), sign=bytes(range(2, 34)))
KEY = '[[officer.keys]]\nfile = ".local/keys/officer.pub"\nstate = "current"\n'
FORMER = '[[officer.keys]]\nfile = "other.pub"\nstate = "retired"\nretired = "2026-11-24T09Z"\n'
LIMITS = DEMONSTRATION[DEMONSTRATION.index("[limits]") : DEMONSTRATION.index("[[categories]]")]
OWN = '[[places.own]]\ncode = "yx-port"\nname.zh-CN = "港口"\nname.en = "Port"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with an officer's public key where the demonstration expects it, and some other files."""
    keys = tmp_path / ".local" / "keys"
    keys.mkdir(parents=True)
    (keys / "officer.pub").write_text(json.dumps(people.OFFICER.to_value()), encoding="utf-8")
    (tmp_path / "other.pub").write_text(json.dumps(OTHER.to_value()), encoding="utf-8")
    (tmp_path / "private").write_bytes((ROOT / "tests" / "unit" / "officer" / "golden.key").read_bytes())
    (tmp_path / "low.pub").write_text(json.dumps(OTHER.to_value() | {"box": "A" * 43}), encoding="utf-8")
    (tmp_path / "empty.pub").write_bytes(b"")
    return tmp_path


def load(folder: Path, text: str | bytes = DEMONSTRATION) -> configuration.Configuration:
    """Load a portal.toml of this text."""
    path = folder / "portal.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return configuration.load(path)


def refused(folder: Path, text: str | bytes) -> WrongConfiguration:
    """Return how a portal.toml of this text is refused."""
    with pytest.raises(WrongConfiguration) as caught:
        load(folder, text)
    return caught.value


def test_the_demonstration_is_read(folder: Path) -> None:
    """Fifteen categories with examples, a city's districts, and one current key."""
    found = load(folder)
    assert len(found.categories) == 15
    assert all(set(category.example) == {"zh-CN", "en"} for category in found.categories)
    assert found.current == people.OFFICER
    assert {len(found.name), len(found.officer), len(found.places[0].name)} == {2}
    assert 100 <= len(list(places.ids(found.places))) - len(found.places) <= 200


def test_the_demonstration_says_that_its_places_are_borrowed(folder: Path) -> None:
    """In one sentence a language: the city is invented, its places are not, and nobody there handles anything."""
    found = load(folder)
    assert "不存在" in found.notice["zh-CN"]
    assert "地名借自公开的真实数据" in found.notice["zh-CN"]
    assert "its places are borrowed" in found.notice["en"]
    assert found.notice["en"].count(".") == found.notice["zh-CN"].count("。") == 1


def test_the_functions_read_what_they_are_given(folder: Path) -> None:
    """portal.json of the archive is in the form that the functions accept, and names every place by its code."""
    data = load(folder).functions()
    given = portal.parse(data)
    assert given.difficulty == 15
    assert given.keys[people.OFFICER.key_id].state == "current"
    assert set(given.places) == set(places.ids(load(folder).places))
    assert given.places["510504003"] == "510504"
    assert len(data) < 32_768


def test_the_build_id_changes_with_commit_and_choices(folder: Path) -> None:
    """With the name of any place too, and with nothing else."""
    first, same = load(folder), load(folder)
    other = load(folder, DEMONSTRATION.replace("0190-5550100", "0190-5550101"))
    renamed = load(folder, DEMONSTRATION + '[[places.named]]\ncode = "510504003"\nname.en = "Red Star"\n')
    more = load(folder, DEMONSTRATION + OWN)
    made = (("a", first), ("a", same), ("b", first), ("a", other), ("a", renamed), ("a", more))
    ids = [configuration.build_id(commit, found) for commit, found in made]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 5
    assert all(len(found) == 16 for found in ids)


def test_a_comment_line_ends_or_another_order_are_no_other_configuration(folder: Path) -> None:
    """Only the choices count, not how the file is written: CRLF is read too."""
    plain = load(folder).canonical()
    assert load(folder, "# mine\n" + DEMONSTRATION).canonical() == plain
    assert load(folder, DEMONSTRATION.replace("\n", "\r\n")).canonical() == plain


def test_keys_that_were_replaced_stay_listed(folder: Path) -> None:
    """A retired key with its hour, and a compromised one."""
    found = load(folder, DEMONSTRATION.replace(KEY, KEY + FORMER))
    assert [(former.public, former.state, former.retired) for former in found.former] == [
        (OTHER, "retired", "2026-11-24T09Z")
    ]
    lost = FORMER.replace('"retired"\nretired = "2026-11-24T09Z"', '"compromised"')
    assert load(folder, DEMONSTRATION.replace(KEY, KEY + lost)).former[0].state == "compromised"


# What is replaced by what, how the line begins that is named, what is said of it, and what is to be done.
MISTAKES = {
    "missing": ('zone = "Asia/Shanghai"\n', "", "[portal]", "portal.zone is missing", "add zone = … to [portal]"),
    "missing example": (
        'example.zh-CN = "夜间施工、油烟、污水、异味"\nexample.en = "night construction, fumes, waste water, smells"\n',
        "",
        "[[categories]]",
        "categories.1.example is missing",
        "add example = … to [[categories]]",
    ),
    "missing table": (
        LIMITS,
        "",
        "# The deployment's",
        "limits is missing",
        "add limits",
    ),
    "misspelt table": ("[limits]", "[limit]", "[limit]", "limit is not known", "did you mean limits?"),
    "unknown table": (
        "[limits]",
        "[quota]\nx = 1\n[limits]",
        "[quota]",
        "quota is not known",
        "one of: portal, officer",
    ),
    "misspelt member": ("zone =", "zoen =", "zoen", "portal.zoen is not known", "did you mean zone?"),
    "unknown member": ("[limits]\n", '[limits]\nvisibility = "public"\n', "visibility", "is not known", "difficulty"),
    "table as list": ("[limits]", "[[limits]]", "[[limits]]", "limits is a list, and not a table", "[limits]"),
    "value as table": ("[limits]\ndifficulty = 15", "[limits.difficulty]\nbits = 15", "[limits", "is a table", "15"),
    "text as list": (
        'name.zh-CN = "沈安澜"',
        'name.zh-CN = ["沈安澜"]',
        "name.zh-CN",
        "is a list, and not a text",
        "quotes",
    ),
    "text as date": ('name.zh-CN = "沈安澜"', "name.zh-CN = 2026-11-24", "name.zh-CN", "is a date or time", "quotes"),
    "portal's name": ('"yunxi.tightlip.example"', '"Yun Xi"', "id =", "portal.id is not a portal's name", "lower case"),
    "portal's name, empty": ('"yunxi.tightlip.example"', '""', "id =", "portal.id is empty", "write"),
    "portal's name, number": ('"yunxi.tightlip.example"', "7", "id =", "portal.id is a number", "double quotes"),
    "zone of Windows": ("Asia/Shanghai", "China Standard Time", "zone", "which is no time zone", "Asia/Shanghai"),
    "zone, misspelt": (
        "Asia/Shanghai",
        "asia/shanghai",
        "zone",
        "which is no time zone",
        'did you mean "Asia/Shanghai"?',
    ),
    "zone, offset": ("Asia/Shanghai", "UTC+8", "zone", "which is no time zone", "Asia/Shanghai"),
    "no language": ('["zh-CN", "en"]', "[]", "languages", "portal.languages is empty", "add"),
    "languages as text": ('["zh-CN", "en"]', '"en"', "languages", "is a text, and not a list", 'languages = ["en"]'),
    "unknown language": ('["zh-CN", "en"]', '["zh-CN", "fr"]', "languages", "not one of the words", "zh-CN, en"),
    "language, misspelt": ('["zh-CN", "en"]', '["zh-cn", "en"]', "languages", "not one of the words", "zh-CN"),
    "language twice": ('["zh-CN", "en"]', '["en", "en"]', "languages", "names en twice", "once"),
    "text missing in a language": (
        'name.en = "Yunxi City reporting portal"\n',
        "",
        "name.zh-CN",
        "portal.name.en is missing",
        "take en out of",
    ),
    "text in a foreign language": (
        '["zh-CN", "en"]',
        '["en"]',
        "name.zh-CN",
        "portal.name.zh-CN is in no language",
        "add",
    ),
    "text in a misspelt language": (
        "name.zh-CN",
        "name.zh_CN",
        "name.zh_CN",
        "portal.name.zh_CN",
        "did you mean zh-CN?",
    ),
    "text for all languages": (
        'name.zh-CN = "云溪市诉求反映平台"\nname.en = "Yunxi City reporting portal"',
        'name = "Yunxi"',
        "name =",
        "is one text for all languages",
        "name.zh-CN = …",
    ),
    "text too long": ("云溪市诉求反映平台", "云" * 201, "name.zh-CN", "has 201 characters", "shorten it by 1"),
    "text on two lines": ("云溪市诉求反映平台", "云\\n溪", "name.zh-CN", "has more than one line", "one line"),
    "text of blanks": ("云溪市诉求反映平台", "  ", "name.zh-CN", "portal.name.zh-CN is empty", "write"),
    "phone, number": ('"0190-5550100"', "12345", "phone", "is a number, and not a text", 'phone = "12345"'),
    "phone, words": ('"0190-5550100"', '"call us"', "phone", "is not a telephone number", "12345"),
    "phone, full-width": ('"0190-5550100"', '"１２３４５"', "phone", "is not a telephone number", "12345"),
    "phone, two": ('"0190-5550100"', '"0190-5550100, 0190-5550101"', "phone", "is not a telephone number", "12345"),
    "no keys": (KEY, "", "[officer]", "officer.keys is missing", "add keys = … to [officer]"),
    "no current key": ('state = "current"', 'state = "compromised"', "[[officer.keys]]", "no current key", "current"),
    "two current keys": (KEY, KEY + KEY.replace(".local/keys/officer", "other"), "state", "a second key", "retired ="),
    "one key twice": (
        KEY,
        KEY + FORMER.replace("other", ".local/keys/officer"),
        "file",
        "stands before",
        "another file",
    ),
    "key's state, misspelt": (
        'state = "current"',
        'state = "curent"',
        "state",
        "keys.0.state",
        "did you mean current?",
    ),
    "key's state, other": (
        'state = "current"',
        'state = "lost"',
        "state",
        "keys.0.state",
        "current, retired, compromised",
    ),
    "retired without hour": (
        KEY,
        KEY + FORMER.replace('retired = "2026-11-24T09Z"\n', ""),
        "[[officer.keys]]",
        "is missing for a retired",
        "T09Z",
    ),
    "hour without retired": (KEY, KEY + 'retired = "2026-11-24T09Z"\n', "retired", "beside a current key", "remove it"),
    "hour of another form": (KEY, KEY + FORMER.replace("T09Z", "T09:30+08:00"), "retired", "is not an hour", "in UTC"),
    "hour without quotes": (
        KEY,
        KEY + FORMER.replace('"2026-11-24T09Z"', "2026-11-24T09:00:00Z"),
        "retired",
        "is not an hour",
        "in quotes",
    ),
    "key file missing": (".local/keys/officer.pub", "nowhere.pub", "file", "cannot be read", "officer keygen"),
    "key file private": (".local/keys/officer.pub", "private", "file", "a private key file", "name private.pub"),
    "key file empty": (".local/keys/officer.pub", "empty.pub", "file", "not a public key file", "officer keygen"),
    "key file of low order": (".local/keys/officer.pub", "low.pub", "file", "not a public key file", "officer keygen"),
    "difficulty too high": ("difficulty = 15", "difficulty = 25", "difficulty", "is 25 bits", "0 to 24"),
    "difficulty negative": ("difficulty = 15", "difficulty = -1", "difficulty", "is -1 bits", "0 to 24"),
    "difficulty as text": ("difficulty = 15", 'difficulty = "15"', "difficulty", "is a text", "without quotes"),
    "difficulty with a point": ("difficulty = 15", "difficulty = 15.0", "difficulty", "a number with a point", "15"),
    "difficulty, yes": ("difficulty = 15", "difficulty = true", "difficulty", "is true or false", "15"),
    "category twice": ('id = "noise"', 'id = "housing"', 'id = "housing"', "categories.1.id is housing", "another id"),
    "category of blanks": ('id = "noise"', 'id = "No ise"', 'id = "No', "categories.1.id is not an id", "a-z"),
    "category's language": (
        'name.en = "Noise and pollution"\n',
        "",
        "name.zh-CN",
        "categories.1.name.en is missing",
        "en",
    ),
    "category's misspelt name": ('name.zh-CN = "噪声', 'nmae.zh-CN = "噪声', "nmae", "categories.1.nmae", "mean name?"),
    "categories as one table": ('[[categories]]\nid = "housing"', '[categories]\nid = "housing"', "", "line", "[["),
    "no root": ('root = "5105"', "", "[places]", "places names no place", "[[places.own]]"),
    "root misspelt": ('root = "5105"', 'rot = "5105"', "rot", "places.rot is not known", "did you mean root?"),
    "root unknown": ('root = "5105"', 'root = "5199"', "root", "the open data does not have", "5105 泸州市"),
    "root a province": ('root = "5105"', 'root = "51"', "root", "a whole province", "5101 成都市"),
    "root too large": ('root = "5105"', 'root = "5001"', "root", "650 streets", "take a deeper root"),
    "root without quotes": ('root = "5105"', "root = 5105", "root", "is a number", 'root = "5105"'),
    "own place's code": (
        'root = "5105"',
        OWN.replace("yx-port", "510504"),
        "code",
        "all digits",
        "start it with a letter",
    ),
    "own place twice": ('root = "5105"', OWN + OWN, "code", "places.own.1.code is yx-port", "a code of its own"),
    "own place's language": (
        'root = "5105"',
        OWN.replace("name.en", "name.fr"),
        "name.fr",
        "in no language",
        "remove it",
    ),
    "bracket left open": ("[officer]", "[officer", "[officer", "line", "bracket"),
    "quotes left open": ('zone = "Asia/Shanghai"', 'zone = "Asia/Shanghai', "zone", "line", "close the quotes"),
    "quotes curly": ('zone = "Asia/Shanghai"', "zone = “Asia/Shanghai”", "zone", "line", "straight"),
    "quotes forgotten": ('zone = "Asia/Shanghai"', "zone = Asia/Shanghai", "zone", "line", "double quotes"),
    "key twice": ('zone = "Asia/Shanghai"', 'zone = "x"\nzone = "x"', "zone", "line", "stands twice"),
    "colon for equals": ('zone = "Asia/Shanghai"', 'zone: "Asia/Shanghai"', "zone", "line", 'key = "text"'),
    "table twice": ("[limits]", "[portal]\n[limits]", "[portal]", "line", "begins twice"),
}


@pytest.mark.parametrize(("old", "new", "begins", "says", "remedy"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_refused_with_its_line_and_a_remedy(
    old: str, new: str, begins: str, says: str, remedy: str, folder: Path
) -> None:
    """The message names file, line and member, and the hint says what mends this very mistake."""
    text = DEMONSTRATION.replace(old, new, 1)
    assert text != DEMONSTRATION
    error = refused(folder, text)
    assert says in str(error)
    assert remedy in error.hint
    named = int(str(error).removeprefix("portal.toml, line ").partition(":")[0])
    changed = text.split("\n")[named - 1]
    assert changed.lstrip().startswith(begins), changed


def test_the_line_is_that_of_the_mistake(folder: Path) -> None:
    """Of the second of two current keys, of the fifteenth category, and after CRLF line ends as after LF."""
    for ends in ("\n", "\r\n"):
        text = DEMONSTRATION.replace('id = "other"', 'id = "housing"').replace("\n", ends)
        wanted = [number for number, line in enumerate(text.split(ends), 1) if line == 'id = "housing"'][1]
        assert f"line {wanted}:" in str(refused(folder, text))
    text = DEMONSTRATION.replace(KEY, KEY + KEY.replace(".local/keys/officer", "other"))
    wanted = [number for number, line in enumerate(text.split("\n"), 1) if line == 'state = "current"'][1]
    assert f"line {wanted}:" in str(refused(folder, text))


@pytest.mark.parametrize(
    ("data", "says", "remedy"),
    [
        (b"\xef\xbb\xbf" + DEMONSTRATION.encode(), "line 1: the file begins with a byte order mark", "without one"),
        (DEMONSTRATION.encode("utf-16"), "line 1: the file is UTF-16", "save it as UTF-8"),
        (DEMONSTRATION.encode("utf-16-le"), "line 1: the file holds zero bytes", "not as UTF-16"),
        (DEMONSTRATION.encode("gb18030"), "line 9: a letter is not in UTF-8", "GBK"),
        (b"", "line 1: portal is missing", "add portal"),
    ],
)
def test_a_file_of_another_encoding_is_refused(data: bytes, says: str, remedy: str, folder: Path) -> None:
    """A byte order mark, UTF-16 and GBK are told apart, since each editor needs another setting changed."""
    error = refused(folder, data)
    assert says in str(error)
    assert remedy in error.hint


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """With the path that was looked for."""
    with pytest.raises(WrongConfiguration, match=r"nowhere\.toml"):
        configuration.load(tmp_path / "nowhere.toml")


def test_the_demonstration_has_five_levels(folder: Path) -> None:
    """A report about a street goes to its community, street, district bureau or city, and every unit has its groups."""
    found = load(folder)
    tree = portal.parse(found.functions()).tree
    assert {unit.level for unit in found.units} == {"province", "city", "district", "street", "community"}
    ways = [("510504003", "noise"), ("510504003", "education"), ("510503", "education"), ("510525", "food")]
    assert [tree.route(*way) for way in ways] == ["hongxing-binhe", "hongxing", "naxi-education", "city"]
    assert len(found.staff.groups) == 2 * len(found.units)
    assert all(unit.notice.endswith(".yunxi.example") for unit in found.units)
