"""Run the whole portal on this machine: the embedded cloud, the production template in it, and a demo officer key.

A home is a folder with a portal.toml; all that a running portal leaves lies under its `.local`. The tests have homes of
their own, so that they never touch the portal that a person is running.
"""

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Final

from infra import deployed
from infra.demonstration import DemoKey, DemoPassword
from infra.embedded import Cloud
from infra.environment import ROOT, Environment
from infra.environment import local as environment_in
from infra.errors import CloudDown, NotPublished, StackFailed
from infra.progress import say, step
from infra.staff_page import FOLDER

_LOOK: Final = 1.0  # seconds between two looks at whether the cloud still runs


@dataclass(frozen=True, slots=True)
class Home:
    """One portal of this machine: `root` holds portal.toml."""

    root: Path

    @property
    def folder(self) -> Path:
        """Where all that the portal leaves lies."""
        return self.root / ".local"

    @property
    def cloud(self) -> Cloud:
        """Its embedded cloud."""
        return Cloud(self.folder / "cloud")

    @property
    def key(self) -> DemoKey:
        """Its demo officer key."""
        return DemoKey(self.folder / "keys")

    @property
    def password(self) -> DemoPassword:
        """The password of its demo people."""
        return DemoPassword(self.folder / "keys")

    @property
    def stack_file(self) -> Path:
        """What the courier reads."""
        return self.folder / "stack.json"

    @property
    def environment(self) -> Environment:
        """Its environment."""
        return environment_in(self.root, self.cloud.port)

    def bring(self, *, fresh: bool = False) -> dict[str, Any]:
        """Start the cloud, deploy the working tree to it, and return what stack.json holds.

        Raises InfraError naming what went wrong; the cloud stays as it is then.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(self.folder):
            if fresh:
                self._forget()
            with step("making a demo officer key") if not self.key.public.exists() else _silent():
                self.key.make()
            with step("starting the embedded cloud"):
                self.cloud.start()
            return self._deploy()

    def _deploy(self) -> dict[str, Any]:
        from infra import deploy, people

        try:
            portal = deploy.deploy(self.environment, out=self.folder / "site")
        except StackFailed as error:
            raise StackFailed(str(error), "python3 build.py up --fresh starts again with an empty cloud") from error
        assert portal is not None  # noqa: S101  only a plan returns nothing
        keys = deployed.Keys(self.key.private, self.key.public, self.key.passphrase)
        password = self.password.get()
        with step("making the demo people"):
            people.make(self.environment, portal.configuration, password)
        described = deploy.describe(self.environment, portal, keys)
        described |= people.describe(self.environment, portal.configuration, password)
        deployed.write(self.stack_file, described)
        return described

    def _forget(self) -> None:
        with step("forgetting the earlier portal"):
            self.cloud.stop()
            self.cloud.forget()
            self.key.forget()
            self.password.forget()
            self.stack_file.unlink(missing_ok=True)
            shutil.rmtree(self.folder / "site", ignore_errors=True)


def environment() -> Environment:
    """Return the environment of the portal that `up` runs. Raises CloudDown when it does not run."""
    home = Home(ROOT)
    if home.cloud.pid() is None:
        raise CloudDown("no portal is running on this machine", "python3 build.py up --detach")
    return home.environment


def up(*, detach: bool, fresh: bool) -> int:
    """Run the portal of this working tree until Ctrl-C, or leave it running; return the exit status."""
    home = Home(ROOT)
    with _stopping() as asked:
        described = home.bring(fresh=fresh)
        _show(home, described)
        if detach:
            say("  it runs on; stop it with   python3 build.py down\n")
            return 0
        say("  Ctrl-C stops it and keeps what was stored\n")
        while not asked.wait(_LOOK):
            if home.cloud.pid() is None:
                raise CloudDown("the embedded cloud has ended by itself", f"see {home.cloud.log}")
        with step("stopping gently"):
            home.cloud.stop()
    return 0


def down() -> int:
    """Stop the portal of this working tree; return the exit status."""
    stopped = Home(ROOT).cloud.stop()
    say("  stopped; what was stored is kept" if stopped else "  nothing is running")
    return 0


def site(out: Path) -> int:
    """Render the pages into a folder, with the receipt key of the portal that runs here; return the exit status."""
    from infra import configuration, deploy, render, source, stack

    home = Home(ROOT)
    if home.cloud.pid() is None:
        raise NotPublished(
            "pages carry the receipt key of a portal, and none is running", "python3 build.py up --detach"
        )
    found = configuration.load(home.environment.configuration)
    outputs = stack.outputs(home.environment.client("cloudformation"), home.environment.stack)
    key = deployed.receipt_key(home.environment, outputs)
    build = configuration.build_id(source.commit(), found)
    with step("rendering the pages"):
        sign_in = deploy.sign_in(home.environment, found)
        render.render(found, bundles=render.bundle(), receipt_key=key, build=build, sign_in=sign_in, out=out)
    say(f"\n  {out}")
    return 0


def _show(home: Home, described: dict[str, Any]) -> None:
    passphrase = home.key.passphrase.read_text(encoding="utf-8").strip()
    place = home.folder.relative_to(home.root)
    say(f"\n  the portal         {described['site']}/")
    say(f"  the demo officer   key {place}/keys/officer, passphrase (demo only): {passphrase}")
    say(f"  for the courier    {place}/stack.json\n")
    _show_people(described)


def _show_people(described: dict[str, Any]) -> None:
    """Print one person of each level, and what opens for all of them; stack.json names everybody."""
    everybody = described["people"]
    levels = {person["level"]: person for person in reversed(everybody) if person["role"] == "handler"}
    if not levels:
        return
    shown = [*reversed(levels.values()), *[person for person in everybody if person["role"] == "overseer"][:1]]
    width = max(len(person["username"]) for person in shown)
    say(f"  demo handlers sign in at  {described['site']}/{described['languages'][0]}/{FOLDER}")
    say(f"  with the password (demo only): {shown[0]['password']}")
    for person in shown:
        say(f"    {person['username']:<{width}}  {person['role']:<8}  {person['level']}")
    say(f"  and {len(everybody) - len(shown)} more, named in stack.json\n")


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """Yield an event that Ctrl-C, a terminate signal or a closed terminal sets, instead of breaking off half-way."""
    asked = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt  # asked twice: break off
        asked.set()

    signals = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, ask) for number in signals}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the home for one command at a time. Raises CloudDown when another command holds it."""
    import fcntl

    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise CloudDown("another command is bringing this portal up", "wait until it is done") from error
    try:
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _silent() -> Iterator[None]:
    yield
