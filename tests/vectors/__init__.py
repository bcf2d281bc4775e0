"""Make the scenarios of protocol/vectors with PyNaCl and hashlib.

Run by hand when a spec changes; a test compares the files with what is made.
"""

from collections.abc import Iterator
from itertools import chain

from tests.vectors import codes, entries, envelopes, lint, marks, pictures, pouches, records
from tests.vectors.scenario import Scenario


def all_scenarios() -> Iterator[Scenario]:
    """Yield the scenarios of every area."""
    return chain(
        codes.scenarios(),
        envelopes.scenarios(),
        entries.scenarios(),
        lint.scenarios(),
        marks.scenarios(),
        records.scenarios(),
        pictures.scenarios(),
        pouches.scenarios(),
    )
