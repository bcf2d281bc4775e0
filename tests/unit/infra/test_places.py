"""The places that a reporter may choose: a subtree of the open data, the deployment's own, and what is refused."""

from dataclasses import replace
from pathlib import Path

import brotli
import pytest

from infra import divisions, places, render
from infra.errors import WrongConfiguration
from infra.mistake import Mistake
from infra.places import Division
from tests.unit.infra.test_render import configuration, pages

LANGUAGES = ("zh-CN", "en")
OWN = {"code": "yx-port", "name": {"zh-CN": "港口", "en": "Port"}}
BUDGET = 2560  # bytes of a whole city on the compressed page


def test_a_city_gives_its_counties_with_their_streets() -> None:
    """In the order of the data, named in both languages, with the data's codes."""
    found = places.read({"root": "5105"}, LANGUAGES)
    assert [place.id for place in found] == ["510502", "510503", "510504", "510521", "510522", "510524", "510525"]
    assert found[2].name == {"zh-CN": "龙马潭区", "en": "Longmatan District"}
    assert found[2].children[1] == Division("510504003", {"zh-CN": "红星街道", "en": "Hongxing Subdistrict"})
    assert len(list(places.ids(found))) == 7 + 126
    assert len(set(places.ids(found))) == 7 + 126


def test_a_county_gives_itself_with_its_streets() -> None:
    """It is one group, so that the whole county may be chosen."""
    (found,) = places.read({"root": "510504"}, ("zh-CN",))
    assert (found.id, found.name) == ("510504", {"zh-CN": "龙马潭区"})
    assert len(found.children) == 11


def test_a_city_without_counties_is_one_group() -> None:
    """Dongguan's towns stand right below the city, and the data has one area of its name."""
    (found,) = places.read({"root": "4419"}, LANGUAGES)
    assert (found.id, found.name["zh-CN"], len(found.children)) == ("441900", "东莞市", 36)


def test_own_divisions_stand_last_or_within_another() -> None:
    """Beside the open data or without it, one below the other."""
    within = OWN | {"code": "new-street", "within": "510504"}
    found = places.read(
        {"root": "510504", "own": [OWN, within, OWN | {"code": "quay", "within": "yx-port"}]}, LANGUAGES
    )
    assert [place.id for place in found] == ["510504", "yx-port"]
    assert found[0].children[-1].id == "new-street"
    assert found[1].children == (Division("quay", OWN["name"]),)
    assert places.read({"own": [OWN]}, LANGUAGES) == (Division("yx-port", OWN["name"]),)


def test_a_name_of_the_data_can_be_put_right() -> None:
    """In one language or both, for a district or a street."""
    named = [{"code": "510504003", "name": {"en": "Red Star"}}, {"code": "510504", "name": OWN["name"]}]
    (found,) = places.read({"root": "510504", "named": named}, LANGUAGES)
    assert found.name == OWN["name"]
    assert found.children[1].name == {"zh-CN": "红星街道", "en": "Red Star"}


