"""Draw the four panels of the story for a terminal. Leaves what they say to `story`, which did it for real."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rich import box
from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from infra.hunt import Found, spellings
from protocol import b64

_SHOWN = 45  # bytes of a box


@dataclass(frozen=True, slots=True)
class Proof:
    """What the story found out: `case` and `box` are stored items, `opened` and `refused` are lines of `officer`."""

    facts: Mapping[str, str]
    contact: Mapping[str, str]
    ref: str
    secrets: tuple[str, ...]
    found: Found
    control: str
    case: Mapping[str, Any]
    box: Mapping[str, Any]
    opened: Mapping[str, Any]
    refused: Mapping[str, Any]
    flipped: int

    @property
    def sealed(self) -> bool:
        """Whether none of the reporter's secrets lies anywhere in the cloud."""
        return not any(self.found.of(text) for text in self.secrets)

    @property
    def holds(self) -> bool:
        """Whether all came out as promised: nothing found but the control, opened whole, refused when altered."""
        carried = self.opened["status"] == "opened" and self.opened["contact"] == self.contact
        return self.sealed and bool(self.found.of(self.control)) and carried and self.refused.get("step") == "box"


def draw(proof: Proof) -> Iterator[Panel | Text]:
    """Yield the four panels, and the sentence that closes them."""
    drawn = (
        ("What he typed, in a browser", "blue", _typed(proof)),
        ("What the cloud stored", "green" if proof.sealed else "red", _stored(proof)),
        ("What the officer opened", "green", _opened(proof)),
        ("One byte flipped", "yellow", _refused(proof)),
    )
    for number, (title, colour, body) in enumerate(drawn, 1):
        yield Panel(body, title=f"[bold]{number}  {title}", title_align="left", border_style=colour, padding=(1, 2))
    yield Text("The proof holds.", style="bold green") if proof.holds else Text("IT DOES NOT HOLD.", style="bold red")


def _typed(proof: Proof) -> Group:
    kept = f"He keeps the report number {proof.ref}, a signed receipt, and a secret code that stays with him."
    sealed = Panel(
        _pairs(proof.contact, "bold"), title="sealed on the phone, before anything was sent", box=box.ROUNDED
    )
    return Group(_pairs(proof.facts), Text(), sealed, Text(kept, style="dim"))


def _stored(proof: Proof) -> Group:
    boxed = proof.box["box"]["B"]
    shown = {"facts": proof.case["facts"]["S"], "box": f"{b64.encode(boxed[:_SHOWN])}…  {len(boxed):,} bytes"}
    table = Table(box=box.SIMPLE_HEAD, header_style="dim")
    ways = len(spellings(proof.control))
    table.add_column(f"searched {proof.found.objects:,} objects, {proof.found.size:,} bytes, in {ways} spellings")
    table.add_column("found in", justify="right")
    for text in proof.secrets:
        number = _places(proof.found, text)
        table.add_row(Text(text), Text(str(number), style="bold red" if number else "bold green"))
    planted = Text("a control, planted to see that the search finds", style="dim")
    table.add_row(planted, Text(str(_places(proof.found, proof.control)), style="dim"))
    places = "every table, object version, log line and file of the cloud, unpacked from gzip, zlib, zip and base64"
    return Group(_pairs(shown), Text(), table, Text(places, style="dim"))


def _opened(proof: Proof) -> Group:
    how = Text("courier pull --box …  →  carried to the offline computer  →  officer open case.pouch", style="dim")
    good = proof.opened["status"] == "opened"
    said = Text(f"{proof.opened['ref']}  {proof.opened['status']}", style="bold green" if good else "bold red")
    return Group(how, Text(), said, _pairs(proof.opened.get("contact") or {}, "bold"))


def _refused(proof: Proof) -> Group:
    how = Text(f"The same transfer file with one bit of byte {proof.flipped:,} of the box flipped.", style="dim")
    said = f"{proof.refused['ref']}  {proof.refused['status']}: {proof.refused.get('step')}"
    return Group(how, Text(), Text(said, style="bold yellow"))


def _pairs(values: Mapping[str, str], style: str = "") -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(style=style, overflow="fold")
    for name, value in values.items():
        table.add_row(name, Text(value))
    return table


def _places(found: Found, text: str) -> int:
    """Return in how many objects a text was found."""
    return len({hit.thing for hit in found.of(text)})
