"""What an archive holds and what is said of it: items, metadata, and the report on the four properties.

Words of the archive, free of I/O. `RecordMetadata` is the record's own description in the sense of DA/T 46-2009
and ISO 23081, kept small: identifiers, title, dates, agents, relations, rights, retention and events, and one row
for each item. It is what the content is checked against, so it must come from the case's own records (hashes as
they were signed and received), never be computed anew from the bytes at archiving time.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

import rfc8785
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from core.i18n import N_, Message

OBJECT_ID = re.compile(r"urn:quancheng:[A-Za-z0-9][A-Za-z0-9.-]{0,29}:[A-Za-z0-9][A-Za-z0-9.-]{0,39}")


def object_id(installation: str, number: str) -> str:
    """The archive's name for the record of one registration: ``urn:quancheng:<installation>:<number>``."""
    return f"urn:quancheng:{installation}:{number}"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RecordAgent(_Frozen):
    """Who took part: an opaque reference, the name, and the capacity (applicant, signatory, examiner, authority …)."""

    ref: str = Field(min_length=1)
    name: str = Field(min_length=1)
    role: str = Field(min_length=1)


class RecordRelation(_Frozen):
    """A tie to another record: ``previous``, ``licence``, ``trace`` … and what it points at."""

    kind: str = Field(min_length=1)
    target: str = Field(min_length=1)


class RecordEvent(_Frozen):
    """What happened to the record, in order of time; `kind` is a past participle (``submitted``, ``archived`` …)."""

    kind: str = Field(min_length=1)
    at: AwareDatetime
    agent: str = ""
    detail: str = ""


class RecordItem(_Frozen):
    """One item as the case knows it. `sha256` is hexadecimal, `size` in bytes, `number` counts 1, 2, 3 … without gap.

    `signed` says that the item is a PDF whose signatures must verify; `mandatory` that the record is incomplete
    without it.
    """

    path: str = Field(min_length=1)
    number: int = Field(ge=1)
    kind: str = Field(min_length=1)
    title: str = Field(min_length=1)
    media_type: str = Field(min_length=1)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=0)
    mandatory: bool = True
    signed: bool = False


class RecordMetadata(_Frozen):
    """The metadata of one record (DA/T 46-2009, ISO 23081), `metadata.json` within the archive.

    `identifiers` must hold ``object`` (the object id) and should hold ``application`` and ``uscc``; `dates` are
    ISO 8601 by name (``submitted``, ``decided`` …). `required` are the kinds of items that this sort of record
    must hold by the edition of the norm, `required_events` the steps that its process records must show (R40).
    """

    identifiers: Mapping[str, str]
    title: str = Field(min_length=1)
    edition: str = Field(min_length=1)
    dates: Mapping[str, str]
    agents: tuple[RecordAgent, ...] = Field(min_length=1)
    relations: tuple[RecordRelation, ...] = ()
    rights: tuple[str, ...] = Field(min_length=1)
    retention: Literal["permanent"] = "permanent"
    events: tuple[RecordEvent, ...] = Field(min_length=1)
    items: tuple[RecordItem, ...] = Field(min_length=1)
    required: tuple[str, ...] = ()
    required_events: tuple[str, ...] = ()

    def canonical(self) -> bytes:
        """The bytes that are kept: canonical JSON (RFC 8785)."""
        return rfc8785.dumps(self.model_dump(mode="json"))


@dataclass(frozen=True)
class ArchiveItem:
    """One file of a record. `path` is relative with forward slashes; `data` the bytes; `kind` as in the metadata."""

    path: str
    data: bytes
    kind: str
    mandatory: bool = True

    def described(self, number: int, title: str, media_type: str, *, signed: bool = False, sha256: str) -> RecordItem:
        """The item's row of metadata; `sha256` is the hash that the case recorded, not one taken here."""
        return RecordItem(
            path=self.path,
            number=number,
            kind=self.kind,
            title=title,
            media_type=media_type,
            sha256=sha256,
            size=len(self.data),
            mandatory=self.mandatory,
            signed=signed,
        )


@dataclass(frozen=True)
class ArchivePackage:
    """What is handed to the archive: the object id, the metadata as a mapping (see `RecordMetadata`), the items."""

    object_id: str
    metadata: Mapping[str, object]
    items: Sequence[ArchiveItem]


class Property(StrEnum):
    """The four properties of DA/T 70-2018."""

    AUTHENTICITY = "authenticity"
    COMPLETENESS = "completeness"
    USABILITY = "usability"
    SAFETY = "safety"


PROPERTY_LABELS: Mapping[Property, str] = {
    Property.AUTHENTICITY: N_("Authenticity"),
    Property.COMPLETENESS: N_("Completeness"),
    Property.USABILITY: N_("Usability"),
    Property.SAFETY: N_("Safety"),
}


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"


OUTCOME_LABELS: Mapping[Outcome, str] = {
    Outcome.PASSED: N_("Passed"),
    Outcome.FAILED: N_("Failed"),
    Outcome.NOT_APPLICABLE: N_("Not applicable"),
}


@dataclass(frozen=True)
class PropertyCheck:
    """One check on one item (`item` is None when it concerns the whole record)."""

    check: str
    outcome: Outcome
    item: str | None = None
    detail: Message | None = None


@dataclass(frozen=True)
class PropertyReport:
    """The checks by property, at one moment. `passed` is a thin wrapper: no check failed."""

    object_id: str
    made_at: datetime
    checks: Mapping[Property, tuple[PropertyCheck, ...]] = field(default_factory=dict)

    @property
    def failures(self) -> tuple[tuple[Property, PropertyCheck], ...]:
        return tuple((p, c) for p, checks in self.checks.items() for c in checks if c.outcome is Outcome.FAILED)

    @property
    def passed(self) -> bool:
        return not self.failures

    def holds(self, which: Property) -> bool:
        """Whether one property holds."""
        return all(check.outcome is not Outcome.FAILED for check in self.checks[which])

    def to_json(self) -> dict[str, object]:
        return {
            "object": self.object_id,
            "made_at": self.made_at.isoformat(),
            "norm": "DA/T 70-2018",
            "passed": self.passed,
            "checks": {
                str(which): [
                    {
                        "check": check.check,
                        "outcome": str(check.outcome),
                        "item": check.item,
                        "detail": check.detail.to_json() if check.detail else None,
                    }
                    for check in checks
                ]
                for which, checks in self.checks.items()
            },
        }

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> PropertyReport:
        listed = data["checks"]
        assert isinstance(listed, Mapping)
        return cls(
            object_id=str(data["object"]),
            made_at=datetime.fromisoformat(str(data["made_at"])),
            checks={
                Property(which): tuple(
                    PropertyCheck(
                        check=row["check"],
                        outcome=Outcome(row["outcome"]),
                        item=row["item"],
                        detail=Message.from_json(row["detail"]) if row["detail"] else None,
                    )
                    for row in rows
                )
                for which, rows in listed.items()
            },
        )


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
