"""Make the scenarios of CUSTODY.md: entries of every act, their leaves and marks, and what no act has."""

from collections.abc import Iterator
from typing import Any, Final

from protocol import b64, entry
from tests.vectors import people
from tests.vectors.scenario import Scenario, changed

_SHOWN: Final = ["kind", "category", "place", "what", "spot", "when", "wish"]
_BODY: Final = people.sha256(b"the canonical body of an act").hex()


def scenarios() -> Iterator[Scenario]:
    """Yield every scenario of the area entry."""
    for name, about, value in _parsing():
        yield Scenario("entry", name, about, "parses", _inputs(value))
    for name, base, change, member in _refused():
        value = changed(base, change)
        yield Scenario("entry", f"refused-{name}", "an entry of another form", f"refused: {member}", {"value": value})


def _inputs(value: dict[str, Any]) -> dict[str, Any]:
    keys = {"label_key": people.DERIVED.label_key, "entry_key": people.DERIVED.entry_key}
    found = entry.parse(value)
    return {
        "value": value,
        "hash": entry.hash_of(found),
        "leaf": entry.leaf(found, **keys).hex(),
        "mark": entry.mark(keys["label_key"], found.n),
        **{name: b64.encode(key) for name, key in keys.items()},
    }


def _staff(act: str, **members: Any) -> dict[str, Any]:
    """Return the entry of a look or an act of staff, next after the filing."""
    return {
        "v": 1,
        "case": people.CASE,
        "n": 1,
        "prev": entry.hash_of(people.FILED),
        "hour": people.HOUR,
        "act": act,
        "role": "handler",
        "unit": "street-3",
        "person": "7K2M9QXA",
        "fields": [],
        "subject": _BODY,
    } | members


def _traced() -> dict[str, Any]:
    """Return the entry of a watermark being traced, next after the look that it is of."""
    look = entry.parse(_staff("viewed", fields=_SHOWN, subject=people.FACTS_HASH))
    return {
        "v": 1,
        "case": people.CASE,
        "n": 2,
        "prev": entry.hash_of(look),
        "hour": people.HOUR,
        "act": "traced",
        "role": "officer",
        "fields": [],
        "subject": entry.hash_of(look),
        "purpose": "inquiry",
        "note": "a picture of a view in a chat",
    }


def _parsing() -> Iterator[tuple[str, str, dict[str, Any]]]:
    filed, pulled = people.FILED.to_value(), people.pulled(b"box").to_value()
    yield "filed", "the entry of a case being filed", filed
    yield "filed-to", "the entry of a case being filed and routed to a unit", filed | {"to": "street-3"}
    yield "pulled", "the entry of a case being pulled", pulled
    yield "traced", "a watermark being traced to the entry that it is of", _traced()
    told = people.FACTS_HASH
    yield "viewed", "a look at facts by the unit that has the case", _staff("viewed", fields=_SHOWN, subject=told)
    yield "viewed-status", "a look at the status by a unit that had the case", _staff("viewed", subject=told)
    photo = people.sha256(b"picture").hex()
    yield "viewed-photo", "a look at one picture", _staff("viewed", fields=["photos"], subject=photo)
    machine = _staff("viewed", fields=_SHOWN, subject=told, role="machine")
    yield "viewed-machine", "a look by a unit's own system", machine
    for act in entry.ACTS[entry.ACTS.index("accepted") :]:
        to = {"to": "community-5"} if act in entry.MOVES else {}
        yield act, f"the entry of a case being {act}", _staff(act, **to)
    yield "closed-machine", "an act by a unit's own system", _staff("closed", role="machine")


