"""What the outer zone's use cases work with, put together once by `core.bootstrap`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec

from core.clock import Clock
from core.exchange import Exchange
from core.files import FileStore
from core.identity import IdentityService, OrganisationService
from core.keys import Vault
from core.settings import Settings
from core.store import Store
from core.trust_client import TrustClient


@dataclass(frozen=True)
class Outer:
    """The outer zone's parts. `anchors` are the roots (DER) that the authority's seals are trusted under,
    `licence_keys` the authority's public licence keys by key identifier (hex)."""

    settings: Settings
    store: Store
    vault: Vault
    files: FileStore
    exchange: Exchange
    trust: TrustClient
    identity: IdentityService
    organisations: OrganisationService
    clock: Clock
    anchors: tuple[bytes, ...]
    licence_keys: Mapping[str, ec.EllipticCurvePublicKey]
