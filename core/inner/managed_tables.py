"""What managers keep in the inner zone beside the cases: definitions of evaluations, and the rollout programme."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field

from core.tablebase import InnerTable, UtcDateTime, json_column


class EvaluationDefinition(InnerTable, table=True):
    """What an evaluation of pilots is to measure (R64); once sealed, `seal` is its hash, which the trace holds at
    `trace_index`, and `late` says that a pilot had begun by then."""

    __tablename__ = "evaluation_definition"
    id: str = Field(primary_key=True)
    authority_id: str = Field(foreign_key="authority.id", index=True)
    name: str
    definition: dict[str, Any] = Field(sa_column=json_column())
    made_by: str = Field(foreign_key="officer.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    sealed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seal: str = ""
    late: bool = False
    trace_index: int | None = None


class ProgrammeImport(InnerTable, table=True):
    """A file of the rollout programme that was taken whole: its name, SHA-256, and how many entries came of it."""

    __tablename__ = "programme_import"
    id: str = Field(primary_key=True)
    filename: str
    sha256: str
    rows: int
    entered: int
    officer_id: str = Field(foreign_key="officer.id")
    at: datetime = Field(sa_type=UtcDateTime)
    trace_index: int


class ProgrammeEntry(InnerTable, table=True):
    """An entry of the rollout programme (R60-R62), never changed: a later one about the same replaces or withdraws it.
    `kind` names its table (`core.programme_rows`), `said` holds what that kind has beside jurisdiction, day, note."""

    __tablename__ = "programme_entry"
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    jurisdiction: str = Field(index=True)
    day: str
    said: dict[str, Any] = Field(sa_column=json_column())
    note: str = ""
    withdrawn: bool = False
    import_id: str | None = Field(default=None, foreign_key="programme_import.id", index=True)
    officer_id: str = Field(foreign_key="officer.id")
    at: datetime = Field(sa_type=UtcDateTime)


class TrainingCompletion(InnerTable, table=True):
    """An officer of this installation completed a topic of the training, or (`withdrawn`) did not after all (R62)."""

    __tablename__ = "training_completion"
    id: int | None = Field(default=None, primary_key=True)
    officer_id: str = Field(foreign_key="officer.id", index=True)
    topic: str
    day: str
    withdrawn: bool = False
    recorded_by: str = Field(foreign_key="officer.id")
    at: datetime = Field(sa_type=UtcDateTime)
