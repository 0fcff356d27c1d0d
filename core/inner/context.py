"""What the inner zone's use cases work with, put together once by `core.bootstrap`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec

from core.clock import Clock
from core.exchange import Exchange
from core.files import FileStore
from core.keys import Vault
from core.publicity import PublicityService
from core.settings import Settings
from core.store import Store
from core.trust import SealAuthority

if TYPE_CHECKING:  # its libraries take long to import
    from core.archive import ArchiveStore


@dataclass(frozen=True)
class LicenceKey:
    """The key that signs licences' QR codes, and the identifier under which its public half is known."""

    key: ec.EllipticCurvePrivateKey
    kid: str


@dataclass(frozen=True)
class Inner:
    """The inner zone's parts. `signer_anchors` are the roots (DER) under which people's signatures are trusted.

    Slow starters (the archive's libraries) are opened when first asked for, so that sign-in pages start at once.
    """

    settings: Settings
    store: Store
    vault: Vault
    files: FileStore
    exchange: Exchange
    clock: Clock
    seal: SealAuthority
    licence_key: LicenceKey
    publicity: PublicityService
    signer_anchors: tuple[bytes, ...]
    authority_anchors: tuple[bytes, ...]
    archive: Callable[[], ArchiveStore]
