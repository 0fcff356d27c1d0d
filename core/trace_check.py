"""`quancheng verify trace`: a zone's trace derived anew and held against what the other zone witnessed.

Where both zones' data lie on this machine, the other zone's witnesses and its copy of the key serve, so that a zone
whose files were rewritten as a whole is found out too. Elsewhere, checkpoints kept outside (receipts, print-outs) can
be given as files.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from core import trace
from core.exchange.control import origin
from core.provision import read_peer, zone_settings
from core.settings import Settings
from core.store import Store
from core.terms import Zone


def check_trace(root: Path, zone: Zone, statements: Sequence[Path] = ()) -> trace.AuditReport:
    """Audit one zone of the installation at `root`. `statements` are files, each with a checkpoint's printable form.

    Raises CheckpointInvalid for a statement that is not genuine, ConfigurationError when the keys are not there.
    """
    settings, other = zone_settings(root, zone), zone_settings(root, zone.other)
    name = origin(settings.installation, zone.value)
    brought = [trace.Checkpoint.parse(path.read_text(encoding="utf-8")) for path in statements]
    anchors = other.anchors if os.access(other.anchors, os.R_OK | os.X_OK) else settings.anchors
    key = read_peer(anchors, zone).verifier
    store = Store(settings.database, zone)
    try:
        with store.reading() as session:
            return trace.audit(session, [*_witnessed(other, name), *brought], key=key, origin=name)
    finally:
        store.close()


def _witnessed(other: Settings, name: str) -> list[trace.Checkpoint]:
    """What the other zone keeps, if it is on this machine."""
    if not other.database_url and not os.access(other.data / "quancheng.db", os.R_OK | os.W_OK):
        return []
    store = Store(other.database, other.zone)
    try:
        with store.reading() as session:
            return trace.witnesses(session, name)
    finally:
        store.close()
