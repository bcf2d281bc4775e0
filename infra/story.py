"""Tell the five-minute proof in four panels: what he typed, what was stored, what was opened, and one flipped byte.

Everything is done for real and shown as it came out: a browser files the report, the whole cloud is searched, the
courier's and the officer's own command lines do the rest. The people are invented.
"""

import gzip
import json
import secrets
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from infra import artifacts, browser, desk, stored, toolchain
from infra.environment import ROOT, Environment
from infra.errors import NotHealthy
from infra.hunt import Found, hunt, spellings
from infra.local import Home
from infra.panels import Proof, draw
from infra.progress import step
from protocol import b64, canonical, pouch

FACTS: Final = {
    "kind": "complaint",
    "category": "education",
    "place": "510504003",
    "spot": "红星生活区32号楼1单元501",
    "when": "工作日早上七点半到下午五点",
    "what": "501室在家里办幼儿园，没有牌子也没有消防通道，每天送来十几个孩子，整天跑跳喧哗。请依法查处。",
}
# Not the person of the protocol's vectors: the page's known-answer test carries him, so every page would be a hit.
CONTACT: Final = {
    "name": "林知秋",
    "phone": "139 0000 6158",
    "address": "红星生活区32号楼1单元401",
    "safe_times": "晚上八点以后",
    "note": "请保护我的隐私",
}
# His number as he typed it and as a database would rather have it; his name; his door.
SECRETS: Final = (CONTACT["phone"], CONTACT["phone"].replace(" ", ""), CONTACT["name"], CONTACT["address"])
_CONTROL: Final = "control/"
_WIDTH: Final = 100  # columns


def run() -> int:
    """File the report and print the panels; return 0 when the proof holds, 1 when it does not.

    Uses the portal of `up`; one that did not run is stopped again at the end.
    """
    home = Home(ROOT)
    ran = home.cloud.pid() is not None
    try:
        proof = prove(home, home.bring())
    finally:
        if not ran:
            home.cloud.stop()
    console = Console(width=_WIDTH, highlight=False)
    for panel in draw(proof):
        console.print(panel)
    return 0 if proof.holds else 1


def prove(home: Home, described: Mapping[str, Any]) -> Proof:
    """File the report on a running portal, search it, open the box, and try to open it with one byte flipped.

    Raises NotHealthy when one of these cannot be done at all.
    """
    site, chromium = str(described["site"]), toolchain.chromium()
    with step("filing the report in a browser"):
        kept = browser.file(chromium, site, language="zh-CN", facts=FACTS, contact=CONTACT)
    with step("searching everything that was stored"):
        found, control = search(home.environment, home.cloud.folder)
    with (
        step("the courier fetches, the officer opens"),
        tempfile.TemporaryDirectory(prefix="tightlip-story-") as folder,
    ):
        carried, altered = Path(folder) / "case.pouch", Path(folder) / "altered.pouch"
        desk.fetch(home, kept.ref, carried)
        opened = _officer(home, carried)
        flipped = flip(carried, altered)
        refused = _officer(home, altered)
    case, box = _items(home, described, kept.ref)
    return Proof(
        facts=FACTS, contact=CONTACT, ref=kept.ref, secrets=SECRETS, found=found, control=control,
        case=case, box=box, opened=opened, refused=refused, flipped=flipped,
    )  # fmt: skip


def search(environment: Environment, folder: Path) -> tuple[Found, str]:
    """Search all that lies in a cloud for the reporter's secrets, and for a control in every spelling and packing.

    Raises NotHealthy when the control is not found in each: a hunt that misses it proves nothing.
    """
    control = f"planted control {secrets.token_hex(8)}"
    with _planted(environment, control) as planted:
        found = hunt(stored.everything(environment, folder), (*SECRETS, control))
    missed = [name for name in planted if not any(name in hit.thing for hit in found.of(control))]
    if missed:
        raise NotHealthy(f"the search does not find the control that was planted as {missed[0]}", "mend infra/hunt.py")
    return found, control


@contextmanager
def _planted(environment: Environment, text: str) -> Iterator[list[str]]:
    """Plant a text in the cloud in every spelling, plain and packed; yield the keys, and take the objects out again."""
    s3, bucket = environment.client("s3"), artifacts.bucket(environment)
    packings: dict[str, Callable[[bytes], bytes]] = {"plain": bytes, "gzip": gzip.compress, "zlib": zlib.compress}
    keys = []
    try:
        for number, needle in enumerate(spellings(text).values()):
            for packing, pack in packings.items():
                keys.append(f"{_CONTROL}{number:02}.{packing}")
                s3.put_object(Bucket=bucket, Key=keys[-1], Body=pack(b"before " + needle + b" after"))
        yield keys
    finally:
        for key in keys:
            s3.delete_object(Bucket=bucket, Key=key)


def flip(source: Path, target: Path) -> int:
    """Copy a pouch with one byte of its first box flipped, its last line made right again; return which byte."""
    start, *lines = (canonical.parse(line) for line in source.read_bytes().splitlines())
    assert isinstance(start, dict)  # noqa: S101  the courier has just written it
    place = -1
    with target.open("wb") as sink:
        writer = pouch.Writer(sink.write, pouch.Start(*(str(start[name]) for name in ("portal", "direction", "hour"))))
        for record in lines:
            assert isinstance(record, dict)  # noqa: S101  the same
            if record["record"] == "box" and place < 0:
                sealed: Any = record["sealed"]
                data = bytearray(b64.decode(sealed["box"]))
                place = secrets.randbelow(len(data))
                data[place] ^= 1
                record = record | {"sealed": sealed | {"box": b64.encode(bytes(data))}}  # noqa: PLW2901  the record as a thief leaves it
            if record["record"] != "end":
                writer.write(record)
        writer.close()
    return place


def _officer(home: Home, carried: Path) -> dict[str, Any]:
    words = [
        "open",
        str(carried),
        "--key",
        str(home.key.private),
        "--passphrase-file",
        str(home.key.passphrase),
        "--json",
    ]
    lines = desk.tool("officer", words, statuses=(0, 1)).splitlines()
    found: list[dict[str, Any]] = [json.loads(line) for line in lines]
    if len(found) != 1:
        raise NotHealthy(f"officer open printed {len(found)} records and not one")
    return found[0]


def _items(home: Home, described: Mapping[str, Any], ref: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the case and the box that the tables hold, as an administrator would read them."""
    dynamodb = home.environment.client("dynamodb")
    cases = dynamodb.query(
        TableName=described["tables"]["cases"],
        KeyConditionExpression="#ref = :ref",
        ExpressionAttributeNames={"#ref": "ref"},
        ExpressionAttributeValues={":ref": {"S": ref.replace("-", "")}},
    )["Items"]
    if len(cases) != 1:
        raise NotHealthy(f"the portal holds {len(cases)} cases by the number {ref}")
    key = {"case": cases[0]["case"], "item": {"S": "contact"}}
    return cases[0], dynamodb.get_item(TableName=described["tables"]["boxes"], Key=key)["Item"]
