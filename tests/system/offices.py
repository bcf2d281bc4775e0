"""Work at the desks of the deployed stack's offices: sign in once a person, and call as they do."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from infra import citizen
from infra.visit import Answer
from protocol import b64, canonical
from tests.conftest import Stack
from tests.system import tokens
from tests.system.reports import new_report
from tests.vectors import people

# By place and category of the demonstration: who serves them, and who stands above.
NOISE = {"place": "510504003", "category": "noise"}  # hongxing-binhe, hongxing, longmatan, city, province
_SPARE = 120  # seconds that a token is still good for
_given: dict[tuple[str, str], str] = {}


@dataclass(frozen=True)
class Desk:
    """A member of staff, or a unit's own system, with an access token."""

    stack: Stack
    token: str = field(repr=False)

    def get(self, path: str) -> Answer:
        """Call what reads."""
        return tokens.call(self.stack, f"/api/staff/{path}", self.token)

    def look(self, case: str) -> Any:
        """Return what a case shows."""
        return told(self.get(f"cases/{case}"))

    def post(self, case: str, act: str, body: Any) -> Answer:
        """Send an act as it is."""
        data = body if isinstance(body, bytes) else canonical.to_bytes(body)
        return tokens.call(self.stack, f"/api/staff/cases/{case}/{act}", self.token, method="POST", body=data)

    def act(self, case: str, act: str, n: int, *, id_: str = "", **given: Any) -> Answer:
        """Do an act, under an id that is its own unless one is named."""
        name = id_ or f"{case} {act} {n} {self.token[-9:]}"
        return self.post(case, act, {"v": 1, "id": b64.encode(people.seed(name)[:16]), "n": n} | given)

    def inbox(self) -> Iterator[Any]:
        """Yield all rows of the inbox."""
        yield from self._pages("inbox")

    def passed(self) -> Iterator[Any]:
        """Yield all rows of what was passed on."""
        yield from self._pages("passed")

    def _pages(self, name: str) -> Iterator[Any]:
        after = ""
        while True:
            page = told(self.get(f"{name}?after={after}" if after else name))
            yield from page["cases"]
            if "after" not in page:
                return
            after = page["after"]


def desk(stack: Stack, unit: str, role: str = "handler") -> Desk:
    """Return the desk of a demo person."""
    return Desk(stack, _token(stack, tokens.person(stack, unit, role)))


def machine(stack: Stack) -> Desk:
    """Return the unit's own system that stack.json names."""
    return Desk(stack, tokens.machine(stack))


def file(stack: Stack, **changed: Any) -> str:
    """File a report, some of its facts changed, and return its case; `avoid` names units to keep away."""
    avoid = changed.pop("avoid", ())
    reporter, report = new_report(stack, **changed)
    value = report.to_value() | {"avoid": list(avoid)}
    assert citizen.file(stack.site, reporter.case, canonical.to_bytes(value)).status == 201
    return reporter.case


def told(answer: Answer) -> Any:
    """Return what a call answered that went well."""
    assert answer.status == 200, (answer.status, answer.body)
    assert answer.headers["cache-control"] == "no-store"
    return json.loads(answer.body)


def refused(answer: Answer) -> tuple[int, str]:
    """Return status and code of a problem."""
    assert answer.headers["content-type"] == "application/problem+json", (answer.status, answer.body)
    return answer.status, str(json.loads(answer.body)["code"])


def _token(stack: Stack, username: str) -> str:
    kept = _given.get((stack.site, username))
    if kept is None or tokens.claims(kept)["exp"] < time.time() + _SPARE:
        kept = _given[stack.site, username] = tokens.sign_in(stack, username).access
    return kept
