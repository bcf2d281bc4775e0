"""The chain of offices in portal.toml: what is read of it, and every mistake refused with its line and a remedy."""

import json
from pathlib import Path

import pytest

from functions.domain import portal
from infra import configuration
from infra.errors import WrongConfiguration
from tests.vectors import people

UNIT = """[[units]]
id = "{id}"
name.en = "{id}"
level = "{level}"
notice = "duty@{id}.example"
deadlines = {{accept = 2, answer = 15, pause = 5, extend = 10}}
"""


def unit(name: str, level: str, parent: str = "", places: str = "", categories: str = '["*"]') -> str:
    """Return a unit as portal.toml has it."""
    more = f'parent = "{parent}"\n' if parent else ""
    return (
        UNIT.format(id=name, level=level) + more + (f"places = {places}\ncategories = {categories}\n" if places else "")
    )


def category(name: str) -> str:
    """Return a category as portal.toml has it."""
    return f'[[categories]]\nid = "{name}"\nname.en = "{name}"\nexample.en = "x"\n'


def place(code: str, around: str = "") -> str:
    """Return a place as portal.toml has it."""
    more = f'within = "{around}"\n' if around else ""
    return f'[[places.own]]\ncode = "{code}"\nname.en = "{code}"\n{more}'


STREET = unit("street", "street", "district", '["yx-hongxing"]')
PLAIN = "".join(
    (
        '[portal]\nid = "yunxi.example"\nzone = "Asia/Shanghai"\nlanguages = ["en"]\nname.en = "x"\nagency.en = "x"\n',
        '[officer]\nname.en = "x"\nphone = "12345"\npost.en = "x"\n',
        '[[officer.keys]]\nfile = "officer.pub"\nstate = "current"\n[limits]\ndifficulty = 15\n',
        category("noise"),
        category("education"),
        "[places]\n",
        place("yx-hedong"),
        place("yx-hongxing", "yx-hedong"),
        place("yx-hexi"),
        unit("city", "city", places='["*"]'),
        unit("oversight", "city", "city"),
        unit("district", "district", "city", '["yx-hedong"]'),
        STREET,
        unit("community", "community", "street", '["yx-hongxing"]', '["noise"]'),
        '[staff]\noversight = "oversight"\nhandlers = "{unit}-handlers"\n',
        '[working]\ncountry = "CN"\nyears = [2026, 2027]\n',
    )
)
LISTED = '[[staff.groups]]\nname = "{name}"\nunit = "{unit}"\nrole = "{role}"\n'
SECOND = unit("second", "street", "district", '["yx-hedong"]')
BUREAU = unit("bureau", "district", "city", '["yx-hongxing"]')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with an officer's public key."""
    (tmp_path / "officer.pub").write_text(json.dumps(people.OFFICER.to_value()), encoding="utf-8")
    return tmp_path


def load(folder: Path, text: str = PLAIN) -> configuration.Configuration:
    """Load a portal.toml of this text."""
    (folder / "portal.toml").write_text(text, encoding="utf-8")
    return configuration.load(folder / "portal.toml")


def changed(old: str, new: str) -> str:
    """Return the plain portal.toml with one thing changed."""
    assert old in PLAIN
    return PLAIN.replace(old, new, 1)


def test_the_functions_route_by_what_portal_toml_says(folder: Path) -> None:
    """Stars become all places and categories, and groups are called after their units."""
    given = portal.parse(load(folder).functions())
    assert given.tree.route("yx-hongxing", "noise") == "community"
    assert given.tree.route("yx-hongxing", "education") == "street"
    assert given.tree.route("yx-hexi", "noise", ["district"]) == "city"
    assert given.tree.units["city"].places == {"yx-hedong", "yx-hexi"}
    assert given.places == {"yx-hedong": "", "yx-hongxing": "yx-hedong", "yx-hexi": ""}
    assert given.groups["street-handlers"] == portal.Group(unit="street", role="handler")
    assert given.tree.oversight == "oversight"


def test_groups_may_be_listed(folder: Path) -> None:
    """Beside those of a pattern, or alone, by whatever names the issuer gives."""
    odd = LISTED.format(name="7c9e-无锡", unit="city", role="overseer")
    alone = changed('handlers = "{unit}-handlers"\n', odd)
    assert portal.parse(load(folder, alone).functions()).groups == {"7c9e-无锡": portal.Group("city", "overseer")}
    assert len(load(folder, changed("[working]", odd + "[working]")).staff.groups) == 6