@pytest.mark.parametrize(
    ("value", "member", "why", "remedy"),
    [
        ([], "", "is a list", "[places]"),
        ("5105", "", "is a text, and not a table", "[places]"),
        ({}, "", "names no place", "[[places.own]]"),
        ({"rot": "5105"}, "rot", "is not known", "did you mean root?"),
        ({"root": 5105}, "root", "is a number", 'root = "5105"'),
        ({"root": ["5105"]}, "root", "is a list, and not a text", "double quotes"),
        ({"root": "泸州"}, "root", "is not a code", "5105"),
        ({"root": "５１０５"}, "root", "is not a code", "5105"),
        ({"root": "510500"}, "root", "is 510500", 'root = "5105"'),
        ({"root": "510504000000"}, "root", "is 510504000000", 'root = "510504"'),
        ({"root": "51"}, "root", "a whole province", "5105 泸州市"),
        ({"root": "510000"}, "root", "a whole province", "5105 泸州市"),
        ({"root": "510504003"}, "root", "a single street", 'root = "510504"'),
        ({"root": "5199"}, "root", "the open data does not have", "5105 泸州市"),
        ({"root": "510599"}, "root", "the open data does not have", "510504 龙马潭区"),
        ({"root": "99"}, "root", "a whole province", "4 digits"),
        ({"root": "51059"}, "root", "the open data does not have", "5105 泸州市"),
        ({"root": "5001"}, "root", "whose 650 streets are too many", "500106 沙坪坝区"),
        ({"own": []}, "own", "is empty", "[[places.own]]"),
        ({"own": {}}, "own", "is a table, and not a list", "[[places.own]]"),
        ({"own": [OWN, OWN]}, "own.1.code", "stands before", "of its own"),
        ({"own": [OWN | {"code": "510504003"}]}, "own.0.code", "all digits", '"own-510504003"'),
        ({"own": [OWN | {"code": 7}]}, "own.0.code", "all digits", '"own-7"'),
        ({"own": [OWN | {"code": "Port"}]}, "own.0.code", "is not an id", "a-z"),
        ({"own": [OWN | {"within": "510504"}]}, "own.0.within", "no district", "none yet"),
        ({"root": "510504", "own": [OWN | {"within": "510504003"}]}, "own.0.within", "no district", "510504"),
        ({"own": [{"code": "a", "name": {"en": "A"}}]}, "own.0.name.zh-CN", "is missing", "portal.languages"),
        ({"own": [{"code": "a"}]}, "own.0.name", "is missing", "[[places.own]]"),
        ({"own": [OWN | {"nmae": "x"}]}, "own.0.nmae", "is not known", "did you mean name?"),
        ({"own": [OWN | {"name": {"zh-CN": "港" * 81, "en": "P"}}]}, "own.0.name.zh-CN", "81 characters", "by 1"),
        (
            {"root": "510504", "named": [{"code": "510502", "name": {"en": "x"}}]},
            "named.0.code",
            "root does not hold",
            "",
        ),
        ({"root": "510504", "named": [{"code": "510504", "name": {"fr": "x"}}]}, "named.0.name.fr", "no language", ""),
        ({"root": "510504", "named": [{"code": "510504", "name": {}}]}, "named.0.name.zh-CN", "is missing", ""),
    ],
)
def test_a_mistake_is_named_with_its_remedy(value: object, member: str, why: str, remedy: str) -> None:
    """Each has its own: what to write instead, with the codes to choose from."""
    with pytest.raises(Mistake) as caught:
        places.read(value, LANGUAGES)
    assert caught.value.member == member
    assert why in caught.value.why
    assert remedy in caught.value.remedy
    assert caught.value.remedy


def test_a_whole_city_costs_little_on_the_page() -> None:
    """The 126 streets of the demonstration's city are within 2.5 KB of the report page, as it travels."""
    bundles = render.bundle()
    units = tuple(replace(unit, places=(), categories=()) for unit in configuration().units)
    sizes = {}
    for root in ("510504", "5105"):
        found = places.read({"root": root}, LANGUAGES)
        made = pages(bundles, configuration(places=found if root == "5105" else found[:0], units=units))
        sizes[root] = {name: len(brotli.compress(made[f"{name}/report/index.html"])) for name in LANGUAGES}
        whole = [made[f"{name}/report/index.html"].decode() for name in LANGUAGES]
        assert all(page.count(f'value="{place}"') == (root == "5105") for page in whole for place in places.ids(found))
    for language in LANGUAGES:
        assert sizes["5105"][language] - sizes["510504"][language] < BUDGET


def test_data_that_is_missing_or_of_another_form_is_said(tmp_path: Path) -> None:
    """The hint names the command that brings it."""
    with pytest.raises(WrongConfiguration, match=r"areas\.csv") as caught:
        divisions.find("510504", tmp_path)
    assert "npm ci" in caught.value.hint
    (tmp_path / "areas.csv").write_text('code,name\n510504,"<b>"\n', encoding="utf-8")
    with pytest.raises(WrongConfiguration, match="not in its form"):
        divisions.find("510504", tmp_path)
    (tmp_path / "areas.csv").write_bytes(b"")
    with pytest.raises(WrongConfiguration, match="cannot be read"):
        divisions.find("510504", tmp_path)


def test_every_city_of_the_data_can_be_a_root_or_says_which_can() -> None:
    """All 342, Beijing among them: only the very largest are sent to their districts."""
    large = []
    for code in divisions.names(divisions.CITY, ""):
        try:
            places.read({"root": code}, ("zh-CN",))
        except Mistake as error:
            assert "too many" in error.why
            large.append(code)
    assert len(large) <= 8
