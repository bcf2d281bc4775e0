"""Stand in for KMS, DynamoDB and S3 in memory; the store fakes pass the same contract as their adapters."""

import hashlib
import hmac

from nacl import bindings

from functions.adapters import feed
from functions.domain.filing import Filing, Stored
from functions.domain.pulling import Page, StoredCase
from functions.errors import AmbiguousRef, Gone, UnknownCase
from protocol import entry, note
from protocol.envelope import Sealed
from protocol.pouch import CaseRecord
from tests.vectors import people


class FakeMac:
    """HMAC-SHA256 under a key of the test."""

    def __init__(self) -> None:
        self.asked = 0

    def make(self, message: bytes) -> bytes:
        """Return the MAC of a message."""
        self.asked += 1
        return hmac.digest(b"challenge key", message, "sha256")


class FakeSigner:
    """The receipt key of the vectors."""

    def sign(self, text: bytes, name: str) -> str:
        """Return a signed note over `text`."""
        signature = bindings.crypto_sign(text, people.RECEIPT_SECRET)[:64]
        return note.write(text, name=name, public=people.RECEIPT_PUBLIC, signature=signature)


class FakeStore:
    """Cases, entries and boxes in dictionaries; implements Filings and Cases."""

    def __init__(self) -> None:
        self.filed: dict[str, Filing] = {}
        self.chains: dict[str, list[entry.Entry]] = {}
        self.boxes: dict[str, Sealed] = {}

    def put(self, filing: Filing) -> Stored:
        """Store a filing, or return what the case already holds."""
        found = self.filed.setdefault(filing.case, filing)
        if found is filing:
            self.chains[filing.case] = [filing.filed]
            self.boxes[filing.case] = filing.report.sealed
        return Stored(hour=found.hour, receipt=found.receipt, sameness=found.sameness, new=found is filing)

    def find(self, ref: str) -> StoredCase:
        """Return the case that a ref names."""
        cases = [case for case in self.filed if case.startswith(ref)]
        if not cases:
            raise UnknownCase("no such case")
        if len(cases) > 1:
            raise AmbiguousRef("more than one case begins with this ref")
        filing, head = self.filed[cases[0]], self.chains[cases[0]][-1]
        report = filing.report
        return StoredCase(
            case=filing.case,
            hour=filing.hour,
            status="submitted",
            facts=report.facts,
            receipt=filing.receipt,
            reply_to=report.reply_to,
            lookup_hash=report.lookup_hash,
            proof_hash=report.proof_hash,
            label_key_hash=hashlib.sha256(report.label_key).digest(),
            entry_key_hash=hashlib.sha256(report.entry_key).digest(),
            n=head.n,
            head=entry.hash_of(head),
        )

    def box(self, case: str) -> Sealed:
        """Return the sealed box of a case."""
        if case not in self.boxes:
            raise Gone("the box was destroyed")
        return self.boxes[case]

    def append(self, recorded: entry.Entry, *, head: str) -> bool:
        """Write an entry on top of `head`."""
        if entry.hash_of(self.chains[recorded.case][-1]) != head:
            return False
        self.chains[recorded.case].append(recorded)
        return True

    def marked(self, mark: str) -> entry.Entry:
        """Return the look of staff that a mark is of."""
        found = [
            recorded
            for case, chain in self.chains.items()
            for recorded in chain
            if recorded.role in entry.STAFF and entry.mark(self.filed[case].report.label_key, recorded.n) == mark
        ]
        if not found:
            raise UnknownCase("no look has this mark")
        return found[0]

    def page(self, *, since: str, now: str, after: str | None) -> Page:
        """Return all headers on one page."""
        found = sorted((filing for filing in self.filed.values() if since <= filing.hour), key=feed_order)
        headers = tuple(
            CaseRecord(
                case=filing.case,
                hour=filing.hour,
                status="submitted",
                category=filing.report.facts.category,
                place=filing.report.facts.place,
                key=filing.report.sealed.key,
                build=filing.report.build,
                facts_hash=filing.facts_hash,
                n=self.chains[filing.case][-1].n,
            )
            for filing in found
        )
        return Page(headers=headers, next=None)


class FakePhotos:
    """Photos in a dictionary, by case and hash."""

    def __init__(self) -> None:
        self.stored: dict[tuple[str, str], bytes] = {}

    def put(self, case: str, name: str, picture: bytes) -> bool:
        """Store a picture unless one is there."""
        new = (case, name) not in self.stored
        self.stored.setdefault((case, name), picture)
        return new


def feed_order(filing: Filing) -> str:
    """Return where a filing stands in the feed."""
    return feed.position(filing.hour, filing.case)
