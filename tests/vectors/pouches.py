"""Make the scenarios of POUCH.md: files as lines, and what a reader says of each."""

from collections.abc import Iterator
from typing import Any

from protocol import canonical
from protocol.pouch import STATUSES, Start, Writer
from tests.vectors import people
from tests.vectors.envelopes import plain, wire
from tests.vectors.scenario import Scenario

START = Start(portal=people.PORTAL, direction="in", hour=people.HOUR, since="2026-11-23T00Z")


def box_record() -> dict[str, Any]:
    """Return the reporter's box record, pulled to verify something."""
    stored = {name: value for name, value in people.stored().items() if name not in ("portal", "facts_hash")}
    return {
        "record": "box",
        "hour": people.HOUR,
        "status": "submitted",
        "facts": people.FACTS.to_value(),
        "sealed": wire(plain()),
        "receipt": "a receipt\n",
        "entry": people.pulled(people.seal(plain())).to_value(),
        **stored,
    }


def case_record() -> dict[str, Any]:
    """Return the reporter's case header."""
    return {
        "record": "case",
        "case": people.CASE,
        "hour": people.HOUR,
        "status": "submitted",
        "category": "education",
        "place": "yx-hongxing",
        "key": people.OFFICER.key_id,
        "build": people.BUILD,
        "facts_hash": people.FACTS_HASH,
        "n": 0,
    }


def written(*records: dict[str, Any]) -> list[bytes]:
    """Return the lines of a whole pouch."""
    lines: list[bytes] = []
    writer = Writer(lines.append, START)
    for record in records:
        writer.write(record)
    writer.close()
    return lines


def scenarios() -> Iterator[Scenario]:
    """Yield every scenario of the area pouch; `records` names what a reader yields between start and end."""
    whole = written(case_record(), box_record())
    headers = [case_record() | {"status": status, "n": n} for n, status in enumerate(STATUSES)]
    unknown = canonical.to_bytes(case_record() | {"status": "public"}) + b"\n"
    other = [whole[0], unknown, whole[-1]]
    bad = canonical.to_bytes(box_record() | {"extra": 1}) + b"\n"
    unrecorded = canonical.to_bytes(box_record() | {"entry": case_record()}) + b"\n"
    worded = canonical.to_bytes({"record": "end", "count": True, "hash": "0" * 64}) + b"\n"
    rows: tuple[tuple[str, str, str, list[bytes], list[str]], ...] = (
        ("whole", "a pouch with one header and one box", "whole", whole, ["case", "box"]),
        ("statuses", "a header of every status", "whole", written(*headers), ["case"] * len(headers)),
        ("status-unknown", "a header of a status that is none", "refused: end", other, ["bad"]),
        ("empty", "a pouch with no record", "whole", written(), []),
        ("cut", "a pouch that ends before its last line", "refused: end", whole[:-1], ["case", "box"]),
        (
            "cut-inside",
            "a pouch that ends inside a line",
            "refused: end",
            [*whole[:2], whole[2][:500]],
            ["case", "bad"],
        ),
        ("line-lost", "a pouch that lost a line", "refused: end", [whole[0], *whole[2:]], ["box"]),
        (
            "altered",
            "a pouch with one character altered",
            "refused: end",
            [whole[0], whole[1].replace(b"education", b"educatiom"), *whole[2:]],
            ["case", "box"],
        ),
        (
            "bad-record",
            "a pouch with a record of another form among good ones",
            "refused: end",
            [whole[0], bad, *whole[1:]],
            ["bad", "case", "box"],
        ),
        (
            "unrecorded-box",
            "a box without the entry that records its leaving",
            "refused: end",
            [whole[0], unrecorded, whole[-1]],
            ["bad"],
        ),
        ("after-the-end", "a pouch with a line after its last", "refused: end", [*whole, whole[1]], ["case", "box"]),
        (
            "end-without-line-feed",
            "a last line that was cut by one byte",
            "refused: end",
            [*whole[:-1], whole[-1][:-1]],
            ["case", "box", "bad"],
        ),
        ("counted-by-a-word", "a last line that counts with a word", "refused: end", [whole[0], worded], ["bad"]),
        (
            "plaintext-contact",
            "a record that holds contact details in clear",
            "refused: end",
            [whole[0], canonical.to_bytes(case_record() | {"contact": people.CONTACT}) + b"\n", whole[-1]],
            ["bad"],
        ),
    )
    for name, about, expect, lines, records in rows:
        inputs = {"lines": [line.decode() for line in lines], "records": records}
        yield Scenario("pouch", name, about, expect, inputs)
    yield Scenario(
        "pouch", "refused-no-start", "a file that is no pouch", "refused: start", {"lines": ["hello\n"], "records": []}
    )
    yield Scenario("pouch", "refused-no-lines", "an empty file", "refused: start", {"lines": [], "records": []})
