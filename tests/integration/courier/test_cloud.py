"""The courier's one module of boto3 speaks to STS and Lambda, and tells their troubles in its own words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from courier import cloud, stack
from courier.errors import AnswerRefused, CloudRefused
from tests.integration.courier.cloud import Cloud, running
from tests.unit.courier.portals import FakeFunction, screen
from tests.unit.courier.stacks import stack_file

LIST = {"v": 1, "act": "list", "since": "2026-11-23T00Z"}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """A cloud on this machine, without credentials of the developer's own in sight."""
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    with running(Cloud(FakeFunction("ab"))) as found:
        yield found


def invoke(portal: stack.Stack) -> object:
    """Return what the function of a stack answers to a list."""
    with cloud.connected(portal) as function:
        return function.invoke(LIST)


def loaded(folder: Path, aws: Cloud, **changed: object) -> stack.Stack:
    """Return a stack whose cloud is `aws`."""
    return stack.load(stack_file(folder, **{"endpoint": aws.endpoint} | changed))


def test_the_function_is_invoked_in_the_couriers_role(tmp_path: Path, aws: Cloud) -> None:
    """STS lends the role that the stack file names, and its keys sign the invocation."""
    answer = invoke(loaded(tmp_path, aws))
    assert answer == FakeFunction("ab").invoke(LIST)
    assert "role%2Fcourier" in aws.roles[0]
    path, headers = aws.invoked[0]
    assert path == "/2015-03-31/functions/tightlip-officer/invocations"
    assert "ASIALENT" in headers["Authorization"]


def test_throttling_is_waited_out(tmp_path: Path, aws: Cloud) -> None:
    """A busy Lambda is asked again until it answers."""
    aws.troubles = [(429, "TooManyRequestsException", "{}")] * 2
    assert invoke(loaded(tmp_path, aws))
    assert len(aws.invoked) == 3


@pytest.mark.parametrize(
    ("status", "code", "key"),
    [
        (403, "AccessDeniedException", "cloud.denied"),
        (404, "ResourceNotFoundException", "cloud.missing"),
        (403, "ExpiredTokenException", "cloud.expired"),
        (403, "UnrecognizedClientException", "cloud.credentials"),
        (400, "InvalidRequestContentException", "cloud.other"),
    ],
)
def test_troubles_of_the_cloud_have_their_own_words(
    tmp_path: Path, aws: Cloud, status: int, code: str, key: str
) -> None:
    """What AWS refuses is told by what to do about it."""
    aws.troubles = [(status, code, "{}")]
    with pytest.raises(CloudRefused) as refused:
        invoke(loaded(tmp_path, aws))
    assert refused.value.key == key
    assert screen("zh").words(f"hint.{key}", **refused.value.details)


def test_a_failed_function_is_told_without_its_text(tmp_path: Path, aws: Cloud) -> None:
    """The text of an uncaught error may hold anything, and is not shown."""
    aws.failing = True
    with pytest.raises(CloudRefused) as refused:
        invoke(loaded(tmp_path, aws))
    assert refused.value.key == "cloud.failed"
    assert refused.value.details == {}


def test_an_answer_that_is_no_json_is_refused(tmp_path: Path, aws: Cloud) -> None:
    """A deployment without code answers with other things."""
    aws.troubles = [(200, "", "Mock response")]
    with pytest.raises(AnswerRefused):
        invoke(loaded(tmp_path, aws))


def test_a_cloud_that_is_not_there_is_told(tmp_path: Path, aws: Cloud) -> None:
    """A stopped cloud is unreachable, by that word."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cloud, "ATTEMPTS", 1)
        with pytest.raises(CloudRefused) as refused:
            invoke(loaded(tmp_path, aws, endpoint="http://127.0.0.1:1"))
    assert refused.value.key == "cloud.unreachable"


def test_without_credentials_the_hint_says_to_sign_in(tmp_path: Path, aws: Cloud) -> None:
    """No credentials on this computer is its own error."""
    with pytest.raises(CloudRefused) as refused:
        invoke(loaded(tmp_path, aws, credentials=None))
    assert refused.value.key == "cloud.no_credentials"


def test_a_missing_profile_is_named(tmp_path: Path, aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile that no file has is told by its name."""
    monkeypatch.setenv("AWS_PROFILE", "nowhere")
    with pytest.raises(CloudRefused) as refused:
        invoke(loaded(tmp_path, aws, credentials=None))
    assert refused.value.key == "cloud.profile"
    assert "nowhere" in str(refused.value.details["why"])


@mock_aws
def test_moto_lends_the_role_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another implementation of STS and Lambda agrees: the role is lent, a missing function told."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    portal = stack.load(stack_file(tmp_path, endpoint=None, credentials=None, region="us-east-1"))
    with pytest.raises(CloudRefused) as refused:
        invoke(portal)
    assert refused.value.key == "cloud.missing"
