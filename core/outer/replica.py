"""The public mirror of the register, and the index of names for the check while typing.

Holds public facts only, as the inner zone told them, each with the moment it held ("as of"). Names are found by
bigrams of the trade name; names of submitted applications are in the index too, because they stand in the queue.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, desc, func
from sqlmodel import Session, col, select

from core import names
from core.content import NameSection
from core.outer.tables import NameGram, ReplicaEnterprise, ReplicaLicence

NEAREST = 40
_SHARED = func.count().label("shared")
_NEAR = (
    select(NameGram.name, _SHARED)
    .where(col(NameGram.gram).in_(bindparam("grams", expanding=True)), NameGram.owner != bindparam("own"))
    .group_by(col(NameGram.owner), col(NameGram.name))
    .order_by(desc(_SHARED))
    .limit(NEAREST)
)


def names_near(session: Session, name: NameSection, own: str = "") -> tuple[str, ...]:
    """Full names in the register and the queue that share most bigrams with a trade name, best first.

    `own` is the application that asks: its own place in the queue does not count when it comes back.
    """
    grams = _grams(name.trade_name)
    if not grams:
        return ()
    rows = session.connection().execute(_NEAR, {"grams": grams, "own": f"queue:{own}"})
    return tuple(row.name for row in rows)


def index_name(session: Session, owner: str, full_name: str, trade_name: str) -> None:
    """Put a name into the index under its owner (a code, or an application in the queue), replacing the earlier."""
    session.exec(delete(NameGram).where(col(NameGram.owner) == owner))
    for gram in _grams(trade_name):
        session.add(NameGram(gram=gram, owner=owner, name=full_name))


def _grams(trade_name: str) -> list[str]:
    """Pairs of neighbouring characters, and of their sounds, so that homophones are found too."""
    return sorted(names.bigrams(trade_name) | names.sound_bigrams(trade_name))


def index_queued_name(session: Session, application_id: str, name: NameSection) -> None:
    index_name(session, f"queue:{application_id}", names.compose(name), name.trade_name)


def forget_queued_name(session: Session, application_id: str) -> None:
    session.exec(delete(NameGram).where(col(NameGram.owner) == f"queue:{application_id}"))


def mirror_enterprise(session: Session, facts: Mapping[str, Any], as_of: datetime) -> None:
    """Apply what the inner zone publicised of an enterprise; an older word never replaces a newer one."""
    row = session.get(ReplicaEnterprise, facts["uscc"])
    if row is not None and row.as_of > as_of:
        return
    row = row or ReplicaEnterprise(uscc=facts["uscc"], name="", name_key="", status="", facts={}, as_of=as_of)
    row.name, row.name_key = facts["name"], names.normal_key(facts["name"])
    row.status, row.facts, row.as_of = facts["status"], dict(facts), as_of
    session.add(row)
    index_name(session, facts["uscc"], facts["name"], facts.get("trade_name", facts["name"]))


def mirror_licence(session: Session, licence: Mapping[str, Any], as_of: datetime) -> None:
    """Apply what the inner zone told of a licence (valid, superseded, revoked); an older word never
    replaces a newer."""
    row = session.get(ReplicaLicence, licence["serial"])
    if row is not None and row.as_of > as_of:
        return
    row = row or ReplicaLicence(
        serial=licence["serial"], uscc="", version=0, sha256="", status="", facts={}, as_of=as_of
    )
    row.uscc, row.version, row.sha256 = licence["uscc"], licence["version"], licence["sha256"]
    row.status, row.facts, row.as_of = licence["status"], dict(licence.get("facts", {})), as_of
    row.trace = dict(licence.get("trace", {}))
    session.add(row)
