"""Make the scenarios of FACTS.md and API.md: facts, notes, receipts, work and whole reports."""

from collections.abc import Iterator

from nacl import bindings

from protocol import b64, facts, note, receipt, report, work
from protocol.facts import BOUNDS
from tests.vectors import people
from tests.vectors.envelopes import plain, wire
from tests.vectors.scenario import Scenario, changed


def scenarios() -> Iterator[Scenario]:
    """Yield every scenario of the areas facts, note, receipt, work and report."""
    yield from _facts()
    yield from _notes()
    yield from _receipts()
    yield from _work()
    yield from _reports()


def _facts() -> Iterator[Scenario]:
    value = people.FACTS.to_value()
    yield Scenario(
        "facts", "parses", "facts as the page sends them", "parses", {"value": value, "hash": people.FACTS_HASH}
    )
    photos = [people.sha256(f"picture {n}".encode()).hex() for n in range(4)]
    told = facts.parse(value | {"photos": photos[:3]})
    inputs = {"value": told.to_value(), "hash": facts.hash_of(told)}
    yield Scenario("facts", "parses-photos", "facts that name three photos", "parses", inputs)
    for name, change, member in (
        ("photos-four", {"photos": photos}, "photos"),
        ("photos-none", {"photos": []}, "photos"),
        ("photos-twice", {"photos": photos[:1] * 2}, "photos"),
        ("photos-upper-case", {"photos": [photos[0].upper()]}, "photos"),
        ("photos-short", {"photos": [photos[0][:-1]]}, "photos"),
        ("photos-number", {"photos": [1]}, "photos"),
        ("photos-text", {"photos": photos[0]}, "photos"),
        ("photos-object", {"photos": {"0": photos[0]}}, "photos"),
        ("no-what", {"what": None}, "what"),
        ("empty-wish", {"wish": ""}, "wish"),
        ("visibility", {"visibility": "public"}, ""),
        ("version-2", {"v": 2}, "v"),
        ("version-true", {"v": True}, "v"),
        ("unknown-kind", {"kind": "rumour"}, "kind"),
        ("category-path", {"category": "../x"}, "category"),
        ("long-what", {"what": "\U00020bb7" * 5001}, "what"),
        ("tab", {"spot": "a\tb"}, "spot"),
        ("carriage-return", {"what": "a\r\nb"}, "what"),
        ("number", {"what": 1}, "what"),
        ("list", {"place": []}, "place"),
    ):
        expect = f"refused: {member}" if member else "refused"
        yield Scenario("facts", f"refused-{name}", "facts of another form", expect, {"value": changed(value, change)})


def _sign(text: bytes) -> bytes:
    return bindings.crypto_sign(text, people.RECEIPT_SECRET)[:64]


def _notes() -> Iterator[Scenario]:
    text = b"one\ntwo\n"
    name = receipt.key_name(people.PORTAL)
    good = note.write(text, name=name, public=people.RECEIPT_PUBLIC, signature=_sign(text))
    foreign = note.write(text, name="witness.example/w", public=people.SIGN_PUBLIC, signature=b"\x07" * 64).split(
        "\n\n"
    )[1]
    keyed = {"name": name, "public": b64.encode(people.RECEIPT_PUBLIC)}
    yield Scenario(
        "note", "verifies", "a note with one signature", "verifies", {"note": good, "text": text.decode(), **keyed}
    )
    yield Scenario(
        "note",
        "verifies-beside-witness",
        "a note with a witness's signature too",
        "verifies",
        {"note": good + foreign, "text": text.decode(), **keyed},
    )
    for name_, altered in (
        ("altered-text", good.replace("one", "One")),
        ("other-name", good.replace("/receipt ", "/log ")),
        ("no-final-line-feed", good[:-1]),
        ("no-signature", "one\ntwo\n\n"),
        ("no-blank-line", good.replace("\n\n", "\n")),
        ("hyphen-for-dash", good.replace("\u2014", "-")),
        ("carriage-return", good.replace("\n", "\r\n")),
        ("signature-cut", good[:-9] + "\n"),
        ("signature-outside-ascii", good[:-4] + "\u00e9\n"),
        (
            "broken-second-signature",
            good
            + note.write(
                text, name=receipt.key_name(people.PORTAL), public=people.RECEIPT_PUBLIC, signature=bytes(64)
            ).split("\n\n")[1],
        ),
    ):
        yield Scenario(
            "note",
            f"refused-{name_}",
            "a note of another form, or not signed by this key",
            "refused",
            {"note": altered, **keyed},
        )


