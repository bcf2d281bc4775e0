"""Count which AWS operations the functions send for a report, and for the calls of a handler who gets it.

Runs the real archive on a running cloud, as Lambda does, and leaves out the gateway. Leaves judging to `bench`.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from functions.domain import portal
from infra import package
from infra.environment import ROOT_KEY, Environment
from infra.errors import NotHealthy
from infra.measures import TOLD, Filing, unpacked
from protocol import b64

READS: Final = ("GetItem", "Query", "Scan", "BatchGetItem", "TransactGetItems")
WRITES: Final = ("TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem")
REPORT, INBOX, LOOK, ACT = "a report", "a page of an inbox", "a look at a case", "an act on a case"
_TABLES: Final = ("Cases", "Entries", "Boxes", "Passed", "Acts", "Notices")
_KEYS: Final = ("Receipt", "Challenge", "Person")
# Calls handlers one after the other, and prints the status and the name of every AWS operation that each sent.
_COUNT: Final = """
import importlib, json, sys
sys.path.insert(0, sys.argv[1])
import boto3
names = []
boto3.setup_default_session()
boto3.DEFAULT_SESSION.events.register('before-call', lambda model, **_: names.append(model.name))
for module, event in json.load(sys.stdin):
    names.clear()
    status = importlib.import_module('functions.handlers.' + module).handler(event, None)['statusCode']
    print(json.dumps([status, *names]))
"""


def of_a_case(
    environment: Environment, outputs: Mapping[str, str], archive: package.Archive, functions: bytes, filing: Filing
) -> dict[str, Counter[str]]:
    """Return the operations of a report and of its unit's calls, by name; `functions` is the archive's configuration.

    Raises NotHealthy when a call is not answered as it should be.
    """
    calls = _calls(filing, portal.parse(functions))
    events = json.dumps([(module, event) for module, event in calls.values()])
    with unpacked(archive) as folder:
        command = [sys.executable, "-I", "-B", "-c", _COUNT, folder]
        variables = _variables(environment, outputs)
        ran = subprocess.run(command, env=variables, input=events, capture_output=True, text=True, check=True)
    # The functions' own log lines are objects.
    lines = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("[")]
    for name, (status, *_) in zip(calls, lines, strict=True):
        if status not in (200, 201):
            raise NotHealthy(f"the handler answered {status} to {name}")
    return {name: Counter(names) for name, (_, *names) in zip(calls, lines, strict=True)}


def told(counted: Counter[str]) -> tuple[int, int, int]:
    """Return how many reads, transactions and other writes of the store were sent."""
    reads, writes = (sum(counted[name] for name in names) for names in (READS, WRITES))
    return reads, counted["TransactWriteItems"], writes - counted["TransactWriteItems"]


def _calls(filing: Filing, found: portal.Portal) -> dict[str, tuple[str, dict[str, Any]]]:
    unit = found.tree.route(TOLD.place, TOLD.category)
    group = next(name for name, given in found.groups.items() if (given.unit, given.role) == (unit, "handler"))
    claims = {"sub": "bench", "token_use": "access", "scope": "openid", "cognito:groups": f"[{group}]"}
    case = {"case": filing.case}
    act = {"v": 1, "id": b64.encode(bytes(16)), "n": 1}
    return {
        REPORT: ("intake", _event("PUT /api/reports/{case}", case, body=filing.body.decode())),
        INBOX: ("staff", _event("GET /api/staff/inbox", {}, claims)),
        LOOK: ("staff", _event("GET /api/staff/cases/{case}", case, claims)),
        ACT: (
            "staff",
            _event("POST /api/staff/cases/{case}/{act}", case | {"act": "accept"}, claims, body=json.dumps(act)),
        ),
    }


def _event(
    route: str, path: Mapping[str, str], claims: Mapping[str, str] | None = None, *, body: str | None = None
) -> dict[str, Any]:
    context = {} if claims is None else {"authorizer": {"jwt": {"claims": claims}}}
    event = {"version": "2.0", "routeKey": route, "pathParameters": path, "requestContext": context}
    return event | {"isBase64Encoded": False} | ({} if body is None else {"body": body})


def _variables(environment: Environment, outputs: Mapping[str, str]) -> dict[str, str]:
    return (
        {f"{name.upper()}_TABLE": outputs[f"{name}Table"] for name in _TABLES}
        | {f"{name.upper()}_KEY": outputs[f"{name}Key"] for name in _KEYS}
        | {
            "EVIDENCE_BUCKET": outputs["EvidenceBucket"],
            "AWS_ENDPOINT_URL": environment.endpoint or "",
            "AWS_DEFAULT_REGION": environment.region,
            "AWS_ACCESS_KEY_ID": ROOT_KEY,
            "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
        }
    )
