"""Read portal.yaml as values: CloudFormation's short tags become the objects that they stand for.

Leaves deploying to `change`, and judging to the tests and to cfn-lint.
"""

from pathlib import Path
from typing import Any, Final

import yaml

TEMPLATE: Final = Path(__file__).with_name("portal.yaml")
# What must never be replaced or dropped by a deployment: it holds what people entrusted, or what their receipts rest
# on.
DATA_TYPES: Final = ("AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::S3::Bucket")

Template = dict[str, Any]


class _Loader(yaml.SafeLoader):
    """A safe loader that also knows the short tags."""


def _tag(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        text = loader.construct_scalar(node)
        return {name: text.split(".", 1) if suffix == "GetAtt" else text}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)  # noqa: S101  YAML has three kinds of node
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _tag)


def load(path: Path = TEMPLATE) -> Template:
    """Return the template; `!GetAtt A.B` reads `{"Fn::GetAtt": ["A", "B"]}`, `!Ref A` reads `{"Ref": "A"}`."""
    value: Template = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  a subclass of SafeLoader
    return value


def resources(template: Template, kind: str) -> dict[str, dict[str, Any]]:
    """Return the resources of one type by logical name."""
    return {name: found for name, found in template["Resources"].items() if found["Type"] == kind}
