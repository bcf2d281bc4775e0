"""Deploy a portal: package, plan, execute, render, publish, check. The same steps serve AWS and the embedded cloud.

The order keeps a half-done deployment harmless: nothing is shown to people before the stack it needs stands, and the
page's policy names its script before the page is there.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from infra import (
    artifacts,
    change,
    configuration,
    deployed,
    mail,
    package,
    people,
    publish,
    removal,
    render,
    settings,
    signin,
    smoke,
    source,
    stack,
    template,
    working,
)
from infra.configuration import Configuration
from infra.deployed import Keys
from infra.environment import ROOT, Environment
from infra.errors import NotHealthy
from infra.progress import say, step
from infra.signin import SignIn
from protocol import canonical

_TABLE: Final = "AWS::DynamoDB::Table"
_PATIENCE: Final = 300  # seconds


@dataclass(frozen=True, slots=True)
class Portal:
    """A deployed portal: the stack's outputs, the address people open, and what its pages were made of."""

    outputs: dict[str, str]
    site: str
    configuration: Configuration
    build: str
    receipt_key: bytes
    policy: str
    sign_in: SignIn
    staff_policy: str


def run(environment: Environment, *, plan_only: bool) -> int:
    """Deploy to AWS, or only show what would change; return the exit status."""
    portal = deploy(environment, out=ROOT / "dist" / environment.name, plan_only=plan_only, quiet=False)
    if portal is None:
        return 0
    folder = ROOT / ".local"
    public = folder / f"{environment.name}.officer.pub"
    deployed.write(folder / f"{environment.name}.json", describe(environment, portal, Keys(None, public, None)))
    public.write_bytes(canonical.to_bytes(portal.configuration.current.to_value()) + b"\n")
    say(f"\n  the portal           {portal.site}")
    say(f"  for the courier      .local/{environment.name}.json")
    say(f"  the officer's key    {portal.configuration.current.fingerprint}: compare it with the officer's own copy")
    return 0


def deploy(environment: Environment, *, out: Path, plan_only: bool = False, quiet: bool = True) -> Portal | None:
    """Bring an environment to the working tree and return what stands there, or None after only showing the plan.

    `out` is the folder that the pages are rendered into. `quiet` leaves the plan out, for clouds that are made anew at
    will. Raises InfraError naming the first thing that went wrong; nothing is published then.
    """
    found = configuration.load(environment.configuration)
    _check_working(environment, found)
    commit = source.publishable(environment, source.commit())
    bundles = render.bundle()
    signing = sign_in(environment, found)
    with step("packaging the functions"):
        archive = package.build(found.functions())
        package.smoke(archive)
    closed = removal.gone(environment, [unit.id for unit in found.units], key=archive.key)
    removal.refuse(environment, closed)
    bucket = artifacts.bucket(environment)
    artifacts.put(environment, bucket, archive.key, archive.data)
    url = artifacts.put_template(environment, bucket, template.TEMPLATE.read_bytes())
    deployment = {"ArtifactsBucket": bucket, "FunctionsKey": archive.key, "Languages": ",".join(found.languages)}
    parameters = dict(environment.parameters) | deployment | _policies(bundles, signing)
    if not _bring(environment, url, parameters, plan_only=plan_only, quiet=quiet):
        return None
    removal.refuse(environment, closed)  # again: until now reports went to them
    outputs = stack.outputs(environment.client("cloudformation"), environment.stack)
    receipt_key = deployed.receipt_key(environment, outputs)
    build = configuration.build_id(commit, found)
    site = deployed.site_of(environment, outputs)
    if environment.endpoint is not None:
        people.issuer(environment, found, site)  # it knows only now where to send people back to
    with step("rendering and publishing the pages"):
        render.render(found, bundles=bundles, receipt_key=receipt_key, build=build, sign_in=signing, out=out)
        publish.upload(environment, outputs["SiteBucket"], out)
        publish.invalidate(environment, outputs["DistributionId"])
    portal = Portal(
        outputs=outputs, site=site, configuration=found, build=build, receipt_key=receipt_key,
        policy=bundles.policy, sign_in=signing, staff_policy=bundles.staff_policy(signing),
    )  # fmt: skip
    with step("asking the portal"):
        _ask(environment, portal)
    return portal


