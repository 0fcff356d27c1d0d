"""How trace and exchange of the inner zone stand, for those who watch over them (R31, A24)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import text

from core import permissions, trace
from core.exchange import ExchangeState
from core.inner.context import Inner
from core.inner.officers import OfficerView
from core.permissions import Right, Thing
from core.terms import Zone
from core.trace import Checkpoint


@dataclass(frozen=True)
class Oversight:
    """`own` is this zone's latest signed checkpoint, `others` the newest that it keeps of the other zone."""

    entries: int
    own: Checkpoint | None
    others: Checkpoint | None
    exchange: ExchangeState
    incarnation: str


def look(inner: Inner, officer: OfficerView) -> Oversight:
    """How it stands now. Raises NotPermitted."""
    permissions.require(officer.roles, Zone.INNER, Thing.TRACE, Right.VIEW)
    with inner.store.reading() as session:
        kept = trace.witnesses(session, inner.exchange.peer_origin)
        return Oversight(
            entries=trace.size(session),
            own=trace.latest_checkpoint(session),
            others=kept[-1] if kept else None,
            exchange=inner.exchange.state(session),
            incarnation=inner.exchange.incarnation,
        )


def answers(inner: Inner) -> None:
    """Ask the database for nothing, to see that it answers. Raises StoreUnavailable."""
    with inner.store.reading() as session:
        session.connection().execute(text("SELECT 1"))
