"""Filing: what is stored, what is refused, and that a repeat is the same report."""

from dataclasses import replace
from typing import Any

import pytest

from functions.domain import challenge, filing
from functions.errors import KeyNotAccepted, OtherContent, WorkNotDone, WrongMember
from protocol import lint, receipt
from protocol.report import Report
from tests.unit.functions import offices
from tests.unit.functions.fakes import FakeMac, FakeSigner, FakeStore
from tests.unit.functions.reports import DIFFICULTY, NOW, portal, report, solved
from tests.unit.protocol.test_vectors import verify
from tests.vectors import people


def file(sent: Report, store: FakeStore, *, now: str = NOW, case: str | None = None, **changed: object) -> filing.Filed:
    """File a report in a portal of the test."""
    return filing.file(
        case or sent.case,
        sent,
        portal=portal(**changed),
        rules=lint.own_rules(),
        now=now,
        mac=FakeMac(),
        upload_mac=FakeMac(),
        signer=FakeSigner(),
        filings=store,
    )


def test_a_filing_stores_case_entry_and_box() -> None:
    """One filing leaves one case, one entry `filed` and one box."""
    sent, store = report(), FakeStore()
    filed = file(sent, store)
    assert filed.new
    assert [found.act for found in store.chains[sent.case]] == ["filed"]
    assert store.boxes[sent.case] == sent.sealed


def test_the_receipt_names_what_was_filed() -> None:
    """The signed note holds the hashes of facts and box, key, build and hour."""
    sent = report()
    signed = file(sent, FakeStore()).receipt
    found = receipt.parse(signed, portal=people.PORTAL, public=people.RECEIPT_PUBLIC, verify=verify)
    assert found == receipt.Receipt(
        portal=people.PORTAL,
        act="filed",
        case=sent.case,
        n=0,
        facts_hash=people.FACTS_HASH,
        box_hash=people.sha256(sent.sealed.box).hex(),
        key=people.OFFICER.key_id,
        build=people.BUILD,
        hour=NOW,
    )


def test_the_same_report_again_gets_the_stored_receipt() -> None:
    """A repeat an hour later, with new work, is answered with the first receipt."""
    store = FakeStore()
    first = file(report(), store)
    again = file(report(now="2026-11-25T09Z"), store, now="2026-11-25T09Z")
    assert (again.receipt, again.hour, again.new) == (first.receipt, first.hour, False)
    assert len(store.filed) == 1


@pytest.mark.parametrize(
    "changed", [{"build": "f" * 16}, {"avoid": ("street-3",)}, {"facts": replace(people.FACTS, what="别的")}]
)
def test_other_content_for_a_case_is_refused_and_changes_nothing(changed: dict[str, object]) -> None:
    """The first version stays."""
    store = FakeStore()
    first = file(report(), store)
    with pytest.raises(OtherContent):
        file(report(**changed), store)
    assert store.filed[report().case].receipt == first.receipt


def test_two_people_who_send_the_same_text_are_two_cases() -> None:
    """Identity comes from the code, not from content."""
    store = FakeStore()
    file(report("one"), store)
    file(report("two"), store)
    assert len(store.filed) == 2


@pytest.mark.parametrize(
    ("changed", "member"),
    [
        ({"facts": replace(people.FACTS, category="astrology")}, "facts.category"),
        ({"facts": replace(people.FACTS, place="elsewhere")}, "facts.place"),
        ({"avoid": ("nobody",)}, "avoid"),
        ({"avoid": ("province",)}, "avoid"),
        ({"avoid": ("oversight",)}, "avoid"),
        ({"avoid": ("street-4", "nobody")}, "avoid"),
        ({"keep": ("0" * 64,)}, "keep"),
    ],
)
def test_words_that_the_deployment_does_not_have_are_refused(changed: dict[str, object], member: str) -> None:
    """The member is named, and nothing is stored."""
    store = FakeStore()
    with pytest.raises(WrongMember) as caught:
        file(report(**changed), store)
    assert caught.value.member == member
    assert not store.filed


def test_a_case_that_does_not_match_its_values_is_refused() -> None:
    """Nobody files under a case whose code he does not hold."""
    sent, other = report("one"), report("two")
    sent = next(
        found for n in range(1 << 16) if _solves(found := replace(sent, work=replace(sent.work, n=n)), other.case)
    )
    with pytest.raises(WrongMember) as caught:
        file(sent, FakeStore(), case=other.case)
    assert caught.value.member == "case"


def _solves(sent: Report, case: str) -> bool:
    try:
        challenge.check(sent.work, difficulty=DIFFICULTY, case=case, now=NOW, mac=FakeMac())
    except WorkNotDone:
        return False
    return True


