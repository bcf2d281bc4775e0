"""Whether SES would send notices is asked of the region that sends them, by address and by domain."""

from dataclasses import replace
from typing import Any

import pytest

from infra import environment, mail
from infra.errors import NotHealthy

GIVEN = {"NoticeSender": "notices@yunxi.example"}
PORTAL = replace(environment.load("rehearsal"), parameters=GIVEN)


def ask(monkeypatch: pytest.MonkeyPatch, asked: environment.Environment, states: dict[str, str]) -> list[str]:
    """Ask a SES that knows these identities; return the regions that were asked."""
    regions: list[str] = []

    class Ses:
        def get_identity_verification_attributes(self, Identities: list[str]) -> Any:  # noqa: N803  boto3's spelling
            known = {name: {"VerificationStatus": states[name]} for name in Identities if name in states}
            return {"VerificationAttributes": known}

    def client(where: environment.Environment, _service: str) -> Any:
        regions.append(where.region)
        return Ses()

    monkeypatch.setattr(environment.Environment, "client", client)
    mail.verified(asked)
    return regions


@pytest.mark.parametrize("name", ["notices@yunxi.example", "yunxi.example"])
def test_an_address_or_its_domain_is_enough(monkeypatch: pytest.MonkeyPatch, name: str):
    """Either was proved; the stack's own region is asked unless another one sends."""
    assert ask(monkeypatch, PORTAL, {name: "Success"}) == ["ap-east-1"]
    elsewhere = replace(PORTAL, parameters=GIVEN | {"MailRegion": "ap-southeast-1"})
    assert ask(monkeypatch, elsewhere, {name: "Success"}) == ["ap-southeast-1"]


@pytest.mark.parametrize("states", [{}, {"yunxi.example": "Pending"}, {"other.example": "Success"}])
def test_an_unknown_sender_is_named(monkeypatch: pytest.MonkeyPatch, states: dict[str, str]):
    """Nobody proved it, or not yet, or something else."""
    with pytest.raises(NotHealthy, match=r"notices@yunxi\.example"):
        ask(monkeypatch, PORTAL, states)
