"""The command line `courier`: what can be typed, and how a pull or a trace goes from the stack file to its end."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from console import private
from console.arguments import Arguments, Command, Option, Program
from console.command import run
from console.errors import UsageError
from console.places import dangers
from console.screen import Screen
from courier import cloud, comparison, cursor, demands, pulling, stack, tracing
from courier.answers import PatientFunction
from courier.progress import Progress
from courier.site import fetch
from protocol import code, entry, hour, pouch
from protocol.errors import Malformed

PROGRAM: Final = Program(
    "courier",
    (
        Command(
            "pull",
            (),
            (
                Option("--stack", "FILE", required=True),
                Option("--out", "POUCH", required=True),
                Option("--box", "REF", many=True),
                Option("--purpose", "PURPOSE", choices=entry.PURPOSES),
                Option("--note", "TEXT"),
                Option("--since", "HOUR"),
                Option("--cursor", "FILE"),
            ),
        ),
        Command(
            "trace",
            ("NUMBER",),
            (
                Option("--stack", "FILE", required=True),
                Option("--note", "TEXT", required=True),
                Option("--people", "FILE"),
            ),
        ),
    ),
)


def main() -> int:
    """Run the command line of this process and return its exit status."""
    return run(PROGRAM, {"pull": _pull, "trace": _trace}, packages=("courier",))


def _pull(arguments: Arguments, screen: Screen) -> int:
    stack_file, out = Path(arguments.word("--stack")), Path(arguments.word("--out"))
    cursor_file = Path(given) if (given := arguments.one("--cursor")) is not None else cursor.beside(stack_file)
    wanted = demands.read(arguments)
    asked = _asked_since(arguments)
    private.refuse_taken(out)
    for danger in dangers(out.parent):
        screen.warn(danger, folder=str(out.parent))
    portal = stack.load(stack_file)
    kept = cursor.read(cursor_file, portal.portal)
    since = asked or kept or cursor.BEGINNING
    progress = Progress(screen)
    try:
        progress.show("progress.keys")
        comparison.compare(portal, fetch)
        progress.show("progress.connecting")
        start = pouch.Start(
            portal=portal.portal, direction="in", hour=hour.from_datetime(datetime.now(UTC)), since=since
        )
        with cloud.connected(portal) as function:
            pulled = pulling.pull_into(out, PatientFunction(function), start=start, demands=wanted, progress=progress)
    except BaseException:
        progress.clear()
        if progress.asking:
            screen.warn("recorded")
        raise
    progress.clear()
    if cursor.moves(kept=kept, since=since):
        cursor.write(cursor_file, portal=portal.portal, since=pulled.until)
    return _tell(pulled, out, screen)


def _trace(arguments: Arguments, screen: Screen) -> int:
    wish = tracing.read(arguments)
    portal = stack.load(Path(arguments.word("--stack")))
    with cloud.connected(portal) as function:
        traced = tracing.trace(PatientFunction(function), wish)
    look = traced.look
    fields = " ".join(look.fields) or screen.words("trace.status")
    told = {"n": look.n, "ref": code.ref(look.case), "hour": look.hour, "role": look.role, "act": look.act}
    screen.print(
        screen.words("trace.done", **told, unit=look.unit, person=look.person, fields=fields, entry=traced.entry.n)
    )
    if wish.people:
        known = [screen.words("trace.person", subject=subject) for subject in traced.people]
        screen.print("\n".join(known) or screen.words("trace.nobody", people=len(wish.people)))
    return 0


def _asked_since(arguments: Arguments) -> str | None:
    given = arguments.one("--since")
    if given is None:
        return None
    try:
        return hour.check(given)
    except Malformed as error:
        raise UsageError("usage.hour", value=given) from error


def _tell(pulled: pulling.Pulled, out: Path, screen: Screen) -> int:
    for refusal in pulled.refusals:
        why = screen.words(f"error.{refusal.error.key}", **refusal.error.details)
        screen.tell(f"{screen.program}: {screen.words('pull.refused', ref=demands.show(refusal.demand), why=why)}")
        if (hint := f"hint.{refusal.error.key}") in screen.words:
            screen.tell(f"{screen.program}: hint: {screen.words(hint, **refusal.error.details)}")
    asked = pulled.boxes + len(pulled.refusals)
    screen.tell(screen.words("pull.done", file=str(out), boxes=pulled.boxes, asked=asked, headers=pulled.headers))
    return 1 if pulled.refusals else 0


if __name__ == "__main__":
    sys.exit(main())
