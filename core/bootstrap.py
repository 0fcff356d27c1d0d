"""The one place where adapters are chosen and parts are put together.

Every process calls one function here for its zone: the portal and the outer worker `outer_zone`, the officers' server
and the inner worker `inner_zone`, the trust service `trust_app`. A process gets its own zone's keys and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import ec

from core.clock import Clock, system_clock
from core.exchange import Exchange, begin_incarnation, current_incarnation
from core.files import FileStore
from core.i18n import Message
from core.identity import HttpIdentityService, HttpOrganisationService, IdentityService, OrganisationService
from core.installation import InstallationSummary
from core.keys import KeyRing, Vault
from core.loading import loading, wait_until_made
from core.outer.context import Outer
from core.pki import PublicAnchors, key_id
from core.provision import (
    EXCHANGE_SEAL,
    EXCHANGE_SIGN,
    SEAL,
    SECRET,
    TRUST_TOKEN,
    VAULT,
    provide,
    read_peer,
    secret_of,
    zone_settings,
)
from core.publicity import HttpPublicityService
from core.pulse import Pulse
from core.settings import Settings
from core.store import Store
from core.terms import Zone
from core.trust import SealAuthority, TrustAuthority
from core.trust_client import TrustClient

if TYPE_CHECKING:  # the archive's libraries take a second to import, and only the archiving step needs them
    from starlette.applications import Starlette

    from core.archive import ArchiveStore
    from core.inner.context import Inner

TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True)
class _Zone:
    """What both zones are made of."""

    store: Store
    vault: Vault
    files: FileStore
    exchange: Exchange
    secret: bytes


def _open(settings: Settings, clock: Clock) -> _Zone:
    wait_until_made()
    secret = secret_of(settings.secret)
    ring = KeyRing.open(settings.keys, secret)
    store = Store(settings.database, settings.zone)
    vault = Vault(ring.secret(VAULT))
    with store.reading() as session:
        incarnation = current_incarnation(session)
    if incarnation is None:
        with store.unit() as session:
            incarnation = current_incarnation(session) or begin_incarnation(
                session, reason="installation", actor="system", now=clock()
            )
    exchange = Exchange(
        installation=settings.installation,
        incarnation=incarnation,
        zone=settings.zone,
        signer=ring.ed25519(EXCHANGE_SIGN),
        opener=ring.x25519(EXCHANGE_SEAL),
        peer=read_peer(settings.anchors, settings.zone.other),
    )
    return _Zone(store, vault, FileStore(settings.files, vault), exchange, secret)


def outer_zone(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    identity: IdentityService | None = None,
    organisations: OrganisationService | None = None,
    trust: TrustClient | None = None,
) -> Outer:
    """The outer zone's parts. `identity`, `organisations` and `trust` are the services over HTTP unless given."""
    zone = _open(settings, clock)
    return Outer(
        settings=settings,
        store=zone.store,
        vault=zone.vault,
        files=zone.files,
        exchange=zone.exchange,
        trust=trust or TrustClient(settings.trust_address, trust_token(settings)),
        identity=identity or HttpIdentityService(_client(settings.identity_address)),
        organisations=organisations or HttpOrganisationService(_client(settings.organisations_address)),
        clock=clock,
        anchors=roots(settings, "authority"),
        licence_keys=licence_keys(settings),
    )


def inner_zone(settings: Settings, *, clock: Clock = system_clock, publicity: httpx.Client | None = None) -> Inner:
    """The inner zone's parts. `publicity` is the client of the national system unless given."""
    from core.inner.context import Inner, LicenceKey  # here, so that the outer zone's processes need not load it

    zone = _open(settings, clock)
    seal = SealAuthority.open(settings.data / SEAL, zone.secret)
    signer_anchors, authority_anchors = roots(settings, "trust"), roots(settings, "authority")
    return Inner(
        settings=settings,
        store=zone.store,
        vault=zone.vault,
        files=zone.files,
        exchange=zone.exchange,
        clock=clock,
        seal=seal,
        licence_key=LicenceKey(seal.licence_key, seal.licence_key_id.hex()),
        publicity=HttpPublicityService(publicity or _client(settings.publicity_address)),
        signer_anchors=signer_anchors,
        authority_anchors=authority_anchors,
        archive=_archive(settings, (*signer_anchors, *authority_anchors), clock),
    )


