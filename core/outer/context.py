"""What the outer zone's use cases work with, put together once by `core.bootstrap`."""

from __future__ import annotations

from dataclasses import dataclass

from core.clock import Clock
from core.exchange import Exchange
from core.files import FileStore
from core.identity import IdentityService
from core.keys import Vault
from core.settings import Settings
from core.store import Store
from core.trust_client import TrustClient


@dataclass(frozen=True)
class Outer:
    """The outer zone's parts. `anchors` are the roots (DER) that signatures are trusted under."""

    settings: Settings
    store: Store
    vault: Vault
    files: FileStore
    exchange: Exchange
    trust: TrustClient
    identity: IdentityService
    clock: Clock
    anchors: tuple[bytes, ...]
