"""Secrets at rest: a zone's ring of private keys, and the vault for personal data.

A ring is a folder of files `<name>.key`, each AES-256-GCM under one key derived by Argon2id from the
zone's secret; the file's name is authenticated, so files cannot be swapped. A vault seals single
values (identity numbers, telephone numbers) for the database, bound to the context they belong to,
and gives keyed indexes by which equal values are found without being read. A value or file that was
changed in a single bit is refused, never returned.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import ConfigurationError, QuanchengError
from core.i18n import N_

KEY_LENGTH = 32
NONCE_LENGTH = 12
FORMAT = b"QK1"
RING_FILE = "ring.json"
CHECK_NAME = "ring.check"
KEY_SUFFIX = ".key"

# RFC 9106's second recommended choice (64 MiB); about 0.1 s, paid by a process once for each ring.
ARGON2 = {"time_cost": 3, "memory_cost": 65536, "parallelism": 4}


class SealBroken(QuanchengError):
    """A sealed value was changed, belongs elsewhere, or was sealed under a key that is not at hand."""

    code: ClassVar[str] = "seal_broken"
    text: ClassVar[str] = N_("Protected data could not be opened.")
    remedy: ClassVar[str] = N_("Tell the administrator: the data were changed, or the key does not belong to them.")


def seal_secret(key: bytes, name: str, plain: bytes) -> bytes:
    """Seal `plain` under a 32-byte key and bind it to `name`; returns format mark, nonce, ciphertext."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return FORMAT + nonce + AESGCM(key).encrypt(nonce, plain, FORMAT + name.encode())


