"""Compare the officer key that the site serves with the courier's own copy, before anything is fetched.

Whoever can swap the key on the site could read what is sealed from then on; so every language's report page is looked
at, and the published list of keys, as citizens' browsers get them.
"""

import json
from html.parser import HTMLParser

from courier.errors import KeyDiffers, SiteRefused
from courier.site import Fetch
from courier.stack import Stack
from protocol import canonical
from protocol.errors import Malformed
from protocol.key import PublicKey, parse_public

PUBLISHED = "/keys/officer.json"


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
    reader = _Configuration()
    try:
        reader.feed(body.decode("utf-8"))
        reader.close()
        (text,) = reader.found
        configuration = json.loads(text)
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


class _Configuration(HTMLParser):
    """Collect the texts of the scripts whose id is `config`; a page has exactly one."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and ("id", "config") in attrs
        if self._inside:
            self.found.append("")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"
