"""Make invented reports for the deployed stack."""

import os

from infra.citizen import Citizen, challenge_of
from protocol import facts, report
from tests.conftest import Stack

FACTS = {
    "v": 1,
    "kind": "report",
    "category": "education",
    "place": "510504003",
    "spot": "32号楼1单元501",
    "what": "有人在家里办幼儿园，每天早上送来十几个孩子。",
}
# Not the person of the vectors: the page's known-answer test carries him, so a hunt would find him on every page.
CONTACT = {"name": "林知秋", "phone": "13900006158", "address": "32号楼1单元401"}
BUILD = "0123456789abcdef"


def new_report(stack: Stack, **changed: object) -> tuple[Citizen, report.Report]:
    """Return a new citizen and a filing whose facts have members changed; its work is done."""
    citizen = Citizen(os.urandom(15))
    told = facts.parse(FACTS | changed)
    portal = str(stack.described["portal"])
    sealed = citizen.seal(told, CONTACT, portal=portal, officer=stack.officer, build=BUILD)
    return citizen, citizen.report(told, sealed, build=BUILD, challenge=challenge_of(stack.site))