def _refused() -> Iterator[tuple[str, dict[str, Any], dict[str, Any], str]]:
    pulled = people.pulled(b"box").to_value()
    for name, change, member in (
        ("pull-by-handler", {"role": "handler"}, "role"),
        ("pull-without-note", {"note": None}, "note"),
        ("pull-without-purpose", {"purpose": None}, "purpose"),
        ("pull-without-contact", {"fields": ["what"]}, "fields"),
        ("pull-with-photos", {"fields": ["what", "photos", "contact"]}, "fields"),
        ("pull-with-unit", {"unit": "street-3"}, "unit"),
        ("pull-with-person", {"person": "7K2M9QXA"}, "person"),
        ("pull-with-to", {"to": "street-3"}, "to"),
        ("filed-later", {"act": "filed", "role": "reporter", "fields": [], "purpose": None, "note": None}, "n"),
        ("filed-with-purpose", {"act": "filed", "role": "reporter", "n": 0, "prev": None, "fields": []}, "purpose"),
        ("pull-first", {"n": 0, "prev": None}, "n"),
        ("first-with-prev", {"n": 0}, "prev"),
        ("later-without-prev", {"prev": None}, "prev"),
        ("unknown-act", {"act": "peeked"}, "act"),
        ("unknown-role", {"role": "clerk"}, "role"),
        ("unknown-purpose", {"purpose": "curiosity"}, "purpose"),
        ("unknown-field", {"fields": ["contact", "name"]}, "fields"),
        ("long-note", {"note": "x" * 81}, "note"),
        ("minutes", {"hour": "2026-11-24T09:30Z"}, "hour"),
        ("field-twice", {"fields": ["what", "what"]}, "fields"),
        ("empty-note", {"note": ""}, "note"),
    ):
        yield name, pulled, change, member
    filed = people.FILED.to_value()
    yield "filed-with-fields", filed, {"fields": ["what"]}, "fields"
    yield "filed-with-unit", filed, {"unit": "street-3"}, "unit"
    viewed = _staff("viewed", fields=_SHOWN, subject=people.FACTS_HASH)
    for name, change, member in (
        ("view-by-officer", {"role": "officer"}, "role"),
        ("view-by-reporter", {"role": "reporter"}, "role"),
        ("view-without-unit", {"unit": None}, "unit"),
        ("view-without-person", {"person": None}, "person"),
        ("view-with-contact", {"fields": ["what", "contact"]}, "fields"),
        ("view-with-photos-beside", {"fields": ["what", "photos"]}, "fields"),
        ("view-with-note", {"note": "x"}, "note"),
        ("view-with-to", {"to": "community-5"}, "to"),
        ("person-short", {"person": "7K2M9QX"}, "person"),
        ("person-long", {"person": "7K2M9QXAB"}, "person"),
        ("person-of-other-symbols", {"person": "7K2M9QXI"}, "person"),
        ("person-lower-case", {"person": "7k2m9qxa"}, "person"),
        ("person-with-line-feed", {"person": "7K2M9QXA\n"}, "person"),
        ("person-number", {"person": 72529341}, "person"),
        ("unit-upper-case", {"unit": "Street-3"}, "unit"),
    ):
        yield name, viewed, change, member
    for name, change, member in (
        ("trace-by-handler", {"role": "handler"}, "role"),
        ("trace-without-note", {"note": None}, "note"),
        ("trace-for-another-purpose", {"purpose": "verify"}, "purpose"),
        ("trace-with-person", {"person": "7K2M9QXA"}, "person"),
        ("trace-with-fields", {"fields": ["what"]}, "fields"),
    ):
        yield name, _traced(), change, member
    dispatched = _staff("dispatched", to="community-5")
    for name, change, member in (
        ("dispatch-to-nobody", {"to": None}, "to"),
        ("dispatch-to-a-path", {"to": "../street-3"}, "to"),
        ("dispatch-with-fields", {"fields": ["what"]}, "fields"),
        ("return-to-nobody", {"act": "returned", "to": None}, "to"),
        ("close-to-somebody", {"act": "closed"}, "to"),
        ("act-first", {"n": 0, "prev": None}, "n"),
        ("act-with-purpose", {"purpose": "verify"}, "purpose"),
    ):
        yield name, dispatched, change, member
