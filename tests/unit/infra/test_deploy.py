"""Deploying goes step by step, and nothing is shown to people over a stack that does not stand."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from infra import deploy, environment, source
from infra.change import Change, Plan
from infra.errors import DataAtRisk, NotHealthy, NotPublished, StackFailed, UnknownEnvironment
from tests.signing_in import SIGN_IN

REHEARSAL = environment.load("rehearsal")
MAIL = {"NoticeSender": "notices@tightlip.example"}
ENVIRONMENT = replace(REHEARSAL, sign_in=SIGN_IN, parameters={**REHEARSAL.parameters, **MAIL})
PLANNED = Plan("change-set", creates=True, changes=(Change("Add", "CasesTable", "AWS::DynamoDB::Table", "False"),))


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replace every step with one that only notes its name; a test may make one fail."""
    done: list[str] = []

    def note(name: str, answer: Any = None) -> Any:
        return lambda *_a, **_k: (done.append(name), answer)[1]

    configuration = SimpleNamespace(
        units=(SimpleNamespace(id="city"),),
        zone="Asia/Shanghai",
        working=None,
        functions=lambda: b"{}",
        portal="p",
        languages=("en",),
        current=SimpleNamespace(to_value=lambda: {"box": "B"}),
    )
    found = {
        "configuration.load": configuration,
        "configuration.build_id": "0" * 16,
        "render.bundle": SimpleNamespace(
            policy="default-src 'none'; x", staff_policy=lambda _: "default-src 'none'; y"
        ),
        "package.build": SimpleNamespace(key="functions/x.zip", data=b""),
        "package.smoke": None,
        "working.check_reach": "",
        "removal.gone": ("street",),
        "removal.refuse": None,
        "artifacts.bucket": "artifacts",
        "artifacts.put": None,
        "artifacts.put_template": "https://t",
        "stack.plan": PLANNED,
        "stack.execute": None,
        "stack.discard": None,
        "stack.physical": {},
        "stack.outputs": {"SiteBucket": "b", "DistributionId": "d", "SiteDomain": "x.example"},
        "settings.complete": None,
        "deployed.receipt_key": bytes(32),
        "render.render": None,
        "publish.upload": 1,
        "publish.invalidate": None,
        "smoke.check": None,
        "source.commit": "0" * 40,
    }
    for name, answer in found.items():
        monkeypatch.setattr(f"infra.{name}", note(name, answer))
    monkeypatch.setattr(environment.Environment, "client", lambda *_: None)
    monkeypatch.setattr(deploy, "_PATIENCE", 0)
    return done


def failing(monkeypatch: pytest.MonkeyPatch, name: str, error: Exception) -> None:
    def fail(*_a: Any, **_k: Any) -> None:
        raise error

    monkeypatch.setattr(f"infra.{name}", fail)


def run(tmp_path: Path, **words: bool) -> deploy.Portal | None:
    return deploy.deploy(ENVIRONMENT, out=tmp_path, **words)


def test_the_order_keeps_a_half_done_deployment_harmless(steps: list[str], tmp_path: Path):
    """Code is imported before it is uploaded, the stack stands before pages are, and the portal is asked last."""
    assert run(tmp_path) is not None
    wanted = [
        "package.smoke", "artifacts.put", "stack.plan", "stack.execute", "settings.complete", "deployed.receipt_key",
        "render.render", "publish.upload", "publish.invalidate", "smoke.check",
    ]  # fmt: skip
    assert [step for step in steps if step in wanted] == wanted


@pytest.mark.parametrize(
    "step", ["package.smoke", "stack.plan", "stack.execute", "deployed.receipt_key", "render.render"]
)
def test_a_step_that_fails_is_the_last(steps: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, step: str):
    """Whatever fails before it, no page is uploaded."""
    failing(monkeypatch, step, StackFailed("no"))
    with pytest.raises(StackFailed):
        run(tmp_path)
    assert not {"publish.upload", "smoke.check"} & set(steps)


def test_a_portal_that_does_not_answer_is_a_failed_deployment(
    steps: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """A deployment whose portal fails the smoke test ends in an error, not in a success."""
    failing(monkeypatch, "smoke.check", NotHealthy("no"))
    with pytest.raises(NotHealthy):
        run(tmp_path)


def test_a_plan_changes_nothing(steps: list[str], tmp_path: Path):
    """Planning shows the plan and takes the change set back."""
    assert run(tmp_path, plan_only=True, quiet=False) is None
    assert "stack.discard" in steps
    assert not {"stack.execute", "publish.upload", "render.render"} & set(steps)


def test_a_unit_with_open_cases_is_not_taken_away(steps: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """It is asked before anything is uploaded, and again when nothing more can be sent to the unit."""
    asked: list[object] = []

    def refuse(_environment: object, units: object) -> None:
        asked.append(units)
        steps.append("removal.refuse")
        if len(asked) == 3:
            raise DataAtRisk("no")

    monkeypatch.setattr("infra.removal.refuse", refuse)
    assert run(tmp_path) is not None
    order = [step for step in steps if step in ("removal.refuse", "artifacts.put", "stack.execute", "render.render")]
    assert order == ["removal.refuse", "artifacts.put", "stack.execute", "removal.refuse", "render.render"]
    assert asked == [("street",)] * 2
    steps.clear()
    with pytest.raises(DataAtRisk):
        run(tmp_path)
    assert "artifacts.put" not in steps


def test_a_refused_plan_leaves_no_change_set(steps: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """A plan that would cost data is taken back and not executed."""
    failing(monkeypatch, "change.refuse_data_loss", DataAtRisk("no"))
    with pytest.raises(DataAtRisk):
        run(tmp_path)
    assert "stack.discard" in steps
    assert "stack.execute" not in steps


@pytest.mark.parametrize("commit", [source.UNKNOWN, "0" * 40 + "+changes"])
def test_production_is_deployed_from_a_commit(commit: str):
    """Where people's reports arrive, pages that nobody could build again are refused; elsewhere their id says so."""
    with pytest.raises(NotPublished, match="not a commit"):
        source.publishable(environment.load("production"), commit)
    assert source.publishable(ENVIRONMENT, commit) == commit


def test_an_environment_without_an_issuer_is_refused_before_anything(steps: list[str], tmp_path: Path):
    """Nobody could sign in as a handler: the operator is told what to add, and nothing is packaged."""
    with pytest.raises(UnknownEnvironment, match="where handlers sign in"):
        deploy.deploy(replace(ENVIRONMENT, sign_in=None), out=tmp_path)
    assert not {"package.build", "stack.plan"} & set(steps)


@pytest.mark.parametrize("missing", ["NoticeSender", "OperatorEmail"])
def test_a_portal_that_could_tell_nobody_is_refused(steps: list[str], tmp_path: Path, missing: str):
    """Without an address that notices come from, and for people's reports one that hears of faults, nothing starts."""
    given = {name: value for name, value in ENVIRONMENT.parameters.items() if name != missing}
    with pytest.raises(UnknownEnvironment, match=missing):
        deploy.deploy(replace(ENVIRONMENT, holds_data=missing == "OperatorEmail", parameters=given), out=tmp_path)
    assert "package.build" not in steps
