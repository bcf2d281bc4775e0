"""Describe where a portal is deployed, and make clients for it: AWS, or the embedded cloud on this machine.

Leaves credentials for AWS to boto3's usual places.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from infra import signin
from infra.errors import UnknownEnvironment
from infra.signin import SignIn

if TYPE_CHECKING:
    from botocore.client import BaseClient

ROOT: Final = Path(__file__).resolve().parent.parent
ENVIRONMENTS: Final = Path(__file__).with_name("environments.toml")
LOCAL: Final = "local"
LOCAL_REGION: Final = "us-east-1"
LOCAL_STACK: Final = "tightlip-local"
LOCAL_SENDER: Final = "notices@tightlip.example"
ROOT_KEY: Final = "test"  # the embedded cloud's root credentials, both halves; it listens on the loopback address only
_REQUIRED: Final = {"region": str, "stack": str, "configuration": str, "holds_data": bool}


@dataclass(frozen=True, slots=True)
class Environment:
    """One deployment: `port` is the embedded cloud's, absent for AWS; `parameters` go to the template as they are.

    `sign_in` is where handlers sign in, absent in the embedded cloud, which makes its own, and where none is described.
    """

    name: str
    region: str
    stack: str
    configuration: Path
    holds_data: bool
    parameters: Mapping[str, str] = field(default_factory=dict, hash=False)
    port: int | None = None
    sign_in: SignIn | None = None

    @property
    def endpoint(self) -> str | None:
        """The address of the embedded cloud, absent for AWS."""
        return None if self.port is None else f"http://127.0.0.1:{self.port}"

    def client(self, service: str) -> "BaseClient":
        """Return a boto3 client of a service."""
        return _client(service, self.region, self.endpoint)


def load(name: str, path: Path = ENVIRONMENTS) -> Environment:
    """Return the environment called `name`.

    Raises UnknownEnvironment when the file has none of that name, or when a member is missing, unknown or of another
    type.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise UnknownEnvironment(f"{path.name} cannot be read: {error}") from error
    table = tables.get(name)
    if not isinstance(table, dict):
        known = ", ".join(sorted(tables)) or "none"
        raise UnknownEnvironment(
            f"no environment is called {name}", f"describe it in infra/{path.name}; known: {known}"
        )
    _check(name, table)
    parameters = {key: str(value) for key, value in table.get("parameters", {}).items()}
    return Environment(
        name=name,
        region=table["region"],
        stack=table["stack"],
        configuration=path.parent.parent / table["configuration"],
        holds_data=table["holds_data"],
        parameters={"DeletionProtection": "true" if table["holds_data"] else "false"} | parameters,
        sign_in=signin.read(name, table["oidc"]) if "oidc" in table else None,
    )


def local(root: Path, port: int) -> Environment:
    """Return the environment of the embedded cloud whose portal.toml stands in `root`."""
    return Environment(
        name=LOCAL,
        region=LOCAL_REGION,
        stack=LOCAL_STACK,
        configuration=root / "portal.toml",
        holds_data=False,
        port=port,
        parameters={
            "DeletionProtection": "false",
            "ViewerProtocol": "allow-all",
            "ApiHost": "localhost",
            "ApiPort": str(port),
            "ApiProtocol": "http-only",
            "ApiPathPrefix": "/_aws/execute-api",
            "NoticeSender": LOCAL_SENDER,
            "NoticeSpread": "0",
        },
    )


def _check(name: str, table: Mapping[str, Any]) -> None:
    for member, kind in _REQUIRED.items():
        if not isinstance(table.get(member), kind):
            raise UnknownEnvironment(f"[{name}] has no {member}", f"give {member} as in the comment of the file")
    unknown = set(table) - set(_REQUIRED) - {"parameters", "oidc"}
    if unknown:
        raise UnknownEnvironment(f"[{name}] has an unknown member {min(unknown)}", "see the comment of the file")


@cache
def _client(service: str, region: str, endpoint: str | None) -> "BaseClient":
    import boto3
    from botocore.config import Config

    if endpoint is None:
        return boto3.client(service, region_name=region)
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=ROOT_KEY,
        aws_secret_access_key=ROOT_KEY,
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 2}),
    )
