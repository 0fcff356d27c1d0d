"""Providing an installation: folders, secrets, keys, databases, and the ceremony that exchanges public anchors.

One folder holds it: `outer` and `inner` are the zones, `trust` the trust service's keys, `reference` the reference
service's data. Each has a secret of its own; no zone's folder holds another's private key. What the zones must know
of each other (public keys, certificates) is laid into their `anchors` folders here, by hand so to speak, and never
by envelope. Providing is repeatable: what is there already stays.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import ed25519, x25519

from core.errors import ConfigurationError
from core.exchange import Peer
from core.i18n import N_
from core.keys import KeyRing
from core.pki import create_authority_pki, create_trust_pki
from core.settings import Settings
from core.store import Store
from core.terms import Zone

SECRET_BYTES = 32
EXCHANGE_SIGN, EXCHANGE_SEAL, VAULT = "exchange-sign", "exchange-seal", "vault"
TRUST_TOKEN = "trust-token"  # noqa: S105 - the name of a file
SEAL = "seal"
SECRET = "secret"  # noqa: S105 - as above
"""The name of the file with a folder's secret, where no setting names another."""


@dataclass(frozen=True)
class Layout:
    """Where things of one installation lie."""

    root: Path

    def zone(self, zone: Zone) -> Path:
        return self.root / zone

    @property
    def trust(self) -> Path:
        return self.root / "trust"

    @property
    def reference(self) -> Path:
        return self.root / "reference"


def zone_settings(root: Path, zone: Zone, values: Mapping[str, Any] | None = None) -> Settings:
    """Settings of one zone, for a program that deals with both: its folder below `root`, then the given values, then
    the environment's ``QUANCHENG_OUTER_…`` or ``QUANCHENG_INNER_…``, then what is set for both."""
    prefix = f"QUANCHENG_{zone.value.upper()}_"
    own = {name.removeprefix(prefix).lower(): value for name, value in os.environ.items() if name.startswith(prefix)}
    return Settings(**{**own, **(values or {}), "zone": zone, "data": Layout(root).zone(zone)})


def provide(root: Path, *, organisation: str, now: datetime, settings: Mapping[Zone, Settings]) -> bool:
    """Make all that is missing; returns whether anything was new. Raises ConfigurationError."""
    layout = Layout(root)
    created = not (layout.zone(Zone.INNER) / SEAL).exists()
    try:
        for folder in (root, layout.trust, layout.reference, *(layout.zone(zone) for zone in Zone)):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            folder.chmod(0o700)
    except OSError as error:
        raise ConfigurationError(
            problem_text=N_("The data folder cannot be written."),
            advice_text=N_("Give another folder with --var, or give this user the right to write there."),
        ) from error
    for zone in Zone:
        _make_zone_keys(settings[zone])
    authority_id = settings[Zone.INNER].authority_id
    inner = layout.zone(Zone.INNER)
    if not (layout.trust / "trust-root.crt").exists():
        create_trust_pki(layout.trust, _secret(layout.trust / SECRET), now, organisation).write(layout.trust)
    if not (inner / SEAL / "authority-root.crt").exists():
        made = create_authority_pki(inner / SEAL, _secret(settings[Zone.INNER].secret), now, _name_of(authority_id))
        made.write(inner / SEAL)
    _ceremony(layout, settings)
    for zone in Zone:
        store = Store(settings[zone].database, zone)
        store.migrate()
        if zone is Zone.INNER:
            _make_authority(store, authority_id)
        store.close()
    return created


def secret_of(path: Path) -> bytes:
    """The secret in a file, which opens a ring of keys. Raises ConfigurationError when it is not there."""
    try:
        return bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            problem_text=N_("The secret of the keys cannot be read."),
            advice_text=N_("Install first (quancheng init), or restore the secret from its backup."),
        ) from error


def read_peer(anchors: Path, zone: Zone) -> Peer:
    """The other zone's public keys, as laid down by the ceremony. Raises ConfigurationError."""
    try:
        sign, seal = (
            ser.load_pem_public_key((anchors / f"{zone}-{name}.pem").read_bytes())
            for name in (EXCHANGE_SIGN, EXCHANGE_SEAL)
        )
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            problem_text=N_("The other zone's public keys are not there."),
            advice_text=N_("Exchange the anchors of both zones again, as the installation does."),
        ) from error
    assert isinstance(sign, ed25519.Ed25519PublicKey)
    assert isinstance(seal, x25519.X25519PublicKey)
    return Peer(sign, seal)


def _secret(path: Path) -> bytes:
    if not path.exists():
        _write(path, secrets.token_hex(SECRET_BYTES).encode())
    return secret_of(path)


def _make_zone_keys(settings: Settings) -> None:
    secret, keys = _secret(settings.secret), settings.keys
    ring = KeyRing.open(keys, secret) if (keys / "ring.json").exists() else KeyRing.create(keys, secret)
    if not ring.has(EXCHANGE_SIGN):
        ring.make_ed25519(EXCHANGE_SIGN)
    if not ring.has(EXCHANGE_SEAL):
        ring.make_x25519(EXCHANGE_SEAL)
    if not ring.has(VAULT):
        ring.make_secret(VAULT)


def _ceremony(layout: Layout, settings: Mapping[Zone, Settings]) -> None:
    """Lay every public key and certificate into both zones' folders of anchors."""
    for zone in Zone:
        own = layout.zone(zone)
        if (own / "anchors" / "authority-root.crt").exists():
            continue
        for other in Zone:
            ring = KeyRing.open(settings[other].keys, secret_of(settings[other].secret))
            publics: dict[str, ed25519.Ed25519PublicKey | x25519.X25519PublicKey] = {
                EXCHANGE_SIGN: ring.ed25519(EXCHANGE_SIGN).public_key(),
                EXCHANGE_SEAL: ring.x25519(EXCHANGE_SEAL).public_key(),
            }
            for name, public in publics.items():
                pem = public.public_bytes(ser.Encoding.PEM, ser.PublicFormat.SubjectPublicKeyInfo)
                _write(own / "anchors" / f"{other}-{name}.pem", pem)
        _copy_anchors(layout.trust, "trust", own / "anchors")
        _copy_anchors(layout.zone(Zone.INNER) / SEAL, "authority", own / "anchors")
    token = layout.zone(Zone.OUTER) / TRUST_TOKEN
    if not token.exists():
        _write(token, secrets.token_hex(SECRET_BYTES).encode())


def _copy_anchors(source: Path, tree: str, target: Path) -> None:
    for path in sorted((*source.glob(f"{tree}-*.crt"), *source.glob(f"{tree}-*.pub")), reverse=True):
        _write(target / path.name, path.read_bytes())


def _name_of(authority_id: str) -> str:
    from core.packing import authority_name  # takes the documents' libraries along, which only a new installation needs

    return authority_name(authority_id)


def _make_authority(store: Store, authority_id: str) -> None:
    from core.inner.tables import Authority  # here, so that the outer zone's processes need not load them

    with store.unit() as session:
        if session.get(Authority, authority_id) is None:
            session.add(Authority(id=authority_id, name=_name_of(authority_id)))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(path.name + ".new")
    draft.write_bytes(data)
    draft.chmod(0o600)
    draft.replace(path)
