"""Say to a unit by e-mail that a report waits: its number, its deadline and where to sign in, and nothing else.

An e-mail is read by servers, previews and whoever stands by, so nothing of what was reported goes into it: no category,
no place, no word. What goes into it is checked against a strict form first, so that no header can be ended early.
Leaves queues and sending to the adapters. Spec: CUSTODY.md, notices.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from functions.domain.portal import Portal
from protocol import canonical, code, hour, members
from protocol.errors import Malformed

_MEMBERS: Final = ("ref", "unit", "due")  # of a row of notices that go on; who reads the queue learns no more
_LONGEST: Final = 100  # characters of one that goes on: none is longer, and nothing may keep a notice from the queue
# Printable ASCII and one sign between: no blank, no line end of any script, no list, no name beside the address.
_ADDRESS: Final = re.compile(r"[!-~]{1,64}@[A-Za-z0-9.-]{1,189}")
_UNSAFE: Final = re.compile(r'[<>()\[\]\\,;:"@]')
_HALF: Final = re.compile("[\ud800-\udfff]")  # half a character, which no JSON in UTF-8 can hold
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_STAFF: Final = "staff/"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a unit is told: the number of a report, as people say it, and the hour of its deadline."""

    ref: str
    unit: str
    due: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One e-mail, plain text: `to` is one address."""

    to: str
    subject: str
    text: str


def handed_on(image: Mapping[str, object]) -> str:
    """Return what of a new row of the notices table goes into the queue, as JSON.

    Judges nothing: whatever is wrong with a row, it must reach the queue, whose dead letters somebody looks at.
    """
    found = {name: text for name in _MEMBERS if (text := _text(image.get(name))) is not None}
    return canonical.to_bytes({"v": 1} | found).decode()


def parse(body: str) -> Notice:
    """Return the notice that a message of the queue holds. Raises Malformed."""
    found = members.members(canonical.parse(body.encode()), required=("v", *_MEMBERS))
    members.at("v", members.version, found["v"])
    return Notice(
        ref=members.at("ref", _ref, found["ref"]),
        unit=members.at("unit", members.identifier, found["unit"]),
        due=members.at("due", hour.check, found["due"]),
    )


def compose(notice: Notice, *, portal: Portal, languages: Sequence[str], site: str) -> Mail:
    """Return the e-mail of a notice, in all languages of a deployment, one after the other.

    Raises Malformed when the unit is not one of the portal's, or has no address that can stand in a header.
    """
    unit = portal.tree.units.get(notice.unit)
    if unit is None:
        raise Malformed("unit", "not a unit of this portal")
    due = portal.clock.local(notice.due)
    said = [_said(language, notice.ref, due, portal.zone, f"{site}/{language}/{_STAFF}") for language in languages]
    return Mail(
        to=members.at("notice", address, unit.notice),
        subject=" / ".join(subject for subject, _ in said),
        text="\n".join(text for _, text in said),
    )


def address(value: object) -> str:
    """Return an e-mail address that may stand in a header. Raises Malformed for all that is not plainly one."""
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value) or _UNSAFE.search(value.rpartition("@")[0]):
        raise Malformed("", "not an e-mail address")
    return value


def _said(language: str, ref: str, due: datetime, zone: str, link: str) -> tuple[str, str]:
    """Return subject and text in one language."""
    time = f"{due:%H:%M}"
    if language.startswith("zh"):
        subject = f"编号 {ref}，期限 {due:%Y-%m-%d} {time}"
        date = f"{due.year}年{due.month}月{due.day}日"
        lines = (
            "有一份工单等待您单位办理。",
            "",
            f"编号：{ref}",
            f"期限：{date} {time}（{zone}）",
            f"请登录查看：{link}",
        )
    else:
        subject = f"Report {ref}, due {due:%Y-%m-%d} {time}"
        date = f"{due.day} {_MONTHS[due.month - 1]} {due.year}"
        heading = ("A report is waiting for your office.", "", f"Report number: {ref}")
        lines = (*heading, f"Deadline: {date}, {time} ({zone})", f"Sign in to see it: {link}")
    return subject, "".join(f"{line}\n" for line in lines)


def _ref(value: object) -> str:
    if not isinstance(value, str) or code.show(code.parse_ref(value)) != value:
        raise Malformed("", "not a report number as people say it")
    return value


def _text(value: object) -> str | None:
    """Return the text of an attribute as a stream brings it, None for all that is none, or too long to be one."""
    found = value.get("S") if isinstance(value, dict) else None
    whole = isinstance(found, str) and len(found) <= _LONGEST and not _HALF.search(found)
    return found if whole else None
