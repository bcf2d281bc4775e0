"""Make an invented chain of offices and its working days, as portal.json holds them.

province ─ city ─ district-1 ─ street-3 ─ community-5 (noise)
         │      │            └ street-4
         │      └ district-2 ─ street-6
         └ oversight
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from functions.domain.units import Tree, parse
from protocol import hour

CATEGORIES: Final = ("education", "noise")
PLACES: Final = {
    "yx-hedong": "",
    "yx-hongxing": "yx-hedong",
    "yx-liuyuan": "yx-hedong",
    "yx-hexi": "",
    "yx-xiqiao": "yx-hexi",
}
OVERSIGHT: Final = "oversight"
_CHAIN: Final = (
    ("province", None, "province", tuple(PLACES), CATEGORIES),
    ("city", "province", "city", ("yx-hedong", "yx-hexi"), CATEGORIES),
    ("district-1", "city", "district", ("yx-hedong",), CATEGORIES),
    ("district-2", "city", "district", ("yx-hexi",), CATEGORIES),
    ("street-3", "district-1", "street", ("yx-hongxing",), CATEGORIES),
    ("street-4", "district-1", "street", ("yx-liuyuan",), CATEGORIES),
    ("street-6", "district-2", "street", ("yx-xiqiao",), CATEGORIES),
    ("community-5", "street-3", "community", ("yx-hongxing",), ("noise",)),
    (OVERSIGHT, "province", "province", (), ()),
)
_FIRST: Final = datetime(2025, 12, 31, 16, tzinfo=UTC)  # midnight in Shanghai
_DAYS: Final = 730


def units() -> list[dict[str, Any]]:
    """Return the units, as portal.json holds them."""
    return [
        {
            "id": name,
            "level": level,
            "places": list(places),
            "categories": list(categories),
            "notice": f"{name}@yunxi.example",
            "names": {"zh-CN": f"单位{name}", "en": f"Unit {name}"},
            "deadlines": {"accept": 2, "answer": 15, "pause": 5, "extend": 10},
        }
        | ({} if parent is None else {"parent": parent})
        for name, parent, level, places, categories in _CHAIN
    ]


def groups() -> dict[str, dict[str, str]]:
    """Return the groups of all units, `<unit>-handlers` and `<unit>-overseers`."""
    return {f"{name}-{role}s": {"unit": name, "role": role} for name, *_ in _CHAIN for role in ("handler", "overseer")}


def working() -> list[list[str]]:
    """Return every Monday to Friday of 2026 and 2027 in Shanghai, each closing at 18 o'clock."""
    begins = (_FIRST + timedelta(days=day) for day in range(_DAYS))
    return [
        [hour.from_datetime(begin), hour.from_datetime(begin + timedelta(hours=18))]
        for begin in begins
        if (begin + timedelta(hours=8)).weekday() < 5
    ]


def tree() -> Tree:
    """Return the chain as a tree."""
    return parse(units(), places=PLACES, categories=CATEGORIES, oversight=OVERSIGHT)
