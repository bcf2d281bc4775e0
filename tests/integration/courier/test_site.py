"""The site is fetched from where people load it: over TLS or from this machine, without redirects."""

import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from courier import site
from courier.errors import SiteRefused


class Site:
    """What the site answers, and the Host headers that it was asked with."""

    def __init__(self) -> None:
        self.status = 200
        self.body = b"hello"
        self.headers: dict[str, str] = {}
        self.hosts: list[str] = []
        self.port = 0


@pytest.fixture
def served() -> Iterator[Site]:
    """A site on a free port of this machine."""
    found = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name is http.server's
            found.hosts.append(self.headers["Host"])
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(found.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "d123.cloudfront.localhost"])
def test_names_below_localhost_are_this_machine(served: Site, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The loopback address is asked with the name kept in Host, whatever proxy is set."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert site.fetch(f"http://{host}:{served.port}/en/report/") == b"hello"
    assert served.hosts == [f"{host}:{served.port}"]


@pytest.mark.parametrize(
    "url", ["http://portal.example/", "ftp://localhost/", "file:///etc/passwd", "http://[::1/", "http://localhost:x/"]
)
def test_plain_http_to_another_machine_is_refused(url: str) -> None:
    """What comes without TLS proves nothing, so it is not even asked for."""
    with pytest.raises(SiteRefused) as refused:
        site.fetch(url)
    assert refused.value.key == "site.plain"


@pytest.mark.parametrize("status", [301, 302, 307, 308, 403, 404, 500, 503])
def test_redirects_and_errors_are_refused(served: Site, status: int) -> None:
    """The key is read where people load it, and nowhere else."""
    served.status = status
    served.headers = {"Location": f"http://127.0.0.1:{served.port}/other"}
    with pytest.raises(SiteRefused) as refused:
        site.fetch(f"http://localhost:{served.port}/")
    assert refused.value.details["status"] == status
    assert len(served.hosts) == 1


def test_a_huge_page_is_refused(served: Site) -> None:
    """A page beyond any of the portal's is not read to its end."""
    served.body = b"x" * (site.MOST + 1)
    with pytest.raises(SiteRefused) as refused:
        site.fetch(f"http://localhost:{served.port}/")
    assert refused.value.key == "site.large"


def test_a_site_that_is_not_there_is_told() -> None:
    """A refused connection has its own words."""
    with pytest.raises(SiteRefused) as refused:
        site.fetch("http://127.0.0.1:1/")
    assert refused.value.key == "site.unreachable"


def test_a_wrong_certificate_is_refused(served: Site) -> None:
    """TLS that does not prove the name is no TLS."""
    assert ssl.create_default_context().check_hostname
    with pytest.raises(SiteRefused) as refused:
        site.fetch(f"https://127.0.0.1:{served.port}/")
    assert refused.value.key == "site.unreachable"