def open_secret(key: bytes, name: str, sealed: bytes) -> bytes:
    """Open what `seal_secret` made under the same key and name. Raises `SealBroken`."""
    start = len(FORMAT)
    if not sealed.startswith(FORMAT):
        raise SealBroken
    nonce, body = sealed[start : start + NONCE_LENGTH], sealed[start + NONCE_LENGTH :]
    try:
        return AESGCM(key).decrypt(nonce, body, FORMAT + name.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error


class KeyRing:
    """The private keys of one zone or service, in one folder, opened with one secret."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self.folder = folder
        self._key = key

    @classmethod
    def create(cls, folder: Path, secret: bytes) -> KeyRing:
        """Make an empty ring; refuses a folder that holds one already (ConfigurationError)."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        salt = secrets.token_bytes(16)
        parameters = json.dumps({"kdf": "argon2id", "salt": salt.hex(), **ARGON2}).encode()
        try:
            _write_new(folder / RING_FILE, parameters)
        except FileExistsError as error:
            raise ConfigurationError(
                problem_text=N_("There is a key ring in this folder already."),
                advice_text=N_("Name an empty folder, or go on with the ring that is there."),
            ) from error
        ring = cls(folder, _derive(secret, salt, ARGON2))
        ring._put(CHECK_NAME, b"ring")
        return ring

    @classmethod
    def open(cls, folder: Path, secret: bytes) -> KeyRing:
        """Open a ring. Raises ConfigurationError when there is none or the secret is another's."""
        try:
            settings = json.loads((folder / RING_FILE).read_text())
        except FileNotFoundError as error:
            raise ConfigurationError(
                problem_text=N_("There is no key ring in the folder of keys."),
                advice_text=N_("Install first, or restore the folder of keys from its backup."),
            ) from error
        costs = {name: int(settings[name]) for name in ARGON2}
        ring = cls(folder, _derive(secret, bytes.fromhex(settings["salt"]), costs))
        try:
            ring._get(CHECK_NAME)
        except SealBroken as error:
            raise ConfigurationError(
                problem_text=N_("The secret does not open the key ring."),
                advice_text=N_("Check that the secret file is the one made with this ring."),
            ) from error
        return ring

    def has(self, name: str) -> bool:
        return self._path(name).exists()

    def make_p256(self, name: str) -> ec.EllipticCurvePrivateKey:
        """Make and keep a P-256 key; ConfigurationError when the name is taken (as for all `make_…`)."""
        key = ec.generate_private_key(ec.SECP256R1())
        self._put(name, _pkcs8(key))
        return key

    def p256(self, name: str) -> ec.EllipticCurvePrivateKey:
        key = ser.load_der_private_key(self._get(name), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
            raise SealBroken
        return key

    def make_ed25519(self, name: str) -> ed25519.Ed25519PrivateKey:
        key = ed25519.Ed25519PrivateKey.generate()
        self._put(name, _pkcs8(key))
        return key

    def ed25519(self, name: str) -> ed25519.Ed25519PrivateKey:
        key = ser.load_der_private_key(self._get(name), None)
        if not isinstance(key, ed25519.Ed25519PrivateKey):
            raise SealBroken
        return key

    def make_x25519(self, name: str) -> x25519.X25519PrivateKey:
        key = x25519.X25519PrivateKey.generate()
        self._put(name, _pkcs8(key))
        return key

    def x25519(self, name: str) -> x25519.X25519PrivateKey:
        key = ser.load_der_private_key(self._get(name), None)
        if not isinstance(key, x25519.X25519PrivateKey):
            raise SealBroken
        return key

    def make_secret(self, name: str) -> bytes:
        """Make and keep 32 random bytes."""
        value = secrets.token_bytes(KEY_LENGTH)
        self._put(name, value)
        return value

    def secret(self, name: str) -> bytes:
        value = self._get(name)
        if len(value) != KEY_LENGTH:
            raise SealBroken
        return value

    def _path(self, name: str) -> Path:
        if not name.replace("_", "").replace("-", "").replace(".", "").isalnum() or name.startswith("."):
            raise ValueError(name)
        return self.folder / (name + KEY_SUFFIX)

    def _put(self, name: str, plain: bytes) -> None:
        try:
            _write_new(self._path(name), seal_secret(self._key, name, plain))
        except FileExistsError as error:
            raise ConfigurationError(
                problem_text=N_("A key of this name exists already."),
                advice_text=N_("Keys are never overwritten: take another name, or set the old key aside first."),
            ) from error

    def _get(self, name: str) -> bytes:
        try:
            sealed = self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise ConfigurationError(
                problem_text=N_("A key is missing from the key ring."),
                advice_text=N_("Restore the folder of keys from its backup."),
            ) from error
        return open_secret(self._key, name, sealed)


class Vault:
    """Seals single values for the database (identity numbers, telephone numbers, files).

    `secret` seals; `previous` secrets still open what they sealed before a rotation. Indexes are made
    with `index_secret` (by default `secret`), which stays through rotations or all indexes are made anew.
    """

    VERSION: ClassVar[int] = 1

    def __init__(self, secret: bytes, *, previous: Sequence[bytes] = (), index_secret: bytes | None = None) -> None:
        self._keys = [_expand(one, b"quancheng vault seal") for one in (secret, *previous)]
        self._index_key = _expand(index_secret or secret, b"quancheng vault index")

    def seal(self, text: str, context: str) -> bytes:
        """Seal a text so that it opens only with the same `context` (e.g. ``account.identity:<id>``)."""
        return self.seal_bytes(text.encode(), context)

    def open(self, sealed: bytes, context: str) -> str:
        """Open a sealed text. Raises `SealBroken`."""
        return self.open_bytes(sealed, context).decode()

    def seal_bytes(self, plain: bytes, context: str) -> bytes:
        """Version byte, key id byte, nonce, AES-256-GCM ciphertext with tag: 30 bytes more than `plain`."""
        key = self._keys[0]
        head = bytes([self.VERSION, _key_id(key)])
        nonce = secrets.token_bytes(NONCE_LENGTH)
        return head + nonce + AESGCM(key).encrypt(nonce, plain, head + context.encode())

    def open_bytes(self, sealed: bytes, context: str) -> bytes:
        """Open sealed bytes with whichever key the key id names. Raises `SealBroken`."""
        head, nonce, body = sealed[:2], sealed[2 : 2 + NONCE_LENGTH], sealed[2 + NONCE_LENGTH :]
        if len(body) < 16 or head[0] != self.VERSION:
            raise SealBroken
        for key in self._keys:
            if _key_id(key) != head[1]:
                continue
            try:
                return AESGCM(key).decrypt(nonce, body, head + context.encode())
            except InvalidTag:
                continue  # two keys may share an id byte
        raise SealBroken

    def index(self, value: str, purpose: str) -> str:
        """HMAC-SHA256 (64 hex digits) by which equal values of one purpose are found; purposes do not mix."""
        text = len(purpose.encode()).to_bytes(4) + purpose.encode() + value.encode()
        return hmac.new(self._index_key, text, hashlib.sha256).hexdigest()


def _derive(secret: bytes, salt: bytes, costs: dict[str, int]) -> bytes:
    return _derived(secret, salt, tuple(sorted(costs.items())))


@lru_cache(maxsize=16)
def _derived(secret: bytes, salt: bytes, costs: tuple[tuple[str, int], ...]) -> bytes:
    """Kept while the process lives: it holds the opened keys anyway, and one ring is opened by several of its parts."""
    return hash_secret_raw(secret, salt, hash_len=KEY_LENGTH, type=Type.ID, **dict(costs))


def _expand(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY_LENGTH, salt=None, info=purpose).derive(secret)


def _key_id(key: bytes) -> int:
    return hashlib.sha256(b"key id" + key).digest()[0]


def _pkcs8(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | x25519.X25519PrivateKey) -> bytes:
    return key.private_bytes(ser.Encoding.DER, ser.PrivateFormat.PKCS8, ser.NoEncryption())


def _write_new(path: Path, data: bytes) -> None:
    """Write a file that must not exist yet, readable by its owner alone, and make it durable."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
