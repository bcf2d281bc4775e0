"""Give every layer what it may use: unit tests no socket, the others the loopback address, and one portal for a run."""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import execnet
import pytest
from hypothesis import HealthCheck, settings

from infra import toolchain
from infra.environment import ROOT, Environment
from infra.local import Home
from protocol import key

TESTS = Path(__file__).parent
LOOPBACK = ["127.0.0.1", "::1"]
# A slow moment of the machine is no fault of the code.
settings.register_profile("without a clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("without a clock")
WORKERS: list[int] = []  # process ids, where several run the tests of one run


@dataclass(frozen=True)
class Stack:
    """A portal that was deployed for this run of the tests, in a home of its own."""

    home: Home
    described: dict[str, Any]

    @property
    def site(self) -> str:
        """The address that people open."""
        return str(self.described["site"])

    @property
    def environment(self) -> Environment:
        """Where its AWS calls go."""
        return self.home.environment

    @property
    def officer(self) -> key.PublicKey:
        """The officer key that boxes are sealed to."""
        from infra import configuration

        return configuration.load(self.home.root / "portal.toml").current

    def outputs(self) -> dict[str, str]:
        """Return the outputs of its CloudFormation stack."""
        from infra import stack

        return stack.outputs(self.environment.client("cloudformation"), self.environment.stack)

    def restart(self) -> None:
        """Stop the cloud gently and start it again, as `down` and `up` do."""
        self.home.cloud.stop()
        self.home.cloud.start()


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Run a portal for the whole session, and leave whatever a developer is running alone."""
    home = Home(tmp_path_factory.mktemp("portal"))
    shutil.copy(ROOT / "portal.toml", home.root / "portal.toml")
    try:
        yield Stack(home, home.bring())
    finally:
        home.cloud.stop()


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Give the Chromium of this machine, which `build.py test` installs."""
    found = toolchain.find_chromium()
    if found is None:
        pytest.fail("no Chromium was found: python3 build.py test browser installs it")
    return found


def pytest_sessionstart(session: pytest.Session) -> None:
    """End gently when a terminate signal comes, so that the portal of this run is stopped and not left behind."""

    def end(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_IGN)  # once is enough: a second would break off the stopping
        session.shouldstop = "terminated"  # should a test catch what is raised here
        for worker in WORKERS:
            with suppress(ProcessLookupError):
                os.kill(worker, number)
        pytest.exit("terminated", returncode=128 + number)

    signal.signal(signal.SIGTERM, end)


def pytest_xdist_newgateway(gateway: execnet.Gateway) -> None:
    """Note the process of a worker: Ctrl-C reaches it from the terminal, a terminate signal only from here."""
    asked = gateway.remote_exec("import os; channel.send(os.getpid())")
    WORKERS.append(asked.receive())
    asked.waitclose()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Take the network away from the unit tests, and all of it but this machine from the others."""
    for item in items:
        unit = item.path.is_relative_to(TESTS / "unit")
        item.add_marker(pytest.mark.disable_socket if unit else pytest.mark.allow_hosts(LOOPBACK))
