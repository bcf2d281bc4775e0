"""Publish invented figures on the portal of the browser tests, as the statistics function does."""

import json

from tests.browser.portal import Portal

OCTOBER = {
    "v": 1, "portal": "yunxi.tightlip.example", "month": "2026-10", "made": "2026-11-01", "step": 10,
    "category": {"figures": {"education": 40, "noise": 120, "former": 10, "food": 0}, "total": 170},
    "place": {"figures": {"510504": 100, "510502": 60}, "total": 160},
    "status": {"figures": {"waiting": 10, "working": 60, "closed": 90, "declined": 10, "withdrawn": 0}, "total": 170},
}  # fmt: skip
SEPTEMBER = OCTOBER | {"month": "2026-09", "category": {"figures": {"noise": 10}, "total": 10}}


def publish(portal: Portal) -> None:
    """Publish two months."""
    for found in (OCTOBER, SEPTEMBER):
        portal.pages[f"/statistics/{found['month']}.json"] = json.dumps(found).encode()
    portal.pages["/statistics/index.json"] = json.dumps({"v": 1, "months": ["2026-10", "2026-09"]}).encode()
