"""Hand notices to the queue, and send them as e-mail: SQS and SES.

Errors of either go through: stream and queue bring the same again, and alarm in the end.
"""

import secrets
from typing import TYPE_CHECKING, Final

from functions.domain.notices import Mail

if TYPE_CHECKING:
    from botocore.client import BaseClient

_CHARSET: Final = "UTF-8"


class NoticeQueue:
    """The queue of notices, as the relay sees it: it puts, and reads nothing.

    Chance delays each notice by up to `spread` seconds: an e-mail keeps its moment, and the portal keeps hours.
    """

    def __init__(self, client: "BaseClient", address: str, *, spread: int) -> None:
        self._client = client
        self._address = address
        self._spread = spread

    def put(self, body: str) -> None:
        """Put one message into the queue; a batch of messages would be a right of its own in the embedded cloud."""
        delay = secrets.randbelow(self._spread + 1)
        self._client.send_message(QueueUrl=self._address, MessageBody=body, DelaySeconds=delay)


class Mailer:
    """What sends e-mail from one address."""

    def __init__(self, client: "BaseClient", sender: str) -> None:
        self._client = client
        self._sender = sender

    def send(self, mail: Mail) -> None:
        """Send one e-mail of plain text."""
        self._client.send_email(
            Source=self._sender,
            Destination={"ToAddresses": [mail.to]},
            Message={
                "Subject": {"Data": mail.subject, "Charset": _CHARSET},
                "Body": {"Text": {"Data": mail.text, "Charset": _CHARSET}},
            },
        )
