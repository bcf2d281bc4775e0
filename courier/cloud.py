"""Invoke the officer function, in the one role that may.

The only module that knows boto3; its errors end here.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any, Final, Protocol

import boto3
from botocore import exceptions
from botocore.config import Config

from courier.errors import AnswerRefused, CloudRefused
from courier.stack import Stack
from protocol import canonical
from protocol.errors import Malformed

CONCURRENT: Final = 4  # invocations at once
ATTEMPTS: Final = 6  # of each call, with growing pauses, when the cloud is too busy
PATIENCE: Final = 60  # seconds: a page of the list takes at most the function's own 30
ANSWER_MOST: Final = 7 * 1024**2  # bytes: Lambda answers at most 6 MB

# What AWS's error codes mean to whoever runs the courier; all others are told by their code.
_MEANINGS: Final = {
    "AccessDenied": "cloud.denied",
    "AccessDeniedException": "cloud.denied",
    "ResourceNotFoundException": "cloud.missing",
    "ExpiredToken": "cloud.expired",
    "ExpiredTokenException": "cloud.expired",
    "InvalidClientTokenId": "cloud.credentials",
    "UnrecognizedClientException": "cloud.credentials",
    "SignatureDoesNotMatch": "cloud.credentials",
    "TooManyRequestsException": "cloud.busy",
    "ThrottlingException": "cloud.busy",
    "Throttling": "cloud.busy",
}


class Function(Protocol):
    """The officer function, as the courier sees it."""

    def invoke(self, request: Mapping[str, object]) -> object:
        """Return the JSON value that the function answers. Raises CloudRefused or AnswerRefused."""


class Invocation(Protocol):
    """What is used of boto3's Lambda client."""

    def invoke(self, *, FunctionName: str, Payload: bytes) -> Mapping[str, Any]:  # noqa: N803  # boto3's names
        """Invoke a function and wait for its answer."""


class OfficerFunction:
    """The officer function behind boto3's client, which many threads may share."""

    def __init__(self, client: Invocation, name: str) -> None:
        self._client = client
        self._name = name

    def invoke(self, request: Mapping[str, object]) -> object:
        """Return the JSON value that the function answers. Raises CloudRefused or AnswerRefused."""
        with _translated():
            answer = self._client.invoke(FunctionName=self._name, Payload=canonical.to_bytes(dict(request)))
            payload: bytes = answer["Payload"].read(ANSWER_MOST)
        if "FunctionError" in answer:
            raise CloudRefused("cloud.failed")  # its text may hold anything, so it is not shown
        try:
            return canonical.loads(payload)
        except Malformed as error:
            raise AnswerRefused("answer.malformed", why=str(error)) from error


@contextmanager
def connected(stack: Stack) -> Iterator[OfficerFunction]:
    """Yield the officer function, reached in the courier's role. Raises CloudRefused."""
    with _translated():
        own = stack.credentials
        session = boto3.Session(
            aws_access_key_id=own.access_key if own else None,
            aws_secret_access_key=own.secret_key if own else None,
            region_name=stack.region,
        )
        with closing(_client(session, "sts", stack)) as sts:
            lent = sts.assume_role(RoleArn=stack.courier_role, RoleSessionName="courier")
        role = boto3.Session(
            aws_access_key_id=lent["Credentials"]["AccessKeyId"],
            aws_secret_access_key=lent["Credentials"]["SecretAccessKey"],
            aws_session_token=lent["Credentials"]["SessionToken"],
            region_name=stack.region,
        )
        client = _client(role, "lambda", stack)
    with closing(client):
        yield OfficerFunction(client, stack.officer_function)


def _client(session: Any, service: str, stack: Stack) -> Any:
    return session.client(
        service,
        endpoint_url=stack.endpoint,
        config=Config(
            connect_timeout=10,  # seconds
            read_timeout=PATIENCE,
            max_pool_connections=CONCURRENT,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        ),
    )


@contextmanager
def _translated() -> Iterator[None]:
    """Turn botocore's errors into ours."""
    try:
        yield
    except exceptions.ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        raise CloudRefused(_MEANINGS.get(code, "cloud.other"), why=code) from error
    except (
        exceptions.NoCredentialsError,
        exceptions.PartialCredentialsError,
        exceptions.CredentialRetrievalError,
    ) as error:
        raise CloudRefused("cloud.no_credentials") from error
    except exceptions.ProfileNotFound as error:
        raise CloudRefused("cloud.profile", why=str(error)) from error
    except (exceptions.HTTPClientError, exceptions.ConnectionError) as error:
        raise CloudRefused("cloud.unreachable", why=type(error).__name__) from error
    except exceptions.BotoCoreError as error:
        raise CloudRefused("cloud.other", why=type(error).__name__) from error