def trust_app(
    settings: Settings, folder: Path, *, clock: Clock = system_clock, store: Store | None = None
) -> Starlette:
    """The trust service's application: its own keys in `folder`, confirmations checked in the outer database.

    Whoever gives a `store` closes it; otherwise one is opened that lives as long as the process.
    """
    from core.outer.confirmation import confirm, record_issuance
    from core.trust_service import TrustContext, create_app

    wait_until_made()
    authority = TrustAuthority.open(folder, secret_of(folder / SECRET))
    ring = KeyRing.open(settings.keys, secret_of(settings.secret))
    vault = Vault(ring.secret(VAULT))
    confirming = store or Store(settings.database, Zone.OUTER)
    context = TrustContext(
        authority=authority,
        clock=clock,
        confirm=lambda request: confirm(confirming, vault, settings, request, clock()),
        record=lambda issuance: record_issuance(confirming, issuance),
        token=trust_token(settings),
    )
    return create_app(context)


def trust_token(settings: Settings) -> bytes:
    """The shared secret by which the trust service knows the portal."""
    return (settings.data / TRUST_TOKEN).read_bytes().strip()


def roots(settings: Settings, tree: str) -> tuple[bytes, ...]:
    """Root certificates (DER) of a tree, as laid down by the ceremony."""
    return (PublicAnchors.read(settings.anchors, tree).certificates["root"],)


def licence_keys(settings: Settings) -> dict[str, ec.EllipticCurvePublicKey]:
    """The authority's public licence keys by key identifier (hex)."""
    spki = PublicAnchors.read(settings.anchors, "authority").keys["licence"]
    public = ser.load_der_public_key(spki)
    assert isinstance(public, ec.EllipticCurvePublicKey)
    return {key_id(spki).hex(): public}


def _archive(settings: Settings, anchors: Sequence[bytes], clock: Clock) -> Callable[[], ArchiveStore]:
    @lru_cache(maxsize=1)
    def opened() -> ArchiveStore:
        from core.archive import ArchiveStore
        from core.properties import Checkers
        from core.sign import all_accepted, verify

        def problems(pdf: bytes) -> Sequence[Message]:
            reports = verify(pdf, anchors=anchors, now=clock())
            return [] if all_accepted(reports) else [report.problem for report in reports if report.problem]

        return ArchiveStore(settings.archives / "a", settings.archives / "b", Checkers(verify_pdf=problems))

    return opened


def _client(address: str) -> httpx.Client:
    return httpx.Client(base_url=address, timeout=TIMEOUT_SECONDS, trust_env=False)


def initialise(
    var: Path, *, demo: bool = False, organisation: str = "全程电子化登记平台", values: Mapping[str, Any] | None = None
) -> InstallationSummary:
    """Make an installation, or see that it is whole. `values` are settings that differ from the environment's."""
    settings = {zone: zone_settings(var, zone, {**(values or {}), "demo": demo}) for zone in Zone}
    created = provide(var, organisation=organisation, now=system_clock(), settings=settings)
    anchors = settings[Zone.INNER].anchors
    return InstallationSummary(
        created=created,
        installation=settings[Zone.INNER].installation,
        authority_id=settings[Zone.INNER].authority_id,
        fingerprints={path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(anchors.iterdir())},
    )


def run_worker(settings: Settings, pulse: Pulse, *, refresh: Callable[[Inner], object] | None = None) -> None:
    """The background work of a zone, until the pulse stops. `refresh` keeps the inner zone's analytics fresh."""
    from core import rounds

    if settings.zone is Zone.OUTER:
        with loading():
            from core.outer import worker as outer_worker

            outer = outer_zone(settings)
        rounds.run(
            lambda: outer_worker.work(outer),
            settings.data,
            rounds.WORKER,
            pulse,
            lambda: outer_worker.tidy(outer),
        )
        return
    with loading():
        from core.inner import worker as inner_worker

    inner, patience = inner_zone(settings), inner_worker.Patience()

    def round_() -> int:
        moved = inner_worker.work(inner, patience)
        if refresh:
            refresh(inner)
        return moved

    rounds.run(round_, settings.data, rounds.WORKER, pulse, lambda: inner_worker.tidy(inner))
