"""Tell the five-minute proof in four panels: what he typed, what the cloud stored, what the officer opened, what a thief gets.

Everything is done for real and shown as it came out: a browser files the report, the whole cloud is searched, the courier's
and the officer's own command lines do the rest. The people are invented.
"""

import gzip
import json
import secrets
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from rich import box
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from infra import artifacts, browser, desk, stored, toolchain
from infra.environment import ROOT, Environment
from infra.errors import NotHealthy
from infra.hunt import Found, hunt, spellings
from infra.local import Home
from infra.progress import step
from protocol import b64, canonical, pouch

FACTS: Final = {
    "kind": "complaint",
    "category": "education",
    "place": "yx-hedong-hongxing",
    "spot": "红星生活区32号楼1单元501",
    "when": "工作日早上七点半到下午五点",
    "what": "楼上这户在家里办幼儿园，没有牌子也没有消防通道，每天送来十几个孩子，整天跑跳喧哗。请依法查处。",
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
        return _tell(home, home.bring())
    finally:
        if not ran:
            home.cloud.stop()


def _tell(home: Home, described: dict[str, Any]) -> int:
    site, chromium = str(described["site"]), toolchain.chromium()
    with step("filing the report in a browser"):
        kept = browser.file(chromium, site, language="zh-CN", facts=FACTS, contact=CONTACT)
    with tempfile.TemporaryDirectory(prefix="tightlip-story-") as folder:
        with step("searching everything that was stored"):
            found, control = search(home.environment, home.cloud.folder)
        with step("the courier fetches, the officer opens"):
            carried = Path(folder) / "case.pouch"
            desk.fetch(home, kept.ref, carried)
            opened = _officer(home, carried)
            altered = Path(folder) / "altered.pouch"
            place = flip(carried, altered)
            refused = _officer(home, altered)
    console = Console(width=_WIDTH, highlight=False)
    leaked = [hit for text in SECRETS for hit in found.of(text)]
    told = (
        _typed(kept),
        _stored(_row(home, described, kept.ref), found, control, leaked),
        _opened(opened),
        _refused(refused, place),
    )
    for number, (title, body, colour) in enumerate(told, 1):
        console.print(Panel(body, title=f"[bold]{number}  {title}", title_align="left", border_style=colour, padding=(1, 2)))
    holds = not leaked and len(found.of(control)) > 0 and opened["status"] == "opened" and refused.get("step") == "box"
    console.print(Text("The proof holds." if holds else "THE PROOF DOES NOT HOLD.", style="bold green" if holds else "bold red"))
    return 0 if holds else 1


def search(environment: Environment, folder: Path) -> tuple[Found, str]:
    """Search all that lies in a cloud for the reporter's secrets and for a control, planted in every spelling and packing.

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
    """Plant a text in the cloud in every spelling, plain and packed; yield the objects' keys, and take them out again."""
    s3, bucket = environment.client("s3"), artifacts.bucket(environment)
    packings = {"plain": bytes, "gzip": gzip.compress, "zlib": zlib.compress}
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
    words = ["open", str(carried), "--key", str(home.key.private), "--passphrase-file", str(home.key.passphrase), "--json"]
    lines = desk.tool("officer", words, statuses=(0, 1)).splitlines()
    found: list[dict[str, Any]] = [json.loads(line) for line in lines]
    if len(found) != 1:
        raise NotHealthy(f"officer open printed {len(found)} records and not one")
    return found[0]


def _row(home: Home, described: dict[str, Any], ref: str) -> dict[str, Any]:
    """Return what the three tables hold of the case, as an administrator would read it."""
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
    return {"case": cases[0], "box": dynamodb.get_item(TableName=described["tables"]["boxes"], Key=key)["Item"]}


Told = tuple[str, Group, str]


def _pairs(values: dict[str, str], style: str) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(style=style, overflow="fold")
    for name, value in values.items():
        table.add_row(name, Text(value))
    return table


def _typed(kept: browser.Kept) -> Told:
    sealed = Panel(_pairs(CONTACT, "bold"), title="sealed on the phone, before anything was sent", box=box.ROUNDED)
    ends = Text(f"He keeps the report number {kept.ref}, a signed receipt, and a secret code that stays with him.", style="dim")
    return "What he typed, in a browser", Group(_pairs(dict(FACTS), ""), Text(), sealed, ends), "blue"


def _stored(row: dict[str, Any], found: Found, control: str, leaked: list[Any]) -> Told:
    boxed = row["box"]["box"]["B"]
    shown = {
        "facts": row["case"]["facts"]["S"],
        "box": f"{b64.encode(boxed[:45])}…  {len(boxed):,} bytes",
    }
    table = Table(box=box.SIMPLE_HEAD, header_style="dim")
    table.add_column(f"searched {found.objects:,} objects, {found.size:,} bytes, each in {len(spellings(control))} spellings")
    table.add_column("found in", justify="right")
    for text in SECRETS:
        number = _places(found, text)
        table.add_row(Text(text), Text(str(number), style="bold green" if number == 0 else "bold red"))
    planted = _places(found, control)
    table.add_row(Text("a control, planted to see that the search finds", style="dim"), Text(str(planted), style="dim"))
    places = "every table, object version, log line and file of the cloud, unpacked from gzip, zlib, zip and base64"
    body = Group(_pairs(shown, ""), Text(), table, Text(places, style="dim"))
    return "What the cloud stored", body, "red" if leaked else "green"


def _places(found: Found, text: str) -> int:
    """Return in how many objects a text was found."""
    return len({hit.thing for hit in found.of(text)})


def _opened(opened: dict[str, Any]) -> Told:
    contact = _pairs({name: str(value) for name, value in (opened.get("contact") or {}).items()}, "bold")
    how = Text("courier pull --box …  →  carried to the offline computer  →  officer open case.pouch", style="dim")
    said = Text(f"{opened['ref']}  {opened['status']}", style="bold green" if opened["status"] == "opened" else "bold red")
    return "What the officer opened", Group(how, Text(), said, contact), "green"


def _refused(refused: dict[str, Any], place: int) -> Told:
    how = Text(f"The same transfer file with one bit of byte {place:,} flipped.", style="dim")
    said = Text(f"{refused['ref']}  {refused['status']}: {refused.get('step')}", style="bold yellow")
    return "One byte flipped", Group(how, Text(), said), "yellow"
