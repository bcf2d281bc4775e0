"""What ids are called is written as the officer's tool reads it."""

from pathlib import Path

import pytest

from infra.names import names
from infra.places import ids
from officer.names import load
from tests.unit.infra.test_configuration import folder
from tests.unit.infra.test_configuration import load as configured

__all__ = ["folder"]  # a fixture


@pytest.mark.parametrize(
    ("language", "category", "place"),
    [
        ("zh", "教育与托幼", "龙马潭区 红星街道"),
        ("en", "Schools and childcare", "Longmatan District Hongxing Subdistrict"),
    ],
)
def test_every_id_that_a_report_may_hold_has_a_name(folder: Path, language: str, category: str, place: str) -> None:
    """Each category and place of the demonstration is called as the page calls it, a street within its district."""
    found = configured(folder)
    (folder / "names.json").write_bytes(names(found))
    called = load(folder / "names.json", language)
    assert called.portal == found.portal
    assert set(called.categories) == {one.id for one in found.categories}
    assert set(called.places) == set(ids(found.places))
    assert called.categories["education"] == category
    assert called.places["510504003"] == place
