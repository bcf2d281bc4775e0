"""Serve a rendered site from this machine under the production policy, with an /api that answers as a test scripts it.

Unscripted, the API answers as the portal does: a challenge, and for a report that the protocol accepts a signed
receipt, the same for the same report. It stores nothing but what was sent, for the tests to look at.
"""

import hashlib
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

from infra.content import type_of
from infra.smoke import HEADERS
from protocol import canonical, facts, note, photo, receipt, report, work
from protocol.errors import Malformed

HOUR = "2026-11-26T09Z"
UPLOAD = {"expiry": "2999-11-26T10Z", "hmac": "A" * 42 + "E"}
CHALLENGE = {"difficulty": 8, "expiry": "2999-11-27T09Z", "hmac": "A" * 43}
PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Answer:
    """What the server says: a status of 0 ends the connection without an answer."""

    status: int
    body: bytes = b""
    type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


def problem(status: int, code: str, **more: str) -> Answer:
    """Return a problem document as the portal writes them."""
    value = {"type": f"urn:tightlip:problem:{code}", "title": code, "status": status, "code": code, **more}
    return Answer(status, json.dumps(value).encode(), PROBLEM)


LOST = Answer(0)
Script = Answer | Callable[[bytes], Answer]


class Portal:
    """A portal of this machine; `script` queues answers to filings, `challenges` to challenges."""

    def __init__(self, folder: Path, *, policy: str, portal: str, receipt_key: SigningKey) -> None:
        self.folder = folder
        self.policy = policy
        self.portal = portal
        self.receipt_key = receipt_key
        self.asked: list[tuple[str, str]] = []  # method and path of every request
        self.bodies: list[bytes] = []  # of every filing
        self.filed: dict[str, tuple[str, Answer]] = {}  # case → sameness, answer
        self.scripts: deque[Script] = deque()
        self.photos: dict[str, bytes] = {}  # path → the picture that was taken there
        self.brought: list[tuple[str, bytes]] = []  # path and body of every photo's call
        self.photo_scripts: deque[Script] = deque()
        self.photos_held = threading.Event()  # photos wait while it is clear
        self.photos_held.set()
        self.challenges: deque[Answer] = deque()
        self.pages: dict[str, bytes] = {}  # path → what a test put in a page's place
        self.held = threading.Event()  # filings wait while it is clear
        self.held.set()
        self.site = ""

    def script(self, *answers: Script) -> None:
        """Queue what the next filings are answered."""
        self.scripts.extend(answers)

    def file(self, path: str, body: bytes) -> Answer:
        """Answer a filing: as scripted, else as the portal does."""
        self.bodies.append(body)
        self.held.wait(20)
        if self.scripts:
            scripted = self.scripts.popleft()
            return scripted if isinstance(scripted, Answer) else scripted(body)
        assert path == f"/api/reports/{report.parse(canonical.loads(body)).case}"
        return self.accept(body)

    def accept(self, body: bytes) -> Answer:
        """Answer as the portal does: 201 for a new report, 200 for the same again, 409 for another of that case."""
        found = report.parse(canonical.loads(body))
        assert work.solves(found.work, found.case)
        if found.case in self.filed:
            sameness, answer = self.filed[found.case]
            return Answer(200, answer.body) if sameness == found.sameness() else problem(409, "conflict")
        value: dict[str, Any] = {"hour": HOUR, "receipt": self.receipt(found)}
        if found.facts.photos:
            value["upload"] = UPLOAD
        answer = Answer(201, json.dumps(value).encode())
        self.filed[found.case] = (found.sameness(), answer)
        return answer

    def bring(self, path: str, body: bytes) -> Answer:
        """Answer a photo's call: as scripted, else as the portal does."""
        self.brought.append((path, body))
        self.photos_held.wait(20)
        if self.photo_scripts:
            scripted = self.photo_scripts.popleft()
            return scripted if isinstance(scripted, Answer) else scripted(body)
        return self.take(path, body)

    def take(self, path: str, body: bytes) -> Answer:
        """Take a photo as the portal does: 201 for a new one, 200 for one that is there, 422 for another than named."""
        line, _, picture = body.partition(b"\n")
        value: Any = canonical.parse(line)
        assert set(value) == {"v", "photos", "expiry", "hmac"}
        if {name: value[name] for name in ("expiry", "hmac")} != UPLOAD:
            return problem(422, "upload")
        try:
            photo.check(picture)
        except Malformed:
            return problem(422, "photo")
        case, number = path.split("/")[3], int(path.split("/")[5])
        named = json.loads(next(sent for sent in self.bodies if report.parse(canonical.loads(sent)).case == case))
        if named["facts"]["photos"] != value["photos"] or photo.hash_of(picture) != value["photos"][number - 1]:
            return problem(422, "photo")
        status = 200 if path in self.photos else 201
        self.photos[path] = picture
        return Answer(status, b"{}")

    def store_and_lose(self, body: bytes) -> Answer:
        """Take a report as the portal does, and lose the answer on its way."""
        self.accept(body)
        return LOST

    def receipt(self, found: report.Report, **changed: Any) -> str:
        """Return the signed receipt of a report, some of its values changed by a test."""
        values = {
            "portal": self.portal, "act": "filed", "case": found.case, "n": 0, "facts_hash": facts.hash_of(found.facts),
            "box_hash": hashlib.sha256(found.sealed.box).hexdigest(), "key": found.sealed.key, "build": found.build,
            "hour": HOUR,
        }  # fmt: skip
        text = receipt.text(receipt.Receipt(**(values | changed)))
        public = bytes(self.receipt_key.verify_key)
        signature = self.receipt_key.sign(text).signature
        return note.write(text, name=receipt.key_name(self.portal), public=public, signature=signature)

    def challenge(self) -> Answer:
        """Answer a challenge: as scripted, else with an easy one."""
        return self.challenges.popleft() if self.challenges else Answer(200, json.dumps(CHALLENGE).encode())

    def page(self, path: str) -> Answer:
        """Answer with a page or file of the site, the not-found page for what it does not have."""
        name = path.lstrip("/") + ("index.html" if path.endswith("/") else "")
        file = self.folder / name
        if path in self.pages:
            return Answer(200, self.pages[path], type_of("index.html"))
        if not file.is_file():
            return Answer(404, (self.folder / "not-found" / "index.html").read_bytes(), type_of("index.html"))
        return Answer(200, file.read_bytes(), type_of(name))


@contextmanager
def serving(portal: Portal) -> Iterator[Portal]:
    """Serve a portal until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(portal))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    portal.site = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield portal
    finally:
        portal.held.set()
        portal.photos_held.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(portal: Portal) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            portal.asked.append(("GET", self.path))
            self._say(portal.challenge() if self.path == "/api/challenge" else portal.page(self.path))

        def do_PUT(self) -> None:
            portal.asked.append(("PUT", self.path))
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._say(portal.bring(self.path, body) if "/photos/" in self.path else portal.file(self.path, body))

        def _say(self, answer: Answer) -> None:
            if answer.status == 0:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in (HEADERS | {"content-security-policy": portal.policy} | answer.headers).items():
                self.send_header(name, value)
            self.send_header("Content-Type", answer.type)
            self.send_header("Cache-Control", "no-cache")
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            with suppress(ConnectionError):  # a browser that a test closed no longer listens
                self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Say nothing: a test run prints its own lines."""

    return Handler
