"""What each package brings into a running process: the privacy claim, looked at in sys.modules."""

import subprocess
import sys

import pytest

from infra.environment import ROOT

NETWORK = {
    "socket",
    "ssl",
    "http.client",
    "urllib.request",
    "asyncio",
    "multiprocessing",
    "boto3",
    "botocore",
    "requests",
}
OPENING = {"nacl", "cryptography", "mnemonic"}
NOT_IN = {
    "protocol": NETWORK | OPENING | {"logging", "functions", "officer", "courier", "infra", "console"},
    "console": NETWORK | OPENING | {"rfc8785", "protocol", "functions", "officer", "courier", "infra"},
    "officer": NETWORK | {"courier", "functions", "infra"},
    "courier": OPENING | {"officer", "functions", "infra"},
    "functions": OPENING | {"officer", "courier", "infra", "console"},
    "functions.domain": NETWORK | OPENING | {"aws_lambda_powertools", "logging", "functions.adapters"},
}

# Imports a package and every module under it, as nothing that a person starts could exceed; then says what is there.
_PROGRAM = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for found in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):
    importlib.import_module(found.name)
print('\\n'.join(sys.modules))
"""


@pytest.mark.parametrize("package", NOT_IN)
def test_a_package_never_brings_in_what_it_must_not(package: str):
    """After importing every module of a package, none of the forbidden ones is in the process."""
    ran = subprocess.run(
        [sys.executable, "-c", _PROGRAM, package], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    loaded = set(ran.stdout.split())
    assert package in loaded
    assert not NOT_IN[package] & loaded
