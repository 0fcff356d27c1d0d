"""Definitions of evaluations (R64): kept as drafts, then fixed and sealed, before the first pilot starts.

A seal is the hash of the definition's canonical JSON (`core.evaluation`), entered into the trace with the time, so that
nobody can choose the outcome after the figures are known. A sealed definition is never changed. Once a pilot has begun
it can only be fixed late, and says so for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from core import evaluation, permissions, trace
from core.errors import NotFound, NotPermitted, QuanchengError
from core.evaluation import Definition
from core.i18n import N_
from core.ids import new_id
from core.inner.context import Inner
from core.inner.managed_tables import EvaluationDefinition
from core.inner.officers import OfficerView
from core.inner.steps import authorities_below
from core.inner.tables import Officer
from core.permissions import Right, Thing
from core.terms import Zone
from core.workdays import day_in_china

SEALED = "evaluation.sealed"


class AlreadySealed(QuanchengError):
    code = "already_sealed"
    text = N_("The definition “{name}” was sealed and can no longer be changed.")
    remedy = N_("Save yours under another name; the evaluation shows where it departs from what was sealed.")


class PilotStarted(QuanchengError):
    code = "pilot_started"
    text = N_("The first pilot started in {month}, so that the outcome could have been chosen after the fact.")
    remedy = N_("Say that the definition is fixed late; this stays visible with every result.")


@dataclass(frozen=True)
class DefinitionView:
    """A definition with its fate. `late` says that it was sealed after the first pilot had begun; `intact` that it is
    still what was sealed, by the hash in the trace; `own` that the asking officer made it and may change it."""

    id: str
    name: str
    definition: Definition
    made_by: str
    made_at: datetime
    own: bool
    sealed_at: datetime | None = None
    seal: str = ""
    late: bool = False
    trace_index: int | None = None
    intact: bool = True


def save(inner: Inner, officer: OfficerView, name: str, definition: Definition, definition_id: str = "") -> str:
    """Keep a definition as a draft; with an identifier, change one's own. Returns the identifier.

    Raises NotPermitted, NotFound, BadInput, AlreadySealed.
    """
    permissions.require(officer.roles, Zone.INNER, Thing.EVALUATION, Right.EDIT)
    name = name.strip()
    evaluation.check(name, definition)
    with inner.store.unit() as session:
        row = _own_draft(session, officer, definition_id) if definition_id else _new(session, inner, officer)
        row.name, row.definition = name, definition.to_json()
        return row.id


def seal(inner: Inner, officer: OfficerView, definition_id: str, *, late: bool = False) -> DefinitionView:
    """Fix a definition of one's own for good and enter its hash into the trace.

    Raises PilotStarted when the first pilot has begun, unless it is to be fixed `late`; AlreadySealed, NotFound,
    NotPermitted.
    """
    permissions.require(officer.roles, Zone.INNER, Thing.EVALUATION, Right.EDIT)
    now = inner.clock()
    with inner.store.unit() as session:
        row = _own_draft(session, officer, definition_id)
        definition = Definition.from_json(row.definition)
        evaluation.check(row.name, definition)
        begun = evaluation.started(definition, day_in_china(now))
        if begun and not late:
            raise PilotStarted(month=definition.begins)
        row.seal, row.sealed_at, row.late = evaluation.seal_of(row.name, definition), now, begun
        data: dict[str, trace.Json] = {"seal": row.seal, "late": begun}
        row.trace_index = trace.append(session, kind=SEALED, subject=row.id, actor=officer.id, data=data, now=now).index
        session.flush()
        return _view(session, officer, row)


def discard(inner: Inner, officer: OfficerView, definition_id: str) -> None:
    """Throw away a draft of one's own. Raises AlreadySealed, NotFound, NotPermitted."""
    permissions.require(officer.roles, Zone.INNER, Thing.EVALUATION, Right.EDIT)
    with inner.store.unit() as session:
        session.delete(_own_draft(session, officer, definition_id))


def view(inner: Inner, officer: OfficerView, definition_id: str) -> DefinitionView:
    """One definition of the officer's authority or below. Raises NotFound, NotPermitted."""
    permissions.require(officer.roles, Zone.INNER, Thing.EVALUATION, Right.VIEW)
    with inner.store.reading() as session:
        return _view(session, officer, _load(session, officer, definition_id))


def listed(inner: Inner, officer: OfficerView, limit: int = 100) -> tuple[DefinitionView, ...]:
    """The definitions of the officer's authority and below, the latest first. Raises NotPermitted."""
    permissions.require(officer.roles, Zone.INNER, Thing.EVALUATION, Right.VIEW)
    with inner.store.reading() as session:
        query = (
            select(EvaluationDefinition)
            .where(col(EvaluationDefinition.authority_id).in_(authorities_below(session, officer.authority_id)))
            .order_by(col(EvaluationDefinition.made_at).desc(), EvaluationDefinition.id)
            .limit(limit)
        )
        return tuple(_view(session, officer, row) for row in session.exec(query).all())


def _new(session: Session, inner: Inner, officer: OfficerView) -> EvaluationDefinition:
    row = EvaluationDefinition(
        id=new_id(),
        authority_id=officer.authority_id,
        made_by=officer.id,
        made_at=inner.clock(),
        name="",
        definition={},
    )
    session.add(row)
    return row


def _load(session: Session, officer: OfficerView, definition_id: str) -> EvaluationDefinition:
    row = session.get(EvaluationDefinition, definition_id)
    if row is None or row.authority_id not in authorities_below(session, officer.authority_id):
        raise NotFound()
    return row


def _own_draft(session: Session, officer: OfficerView, definition_id: str) -> EvaluationDefinition:
    row = _load(session, officer, definition_id)
    if row.sealed_at is not None:
        raise AlreadySealed(name=row.name)
    if row.made_by != officer.id:
        raise NotPermitted()
    return row


def _view(session: Session, officer: OfficerView, row: EvaluationDefinition) -> DefinitionView:
    definition = Definition.from_json(row.definition)
    return DefinitionView(
        id=row.id,
        name=row.name,
        definition=definition,
        made_by=session.get_one(Officer, row.made_by).name,
        made_at=row.made_at,
        own=row.made_by == officer.id,
        sealed_at=row.sealed_at,
        seal=row.seal,
        late=row.late,
        trace_index=row.trace_index,
        intact=row.sealed_at is None or evaluation.seal_of(row.name, definition) == row.seal == _traced(session, row),
    )


def _traced(session: Session, row: EvaluationDefinition) -> str:
    """The seal as the trace holds it; empty when it does not."""
    if row.trace_index is None:
        return ""
    try:
        data: Mapping[str, object] = trace.entry(session, row.trace_index).data or {}
    except NotFound:
        return ""
    return str(data.get("seal", ""))
