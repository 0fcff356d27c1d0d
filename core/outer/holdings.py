"""The enterprises that somebody had to do with here, to begin a business for one of them (R06)."""

from __future__ import annotations

from sqlmodel import Session, col, select

from core import catalogue, workflow
from core.catalogue import Procedure
from core.errors import BadInput
from core.i18n import N_
from core.outer.accounts import AccountView
from core.outer.applications import load, procedure_of, take_step
from core.outer.context import Outer
from core.outer.replica_tables import ReplicaEnterprise
from core.outer.tables import Application
from core.outer.views import EnterpriseChoice
from core.terms import Action, EnterpriseStatus, Status, Zone
from core.workdays import day_in_china

MOST = 200


def my_enterprises(outer: Outer, account: AccountView) -> list[EnterpriseChoice]:
    """Enterprises of the account's own applications that the public register knows, the latest first."""
    with outer.store.reading() as session:
        rows = session.exec(
            select(Application)
            .where(Application.account_id == account.id)
            .order_by(col(Application.updated_at).desc())
            .limit(MOST)
        ).all()
        codes = dict.fromkeys(str(row.result.get("uscc") or row.subject) for row in rows)
        known = session.exec(select(ReplicaEnterprise).where(col(ReplicaEnterprise.uscc).in_(list(codes))))
        found = {row.uscc: row for row in known}
        return [
            EnterpriseChoice(row.uscc, row.name, str(row.facts.get("entity_type", "")), EnterpriseStatus(row.status))
            for code in codes
            if (row := found.get(code)) is not None
        ]


def check_open(session: Session, uscc: str, procedure: Procedure) -> None:
    """Raises BadInput when the public register does not know the enterprise, or knows it as one of another type."""
    row = session.get(ReplicaEnterprise, uscc)
    if row is None:
        raise BadInput(field_text=N_("Enterprise"), reason_text=N_("the register does not have it"))
    if row.facts.get("entity_type") != procedure.entity_type:
        raise BadInput(field_text=N_("Enterprise"), reason_text=N_("it is of another type"))


def choose_items(outer: Outer, account: AccountView, application_id: str, procedure_id: str) -> None:
    """Change what a draft about a registered enterprise is to do, within the same business of the same type.

    Raises UnknownProcedure, BadInput for another business, NotPossibleNow.
    """
    now = outer.clock()
    wanted = catalogue.load().procedure(procedure_id, day_in_china(now))
    with outer.store.unit() as session:
        application = load(session, account, application_id, Action.SAVE)
        workflow.step(Zone.OUTER, Status(application.status), Action.SAVE)
        present = procedure_of(application, now)
        together = (wanted.entity_type, wanted.business, wanted.effect) == (
            present.entity_type, present.business, present.effect,
        )  # fmt: skip
        if application.first_submitted_at or not wanted.item or not present.item or not together:
            raise BadInput(field_text=N_("Changes"), reason_text=N_("begin a new application for another business"))
        application.procedure, application.edition = wanted.id, wanted.edition
        application.revision += 1
        take_step(
            session, application, Action.SAVE, actor=account.id, now=now,
            data={"procedure": wanted.id, "revision": application.revision},
        )  # fmt: skip
