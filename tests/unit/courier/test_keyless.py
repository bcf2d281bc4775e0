"""The courier loads nothing that could open a box, and nothing of the portal's functions."""

import json

from tests.unit.officer.desk import python

FORBIDDEN = {"nacl", "cryptography", "mnemonic", "officer", "functions", "infra"}
SCRIPT = """
import json, sys
sys.argv = ["courier", "pull", "--help"]
from courier.__main__ import main
assert main() == 0
{extra}
print(json.dumps(sorted(sys.modules)))
"""


def loaded(extra: str = "") -> set[str]:
    """Return the top names of what the courier loads."""
    run = python(SCRIPT.format(extra=extra))
    assert run.returncode == 0, run.stderr
    return {name.split(".")[0] for name in json.loads(run.stdout.splitlines()[-1])}


def test_no_module_that_opens_boxes_is_loaded() -> None:
    """Neither PyNaCl nor cryptography nor the officer's tool is among the courier's modules."""
    found = loaded()
    assert "boto3" in found
    assert found & FORBIDDEN == set()


def test_the_check_itself_finds_a_key_library() -> None:
    """A control: the officer's key holder would be found."""
    assert {"nacl", "officer"} <= loaded("import officer.holder") & FORBIDDEN
