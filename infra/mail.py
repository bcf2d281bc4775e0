"""Refuse to deploy a portal whose notices nobody sends, or whose failures nobody hears of.

Leaves sending to the functions (functions/handlers/notice.py). Whether SES knows the sender is asked of it by `doctor`.
"""

from dataclasses import replace
from typing import Final

from infra.environment import Environment
from infra.errors import NotHealthy, UnknownEnvironment

SENDER: Final = "NoticeSender"
OPERATOR: Final = "OperatorEmail"
REGION: Final = "MailRegion"


def check(environment: Environment) -> None:
    """Raise UnknownEnvironment for an environment without a sender or, where reports are people's, an operator."""
    wanted = (SENDER, OPERATOR) if environment.holds_data else (SENDER,)
    for name in wanted:
        if not environment.parameters.get(name):
            raise UnknownEnvironment(
                f"[{environment.name}.parameters] has no {name}", "give it in infra/environments.toml, see its comment"
            )


def verified(environment: Environment) -> None:
    """Raise NotHealthy unless SES would send from the address that notices come from."""
    sender = environment.parameters[SENDER]
    names = (sender, sender.rpartition("@")[2])
    there = replace(environment, region=environment.parameters.get(REGION) or environment.region)
    found = there.client("ses").get_identity_verification_attributes(Identities=list(names))
    states = found["VerificationAttributes"]
    if not any(states.get(name, {}).get("VerificationStatus") == "Success" for name in names):
        raise NotHealthy(f"SES does not know {sender}", "prove the address or its domain to SES: docs/operator.md")
