"""Make the scenarios of protocol/vectors with PyNaCl and hashlib; run by hand when a spec changes, compared by a test."""

from collections.abc import Iterator
from itertools import chain

from tests.vectors import codes, envelopes, pouches, records
from tests.vectors.scenario import Scenario


def all_scenarios() -> Iterator[Scenario]:
    """Yield the scenarios of every area."""
    return chain(codes.scenarios(), envelopes.scenarios(), records.scenarios(), pouches.scenarios())
