"""Serve the staff page and its API from this machine: the portal's own handlers over cases in memory.

A test may put an answer of its own before the portal's, lose one on its way, or act as somebody else meanwhile.
"""

import hashlib
import json
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from functions import bootstrap
from functions.domain import handling, wishes
from functions.domain import portal as portals
from functions.domain.chain import Case, Last
from functions.domain.staff import Staff
from functions.errors import UnknownCase
from functions.handlers import staff
from infra.smoke import HEADERS
from protocol import base32, entry, facts, hour, lint
from tests.browser.portal import LOST, Answer
from tests.browser.staff.issuer import Issuer
from tests.unit.functions.chains import FakeChains
from tests.unit.functions.fakes import FakeMac
from tests.unit.functions.queues import FakeQueues
from tests.vectors import people

NOW = "2026-11-25T02Z"  # a Wednesday, 10 o'clock in Shanghai
FACTS = facts.parse(
    {
        "v": 1, "kind": "report", "category": "education", "place": "510504003", "spot": "32号楼1单元501",
        "when": "工作日早上七点半", "wish": "依法查处",
        "what": "有人在家里办幼儿园，每天早上送来十几个孩子。\n楼道里很吵。",
    }
)  # fmt: skip
_ROUTES = {re.compile(re.sub("{(.*?)}", "(?P<\\1>[^/]+)", route) + "$"): route for route in staff.ROUTES}
Script = Callable[[Callable[[], Answer]], Answer]


class Offices:
    """Units, their cases and what they were asked; `scripts` stand before the answers of a kind of call."""

    def __init__(self, pages: dict[str, bytes], *, policy: str, issuer: Issuer, configuration: bytes) -> None:
        self.pages = pages
        self.issuer = issuer
        self.headers = HEADERS | {
            "content-security-policy": policy, "connection-allowlist": issuer.sign_in.connections,
        }  # fmt: skip
        self.portal = portals.parse(configuration)
        self.chains = FakeChains()
        self.queues = FakeQueues(self.chains)
        self.photos: dict[str, bytes] = {}
        self.now = NOW
        self.site = ""
        self.asked: list[str] = []  # method and path of every call
        self.bodies: list[dict[str, Any]] = []  # of every act
        self.scripts: dict[str, deque[Script]] = {}
        self._lock = threading.Lock()

    def file(self, number: int, unit: str = "city", *, due: int = 24, **changed: Any) -> str:
        """File an invented report, `due` in so many hours from now, and return its case."""
        name = base32.encode(hashlib.sha256(f"case {number}".encode()).digest()[:16], 26)
        told = replace(FACTS, **changed)
        digest = facts.hash_of(told)
        filed = self.later(-30)
        first = entry.Entry(
            case=name, n=0, hour=filed, act="filed", role="reporter", fields=(), subject=digest, to=unit
        )
        self.chains.cases[name] = Case(
            case=name, hour=filed, status="submitted", facts=told, facts_hash=digest, avoid=(),
            label_key=people.DERIVED.label_key, n=0, head=entry.hash_of(first), due=self.later(due), path=(unit,),
            last=Last(act="filed", unit="", hour=filed, n=0),
        )  # fmt: skip
        self.chains.entries[name] = []
        return name

    def later(self, hours: int) -> str:
        """Return the hour so many hours from now."""
        return hour.from_datetime(hour.parse(self.now) + timedelta(hours=hours))

    @property
    def moment(self) -> datetime:
        """When it is, for a browser's clock."""
        return hour.parse(self.now)

    def do(self, case: str, act: str, unit: str = "city", **members: Any) -> None:
        """Act as somebody else of a unit."""
        found = self.chains.cases[case]
        body = {"v": 1, "id": people.seed(f"{case} {found.n}")[:16].hex()[:21] + "A", "n": found.n, **members}
        wish = wishes.parse(act, body, lint.own_rules())
        who = Staff(unit=unit, role="handler", subject="somebody else")
        handling.act(case, wish, who=who, portal=self.portal, now=self.now, mac=FakeMac(), chains=self.chains)

    def mark(self, case: str) -> str:
        """Return the watermark of the last look at a case."""
        found = self.chains.cases[case]
        return entry.mark(found.label_key, found.n)

    def acts(self, case: str) -> list[str]:
        """Return the words of all entries of a case after its filing."""
        return [found.act for found in self.chains.entries[case]]

    def before(self, kind: str, *scripts: Script) -> None:
        """Put scripts before the next answers of a kind: `inbox`, `case`, `photos`, or an act."""
        self.scripts.setdefault(kind, deque()).extend(scripts)

    def photo(self, case: str, name: str) -> bytes:
        """Return a picture by its hash, as the store of photos does."""
        if name not in self.photos:
            raise UnknownCase("no such photo")
        return self.photos[name]

    def answer(self, method: str, path: str, token: str, body: str) -> Answer:
        """Answer one call of the API: the gateway's part, then the portal's own handler."""
        self.asked.append(f"{method} {path}")
        if method == "POST":
            self.bodies.append(json.loads(body))
        parts = urlsplit(path)
        found, names = next(
            (route, match.groupdict())
            for rule, route in _ROUTES.items()
            if (match := rule.match(f"{method} {parts.path}"))
        )
        kind = names.get("act") or (
            "photos" if "number" in names else "case" if "case" in names else found.split("/")[-1]
        )

        def answered() -> Answer:
            if token not in self.issuer.tokens:
                return Answer(401, b'{"message":"Unauthorized"}')
            event = {
                "routeKey": found, "pathParameters": names, "body": body,
                "queryStringParameters": {name: values[0] for name, values in parse_qs(parts.query).items()},
                "requestContext": {"authorizer": {"jwt": {"claims": self.issuer.tokens[token]}}},
            }  # fmt: skip
            with self._lock:
                said = staff.handler(event, None)
            return Answer(said["statusCode"], said["body"].encode(), said["headers"]["Content-Type"])

        scripts = self.scripts.get(kind)
        return scripts.popleft()(answered) if scripts else answered()


