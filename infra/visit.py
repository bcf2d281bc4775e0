"""Ask the deployed site as a browser would, over plain HTTP or TLS.

Names under `localhost` are the loopback address (RFC 6761), which not every resolver knows: the name stays in Host.
"""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from infra.errors import NotHealthy

_PATIENCE: Final = 30  # seconds


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def visit(
    site: str, path: str, *, method: str = "GET", body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Return the answer of `site` (`http://host:port` or `https://host`) to one request; redirects are not followed.

    Raises NotHealthy when nothing answers.
    """
    address = urlsplit(site)
    host = address.hostname or ""
    reach = "127.0.0.1" if host == "localhost" or host.endswith(".localhost") else host
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(reach, address.port, timeout=_PATIENCE)
    try:
        connection.request(method, path, body=body, headers={"Host": address.netloc} | dict(headers or {}))
        answer = connection.getresponse()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    except (OSError, http.client.HTTPException) as error:
        raise NotHealthy(f"{site}{path} does not answer: {error}") from error
    finally:
        connection.close()
