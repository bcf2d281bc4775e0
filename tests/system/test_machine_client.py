"""docs/machine-client.md: its example runs as it stands there, against the deployed portal."""

import re
import socket
from typing import Any

import pytest

from infra.environment import ROOT
from protocol import code
from tests.conftest import Stack
from tests.system.offices import file, machine
from tests.system.test_staff_api import chain

PAGE = ROOT / "docs" / "machine-client.md"


def test_the_example_accepts_what_is_new(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Every submitted case of its unit, once, without a look; a second run finds nothing to do."""
    case = file(stack, place="510502", category="noise")
    system = stack.described["machine"]
    for name, value in {
        "PORTAL": stack.site,
        "TOKEN_ENDPOINT": stack.described["oidc"]["token"],
        "CLIENT_ID": system["client"],
        "CLIENT_SECRET": system["secret"],
        "UNIT": system["unit"],
    }.items():
        monkeypatch.setenv(name, value)
    _know_localhost(monkeypatch)
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(program, str(PAGE), "exec"), {})
    assert f"{code.ref(case)} accepted\n" in capsys.readouterr().out
    assert [(one.act, one.role) for one in chain(stack, case)] == [("filed", "reporter"), ("accepted", "machine")]
    assert "submitted" not in {row["status"] for row in machine(stack).inbox()}
    exec(compile(program, str(PAGE), "exec"), {})
    assert capsys.readouterr().out == ""


def _know_localhost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Resolve names under localhost to the loopback address, as RFC 6761 says and not every resolver does."""
    resolve = socket.getaddrinfo

    def known(host: Any, *rest: Any, **named: Any) -> Any:
        return resolve("127.0.0.1" if str(host).endswith(".localhost") else host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", known)
