"""Nothing is fetched unless the site, in every language, seals to the officer's own key."""

from pathlib import Path

import pytest

from courier import comparison, stack
from courier.errors import KeyDiffers, SiteRefused
from tests.unit.courier.stacks import page, published, site, stack_file
from tests.unit.officer.reporters import OFFICER, OTHER

OWN, FOREIGN = OFFICER.public.to_value(), OTHER.public.to_value()


@pytest.fixture
def portal(tmp_path: Path) -> stack.Stack:
    """The stack as the courier knows it."""
    return stack.load(stack_file(tmp_path))


def test_a_site_with_the_officers_key_everywhere_is_accepted(portal: stack.Stack) -> None:
    """Both languages and the published list agree, and all three are looked at."""
    served = site()
    looked_at: list[str] = []

    def fetch(url: str) -> bytes:
        looked_at.append(url)
        return served[url]

    comparison.compare(portal, fetch)
    assert looked_at == list(served)


def test_retired_keys_beside_the_current_one_are_no_difference(portal: stack.Stack) -> None:
    """Old keys stay listed."""
    served = site(keys=published((FOREIGN, "retired"), (OWN, "current"), (FOREIGN, "compromised")))
    comparison.compare(portal, served.__getitem__)


@pytest.mark.parametrize(
    "changed",
    [
        {"zh": page(FOREIGN)},
        {"en": page(FOREIGN)},
        {"keys": published((FOREIGN, "current"))},
        {"keys": published((OWN, "retired"), (FOREIGN, "current"))},
        {"en": page(OWN | {"box": FOREIGN["box"]})},
        {"en": page(OWN | {"sign": FOREIGN["sign"]})},
    ],
)
def test_another_key_anywhere_is_an_alarm(portal: stack.Stack, changed: dict[str, bytes]) -> None:
    """A swap in one language only, in the list only, or of one half only is found."""
    with pytest.raises(KeyDiffers) as refused:
        comparison.compare(portal, site(**changed).__getitem__)
    assert refused.value.details["own"] == OFFICER.public.fingerprint


TWICE = page() + page(FOREIGN)


@pytest.mark.parametrize(
    "changed",
    [
        {"en": b""},
        {"en": b"<html>maintenance</html>"},
        {"en": b"\xff\xfe"},
        {"en": page("no key")},
        {"en": page(OWN | {"suite": 2})},
        {"en": page(OWN | {"extra": 1})},
        {"en": page(portal="other.example")},
        {"en": TWICE},
        {"en": page().replace(b'id="config"', b'id="other"')},
        {"en": page().replace(b"<body>", b"<body><!--><script id=config>{}</script><!-- -->")},
        {"en": page().replace(b"<body>", b"<body><svg><style><SCRIPT id=config>{}</SCRIPT></style></svg>")},
        {"en": page().replace(b"<body>", b'<body><script id="&#99;onfig">{}</script>')},
        {"en": page().replace(b"<body>", b"<body><!-- hidden -->")},
        {"en": page().replace(b"</body>", b"<script>let b;</script></body>")},
        {"en": page().replace(b'{"portal"', b'{{"portal"')},
        {"keys": b"[]"},
        {"keys": published((OWN, "retired"))},
        {"keys": published((OWN, "current"), (OWN, "current"))},
        {"keys": published(portal="other.example")},
        {"keys": b'{"portal":"demo.tightlip.example","keys":{}}'},
    ],
)
def test_a_site_that_does_not_tell_its_key_is_refused(portal: stack.Stack, changed: dict[str, bytes]) -> None:
    """A page without its configuration, with two, of another portal or malformed, is never taken for agreement."""
    with pytest.raises(SiteRefused):
        comparison.compare(portal, site(**changed).__getitem__)