def _policies(bundles: render.Bundles, signing: SignIn) -> dict[str, str]:
    """Return the parameters that say what pages may run and reach, and whose tokens the API takes."""
    return {
        "ContentSecurityPolicy": bundles.policy,
        "StaffContentSecurityPolicy": bundles.staff_policy(signing),
        "StaffConnections": signing.connections,
        "OidcIssuer": signing.issuer,
        "OidcAudience": ",".join(signing.audience),
    }


def sign_in(environment: Environment, found: Configuration) -> SignIn:
    """Return where handlers sign in; in the embedded cloud, bring its own issuer up first.

    Raises UnknownEnvironment for an environment of AWS that names no issuer.
    """
    if environment.endpoint is None:
        return signin.required(environment.name, environment.sign_in)
    standing = stack.describe(environment.client("cloudformation"), environment.stack)
    outputs = {one["OutputKey"]: one["OutputValue"] for one in (standing or {}).get("Outputs", ())}
    return people.issuer(environment, found, deployed.site_of(environment, outputs) if outputs else None)


def _check_working(environment: Environment, found: Configuration) -> None:
    """Refuse a portal that has nobody to send notices; warn when the working days that are known end soon.

    Where people's reports arrive, refuse that too, in time, and failures that no operator would hear of.
    """
    mail.check(environment)
    today = working.today(found.zone)
    if said := working.check_reach(found.working, found.units, today, strict=environment.holds_data):
        say(f"  warning: {said}")


def describe(environment: Environment, portal: Portal, keys: Keys) -> dict[str, Any]:
    """Return what the courier needs to reach a deployed portal."""
    found = portal.configuration
    described = deployed.describe(
        environment, portal.outputs, portal=found.portal, languages=found.languages, keys=keys
    )
    return described | {"oidc": {"issuer": portal.sign_in.issuer} | portal.sign_in.to_value()}


def expected(portal: Portal) -> smoke.Expected:
    """Return what the portal must show."""
    return smoke.Expected(
        site=portal.site,
        languages=portal.configuration.languages,
        build=portal.build,
        officer_key=str(portal.configuration.current.to_value()["box"]),
        policy=portal.policy,
        staff_policy=portal.staff_policy,
        connections=portal.sign_in.connections,
    )


def _ask(environment: Environment, portal: Portal) -> None:
    """Check the portal; on AWS patiently, because edges learn of new pages one after the other."""
    deadline = time.monotonic() + (0 if environment.endpoint else _PATIENCE)
    while True:
        try:
            return smoke.check(expected(portal))
        except NotHealthy:
            if time.monotonic() >= deadline:
                raise
            time.sleep(5)


def _bring(environment: Environment, url: str, parameters: dict[str, str], *, plan_only: bool, quiet: bool) -> bool:
    """Bring the stack to the template; return whether it stands, which it does not after only planning."""
    cloudformation = environment.client("cloudformation")
    pause = 0.1 if environment.endpoint else 3.0
    wanted = template.load(template.TEMPLATE)
    planned = stack.plan(cloudformation, environment.stack, template_url=url, parameters=parameters, pause=pause)
    if not quiet:
        say("\n".join(change.lines(planned)))
    try:
        tables = {} if planned.creates else stack.physical(cloudformation, environment.stack, _TABLE)
        live = change.live_key_schemas(environment.client("dynamodb"), tables)
        change.refuse_data_loss(planned, live, wanted)
    except BaseException:
        stack.discard(cloudformation, planned, environment.stack)
        raise
    if plan_only:
        stack.discard(cloudformation, planned, environment.stack)
        return False
    with step("bringing the stack to its template"):
        stack.execute(
            cloudformation, environment.stack, planned, tell=(lambda _line: None) if quiet else say, pause=pause
        )
        settings.complete(environment, stack.physical(cloudformation, environment.stack, _TABLE), wanted)
    return True
