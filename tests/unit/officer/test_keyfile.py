"""Key files are strict in what they hold, lenient in how editors spell them, and never tell what they hold."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.errors import ConsoleError, FileRefused
from officer import holder, keyfile
from officer.errors import KeyRefused, WrongPassphrase
from protocol import b64
from protocol.errors import BoxClosed
from tests.unit.officer.reporters import CHEAP, OFFICER, OTHER, seed

# A file of 2026 that must open for ever: six words, the full cost of version 1, a known seed.
GOLDEN = Path(__file__).with_name("golden.key")
GOLDEN_WORDS = "ocean lemon castle winter piano river"


def text_of(file: keyfile.KeyFile) -> str:
    """Return a key file as text."""
    return file.to_bytes().decode()


FILE = keyfile.lock(seed("officer"), "passphrase", CHEAP)


def changed(*path: str, to: object) -> bytes:
    """The good file with one member changed."""
    value = json.loads(FILE.to_bytes())
    inner = value
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = to
    return json.dumps(value).encode()


def test_a_locked_key_unlocks_with_its_passphrase() -> None:
    """The same key comes back, public half and secret."""
    key = keyfile.unlock(keyfile.parse(FILE.to_bytes(), "key"), "passphrase", "key")
    assert key.public == OFFICER.public
    assert key.box_secret == OFFICER.box_secret


def test_the_golden_file_opens() -> None:
    """A key file once written is never locked out by a later version of this code."""
    file = keyfile.parse(GOLDEN.read_bytes(), "golden")
    assert file.cost == keyfile.COST
    assert keyfile.unlock(file, GOLDEN_WORDS, "golden").public == holder.from_seed(bytes(range(32))).public


def test_two_locks_of_one_seed_share_nothing_secret() -> None:
    """Salt and nonce are fresh each time."""
    other = keyfile.lock(seed("officer"), "passphrase", CHEAP)
    assert other.salt != FILE.salt
    assert other.seed != FILE.seed


@pytest.mark.parametrize("wrong", ["", "Passphrase", "passphrase ", " passphrase", "passphrase\n"])
def test_any_other_passphrase_is_wrong(wrong: str) -> None:
    """A passphrase that differs in one blank does not unlock, and is not echoed."""
    with pytest.raises(WrongPassphrase) as refused:
        keyfile.unlock(FILE, wrong, "key")
    assert "assphrase" not in str(refused.value.details)


@pytest.mark.parametrize(
    "spelling",
    [
        lambda text: text.encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r\n").encode("utf-16"),
        lambda text: text.rstrip("\n").encode(),
        lambda text: text.encode() + b"\n\n\n",
        lambda text: b"# made on paper day\n  # second\r\n" + text.encode(),
        lambda text: json.dumps(json.loads(text), sort_keys=True).encode(),
    ],
)
def test_the_spellings_that_editors_leave_are_read(spelling) -> None:
    """BOM, UTF-16 with its mark, CRLF, comments, no final newline or three: the same key."""
    assert keyfile.parse(spelling(text_of(FILE)), "key") == FILE


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (text_of(FILE).encode("utf-16-le"), "text.utf16"),
        (text_of(FILE).encode("utf-16-be"), "text.utf16"),
        (b"\x80\x81\x82", "text.other"),
        (b"\xff\xfe\x00\xd8", "text.other"),
        (b"", "key.other"),
        (b"hello", "key.other"),
        (FILE.to_bytes()[:200], "key.other"),
        (keyfile.public_bytes(OFFICER.public), "key.public"),
        (b"[]", "key.damaged"),
        (b"{}", "key.damaged"),
        (changed("v", to=2), "key.damaged"),
        (changed("kind", to="another key"), "key.damaged"),
        (changed("extra", to=1), "key.damaged"),
        (changed("key", to="0" * 16), "key.damaged"),
        (changed("kdf", to=None), "key.damaged"),
        (changed("kdf", "name", to="scrypt"), "key.damaged"),
        (changed("kdf", "memory", to=2**40), "key.damaged"),
        (changed("kdf", "ops", to=10**6), "key.damaged"),
        (changed("kdf", "ops", to=0), "key.damaged"),
        (changed("kdf", "salt", to=b64.encode(b"short")), "key.damaged"),
        (changed("seed", to=b64.encode(b"x" * 71)), "key.damaged"),
        (changed("seed", to=5), "key.damaged"),
    ],
)
def test_what_is_no_key_file_is_named_and_never_shown(data: bytes, key: str) -> None:
    """Each kind of wrong file has its own words, none of which hold the seed, the salt or the file's text."""
    with pytest.raises(ConsoleError) as refused:
        keyfile.parse(data, "key")
    assert refused.value.key == key
    told = f"{refused.value} {refused.value.details}"
    assert b64.encode(FILE.seed) not in told
    assert b64.encode(FILE.salt) not in told


def test_an_altered_public_half_is_found_out() -> None:
    """Swapping the public half, key id included, is told as tampering once the passphrase is given."""
    value = json.loads(FILE.to_bytes()) | {"key": OTHER.public.key_id, "public": OTHER.public.to_value()}
    file = keyfile.parse(json.dumps(value).encode(), "key")
    with pytest.raises(KeyRefused) as refused:
        keyfile.unlock(file, "passphrase", "key")
    assert refused.value.key == "key.altered"


def test_a_cost_beyond_the_machine_is_told() -> None:
    """Too little memory is an error with words, not a crash."""
    with pytest.raises(KeyRefused) as refused:
        keyfile.lock(seed("officer"), "passphrase", keyfile.Cost(ops=1, memory=2**41))
    assert refused.value.key == "key.memory"


def test_either_kind_of_file_names_its_key() -> None:
    """`officer key` reads private and public files alike."""
    assert keyfile.parse_either(FILE.to_bytes(), "key") == FILE
    assert keyfile.parse_either(keyfile.public_bytes(OFFICER.public), "key.pub") == OFFICER.public


@pytest.mark.parametrize("size", [0, 1, 31, 47, 48, 49, 8240])
def test_a_key_refuses_boxes_of_any_size_in_one_way(size: int) -> None:
    """Too short a box is closed like any other, and raises nothing of the library's own."""
    with pytest.raises(BoxClosed):
        OFFICER.open(b"\x01" * size)


def test_a_key_never_prints_its_secret() -> None:
    """No representation of a key holds its secret half."""
    assert repr(OFFICER.box_secret)[2:12] not in repr(OFFICER)
    assert b64.encode(OFFICER.box_secret) not in repr(OFFICER)


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    """Whatever a file holds, it is refused with words."""
    with pytest.raises((KeyRefused, FileRefused)):
        keyfile.parse(data, "key")