@pytest.mark.parametrize(
    ("keys", "accepted"),
    [
        ([{"suite": 1, "state": "current"}], True),
        ([{"suite": 1, "state": "retired", "retired": "2026-11-18T09Z"}], True),
        ([{"suite": 1, "state": "retired", "retired": "2026-11-18T08Z"}], False),
        ([{"suite": 1, "state": "compromised"}], False),
        ([{"suite": 2, "state": "current"}], False),
    ],
    ids=["current", "retired-within-7-days", "retired-7-days-ago", "compromised", "other-suite"],
)
def test_a_box_is_taken_only_for_a_key_that_is_accepted(keys: list[dict[str, object]], *, accepted: bool) -> None:
    """Current keys, and retired ones for 7 days; compromised ones at no time."""
    configured = [{"key": people.OFFICER.key_id} | key for key in keys]
    store = FakeStore()
    if accepted:
        assert file(report(), store, keys=configured).new
        return
    with pytest.raises(KeyNotAccepted):
        file(report(), store, keys=configured)
    assert not store.filed


def test_a_box_for_an_unknown_key_is_refused() -> None:
    """A key that the portal never had is not accepted."""
    with pytest.raises(KeyNotAccepted):
        file(report(), FakeStore(), keys=[{"key": "0" * 16, "suite": 1, "state": "current"}])


def test_expired_work_is_refused() -> None:
    """A challenge is good for 24 hours and the hour it ends in."""
    sent = report(now="2026-11-24T08Z")
    assert file(sent, FakeStore()).new
    with pytest.raises(WorkNotDone):
        file(sent, FakeStore(), now="2026-11-25T09Z")


@pytest.mark.parametrize(
    "changed",
    [{"difficulty": 0}, {"difficulty": DIFFICULTY - 1}, {"expiry": "2026-11-26T09Z"}, {"expiry": "2026-11-25T07Z"}],
)
def test_nonsense_reaches_no_key_service(changed: dict[str, object]) -> None:
    """A challenge that is too easy, too old or from the future costs the portal nothing, solved or not."""
    sent, mac = report(), FakeMac()
    claimed = solved(replace(sent, work=replace(sent.work, challenge=replace(sent.work.challenge, **changed))))
    with pytest.raises(WorkNotDone):
        challenge.check(claimed.work, difficulty=DIFFICULTY, case=sent.case, now=NOW, mac=mac)
    assert mac.asked == 0


def test_unsolved_work_reaches_no_key_service() -> None:
    """A flood of nonsense costs a hash each."""
    sent, mac = report(), FakeMac()
    wrong = next(n for n in range(100) if not _solves(replace(sent, work=replace(sent.work, n=n)), sent.case))
    with pytest.raises(WorkNotDone):
        challenge.check(replace(sent.work, n=wrong), difficulty=DIFFICULTY, case=sent.case, now=NOW, mac=mac)
    assert mac.asked == 0


def test_a_challenge_of_somebody_else_is_refused() -> None:
    """Solved, unexpired and hard enough, but not under the portal's MAC."""
    sent = report()
    foreign = solved(replace(sent, work=replace(sent.work, challenge=replace(sent.work.challenge, hmac=bytes(32)))))
    with pytest.raises(WorkNotDone):
        file(foreign, FakeStore())


def test_the_first_entry_is_the_filing_of_these_facts() -> None:
    """Its subject is the facts' hash, its role the reporter's, and it names no field, but the unit that gets it."""
    store = FakeStore()
    file(report(), store)
    (filed,) = store.chains[report().case]
    assert (filed.to, filed.unit, filed.person) == ("street-3", None, None)
    assert (filed.subject, filed.role, filed.fields, filed.hour) == (people.FACTS_HASH, "reporter", (), NOW)


@pytest.mark.parametrize(
    ("category", "avoid", "unit", "due"),
    [
        ("education", (), "street-3", "2026-11-27T10Z"),
        ("noise", (), "community-5", "2026-11-27T10Z"),
        ("noise", ("street-3",), "district-1", "2026-11-27T10Z"),
        ("noise", ("community-5", "district-1"), "city", "2026-12-01T10Z"),
    ],
)
def test_a_report_goes_to_a_unit_at_once(category: str, avoid: tuple[str, ...], unit: str, due: str) -> None:
    """To the lowest that serves it, or above those to keep away, with that unit's own deadline to accept it."""
    units = [found if found["id"] != "city" else patient(found) for found in offices.units()]
    store, sent = FakeStore(), report(facts=replace(people.FACTS, category=category), avoid=avoid)
    file(sent, store, units=units)
    filing = store.filed[sent.case]
    assert (filing.unit, filing.due, filing.filed.to) == (unit, due, unit)


def patient(unit: dict[str, Any]) -> dict[str, Any]:
    """Return a unit with four days to accept."""
    return unit | {"deadlines": unit["deadlines"] | {"accept": 4}}


def test_a_repeat_stays_where_the_first_went() -> None:
    """A deployment in between that routes otherwise changes nothing about a report that is there."""
    store = FakeStore()
    file(report(), store)
    fewer = [unit for unit in offices.units() if unit["id"] not in ("street-3", "community-5")]
    assert not file(report(now="2026-11-25T09Z"), store, now="2026-11-25T09Z", units=fewer, groups={}).new
    assert store.filed[report().case].unit == "street-3"
