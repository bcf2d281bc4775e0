"""Read, write, lock and unlock the officer's key file (KEYFILE.md)."""

import json
from dataclasses import dataclass
from typing import Final

from nacl import bindings, exceptions, pwhash, secret, utils

from officer import holder, plaintext
from officer.errors import KeyRefused, WrongPassphrase
from protocol import b64, canonical, members
from protocol.errors import Malformed
from protocol.key import PublicKey, parse_public

KIND: Final = "tightlip officer key"
SALT_SIZE: Final = pwhash.argon2id.SALTBYTES  # bytes: 16
SEALED_SEED_SIZE: Final = 24 + 48  # bytes: nonce, then seed and authenticator
MOST: Final = 16 * 1024  # bytes: a key file has about 600


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at a passphrase costs: passes, and bytes of memory."""

    ops: int
    memory: int


COST: Final = Cost(ops=pwhash.argon2id.OPSLIMIT_MODERATE, memory=pwhash.argon2id.MEMLIMIT_MODERATE)
LEAST: Final = Cost(ops=1, memory=8 * 1024)
GREATEST: Final = Cost(ops=16, memory=1024**3)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A locked key: `seed` is sealed under the passphrase, the public half is in clear."""

    public: PublicKey
    cost: Cost
    salt: bytes
    seed: bytes

    def to_bytes(self) -> bytes:
        """Return the file's bytes, one member a line for people who look into it."""
        kdf = {"name": "argon2id13", "ops": self.cost.ops, "memory": self.cost.memory, "salt": b64.encode(self.salt)}
        value = {
            "v": 1,
            "kind": KIND,
            "key": self.public.key_id,
            "public": self.public.to_value(),
            "kdf": kdf,
            "seed": b64.encode(self.seed),
        }
        return json.dumps(value, indent=1).encode("ascii") + b"\n"


def public_bytes(public: PublicKey) -> bytes:
    """Return the bytes of the public file."""
    return canonical.to_bytes(public.to_value()) + b"\n"


def parse(data: bytes, name: str) -> KeyFile:
    """Return the key file that bytes hold, in any of the spellings that editors leave.

    Raises KeyRefused or FileRefused naming the file and never what it holds.
    """
    value = _value(data, name)
    if isinstance(value, dict) and "kdf" not in value and "sign" in value:
        raise KeyRefused("key.public", file=name)
    try:
        return _parse(value)
    except Malformed as error:
        raise KeyRefused("key.damaged", file=name, why=str(error)) from error


def parse_either(data: bytes, name: str) -> KeyFile | PublicKey:
    """Return what a key file or a public file holds. Raises KeyRefused or FileRefused."""
    value = _value(data, name)
    try:
        return parse_public(value) if isinstance(value, dict) and "kind" not in value else _parse(value)
    except Malformed as error:
        raise KeyRefused("key.damaged", file=name, why=str(error)) from error


def lock(seed: bytes, passphrase: str, cost: Cost = COST) -> KeyFile:
    """Return a key file for a 32-byte seed that `passphrase` unlocks. Raises KeyRefused when memory is short."""
    salt = utils.random(SALT_SIZE)
    sealed = secret.SecretBox(_stretch(passphrase, salt, cost)).encrypt(seed)
    return KeyFile(public=holder.from_seed(seed).public, cost=cost, salt=salt, seed=bytes(sealed))


def unlock(file: KeyFile, passphrase: str, name: str) -> holder.OfficerKey:
    """Return the key of a file.

    Raises WrongPassphrase, or KeyRefused when the public half in the file is not that of the seed: somebody altered it.
    """
    try:
        seed = secret.SecretBox(_stretch(passphrase, file.salt, file.cost)).decrypt(file.seed)
    except exceptions.CryptoError as error:
        raise WrongPassphrase("key.passphrase", file=name) from error
    key = holder.from_seed(seed)
    if key.public != file.public:
        raise KeyRefused("key.altered", file=name)
    return key


def _value(data: bytes, name: str) -> object:
    lines = plaintext.decode(data, name).splitlines()
    text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    try:
        return canonical.loads(text.encode("utf-8"))
    except Malformed as error:
        raise KeyRefused("key.other", file=name) from error


def _parse(value: object) -> KeyFile:
    found = members.members(value, required=("v", "kind", "key", "public", "kdf", "seed"))
    members.at("v", members.version, found["v"])
    members.at("kind", members.one_of((KIND,)), found["kind"])
    public = members.at("public", parse_public, found["public"])
    if found["key"] != public.key_id:
        raise Malformed("key", "not the id of the public half beside it")
    kdf = members.members(found["kdf"], required=("name", "ops", "memory", "salt"))
    members.at("kdf.name", members.one_of(("argon2id13",)), kdf["name"])
    return KeyFile(
        public=public,
        cost=Cost(
            ops=_bounded("kdf.ops", kdf["ops"], LEAST.ops, GREATEST.ops),
            memory=_bounded("kdf.memory", kdf["memory"], LEAST.memory, GREATEST.memory),
        ),
        salt=members.at("kdf.salt", lambda text: b64.decode(text, SALT_SIZE), kdf["salt"]),
        seed=members.at("seed", lambda text: b64.decode(text, SEALED_SEED_SIZE), found["seed"]),
    )


def _bounded(name: str, value: object, least: int, greatest: int) -> int:
    number = members.at(name, members.number, value)
    if not least <= number <= greatest:
        raise Malformed(name, f"not between {least} and {greatest}")
    return number


def _stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    try:
        return pwhash.argon2id.kdf(
            bindings.crypto_secretbox_KEYBYTES,
            passphrase.encode("utf-8"),
            salt,
            opslimit=cost.ops,
            memlimit=cost.memory,
        )
    except (exceptions.RuntimeError, MemoryError) as error:
        raise KeyRefused("key.memory", megabytes=cost.memory // 1024**2) from error