def _receipts() -> Iterator[Scenario]:
    filed = receipt.Receipt(
        portal=people.PORTAL,
        act="filed",
        case=people.CASE,
        n=0,
        facts_hash=people.FACTS_HASH,
        box_hash=people.sha256(people.seal(plain())).hex(),
        key=people.OFFICER.key_id,
        build=people.BUILD,
        hour=people.HOUR,
    )
    keyed = {"portal": people.PORTAL, "public": b64.encode(people.RECEIPT_PUBLIC)}
    fields = {
        "act": "filed",
        "case": people.CASE,
        "n": 0,
        "facts_hash": filed.facts_hash,
        "box_hash": filed.box_hash,
        "key": filed.key,
        "build": filed.build,
        "hour": filed.hour,
    }
    yield Scenario(
        "receipt",
        "verifies",
        "a filing receipt",
        "verifies",
        {"note": _signed(receipt.text(filed)), "fields": fields, **keyed},
    )
    for name, text, member in (
        ("other-portal", receipt.text(filed).replace(b"demo.", b"other.", 1), ""),
        ("nine-lines-and-one", receipt.text(filed) + b"more\n", ""),
        ("unknown-act", receipt.text(filed).replace(b"filed", b"closed"), "act"),
        ("leading-zero", receipt.text(filed).replace(b"\n0\n", b"\n00\n"), "n"),
        ("short-case", receipt.text(filed).replace(people.CASE.encode(), people.CASE[:-1].encode()), "case"),
    ):
        expect = f"refused: {member}" if member else "refused"
        inputs = {"note": _signed(text), **keyed}
        yield Scenario("receipt", f"refused-{name}", "a signed note that is no receipt of this portal", expect, inputs)


def _signed(text: bytes) -> str:
    return note.write(text, name=receipt.key_name(people.PORTAL), public=people.RECEIPT_PUBLIC, signature=_sign(text))


_CHALLENGE = work.Challenge(difficulty=10, expiry="2026-11-25T09Z", hmac=people.seed("hmac"))


def _solution() -> work.Work:
    return next(found for n in range(1 << 20) if work.solves(found := work.Work(_CHALLENGE, n), people.CASE))


def _work() -> Iterator[Scenario]:
    solved = _solution()
    inputs = {"challenge": _CHALLENGE.to_value(), "case": people.CASE, "n": solved.n}
    yield Scenario("work", "solved", "the first number that solves a challenge of 10 bits", "solved", inputs)
    yield Scenario("work", "other-case", "the same number for another case", "unsolved", inputs | {"case": "0" * 26})
    yield Scenario("work", "other-number", "the next number", "unsolved", inputs | {"n": solved.n + 1})


def _reports() -> Iterator[Scenario]:
    value = {
        "v": 1,
        "facts": people.FACTS.to_value(),
        "avoid": ["street-3"],
        "keep": [],
        "sealed": wire(plain()),
        "build": people.BUILD,
        "reply_to": b64.encode(people.REPLY_TO),
        "lookup_hash": people.stored()["lookup_hash"],
        "proof_hash": people.stored()["proof_hash"],
        "label_key": b64.encode(people.DERIVED.label_key),
        "entry_key": b64.encode(people.DERIVED.entry_key),
        "work": {"challenge": _CHALLENGE.to_value(), "n": _solution().n},
    }
    parsed = report.parse(value)
    yield Scenario(
        "report",
        "parses",
        "a whole report",
        "parses",
        {"value": value, "case": parsed.case, "sameness": parsed.sameness()},
    )
    photos = [people.sha256(f"picture {n}".encode()).hex() for n in range(3)]
    texts = {name: "\U00020bb7" * bound for name, bound in BOUNDS.items()}
    most = {"facts": value["facts"] | texts | {"photos": photos}}
    largest = report.parse(value | most)
    yield Scenario(
        "report",
        "parses-largest",
        "a report whose every text is at its bound, in 4-byte characters, with three photos",
        "parses",
        {"value": value | most, "case": largest.case, "sameness": largest.sameness()},
    )
    for name, change, member in (
        ("contact-in-clear", {"contact": {"phone": "13900004271"}}, ""),
        ("no-box", {"sealed": None}, "sealed"),
        ("box-of-text", {"sealed": wire(plain(), box="undefined")}, "sealed.box"),
        ("low-order-reply-to", {"reply_to": b64.encode(bytes(31) + b"\x80")}, "reply_to"),
        ("avoid-twice", {"avoid": ["a", "a"]}, "avoid"),
        ("avoid-nine", {"avoid": [f"u{n}" for n in range(9)]}, "avoid"),
        ("facts-list", {"facts": []}, "facts"),
        ("no-work", {"work": None}, "work"),
        (
            "challenge-too-hard",
            {"work": {"challenge": _CHALLENGE.to_value() | {"difficulty": 25}, "n": 0}},
            "work.challenge.difficulty",
        ),
        ("hash-in-b64", {"lookup_hash": b64.encode(bytes(32))}, "lookup_hash"),
        ("negative-n", {"work": {"challenge": _CHALLENGE.to_value(), "n": -1}}, "work.n"),
    ):
        expect = f"refused: {member}" if member else "refused"
        yield Scenario("report", f"refused-{name}", "a body of another form", expect, {"value": changed(value, change)})
