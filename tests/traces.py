"""Traces to test with: entries, checkpoints, an audit, and a trace written anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text
from sqlmodel import Session

from core import trace
from core.store import Store

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
ORIGIN = "quancheng/outer"
SIGNER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = SIGNER.public_key()


def add(session: Session, number: int, at: datetime = NOW, subject: str = "") -> trace.TraceReceipt:
    return trace.append(
        session,
        kind="case.changed",
        subject=subject or f"case-{number % 3}",
        actor="account-1",
        data={"number": number, "name": "张䶮"},
        now=at + timedelta(seconds=number),
        random=lambda length: number.to_bytes(length, "big"),
    )


def fill(store: Store, count: int, *, sign_every: int = 0) -> list[trace.Checkpoint]:
    made = []
    for number in range(count):
        with store.unit() as session:
            add(session, number)
            if sign_every and (number + 1) % sign_every == 0:
                made.append(trace.checkpoint(session, SIGNER, ORIGIN, NOW))
    return made


def run_audit(store: Store, witnesses: list[trace.Checkpoint] | None = None) -> trace.AuditReport:
    with store.reading() as session:
        return trace.audit(session, witnesses or (), key=KEY, origin=ORIGIN)


def run_sql(store: Store, *statements: str, **params: object) -> None:
    with store.connection() as connection:
        for statement in statements:
            connection.execute(text(statement), params)


def rewrite(store: Store, changed: int, count: int) -> None:
    """What an attacker with the whole database but without the key can do: write the trace anew."""
    run_sql(store, "DELETE FROM trace_entry", "DELETE FROM trace_opening", "DELETE FROM trace_state")
    for number in range(count):
        with store.unit() as session:
            add(session, number if number != changed else 1000)
