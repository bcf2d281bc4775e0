"""Make the settings that the embedded cloud's CloudFormation passes over (docs/embedded-cloud.md, trap 7).

On AWS the template does this itself, and nothing here runs.
"""

from collections.abc import Mapping
from typing import Any

from infra.environment import Environment
from infra.template import Template, resources


def complete(environment: Environment, tables: Mapping[str, str], template: Template) -> None:
    """Let notices be sent, and turn on what the template asks of each table.

    `tables` are the tables' physical names by logical name.
    """
    if environment.endpoint is None:
        return
    # No domain of a demonstration can be proved to be its own: on AWS the operator does that, once.
    environment.client("ses").verify_email_identity(EmailAddress=environment.parameters["NoticeSender"])
    dynamodb = environment.client("dynamodb")
    for name, table in resources(template, "AWS::DynamoDB::Table").items():
        _encryption(dynamodb, tables[name], table["Properties"])
        _backups(dynamodb, tables[name], table["Properties"])
        _expiry(dynamodb, tables[name], table["Properties"])


def _encryption(dynamodb: Any, table: str, wanted: Mapping[str, Any]) -> None:
    setting = wanted.get("SSESpecification")
    live = dynamodb.describe_table(TableName=table)["Table"].get("SSEDescription", {})
    if setting is not None and live.get("Status") != "ENABLED":
        dynamodb.update_table(TableName=table, SSESpecification={"Enabled": setting["SSEEnabled"]})


def _backups(dynamodb: Any, table: str, wanted: Mapping[str, Any]) -> None:
    setting = wanted.get("PointInTimeRecoverySpecification")
    if setting is not None:
        dynamodb.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification=setting)


def _expiry(dynamodb: Any, table: str, wanted: Mapping[str, Any]) -> None:
    setting = wanted.get("TimeToLiveSpecification")
    if setting is None:
        return
    live = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    if live["TimeToLiveStatus"] not in ("ENABLED", "ENABLING"):
        dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=setting)
