"""An OIDC issuer of this machine, on an origin of its own: it signs one person in, as a test scripts it."""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from infra.signin import SignIn

CLIENT = "staff-page"


class Issuer:
    """Signs `subject` in; `tokens` are the access tokens that are good now, with their claims."""

    def __init__(self) -> None:
        self.address = ""
        self.reset()

    def reset(self) -> None:
        """Forget everybody and every script."""
        self.subject = "clerk"
        self.groups = "[city-handlers]"
        self.seconds = 3600
        self.denies = ""  # an OAuth error in place of a code
        self.status = 200  # of the token endpoint, 0 for no answer
        self.renews = True
        self.tokens: dict[str, dict[str, str]] = {}
        self.asked: list[dict[str, str]] = []  # questions of the authorization endpoint
        self.exchanged: list[dict[str, str]] = []  # forms of the token endpoint
        self.left: list[dict[str, str]] = []  # questions of the way out
        self._codes: dict[str, dict[str, str]] = {}
        self._refresh: set[str] = set()

    @property
    def sign_in(self) -> SignIn:
        """What a deployment says of this issuer."""
        return SignIn(
            issuer=self.address, authorize=f"{self.address}/authorize", token=f"{self.address}/token",
            logout=f"{self.address}/logout", client=CLIENT, audience=(CLIENT,),
        )  # fmt: skip

    def expire(self, *, renews: bool = False) -> None:
        """Take every access token for expired, and renew them only when asked to."""
        self.tokens.clear()
        self.renews = renews

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where a person is sent back to."""
        self.asked.append(asked)
        if self.denies:
            return f"{asked['redirect_uri']}?{urlencode({'error': self.denies, 'state': asked['state']})}"
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Answer the token endpoint: RFC 6749 and RFC 7636, section 4.6."""
        self.exchanged.append(form)
        if self.status != 200:
            return self.status, {}
        if form["grant_type"] == "refresh_token":
            if not self.renews or form["refresh_token"] not in self._refresh:
                return 400, {"error": "invalid_grant"}
            return 200, self._issued(refresh=False)
        asked = self._codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        good = asked and asked["code_challenge"] == challenge and asked["code_challenge_method"] == "S256"
        if not asked or not good or asked["redirect_uri"] != form["redirect_uri"] or form["client_id"] != CLIENT:
            return 400, {"error": "invalid_grant"}
        return 200, self._issued(refresh=True)

    def _issued(self, *, refresh: bool) -> dict[str, Any]:
        access = secrets.token_urlsafe(24)
        self.tokens[access] = {"sub": self.subject, "token_use": "access", "cognito:groups": self.groups}
        claims = json.dumps({"iss": self.address, "sub": self.subject}).encode()
        id_token = f"e30.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.c2ln"
        found = {"access_token": access, "id_token": id_token, "expires_in": self.seconds, "token_type": "Bearer"}
        if refresh:
            found["refresh_token"] = secrets.token_urlsafe(24)
            self._refresh.add(found["refresh_token"])
        return found


@contextmanager
def issuing() -> Iterator[Issuer]:
    """Run an issuer until the block ends."""
    issuer = Issuer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(issuer))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    issuer.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(issuer: Issuer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/authorize":
                self._say(302, b"", {"Location": issuer.authorize(asked)})
            else:
                issuer.left.append(asked)
                self._say(200, b"<!doctype html><title>Signed out</title>", {"Content-Type": "text/html"})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, value = issuer.exchange({name: values[0] for name, values in parse_qs(body).items()})
            if status == 0:
                self.close_connection = True
                return
            kind = {"Content-Type": "application/json", "Access-Control-Allow-Origin": self.headers["Origin"]}
            self._say(status, json.dumps(value).encode(), kind)

        def _say(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(ConnectionError):
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: a test run prints its own lines."""

    return Handler
