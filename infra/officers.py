"""Read the officer keys of portal.toml: public key files, one of which is current."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.mistake import Mistake, at, items, one_of, table, text
from protocol import hour, key
from protocol.errors import Malformed

STATES: Final = ("current", "retired", "compromised")
_FORM: Final = "[[officer.keys]]"


@dataclass(frozen=True, slots=True)
class OfficerKey:
    """A public officer key, and whether it is current; `retired` is the hour of its replacement."""

    public: key.PublicKey
    state: str
    retired: str | None = None

    def state_value(self) -> dict[str, str]:
        """Return the state, and the hour when there is one, as members."""
        return {"state": self.state} | ({} if self.retired is None else {"retired": self.retired})


def read(value: object, folder: Path) -> tuple[OfficerKey, ...]:
    """Return the officer keys of a list; files are found from `folder`. Raises Mistake."""
    keys = tuple(items(value, lambda given: _key(given, folder), form=_FORM))
    current = [place for place, found in enumerate(keys) if found.state == "current"]
    if not current:
        raise Mistake("", "has no current key", 'set state = "current" for the key that pages are to seal to')
    if len(current) > 1:
        remedy = 'one key is current: give the other state = "retired" and retired = "<hour of its replacement>"'
        raise Mistake(f"{current[1]}.state", "makes a second key current", remedy)
    for place, found in enumerate(keys):
        if found.public.key_id in {other.public.key_id for other in keys[:place]}:
            raise Mistake(f"{place}.file", "is a key that stands before", f"remove this {_FORM}, or name another file")
    return keys


def _key(value: object, folder: Path) -> OfficerKey:
    found = table(value, required=("file", "state"), optional=("retired",), form=_FORM)
    state = at("state", one_of(STATES), found["state"])
    if state == "retired" and "retired" not in found:
        raise Mistake("retired", "is missing for a retired key", 'add retired = "<hour>", such as "2026-11-24T09Z"')
    if state != "retired" and "retired" in found:
        raise Mistake("retired", f"stands beside a {state} key", 'remove it, or set state = "retired"')
    return OfficerKey(
        public=at("file", lambda given: _public(given, folder), found["file"]),
        state=state,
        retired=at("retired", _hour, found["retired"]) if "retired" in found else None,
    )


def _hour(value: object) -> str:
    try:
        return hour.check(value)
    except Malformed as error:
        remedy = 'write the hour of the replacement in UTC, in quotes: "2026-11-24T09Z"'
        raise Mistake("", "is not an hour", remedy) from error


def _public(value: object, folder: Path) -> key.PublicKey:
    name = text(400)(value)
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        remedy = "name the .pub file that `officer keygen` made, or run `python3 build.py up` for a demonstration key"
        raise Mistake("", f"names {name}, which cannot be read ({error.strerror})", remedy) from error
    try:
        found = json.loads(data)
        return key.parse_public(found)
    except (ValueError, Malformed) as error:
        if b'"kdf"' in data.replace(b"\0", b""):  # UTF-16 is read too (officer/KEYFILE.md)
            remedy = f"name {name}.pub, and take the private file off this machine: only the officer may have it"
            raise Mistake("", f"names {name}, which is a private key file", remedy) from error
        remedy = "name the .pub file that `officer keygen` made, as it made it"
        raise Mistake("", f"names {name}, which is not a public key file", remedy) from error