def lost(_answered: Callable[[], Answer]) -> Answer:
    """Lose a call on its way there."""
    return LOST


def done_and_lost(answered: Callable[[], Answer]) -> Answer:
    """Do what a call asks for, and lose the answer on its way back."""
    answered()
    return LOST


def installed(offices: Offices, patch: pytest.MonkeyPatch) -> None:
    """Have the portal's handlers work on these offices, and on no cloud."""
    patch.setattr(bootstrap, "configuration", lambda: offices.portal)
    patch.setattr(bootstrap, "chains", lambda: offices.chains)
    patch.setattr(bootstrap, "queues", lambda: offices.queues)
    patch.setattr(bootstrap, "evidence", lambda: offices)
    patch.setattr(bootstrap, "person_mac", FakeMac)
    patch.setattr(staff, "_now", lambda: offices.now)


@contextmanager
def serving(offices: Offices) -> Iterator[Offices]:
    """Serve offices until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(offices))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    offices.site = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield offices
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(offices: Offices) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/api/"):
                self._api("")
                return
            page = offices.pages.get(f"{urlsplit(self.path).path.strip('/')}/index.html")
            self._say(Answer(200 if page else 404, page or b"", "text/html; charset=utf-8"))

        def do_POST(self) -> None:
            self._api(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _api(self, body: str) -> None:
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            self._say(offices.answer(self.command, self.path, token, body))

        def _say(self, answer: Answer) -> None:
            self.close_connection = answer.status == 0
            if answer.status == 0:
                return
            self.send_response(answer.status)
            for name, value in offices.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", answer.type)
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            with suppress(ConnectionError):  # a browser that a test closed no longer listens
                self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Say nothing: a test run prints its own lines."""

    return Handler
