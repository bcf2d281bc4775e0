"""Answer as STS and Lambda do, over HTTP on this machine: what boto3 needs of them, with troubles on demand."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ROLE_ANSWER = b"""<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIALENT</AccessKeyId><SecretAccessKey>lent</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>2036-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"""


class Cloud:
    """A cloud whose officer function answers by `function`; `troubles` are HTTP answers given first."""

    def __init__(self, function: Any) -> None:
        self.function = function
        self.troubles: list[tuple[int, str, str]] = []  # status, AWS's error code, body
        self.failing = False
        self.invoked: list[tuple[str, Mapping[str, str]]] = []
        self.roles: list[str] = []
        self.endpoint = ""


@contextmanager
def running(cloud: Cloud) -> Iterator[Cloud]:
    """Run a cloud on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name is http.server's
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/":
                cloud.roles.append(body.decode())
                self._answer(200, ROLE_ANSWER, {"Content-Type": "text/xml"})
                return
            cloud.invoked.append((self.path, dict(self.headers)))
            if cloud.troubles:
                status, code, text = cloud.troubles.pop(0)
                self._answer(status, text.encode(), {"x-amzn-ErrorType": code})
                return
            answer = json.dumps(cloud.function.invoke(json.loads(body))).encode()
            self._answer(200, answer, {"X-Amz-Function-Error": "Unhandled"} if cloud.failing else {})

        def _answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():  # type: ignore[operator]  # a dict
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    cloud.endpoint = f"http://127.0.0.1:{server.server_port}"
    try:
        yield cloud
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
