"""Hand notices to the queue, and send them as e-mail: SQS and SES.

Errors of either go through: stream and queue bring the same again, and alarm in the end.
"""

from typing import TYPE_CHECKING, Final

from functions.domain.notices import Mail

if TYPE_CHECKING:
    from botocore.client import BaseClient

_CHARSET: Final = "UTF-8"


class NoticeQueue:
    """The queue of notices, as the relay sees it: it puts, and reads nothing."""

    def __init__(self, client: "BaseClient", address: str) -> None:
        self._client = client
        self._address = address

    def put(self, body: str) -> None:
        """Put one message into the queue; a batch of messages would be a right of its own in the embedded cloud."""
        self._client.send_message(QueueUrl=self._address, MessageBody=body)


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
