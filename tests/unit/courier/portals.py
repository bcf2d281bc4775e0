"""Stand in for a portal: the real officer function on a store in memory, and one that misbehaves on demand."""

import io
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from console.screen import Screen
from console.words import load
from courier.answers import Demand, PatientFunction
from functions.handlers import officer as handler
from protocol import code
from tests.unit.officer.reporters import box_record, case_record, ref

NOTE = "核对楼号"


class RealFunction:
    """The portal's own officer function, called as Lambda calls it: JSON in, JSON out."""

    def invoke(self, request: Mapping[str, object]) -> object:
        """Return what the handler answers."""
        return json.loads(json.dumps(handler.handler(json.loads(json.dumps(request)), object())))


class FakeFunction:
    """An officer function of invented reporters, whose pages and failures the test decides.

    `pages` are lists of names; `troubles` maps a ref to the answers or errors given for it before it is answered well.
    """

    def __init__(self, *pages: Sequence[str], troubles: Mapping[str, Sequence[object]] | None = None) -> None:
        self.pages = pages or ((),)
        self.troubles = {ref: list(given) for ref, given in (troubles or {}).items()}
        self.until = "2026-11-24T08Z"
        self.requests: list[Mapping[str, object]] = []
        self.recorded: list[tuple[str, str, str]] = []
        self._lock = threading.Lock()

    def invoke(self, request: Mapping[str, object]) -> object:
        """Answer as the officer function does."""
        with self._lock:
            self.requests.append(request)
            if request["act"] == "list":
                return self._list(request)
            return self._pull(str(request["ref"]), str(request["purpose"]), str(request["note"]))

    def _list(self, request: Mapping[str, object]) -> object:
        number = int(str(request.get("page", 0)))
        cases = [without(case_record(name), "record") for name in self.pages[number]]
        answer: dict[str, object] = {"v": 1, "cases": cases, "until": self.until}
        return answer if number + 1 == len(self.pages) else answer | {"page": str(number + 1)}

    def _pull(self, asked: str, purpose: str, note: str) -> object:
        if self.troubles.get(asked):
            trouble = self.troubles[asked].pop(0)
            if isinstance(trouble, BaseException):
                raise trouble
            return trouble
        self.recorded.append((asked, purpose, note))
        return {"v": 1, "record": self._record(asked, purpose, note)}

    def _record(self, asked: str, purpose: str, note: str) -> dict[str, Any]:
        name = next(name for name in NAMES if code.show(asked[:10].replace("-", "")) == ref(name) or asked == ref(name))
        record = box_record(name)
        record["entry"] |= {"purpose": purpose, "note": note}
        return record


NAMES = tuple("abcdefghij")


def problem(word: str) -> dict[str, object]:
    """Return a problem of the officer function."""
    return {"v": 1, "problem": {"code": word, "title": "a title", "status": 500}}


def without(record: Mapping[str, Any], member: str) -> dict[str, Any]:
    """Return a record without one member."""
    return {name: value for name, value in record.items() if name != member}


def patient(function: Any, waits: list[float] | None = None) -> PatientFunction:
    """Return a function that is asked again without any real waiting."""
    noted: Callable[[float], None] = (waits if waits is not None else []).append
    return PatientFunction(function, noted)


def demand(name: str) -> Demand:
    """Return the demand of a reporter's box."""
    return Demand(ref(name), "verify", NOTE)


def screen(language: str = "en") -> Screen:
    """Return a screen in memory."""
    words = load(language, ("console", "courier"))
    return Screen("courier", words, io.StringIO(), io.StringIO(), columns=80, bold=False)
