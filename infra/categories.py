"""Read the categories of portal.toml: what a report may be about, each with examples."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from infra.mistake import Mistake, at, identifier, items, table, words
from infra.places import Words

NAME_MOST: Final = 60  # characters
EXAMPLE_MOST: Final = 200  # characters
_FORM: Final = "[[categories]]"


@dataclass(frozen=True, slots=True)
class Category:
    """A category that a reporter may choose, and what belongs to it."""

    id: str
    name: Words
    example: Words

    def to_value(self) -> dict[str, object]:
        """Return the category as the build id covers it."""
        return {"id": self.id, "name": dict(self.name), "example": dict(self.example)}


def read(value: object, languages: Sequence[str]) -> tuple[Category, ...]:
    """Return the categories of a list. Raises Mistake."""
    found = tuple(items(value, lambda given: _category(given, languages), form=_FORM))
    for place, category in enumerate(found):
        if category.id in {other.id for other in found[:place]}:
            remedy = f"give this {_FORM} another id, or remove it"
            raise Mistake(f"{place}.id", f"is {category.id}, which stands before", remedy)
    return found


def _category(value: object, languages: Sequence[str]) -> Category:
    found = table(value, required=("id", "name", "example"), form=_FORM)
    return Category(
        id=at("id", identifier, found["id"]),
        name=at("name", lambda given: words(given, languages, NAME_MOST), found["name"]),
        example=at("example", lambda given: words(given, languages, EXAMPLE_MOST), found["example"]),
    )
