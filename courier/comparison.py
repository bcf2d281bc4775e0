"""Compare the officer key that the site serves with the courier's own copy, before anything is fetched.

Whoever can swap the key on the site could read what is sealed from then on; so every language's report page is looked
at, and the published list of keys, as citizens' browsers get them.
"""

import json
import re
from typing import Final

from courier.errors import KeyDiffers, SiteRefused
from courier.site import Fetch
from courier.stack import Stack
from protocol import canonical
from protocol.errors import Malformed
from protocol.key import PublicKey, parse_public

PUBLISHED: Final = "/keys/officer.json"
SCRIPTS: Final = (
    b'<script type="application/json" id="config">',
    b'<script type="application/json" id="words">',
    b"<script>",
)
_SCRIPT: Final = re.compile(rb"<script", re.IGNORECASE)


def compare(stack: Stack, fetch: Fetch) -> None:
    """Raise KeyDiffers when the site seals to another key than the officer's, SiteRefused when it tells none."""
    for language in stack.languages:
        url = f"{stack.site}/{language}/report/"
        _same(_page_key(fetch(url), url, stack), stack.officer, url)
    url = f"{stack.site}{PUBLISHED}"
    _same(_published_key(fetch(url), url, stack), stack.officer, url)


def _same(served: PublicKey, own: PublicKey, url: str) -> None:
    if served != own:
        raise KeyDiffers("key.differs", url=url, served=served.fingerprint, own=own.fingerprint)


def _page_key(body: bytes, url: str, stack: Stack) -> PublicKey:
    """Return the key in a page's configuration, the one that its script seals to."""
    try:
        configuration = json.loads(_configuration(body))
        _of_portal(configuration, stack)
        return parse_public(configuration["key"])
    except (ValueError, KeyError, RecursionError, Malformed) as error:
        raise SiteRefused("site.page", url=url) from error


def _published_key(body: bytes, url: str, stack: Stack) -> PublicKey:
    """Return the one current key of the published list."""
    try:
        value = canonical.loads(body.removesuffix(b"\n"))
        _of_portal(value, stack)
        (current,) = _current(value)
        return parse_public({name: member for name, member in current.items() if name != "state"})
    except (ValueError, Malformed) as error:
        raise SiteRefused("site.keys", url=url) from error


def _current(value: object) -> list[dict[str, object]]:
    keys = value.get("keys") if isinstance(value, dict) else None
    if not isinstance(keys, list):
        raise Malformed("keys", "not a list")
    return [key for key in keys if isinstance(key, dict) and key.get("state") == "current"]


def _of_portal(value: object, stack: Stack) -> None:
    if not isinstance(value, dict) or value.get("portal") != stack.portal:
        raise Malformed("portal", "another portal's")


def _configuration(body: bytes) -> bytes:
    """Return the configuration of a report page, the one that its script reads (site/templates/report.html).

    Two readers of HTML can disagree about where an element begins; so nothing is understood here. The page's three
    scripts stand in the one spelling that the site writes; any other beginning of a script or comment is refused.
    """
    openings = [body[found.start() :].split(b">", 1)[0] + b">" for found in _SCRIPT.finditer(body)]
    if sorted(openings) != sorted(SCRIPTS) or b"<!--" in body:
        raise Malformed("config", "in a page of another form")
    return body.split(SCRIPTS[0], 1)[1].split(b"</script>", 1)[0]
