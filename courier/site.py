"""Fetch what the public site serves, over TLS, or in clear from this machine itself.

Names below `localhost` are this machine (RFC 6761), which not every resolver knows: the name stays in the Host header.
"""

import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException, HTTPMessage
from typing import IO, Final
from urllib.parse import SplitResult, urlsplit

from courier.errors import SiteRefused

MOST: Final = 1024**2  # bytes: a page has at most a few hundred thousand
# Asked as citizens' phones ask, so that a site cannot show the courier another page than them by its name alone.
AS_A_PHONE: Final = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "identity",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8",
}
PATIENCE: Final = 30  # seconds
LOOPBACK: Final = "127.0.0.1"

Fetch = Callable[[str], bytes]


def fetch(url: str) -> bytes:
    """Return the body of `url`. Raises SiteRefused: plain HTTP to another machine, redirects, errors, huge bodies."""
    address = _address(url)
    local = _is_local(address)
    if address.scheme != "https" and not (local and address.scheme == "http"):
        raise SiteRefused("site.plain", url=url)
    opener = urllib.request.build_opener(_NoRedirect, *([urllib.request.ProxyHandler({})] if local else []))
    request = urllib.request.Request(  # noqa: S310  # the scheme was checked above
        _loopback(address) if local else url, headers=AS_A_PHONE | {"Host": address.netloc}
    )
    try:
        with opener.open(request, timeout=PATIENCE) as answer:
            body: bytes = answer.read(MOST + 1)
    except urllib.error.HTTPError as error:
        error.close()
        raise SiteRefused("site.status", url=url, status=error.code) from error
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)  # urllib wraps what happened
        why = (isinstance(reason, OSError) and reason.strerror) or type(reason).__name__
        raise SiteRefused("site.unreachable", url=url, why=str(why)) from error
    if len(body) > MOST:
        raise SiteRefused("site.large", url=url)
    return body


def _address(url: str) -> SplitResult:
    try:
        address = urlsplit(url)
        _ = address.port  # parsed only when it is asked for
    except ValueError as error:
        raise SiteRefused("site.plain", url=url) from error
    return address


def _is_local(address: SplitResult) -> bool:
    host = (address.hostname or "").lower()
    return host in (LOOPBACK, "localhost") or host.endswith(".localhost")


def _loopback(address: SplitResult) -> str:
    port = f":{address.port}" if address.port else ""
    return address._replace(netloc=LOOPBACK + port).geturl()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Take a redirect for an error: the key is compared where people load it, and nowhere else."""

    def redirect_request(  # noqa: PLR0917  # the signature is urllib's
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        del req, fp, code, msg, headers, newurl
