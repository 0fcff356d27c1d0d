"""What the register has for an application to pick from (R03, R22): pledges in force, changes that can be revoked."""

from __future__ import annotations

from sqlmodel import Session, col, select

from core import catalogue, effects
from core.catalogue import UnknownProcedure
from core.choices import Choices, HeldPledge, MadeChange, asks_change, asks_pledge
from core.content import Content, Organisation, Person, PledgeSection
from core.inner import entering
from core.inner.context import Inner
from core.inner.steps import content_of, procedure_of
from core.inner.tables import Case, Enterprise, EnterpriseVersion, Pledge
from core.terms import Effect
from core.workdays import day_in_china


def choices(session: Session, inner: Inner, row: Enterprise, procedure_id: str) -> Choices:
    """What the procedure asks for; nothing for one that is not known here."""
    try:
        procedure = catalogue.load().procedure(procedure_id, day_in_china(inner.clock()))
    except UnknownProcedure:
        return Choices()
    return Choices(
        pledges=_pledges(session, inner, row.uscc) if asks_pledge(procedure) else None,
        changes=_changes(session, inner, row.uscc) if asks_change(procedure) else None,
    )


def _pledges(session: Session, inner: Inner, uscc: str) -> tuple[HeldPledge, ...]:
    rows = sorted(entering.pledges(session, uscc), key=lambda row: (row.since, row.number))
    return tuple(_held(row, content_of(inner, session.get_one(Case, row.case_id))) for row in rows)


def _held(row: Pledge, said: Content) -> HeldPledge:
    """The pledge with who its parties are, as the application said that registered it so."""
    keys = (said.pledge.pledgor, said.pledge.pledgee)
    return HeldPledge(
        since=day_in_china(row.since),
        pledge=PledgeSection(
            number=row.number, pledgor=keys[0], pledgee=keys[1], amount=row.terms["amount"], claim=row.terms["claim"],
            contract=row.terms["contract"],
        ),
        parties={key: _who(said.parties[key]) for key in keys if key in said.parties},
        organisations={key: _which(said.organisations[key]) for key in keys if key in said.organisations},
    )  # fmt: skip


def _who(person: Person) -> Person:
    return person.model_copy(update={"phone": "", "email": "", "address": ""})


def _which(organisation: Organisation) -> Organisation:
    return organisation.model_copy(update={"representative": "", "mandate": None})


def _changes(session: Session, inner: Inner, uscc: str) -> tuple[MadeChange, ...]:
    """Those that changed something of what is kept, and that no judgment took back yet."""
    query = select(EnterpriseVersion, Case).join(Case).where(EnterpriseVersion.uscc == uscc)
    rows = session.exec(query.order_by(col(EnterpriseVersion.version).desc())).all()
    effect = {case.id: procedure_of(case).effect for _, case in rows}
    gone = {content_of(inner, case).judgment.version for _, case in rows if effect[case.id] is Effect.RESTORE}
    return tuple(
        MadeChange(
            version=row.version, day=day_in_china(row.valid_from), procedure=case.procedure, edition=case.edition
        )
        for row, case in rows
        if effect[case.id] in entering.TAKEN_BACK and row.version not in gone and _changed(session, inner, row)
    )


def _changed(session: Session, inner: Inner, row: EnterpriseVersion) -> bool:
    after, before = (entering.content_at(session, inner, row.uscc, row.version - less) for less in (0, 1))
    return bool(effects.differing(after, before))
