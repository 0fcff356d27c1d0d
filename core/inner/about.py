"""What a case is about, in an officer's words: the business, the enterprise, what changes, the material, the notice.

All of it follows from the case's content, what the register said before, and the norm of the day of submission.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from core import particulars, situation
from core.catalogue import EntityType, Material, Procedure
from core.content import Circumstance, Content
from core.content.words import WORDS
from core.i18n import N_, Message
from core.inner import announcing, entering
from core.inner.announcing import ObjectionView
from core.inner.context import Inner
from core.inner.entering import Outcome
from core.inner.enterprises import STATUS
from core.inner.steps import content_of, procedure_of
from core.inner.tables import CancellationNotice, Case, CaseDocument, Enterprise
from core.particulars import Change, Kind, Piece
from core.signatories import signatories
from core.terms import Effect, EnterpriseStatus, MaterialSource, NoticeStatus, SignatoryRole, Status, label
from core.workdays import day_in_china

SITUATIONS: Mapping[str, str] = {
    **{one.value: WORDS[Circumstance][one] for one in Circumstance},
    "agent": N_("somebody acts for the applicant"),
    "permit_before": N_("a business in the scope needs a licence beforehand"),
    "organisations": N_("an organisation is among the members"),
    "labour": N_("somebody contributes work"),
    "some_executives": N_("only some partners execute the business"),
    "organisation_executes": N_("an organisation executes the business"),
    "family_assets": N_("the family answers for it"),
    "to_outsiders": N_("a share goes to somebody who was no member"),
    "joined": N_("somebody joins"),
    "left": N_("somebody leaves"),
    "lost": N_("the licence was lost"),
    "mandated": N_("somebody signs for an organisation in place of its representative"),
    "transferred": N_("a share is transferred"),
    "restricted": N_("the line of business is restricted for foreign investors"),
    "pledge_organisations": N_("an organisation pledges or takes the pledge"),
    "not public_offering": N_("shares are not offered to the public"),
    "not inheritance": N_("no share passes to an heir"),
    "not court_ruling": N_("no court has ruled"),
}
"""Why a material is asked for: a text for each condition of `core.situation` as the norm writes it."""

ENDED = frozenset(
    {
        Status.NOT_ACCEPTED, Status.REFUSED, Status.WITHDRAWN, Status.LAPSED, Status.ISSUED, Status.ARCHIVED,
        Status.PUBLICISED,
    }
)  # fmt: skip
"""A case in one of these does nothing to the register any more."""


@dataclass(frozen=True)
class Subject:
    """The enterprise that a case is about, as the register has it now."""

    uscc: str
    name: str
    status: EnterpriseStatus
    version: int


@dataclass(frozen=True)
class SignatoryRow:
    """Who signs in which capacity; `organisation` names the one that this person signs for."""

    role: SignatoryRole
    person: str
    organisation: str = ""


@dataclass(frozen=True)
class MaterialRow:
    """A material that the norm asks for here: why (texts), whence, by whom signed, and whether it came."""

    kind: str
    label: str
    label_text: str
    source: MaterialSource
    note_text: str
    situations: tuple[str, ...]
    signatories: tuple[SignatoryRow, ...]
    document_id: str


@dataclass(frozen=True)
class CaseNotice:
    """The public notice of a simple cancellation; `days_left` counts the last day (0: over)."""

    starts: str
    ends: str
    days_left: int
    status: NoticeStatus
    objections: tuple[ObjectionView, ...]


@dataclass(frozen=True)
class OtherCase:
    """Another case that is open about the same enterprise."""

    id: str
    number: str
    business: Message
    status: Status


@dataclass(frozen=True)
class About:
    """`based_on` is the register's version that the application started from; `moved` says that there is a later one
    and the case is not decided yet."""

    title: Message
    type: EntityType
    sections: tuple[str, ...]
    materials: tuple[MaterialRow, ...]
    subject: Subject | None = None
    based_on: int = 0
    moved: bool = False
    changes: tuple[Change, ...] = ()
    notice: CaseNotice | None = None
    others: tuple[OtherCase, ...] = ()


def about(session: Session, inner: Inner, case: Case) -> About:
    """What the case is about."""
    procedure, content = procedure_of(case), content_of(inner, case)
    prior = entering.prior_of(session, inner, case)
    materials = _materials(session, case, procedure, content, prior)
    plain = About(procedure.title, procedure.type, procedure.sections, materials)
    row = session.get(Enterprise, case.subject) if case.subject else None
    if row is None or prior is None:
        return plain
    return replace(
        plain,
        subject=Subject(row.uscc, row.name, EnterpriseStatus(row.status), row.current_version),
        based_on=case.prior_version,
        moved=case.decided_at is None and row.current_version != case.prior_version,
        changes=_changes(session, inner, case, procedure, content, prior, row),
        notice=_notice(session, inner, case),
        others=_others(session, case),
    )


def _changes(
    session: Session, inner: Inner, case: Case, procedure: Procedure, content: Content, prior: Content, row: Enterprise
) -> tuple[Change, ...]:
    """What approval makes different, against what the register said when the application was filled in."""
    if procedure.effect is Effect.RESERVE_NAME:
        return ()
    before = Outcome(prior, EnterpriseStatus(row.status), case.prior_version + 1, row.established, row.authority_id)
    made = entering.WORKS[procedure.effect](session, inner, case, procedure, content, before)
    found = particulars.changes(prior, made.content, procedure.type)
    if made.status is before.status:
        return found
    now, then = (Piece(Kind.WORD, label(one)) for one in (before.status, made.status))
    return (*found, Change("status", STATUS, (now,), (then,)))


def _materials(
    session: Session, case: Case, procedure: Procedure, content: Content, prior: Content | None
) -> tuple[MaterialRow, ...]:
    here = select(CaseDocument).where(CaseDocument.case_id == case.id, CaseDocument.round == case.round)
    documents = {row.kind: row.id for row in session.exec(here)}
    return tuple(
        MaterialRow(
            kind=one.kind,
            label=one.label,
            label_text=one.label_text,
            source=one.source,
            note_text=one.note_text,
            situations=_situations(one, situation.Situation(content, prior, procedure)),
            signatories=_signatories(one, content, procedure),
            document_id=documents.get(one.kind, ""),
        )
        for one in situation.asked(procedure, content, prior)
    )


def _situations(material: Material, now: situation.Situation) -> tuple[str, ...]:
    named = (one.strip() for one in re.split(r"[|&]", material.when))
    return tuple(SITUATIONS[one] for one in named if one and situation.holds(one, now))


def _signatories(material: Material, content: Content, procedure: Procedure) -> tuple[SignatoryRow, ...]:
    return tuple(
        SignatoryRow(
            one.role,
            content.name_of(one.person),
            content.name_of(one.party) if one.party in content.organisations else "",
        )
        for one in signatories(material, content, procedure)
    )


def _notice(session: Session, inner: Inner, case: Case) -> CaseNotice | None:
    row = session.get(CancellationNotice, case.id)
    if row is None:
        return None
    left = (date.fromisoformat(row.ends) - day_in_china(inner.clock())).days + 1
    return CaseNotice(
        row.starts, row.ends, max(0, left), NoticeStatus(row.status),
        tuple(announcing.objections(session, inner, case.id)),
    )  # fmt: skip


def _others(session: Session, case: Case) -> tuple[OtherCase, ...]:
    rows = session.exec(
        select(Case)
        .where(Case.subject == case.subject, Case.id != case.id, col(Case.status).not_in(ENDED))
        .order_by(col(Case.received_at), col(Case.id))
    )
    return tuple(OtherCase(one.id, one.number, procedure_of(one).title, Status(one.status)) for one in rows)
