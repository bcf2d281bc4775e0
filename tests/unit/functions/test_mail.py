"""What goes to SQS and SES: one message, one plain e-mail, at a moment that tells little."""

from typing import Any

from functions.adapters.mail import Mailer, NoticeQueue
from functions.domain.notices import Mail


class FakeClient:
    """Keeps what it is asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def send_message(self, **asked: Any) -> None:
        """Keep a message."""
        self.asked.append(asked)

    send_email = send_message


def test_chance_delays_a_notice_within_its_bound():
    """Of two hundred, some wait almost not and some almost the whole quarter of an hour; without a bound none waits."""
    client: Any = FakeClient()
    for _ in range(200):
        NoticeQueue(client, "https://queue", spread=900).put("{}")
    delays = [asked["DelaySeconds"] for asked in client.asked]
    assert 0 <= min(delays) < 100
    assert 800 < max(delays) <= 900
    NoticeQueue(client, "https://queue", spread=0).put("{}")
    assert client.asked[-1] == {"QueueUrl": "https://queue", "MessageBody": "{}", "DelaySeconds": 0}


def test_an_e_mail_has_one_reader_and_no_other_form():
    """One address, plain text, no copy, no answer to anybody else, no tag."""
    client: Any = FakeClient()
    Mailer(client, "notices@yunxi.example").send(Mail("duty@yunxi.example", "编号", "一份工单"))
    assert client.asked == [
        {
            "Source": "notices@yunxi.example",
            "Destination": {"ToAddresses": ["duty@yunxi.example"]},
            "Message": {
                "Subject": {"Data": "编号", "Charset": "UTF-8"},
                "Body": {"Text": {"Data": "一份工单", "Charset": "UTF-8"}},
            },
        }
    ]