def test_a_unit_may_stay_to_finish_its_cases(folder: Path) -> None:
    """It serves nothing, and the functions know it as any other."""
    closing = unit("old", "street", "district") + "closing = true\n"
    tree = portal.parse(load(folder, changed(STREET, STREET + closing)).functions()).tree
    assert tree.units["old"].places == frozenset()
    assert "old" in tree.below("district")


def test_the_build_id_changes_with_every_choice_about_offices(folder: Path) -> None:
    """A name, a deadline, a group and a day off make other pages or other functions."""
    texts = [
        PLAIN,
        changed('name.en = "street"', 'name.en = "Street"'),
        changed("accept = 2", "accept = 3"),
        changed("-handlers", "-people"),
        changed("[2026, 2027]", "[2026, 2027]\nclosed = [2027-03-01]"),
    ]
    assert len({configuration.build_id("a", load(folder, text)) for text in texts}) == len(texts)


# What is replaced by what, how the line begins that is named, what is said of it, and what is to be done.
MISTAKES = {
    "no unit": (PLAIN[PLAIN.index("[[units]]") : PLAIN.index("[staff]")], "", "[portal]", "units is missing", "units"),
    "parent unknown": (
        'parent = "street"',
        'parent = "stret"',
        "parent",
        "no unit has that id",
        "did you mean street?",
    ),
    "parent itself": ('parent = "street"', 'parent = "community"', "parent", "community below community", "take the"),
    "circle": (
        'parent = "city"\nplaces',
        'parent = "community"\nplaces',
        "parent",
        "closes a circle: ",
        "take the parent",
    ),
    "two tops": ('parent = "district"\n', "", "[[units]]", "is street, which has no parent", 'parent = "city"'),
    "no top": (
        unit("city", "city", places='["*"]'),
        unit("city", "city", "oversight", '["*"]'),
        "parent",
        "closes a circle: city below oversight below city",
        "take the parent",
    ),
    "id twice": ('id = "street"', 'id = "city"', "id", "units.3.id is city, which stands before", "an id of its own"),
    "level above": (
        'level = "street"',
        'level = "province"',
        "level",
        "province, below district",
        "take a lower level",
    ),
    "level unknown": ('level = "street"', 'level = "town"', "level", "not one of the words", "province, city"),
    "deadline missing": ("accept = 2, ", "", "deadlines", "units.0.deadlines.accept is missing", "accept = …"),
    "deadlines missing": (
        "deadlines = {accept = 2, answer = 15, pause = 5, extend = 10}\n",
        "",
        "[[units]]",
        "units.0.deadlines is missing",
        "add deadlines",
    ),
    "deadline of no day": ("pause = 5", "pause = 0", "deadlines", "pause is 0 working days", "1 to 250"),
    "deadline with a point": ("pause = 5", "pause = 0.5", "deadlines", "a number with a point", "without quotes"),
    "deadline unknown": ("pause = 5", "wait = 5", "deadlines", "deadlines.wait is not known", "accept"),
    "place unknown": ('["yx-hongxing"]', '["yx-hongxin"]', "places", "is yx-hongxin, which this", "mean yx-hongxing?"),
    "place twice": ('["yx-hongxing"]', '["yx-hongxing", "yx-hongxing"]', "places", "which stands before", "once"),
    "place as text": ('["yx-hongxing"]', '"yx-hongxing"', "places", "is a text, and not a list", '["yx-hongxing"]'),
    "star and more": ('["yx-hongxing"]', '["*", "yx-hexi"]', "places", "others beside the star", '["*"]'),
    "no place": ('["yx-hongxing"]', "[]", "places", "is empty", "add an item"),
    "category unknown": ('["noise"]', '["nois"]', "categories", "is nois, which this portal", "did you mean noise?"),
    "places alone": (
        'categories = ["noise"]\n',
        "",
        "[[units]]",
        "categories is missing beside places",
        "take places out",
    ),
    "address without domain": (
        "duty@street.example",
        "duty@street",
        "notice",
        "not a mail address",
        "duty@street.example",
    ),
    "address with a name": ("duty@street.example", "Duty <duty@street.example>", "notice", "not a mail address", "<>"),
    "two addresses": ("duty@street.example", "a@b.example, c@d.example", "notice", "not a mail address", "the one"),
    "overlap": (
        STREET,
        STREET + SECOND,
        "places",
        "overlap: second and street, as deep in the chain, both serve noise in yx-hongxing",
        "take a place or category out of the other",
    ),
    "overlap across the chain": (STREET, STREET + BUREAU, "places", "overlap: bureau and district", "put one below"),
    "overlap below which another serves": (
        STREET,
        STREET
        + unit("office", "district", "city")
        + unit("bureau", "street", "office", '["yx-hongxing"]', '["noise"]'),
        "places",
        "units.5.places overlap: bureau and street",
        "put one below",
    ),
    "in vain": (
        STREET,
        STREET
        + unit("hall", "district", "city", '["yx-hexi"]', '["noise"]')
        + unit("office", "district", "city")
        + unit("bureau", "district", "office", '["yx-hexi"]'),
        "places",
        "never count: a lower unit, such as bureau, is before hall in all that it serves",
        "take what hall is for out of bureau",
    ),
    "serves nothing": (
        STREET,
        STREET + unit("idle", "street", "district"),
        "[[units]]",
        "is idle, which serves nothing",
        "add places and categories",
    ),
    "closing and serving": (STREET, STREET + "closing = true\n", "closing", "stands beside places", "nothing new"),
    "closing as text": (STREET, STREET + 'closing = "yes"\n', "closing", "is a text, and not true", "closing = true"),
    "unserved": (
        'places = ["*"]\ncategories = ["*"]\n',
        "",
        "[[units]]",
        "nobody in the chain serves noise in yx-hexi, education in yx-hexi",
        'places = ["*"]',
    ),
    "oversight unknown": (
        'oversight = "oversight"',
        'oversight = "overs"',
        "oversight",
        "no unit has that id",
        "oversight?",
    ),
    "oversight missing": ('oversight = "oversight"\n', "", "[staff]", "staff.oversight is missing", "add oversight"),
    "no group": ('handlers = "{unit}-handlers"\n', "", "[staff]", "nobody could sign in", "{unit}-handlers"),
    "pattern without unit": ('"{unit}-handlers"', '"handlers"', "handlers", "same for every unit", "[[staff.groups]]"),
    "group with a blank": ('"{unit}-handlers"', '"{unit} handlers"', "handlers", "is not a group's name", "blanks"),
    "group twice": (
        "[working]",
        LISTED.format(name="city-handlers", unit="street", role="handler") + "[working]",
        "name",
        "is city-handlers, which stands before",
        "one role in one unit",
    ),
    "group's unit": (
        "[working]",
        LISTED.format(name="x", unit="streat", role="handler") + "[working]",
        "unit",
        "no unit has that id",
        "did you mean street?",
    ),
    "group's role": (
        "[working]",
        LISTED.format(name="x", unit="street", role="machine") + "[working]",
        "role",
        "is not one of the words",
        "handler, overseer",
    ),
    "country unknown": ('"CN"', '"XX"', "country", "is XX, whose holidays are not known", "ISO 3166"),
    "country in small letters": ('"CN"', '"cn"', "country", "is cn, whose", "two capital letters"),
    "part unknown": ('"CN"', '"DE"\nsubdivision = "XX"', "subdivision", "no part of DE", "BY"),
    "part of none": (
        '"CN"',
        '"CN"\nsubdivision = "SC"',
        "subdivision",
        "no part of CN",
        "the same holidays everywhere",
    ),
    "years with a gap": ("[2026, 2027]", "[2026, 2028]", "years", "is 2028, after 2026", "no gap"),
    "year as text": ("[2026, 2027]", '["2026"]', "years", "is a text, and not a year", "without quotes"),
    "year of two digits": ("[2026, 2027]", "[26]", "years", "years.0 is 26", "all four digits"),
    "no year": ("years = [2026, 2027]\n", "", "[working]", "working.years is missing", "add years"),
    "closing at midnight": ("[2026, 2027]", "[2026, 2027]\ncloses = 24", "closes", "is 24 o'clock", "1 to 22"),
    "date as text": ("[2026, 2027]", '[2026]\nclosed = ["2026-12-31"]', "closed", "and not a date", "without quotes"),
    "date of another year": (
        "[2026, 2027]",
        "[2026]\nopen = [2027-01-02]",
        "open",
        "in none of the years",
        "add its year",
    ),
    "open and closed": (
        "[2026, 2027]",
        "[2026]\nopen = [2026-12-31]\nclosed = [2026-12-31]",
        "open",
        "stands under closed too",
        "one of the two",
    ),
}


@pytest.mark.parametrize(("old", "new", "begins", "says", "remedy"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_about_offices_is_refused_with_its_line_and_a_remedy(
    old: str, new: str, begins: str, says: str, remedy: str, folder: Path
) -> None:
    """The message names file, line and member, and the hint says what mends this very mistake."""
    text = changed(old, new)
    with pytest.raises(WrongConfiguration) as caught:
        load(folder, text)
    assert says in str(caught.value)
    assert remedy in caught.value.hint
    named = int(str(caught.value).removeprefix("portal.toml, line ").partition(":")[0])
    assert text.split("\n")[named - 1].startswith(begins), text.split("\n")[named - 1]
