"""Put adapters and configuration together from the environment, when first asked.

Importing this module has no effect.
"""

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config

from functions.adapters.cases import CaseStore
from functions.adapters.chains import ChainStore
from functions.adapters.changes import StaffTables
from functions.adapters.dynamo import Tables
from functions.adapters.evidence import EvidenceStore
from functions.adapters.filings import FilingStore
from functions.adapters.kms import KmsMac, KmsSigner
from functions.adapters.mail import Mailer, NoticeQueue
from functions.adapters.photos import PhotoStore
from functions.adapters.publication import PublicationStore
from functions.adapters.queues import QueueStore
from functions.domain import portal
from protocol import lint

if TYPE_CHECKING:
    from botocore.client import BaseClient

CONFIGURATION: Final = "portal.json"  # beside the packages, at the root of the function's archive
# Short limits and few tries: the reporter's page tries again itself, and its patience is the better judge.
_CLIENT: Final = Config(connect_timeout=3, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})


@cache
def configuration() -> portal.Portal:
    """Return the deployment's configuration."""
    return portal.parse((Path(__file__).resolve().parent.parent / CONFIGURATION).read_bytes())


def rules() -> lint.Rules:
    """Return the rules of the identity lint, which travel with the protocol."""
    return lint.own_rules()


@cache
def filings() -> FilingStore:
    """Return the store as filing sees it."""
    return FilingStore(_client("dynamodb"), _tables(), os.environ["NOTICES_TABLE"])


@cache
def cases() -> CaseStore:
    """Return the store as the officer function sees it."""
    return CaseStore(_client("dynamodb"), _tables())


@cache
def chains() -> ChainStore:
    """Return the store as the staff function sees one case."""
    return ChainStore(_client("dynamodb"), _staff_tables())


@cache
def queues() -> QueueStore:
    """Return the store as the staff function sees lists."""
    return QueueStore(_client("dynamodb"), _staff_tables())


@cache
def evidence() -> EvidenceStore:
    """Return the store of photos as the staff function sees it."""
    return EvidenceStore(_client("s3"), os.environ["EVIDENCE_BUCKET"])


@cache
def signer() -> KmsSigner:
    """Return the receipt key."""
    return KmsSigner(_client("kms"), os.environ["RECEIPT_KEY"])


@cache
def mac() -> KmsMac:
    """Return the challenge key, for challenges: all reporters of an hour share one, so MACs are kept."""
    return KmsMac(_client("kms"), os.environ["CHALLENGE_KEY"])


@cache
def upload_mac() -> KmsMac:
    """Return the challenge key, for uploads: each report has its own, and no case stays in memory."""
    return KmsMac(_client("kms"), os.environ["CHALLENGE_KEY"], kept=0)


@cache
def person_mac() -> KmsMac:
    """Return the key of pseudonyms: no case and no subject stays in memory."""
    return KmsMac(_client("kms"), os.environ["PERSON_KEY"], kept=0)


@cache
def photos() -> PhotoStore:
    """Return the store of photos."""
    return PhotoStore(_client("s3"), os.environ["EVIDENCE_BUCKET"])


@cache
def notice_queue() -> NoticeQueue:
    """Return the queue of notices."""
    return NoticeQueue(_client("sqs"), os.environ["NOTICE_QUEUE"], spread=int(os.environ["NOTICE_SPREAD"]))


@cache
def mailer() -> Mailer:
    """Return what sends notices. One try each: the queue tries again, and ten in a row must end in time."""
    once = _CLIENT.merge(Config(retries={"total_max_attempts": 1}))
    return Mailer(boto3.client("ses", region_name=os.environ["MAIL_REGION"], config=once), os.environ["NOTICE_SENDER"])


@cache
def publication() -> PublicationStore:
    """Return the cases by day, and where statistics are published."""
    return PublicationStore(_client("dynamodb"), os.environ["CASES_TABLE"], _client("s3"), os.environ["SITE_BUCKET"])


def languages() -> list[str]:
    """Return the deployment's languages, in its order."""
    return os.environ["LANGUAGES"].split(",")


def site() -> str:
    """Return the address of the site, without a path."""
    return os.environ["SITE"]


def _tables() -> Tables:
    return Tables(cases=os.environ["CASES_TABLE"], entries=os.environ["ENTRIES_TABLE"], boxes=os.environ["BOXES_TABLE"])


def _staff_tables() -> StaffTables:
    names = ("cases", "entries", "passed", "acts", "notices")
    return StaffTables(**{name: os.environ[f"{name.upper()}_TABLE"] for name in names})


def _client(service: str) -> "BaseClient":
    return boto3.client(service, config=_CLIENT)
