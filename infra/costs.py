"""Calculate what 1,000 reports and 1,000 photos cost at AWS's list prices, as plain arithmetic to follow.

Prices are those of us-east-1 on demand in USD, as AWS's price pages gave them when this was written; check them before
relying on the sum. Storage of reports and what a deployment pays for other reasons are left out.
"""

from dataclasses import dataclass
from typing import Final

_MILLION: Final = 1_000_000
WRITE_UNIT: Final = 0.625 / _MILLION  # DynamoDB on demand, for each started KB
INDEXES: Final = 2  # KB more that the indexes by day and by unit write
LAMBDA_REQUEST: Final = 0.20 / _MILLION
LAMBDA_GB_SECOND: Final = 0.0000133334  # arm64
API_REQUEST: Final = 1.00 / _MILLION  # HTTP API
KMS_SIGN: Final = 0.15 / 10_000  # elliptic curves
KMS_MAC: Final = 0.03 / 10_000
EDGE_REQUEST: Final = 0.012 / 10_000
EDGE_GB: Final = 0.085
LOG_GB: Final = 0.50
S3_PUT: Final = 0.005 / 1000
S3_GB_MONTH: Final = 0.023
TO_ORIGIN_GB: Final = 0.020  # what the edge sends on to the API

CASE_SIZE: Final = 3  # KB: a report of 600 Chinese characters with its receipt
ENTRY_SIZE: Final = 1  # KB
BOX_SIZE: Final = 9  # KB: 8,240 bytes and names
NOTICE_SIZE: Final = 1  # KB
SECONDS: Final = 0.1  # of a warm function, generously
MEMORY: Final = 1.0  # GB
LOG_LINE: Final = 600  # bytes an invocation, the platform's lines included
REPORTS: Final = 1000
PHOTO_SIZE: Final = 300_000  # bytes: the largest


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sum, in dollars."""

    what: str
    dollars: float


def of_a_thousand_reports(page: int) -> list[Line]:
    """Return the sum's lines for 1,000 people who open a page of `page` bytes once and file once."""
    units = 2 * (CASE_SIZE + ENTRY_SIZE + BOX_SIZE + NOTICE_SIZE) + INDEXES
    seconds = 2 * SECONDS * MEMORY
    return [
        Line(f"DynamoDB: one transaction of {units} write units", REPORTS * units * WRITE_UNIT),
        Line("KMS: one signature", REPORTS * KMS_SIGN),
        Line("KMS: a MAC at most, kept an hour", REPORTS * KMS_MAC),
        Line(
            f"Lambda: 2 requests, {seconds:.1f} GB-seconds", REPORTS * (2 * LAMBDA_REQUEST + seconds * LAMBDA_GB_SECOND)
        ),
        Line("API: 2 requests", REPORTS * 2 * API_REQUEST),
        Line("Edge: 3 requests", REPORTS * 3 * EDGE_REQUEST),
        Line(f"Edge: {(page + 20_000) / 1000:.0f} KB to and from each", REPORTS * (page + 20_000) / 1e9 * EDGE_GB),
        Line("Logs: 2 invocations", REPORTS * 2 * LOG_LINE / 1e9 * LOG_GB),
    ]


def of_a_thousand_photos() -> list[Line]:
    """Return the sum's lines for 1,000 photos of the largest size, each sent once; their reports are not in it."""
    return [
        Line("S3: one put", REPORTS * S3_PUT),
        Line("KMS: a MAC at filing and one at the upload", REPORTS * 2 * KMS_MAC),
        Line(
            f"Lambda: 1 request, {SECONDS * MEMORY:.1f} GB-seconds",
            REPORTS * (LAMBDA_REQUEST + SECONDS * MEMORY * LAMBDA_GB_SECOND),
        ),
        Line("API and edge: 1 request", REPORTS * (API_REQUEST + EDGE_REQUEST)),
        Line(f"Edge to API: {PHOTO_SIZE / 1000:.0f} KB each", REPORTS * PHOTO_SIZE / 1e9 * TO_ORIGIN_GB),
        Line("Logs: 1 invocation", REPORTS * LOG_LINE / 1e9 * LOG_GB),
        Line(
            f"S3: kept, for each month, {REPORTS * PHOTO_SIZE / 1e6:.0f} MB", REPORTS * PHOTO_SIZE / 1e9 * S3_GB_MONTH
        ),
    ]
