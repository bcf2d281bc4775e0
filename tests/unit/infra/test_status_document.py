"""docs/status.md: made from the table that the functions judge by."""

from functions.domain import status
from infra import status_document


def test_the_document_is_the_one_that_the_table_makes() -> None:
    """Nobody changed one without the other."""
    assert status_document.DOCUMENT.read_text(encoding="utf-8") == status_document.text()


def test_every_rule_has_its_sentence_and_none_is_left_over() -> None:
    """The words for the rules beside the rows are those that the rows name."""
    assert set(status_document.RULES) == {step.needs for step in status.TABLE if step.needs}
