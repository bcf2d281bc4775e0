"""File a report: judge it, sign its receipt, route it, store it with its first custody entry (API.md, filing)."""

import hashlib
from dataclasses import dataclass
from typing import Protocol

from functions.domain import challenge, identity, photo
from functions.domain.portal import Portal
from functions.errors import OtherContent, WrongMember
from protocol import entry, facts, lint, receipt
from protocol.report import Report
from protocol.upload import Upload


class Signer(Protocol):
    """The receipt key: Ed25519, in a service that never gives it away."""

    def sign(self, text: bytes, name: str) -> str:
        """Return a signed note over `text` by the key called `name`."""


@dataclass(frozen=True, slots=True)
class Filing:
    """All that one transaction stores. `sameness` (64 hex) tells a repeat from other content.

    `unit` is where the case goes first, and `due` the hour from which that unit is late to accept it.
    """

    report: Report
    case: str
    hour: str
    unit: str
    due: str
    receipt: str
    filed: entry.Entry
    facts_hash: str
    sameness: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store holds for a case after filing, whoever won."""

    hour: str
    receipt: str
    sameness: str
    new: bool


@dataclass(frozen=True, slots=True)
class Filed:
    """The answer to a filing: its hour, its receipt, and whether this call stored it or an earlier one had.

    `upload` is there when the report has photos, and a new one each time.
    """

    hour: str
    receipt: str
    new: bool
    upload: Upload | None

    def to_value(self) -> dict[str, object]:
        """Return the object on the wire."""
        found: dict[str, object] = {"hour": self.hour, "receipt": self.receipt}
        return found | {"upload": self.upload.to_value()} if self.upload else found


class Filings(Protocol):
    """The store, as filing sees it: it can put, and never read."""

    def put(self, filing: Filing) -> Stored:
        """Store case, entry, box and the unit's notice in one transaction, or return what the case already holds.

        Raises Unavailable when the store is busy.
        """


def file(
    case: str,
    report: Report,
    *,
    portal: Portal,
    rules: lint.Rules,
    now: str,
    mac: challenge.Mac,
    upload_mac: challenge.Mac,
    signer: Signer,
    filings: Filings,
) -> Filed:
    """File `report` under `case` at hour `now`.

    1 work  2 the deployment's words  3 officer key  4 lint  5 case match  6 route and sign  7 store, unless it is there

    Raises WorkNotDone, WrongMember, KeyNotAccepted, IdentityFound, OtherContent (the case holds another report) or
    Unavailable.
    """
    # 1 work
    challenge.check(report.work, difficulty=portal.difficulty, case=case, now=now, mac=mac)
    # 2 the deployment's words
    _check_words(report, portal)
    # 3 officer key
    portal.accept_key(report.sealed, now)
    # 4 lint
    identity.check_facts(report.facts, report.keep, rules)
    # 5 case match
    if report.case != case:
        raise WrongMember("case", "does not match the values sent")
    # 6 route and sign
    filing = _filing(case, report, portal=portal, now=now, signer=signer)
    leave = photo.issue(case, report.facts.photos, now=now, mac=upload_mac) if report.facts.photos else None
    # 7 store
    stored = filings.put(filing)
    if stored.sameness != filing.sameness:
        raise OtherContent("the case holds another report")
    return Filed(hour=stored.hour, receipt=stored.receipt, new=stored.new, upload=leave)


def _check_words(report: Report, portal: Portal) -> None:
    if report.facts.category not in portal.categories:
        raise WrongMember("facts.category", "not a category of this portal")
    if report.facts.place not in portal.places:
        raise WrongMember("facts.place", "not a place of this portal")
    if not set(portal.tree.avoidable).issuperset(report.avoid):
        raise WrongMember("avoid", "names a unit that this portal does not have, or that nobody can avoid")


def _filing(case: str, report: Report, *, portal: Portal, now: str, signer: Signer) -> Filing:
    facts_hash = facts.hash_of(report.facts)
    text = receipt.text(
        receipt.Receipt(
            portal=portal.portal,
            act="filed",
            case=case,
            n=0,
            facts_hash=facts_hash,
            box_hash=hashlib.sha256(report.sealed.box).hexdigest(),
            key=report.sealed.key,
            build=report.build,
            hour=now,
        )
    )
    unit = portal.tree.route(report.facts.place, report.facts.category, report.avoid)
    filed = entry.Entry(case=case, n=0, hour=now, act="filed", role="reporter", fields=(), subject=facts_hash, to=unit)
    return Filing(
        report=report,
        case=case,
        hour=now,
        unit=unit,
        due=portal.calendar.due(now, portal.tree.units[unit].deadlines.accept),
        receipt=signer.sign(text, receipt.key_name(portal.portal)),
        filed=filed,
        facts_hash=facts_hash,
        sameness=report.sameness(),
    )
