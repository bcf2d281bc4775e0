"""Deploy again onto a running portal: unchanged, changed, at the cost of data, and with a resource that fails."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from infra import deploy, deployed, destroy, doctor, package, people, stack, template
from infra.environment import ROOT, Environment
from infra.errors import DataAtRisk, StackFailed
from infra.visit import visit
from tests.conftest import Stack
from tests.system.reports import new_report

BUILD = package.build
CASES_KEY = "- {AttributeName: case, KeyType: RANGE}\n      GlobalSecondaryIndexes"


@pytest.fixture
def rehearsal(stack: Stack) -> Iterator[Environment]:
    """Give a second stack in the same cloud, deployed by a test and removed whatever becomes of it."""
    environment = replace(stack.environment, name="rehearsal", stack="tightlip-rehearsal")
    yield environment
    destroy.run(environment)


def code_of(environment: Environment) -> str:
    outputs = stack.outputs(environment.client("cloudformation"), environment.stack)
    client = environment.client("lambda")
    return str(client.get_function_configuration(FunctionName=outputs["IntakeFunction"])["CodeSha256"])


def changed(monkeypatch: pytest.MonkeyPatch, folder: Path, *changes: tuple[str, str]) -> None:
    """Deploy a template with changes in its text from here on."""
    text = template.TEMPLATE.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path = folder / "portal.yaml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(template, "TEMPLATE", path)


def bring(stack: Stack) -> Any:
    return deploy.deploy(stack.environment, out=stack.home.folder / "site", quiet=False)


def test_an_unchanged_deployment_has_nothing_to_do(stack: Stack, capsys: pytest.CaptureFixture[str]):
    """Deploying the same tree twice says so, succeeds, and leaves the functions as they were."""
    before = code_of(stack.environment)
    bring(stack)
    assert "nothing to do" in capsys.readouterr().out
    assert code_of(stack.environment) == before


def test_one_byte_of_a_handler_is_live_after_a_deployment(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """Other code is other code in the function, and the way back is too."""
    before = code_of(stack.environment)
    for name in package.OWN_PACKAGES:
        shutil.copytree(ROOT / name, tmp_path / name)
    handler = tmp_path / "functions" / "handlers" / "intake.py"
    handler.write_text(handler.read_text(encoding="utf-8") + "#\n", encoding="utf-8")
    with monkeypatch.context() as other:
        other.setattr(package, "build", lambda configuration: BUILD(configuration, tmp_path))
        bring(stack)
    assert code_of(stack.environment) != before
    bring(stack)
    assert code_of(stack.environment) == before


DANGERS = {
    "another key schema": (CASES_KEY, CASES_KEY.replace("AttributeName: case", "AttributeName: day")),
    "a dropped table": (
        "  BoxesTable:\n    Type: AWS::DynamoDB::Table",
        "  OtherTable:\n    Type: AWS::DynamoDB::Table",
    ),
}


@pytest.mark.parametrize("danger", DANGERS)
def test_a_deployment_that_would_cost_data_is_refused(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, danger: str
):
    """The table stands as it was, its rows too, and no change set is left to be executed by accident."""
    reporter, report = new_report(stack)
    from infra import citizen
    from protocol import canonical

    body = canonical.to_bytes(report.to_value())
    assert citizen.file(stack.site, reporter.case, body).status == 201
    more = [("!Ref BoxesTable", "!Ref OtherTable"), ("!GetAtt BoxesTable.Arn", "!GetAtt OtherTable.Arn")]
    changed(monkeypatch, tmp_path, DANGERS[danger], *(more if "OtherTable" in DANGERS[danger][1] else []))
    with pytest.raises(DataAtRisk):
        bring(stack)
    client = stack.environment.client("cloudformation")
    assert not client.list_change_sets(StackName=stack.environment.stack)["Summaries"] or all(
        found["Status"] != "CREATE_COMPLETE" or found.get("ExecutionStatus") != "AVAILABLE"
        for found in client.list_change_sets(StackName=stack.environment.stack)["Summaries"]
    )
    assert citizen.file(stack.site, reporter.case, body).status == 200


def test_a_failing_deployment_names_the_resource_and_publishes_nothing(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """A resource that cannot be made is an error that names it; pages stay as they were, and a way back is there."""
    before = visit(stack.site, "/en/report/").body
    wrong = "Outputs:\n  SiteDomain:"
    broken = "  Handle:\n    Type: AWS::CloudFormation::WaitConditionHandle\n  Broken:\n"
    broken += "    Type: AWS::CloudFormation::WaitCondition\n    Properties: {Handle: !Ref Handle, Timeout: '1'}\n\n"
    changed(monkeypatch, tmp_path, (wrong, broken + wrong))
    monkeypatch.setattr("infra.publish.upload", lambda *_: pytest.fail("pages were published over a failed stack"))
    with pytest.raises(StackFailed, match="Broken"):
        bring(stack)
    assert visit(stack.site, "/en/report/").body == before
    monkeypatch.undo()
    bring(stack)


def test_a_rehearsal_is_removed_whole_and_again(rehearsal: Environment, tmp_path: Path):
    """Tables, keys and buckets that the template retains go too, versions and photos included; twice is harmless."""
    portal = deploy.deploy(rehearsal, out=tmp_path)
    assert portal is not None
    outputs = portal.outputs
    s3 = rehearsal.client("s3")
    s3.delete_object(Bucket=outputs["SiteBucket"], Key="en/index.html")
    s3.create_multipart_upload(Bucket=outputs["SiteBucket"], Key="unfinished")
    s3.put_object(Bucket=outputs["EvidenceBucket"], Key="case/photo.jpg", Body=b"x")
    assert destroy.run(rehearsal) == 0
    names = rehearsal.client("dynamodb").list_tables()["TableNames"]
    assert not {outputs[f"{name}Table"] for name in deployed.TABLES} & set(names)
    assert stack.describe(rehearsal.client("cloudformation"), people.name_of(rehearsal)) is None
    buckets = {found["Name"] for found in s3.list_buckets()["Buckets"]}
    assert not {outputs["SiteBucket"], outputs["EvidenceBucket"]} & buckets
    state = rehearsal.client("kms").describe_key(KeyId=outputs["ReceiptKey"])["KeyMetadata"]["KeyState"]
    assert state == "PendingDeletion"
    assert destroy.run(rehearsal) == 0


def test_the_doctor_finds_a_healthy_portal_healthy(stack: Stack, capsys: pytest.CaptureFixture[str]):
    """Every check of a portal that was just deployed holds."""
    assert doctor.run(stack.environment) == 0
    assert "all is as it must be" in capsys.readouterr().out


def test_the_doctor_names_what_somebody_undid(stack: Stack, capsys: pytest.CaptureFixture[str]):
    """Backups turned off by hand are named with the table, and nothing else is."""
    table = stack.described["tables"]["boxes"]
    client = stack.environment.client("dynamodb")
    off, on = ({"PointInTimeRecoveryEnabled": value} for value in (False, True))
    client.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification=off)
    try:
        assert doctor.run(stack.environment) == 1
        wrong = [line for line in capsys.readouterr().out.splitlines() if "WRONG" in line]
        assert len(wrong) == 1
        assert "BoxesTable" in wrong[0]
        assert "point-in-time recovery is off" in wrong[0]
    finally:
        client.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification=on)


UNDONE = {
    "read": ("its policy lets photos be read", lambda s3, bucket: s3.delete_bucket_policy(Bucket=bucket)),
    "opened": ("public access is not blocked", lambda s3, bucket: s3.put_public_access_block(
        Bucket=bucket, PublicAccessBlockConfiguration={"BlockPublicAcls": True, "BlockPublicPolicy": False}
    )),
    "kept": ("versions are on", lambda s3, bucket: s3.put_bucket_versioning(
        Bucket=bucket, VersioningConfiguration={"Status": "Enabled"}
    )),
}  # fmt: skip


@pytest.mark.parametrize("how", UNDONE)
def test_the_doctor_says_when_photos_are_less_than_private(
    rehearsal: Environment, tmp_path: Path, capsys: pytest.CaptureFixture[str], how: str
):
    """A policy that was taken away, a bucket that was opened, and versions that keep what was deleted."""
    says, undo = UNDONE[how]
    portal = deploy.deploy(rehearsal, out=tmp_path)
    assert portal is not None
    undo(rehearsal.client("s3"), portal.outputs["EvidenceBucket"])
    capsys.readouterr()
    assert doctor.run(rehearsal) == 1
    (wrong,) = [line for line in capsys.readouterr().out.splitlines() if "WRONG" in line]
    assert "photos are private, and only the staff function may read them" in wrong
    assert says in wrong


def test_a_second_cloud_gets_its_own_port_and_folder(stack: Stack):
    """The portal of this run lies outside the working tree, and its state is nobody else's."""
    assert not stack.home.root.is_relative_to(ROOT)
    assert stack.home.cloud.folder.stat().st_mode & 0o077 == 0
    assert os.environ.get("AWS_ACCESS_KEY_ID") != "test"
