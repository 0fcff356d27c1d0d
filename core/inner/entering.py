"""What an approved case makes of the register: one function for each effect, each registered once (R03, R50).

`outcome` says, from the register as it stands and the case's content, what the enterprise will be; it reads only.
`enter` writes that as the enterprise's next version, in the transaction that issues the case. Every approved procedure
about an enterprise makes a version, also one that changes nothing of what is kept, so that its history is complete.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from core import effects, register
from core.catalogue import Procedure
from core.catalogue.kinds import type_after
from core.content import Content
from core.errors import ConditionNotMet, NotFound
from core.i18n import N_
from core.inner.context import Inner
from core.inner.steps import content_of, procedure_of
from core.inner.tables import CancellationNotice, Case, Enterprise, EnterpriseVersion, Licence, Pledge
from core.rules import Pledged, Standing
from core.terms import Effect, EnterpriseStatus, LicenceStatus

NAME_FREE_AFTER = timedelta(days=365)
"""How long a name that an enterprise gave up, or a cancelled enterprise's, stays closed to others (规定 第十七条)."""
NO_PLEDGE = N_("the register has no such pledge of this enterprise's equity, or it is released already")
NO_CHANGE = N_("the register has no change with the number that is to be revoked")


@dataclass(frozen=True)
class Outcome:
    """What an enterprise will be: its content, status, and number of version (from 1); `established` is a day in ISO
    form, empty when that is the day of approval; `case_version` names who had the version before."""

    content: Content
    status: EnterpriseStatus
    version: int
    established: str = ""
    authority_id: str = ""
    entity_type: str = ""


NAMED_ANEW = frozenset({Effect.RESTORE, Effect.MIGRATE})
"""Effects after which the name must be the enterprise's although no application asks for it: names belong to an
authority, and a former one may have been given to somebody else."""

TAKEN_BACK = frozenset({Effect.CHANGE, Effect.FILE})
"""Effects that revoking takes back whole: what else makes a version touches status or authority, which stay."""

Work = Callable[[Session, Inner, Case, Procedure, Content, Outcome], Outcome]
"""From what is there before the case to what will be."""


def content_at(session: Session, inner: Inner, uscc: str, version: int) -> Content:
    """What the register kept of an enterprise in a version. Raises NotFound."""
    row = session.exec(
        select(EnterpriseVersion).where(EnterpriseVersion.uscc == uscc, EnterpriseVersion.version == version)
    ).first()
    if row is None:
        raise NotFound()
    return Content.model_validate_json(inner.vault.open(row.content_sealed, label_of(uscc, version)))


def label_of(uscc: str, version: int) -> str:
    """Under which label a version's content is sealed."""
    return f"enterprise.content:{uscc}.{version}"


def prior_of(session: Session, inner: Inner, case: Case) -> Content | None:
    """What the register said of the enterprise when the application was filled in; None for one that is to be."""
    return content_at(session, inner, case.subject, case.prior_version) if case.subject else None


def standing_of(session: Session, inner: Inner, content: Content, case_id: str) -> Standing:
    """What the register says now of the enterprise that a content speaks of, and of a branch's parent.

    That its cancellation is announced does not stand against the case that announced it.
    """
    own, parent = (
        session.get(Enterprise, code) if code else None for code in (content.subject.uscc, content.parent.uscc)
    )
    announced = session.get(CancellationNotice, case_id) is not None
    status = EnterpriseStatus(own.status) if own else None
    return Standing(
        status=EnterpriseStatus.EXISTING if announced and status is EnterpriseStatus.CANCELLING else status,
        current_version=own.current_version if own else None,
        parent_status=EnterpriseStatus(parent.status) if parent else None,
        pledges={one.number: _pledged(session, inner, one) for one in pledges(session, own.uscc)} if own else None,
    )


def _pledged(session: Session, inner: Inner, row: Pledge) -> Pledged:
    """A pledge with who the parties are, as the application said that registered it."""
    content = content_of(inner, session.get_one(Case, row.case_id))
    parties = (content.pledge.pledgor, content.pledge.pledgee)
    return Pledged(row.terms["pledgor"], row.terms["pledgee"], *(effects.identity(key, content) for key in parties))


def require_possible(session: Session, case: Case, procedure: Procedure, content: Content) -> None:
    """What can be entered only when the register has what is spoken of. Raises ConditionNotMet.

    Asked before approval: what is approved must be entered, whatever the findings were that an officer overlooked.
    """
    known = {one.number for one in pledges(session, case.subject)}
    if procedure.effect is Effect.RELEASE_PLEDGE and content.pledge.number not in known:
        raise ConditionNotMet(reason_text=NO_PLEDGE)
    if procedure.effect is Effect.PLEDGE and content.pledge.number and content.pledge.number not in known:
        raise ConditionNotMet(reason_text=NO_PLEDGE)
    if procedure.effect is Effect.RESTORE and not _is_change(session, case.subject, content.judgment.version):
        raise ConditionNotMet(reason_text=NO_CHANGE)


def _is_change(session: Session, uscc: str, version: int) -> bool:
    """Whether a version was made by what revoking takes back: there is one, and it is no establishment."""
    made = select(EnterpriseVersion, Case).join(Case)
    found = session.exec(made.where(EnterpriseVersion.uscc == uscc, EnterpriseVersion.version == version)).first()
    return found is not None and procedure_of(found[1]).effect in TAKEN_BACK


def outcome(session: Session, inner: Inner, case: Case, procedure: Procedure, content: Content) -> Outcome | None:
    """What approval makes of the enterprise; None where there is none (a name alone)."""
    if procedure.effect is Effect.RESERVE_NAME:
        return None
    if procedure.effect is Effect.ESTABLISH:
        return Outcome(
            effects.registered(content), EnterpriseStatus.EXISTING, 1,
            authority_id=case.authority_id, entity_type=procedure.entity_type,
        )  # fmt: skip
    row = session.get_one(Enterprise, case.subject)
    before = Outcome(
        content_at(session, inner, row.uscc, row.current_version), EnterpriseStatus(row.status),
        row.current_version + 1, row.established, row.authority_id, row.entity_type,
    )  # fmt: skip
    return WORKS[procedure.effect](session, inner, case, procedure, content, before)


def afterwards(procedure: Procedure, made: Outcome) -> Procedure:
    """The procedure as its enterprise is afterwards, should it have changed its type: papers speak of the new one."""
    kind = type_after(procedure, made.content.name.legal_form, len(made.content.members))
    return procedure if kind is procedure.type else procedure.model_copy(update={"type": kind})


def _amend(_s: Session, _i: Inner, _c: Case, procedure: Procedure, content: Content, before: Outcome) -> Outcome:
    made = effects.amended(before.content, content, procedure.changes)
    changed = replace(before, content=made)
    return replace(changed, entity_type=afterwards(procedure, changed).entity_type)


def _keep(_s: Session, _i: Inner, _c: Case, _p: Procedure, _content: Content, before: Outcome) -> Outcome:
    return before


def _with_status(status: EnterpriseStatus) -> Work:
    def work(
        session: Session, inner: Inner, case: Case, procedure: Procedure, content: Content, before: Outcome
    ) -> Outcome:
        return replace(_amend(session, inner, case, procedure, content, before), status=status)

    return work


def _migrate(
    session: Session, inner: Inner, case: Case, procedure: Procedure, content: Content, before: Outcome
) -> Outcome:
    """The authority that takes the enterprise over is the one that decides the case."""
    return replace(_amend(session, inner, case, procedure, content, before), authority_id=case.authority_id)


def _restore(
    session: Session, inner: Inner, case: Case, procedure: Procedure, content: Content, before: Outcome
) -> Outcome:
    """Take back what a version changed, and nothing that later versions changed elsewhere."""
    wrong = content.judgment.version
    if not _is_change(session, case.subject, wrong):
        return before  # there is nothing to take back; it is a finding, and never approved
    made = content_at(session, inner, case.subject, wrong)
    earlier = content_at(session, inner, case.subject, wrong - 1)
    restored = effects.amended(before.content, earlier, effects.differing(made, earlier))
    changed = replace(before, content=restored)
    return replace(changed, entity_type=afterwards(procedure, changed).entity_type)


WORKS: Mapping[Effect, Work] = {
    Effect.CHANGE: _amend,
    Effect.FILE: _amend,
    Effect.LIQUIDATE: _with_status(EnterpriseStatus.IN_LIQUIDATION),
    Effect.CANCEL: _with_status(EnterpriseStatus.CANCELLED),
    Effect.REISSUE: _keep,
    Effect.PLEDGE: _keep,
    Effect.RELEASE_PLEDGE: _keep,
    Effect.MIGRATE: _migrate,
    Effect.RESTORE: _restore,
}


def enter(
    session: Session, inner: Inner, case: Case, procedure: Procedure, made: Outcome, public: Mapping[str, Any],
    now: datetime,
) -> None:  # fmt: skip
    """Write the outcome as the enterprise's next version. Raises register.NameTaken."""
    uscc = case.outputs["uscc"]
    sealed = inner.vault.seal(made.content.model_dump_json(), label_of(uscc, made.version))
    if made.version == 1:
        register.enter(
            session,
            uscc=uscc,
            authority_id=made.authority_id,
            entity_type=made.entity_type,
            name=made.content.name,
            case_id=case.id,
            content_sealed=sealed,
            public=public,
            now=now,
            drill=case.drill,
        )
        return
    row = session.get_one(Enterprise, uscc)
    if row.current_version != made.version - 1:
        raise RuntimeError("the register moved between approval and issue")  # approval sees to it that it cannot
    session.add(
        EnterpriseVersion(
            uscc=uscc, version=made.version, case_id=case.id, content_sealed=sealed, public=dict(public), valid_from=now
        )
    )
    if "name" in procedure.changes or procedure.effect in NAMED_ANEW:
        register.rename(session, uscc, made.content.name, made.authority_id, case.id, now + NAME_FREE_AFTER)
    if made.status is EnterpriseStatus.CANCELLED:
        register.give_up_name(session, uscc, now + NAME_FREE_AFTER)
    row.name, row.status, row.authority_id = public["name"], made.status, made.authority_id
    row.entity_type = made.entity_type
    row.current_version = made.version


def supersede(session: Session, uscc: str, status: LicenceStatus) -> list[Licence]:
    """Give every licence of the enterprise that is valid another status; returns them."""
    rows = session.exec(select(Licence).where(Licence.uscc == uscc, Licence.status == LicenceStatus.VALID)).all()
    for row in rows:
        row.status = status
    return list(rows)


def note_pledge(session: Session, case: Case, procedure: Procedure, content: Content, now: datetime) -> None:
    """Register a pledge, change it, or release it, as the procedure says."""
    pledge = content.pledge
    if procedure.effect is Effect.RELEASE_PLEDGE:
        row = session.get_one(Pledge, pledge.number)
        if (row.uscc, row.released_by) != (case.subject, None):
            raise RuntimeError("the pledge is another's, or released")  # approval sees to it that it is not
        row.released_by, row.released_at = case.id, now
    elif procedure.effect is Effect.PLEDGE:
        terms = {
            "pledgor": content.name_of(pledge.pledgor), "pledgee": content.name_of(pledge.pledgee),
            "amount": pledge.amount, "claim": pledge.claim, "contract": pledge.contract,
        }  # fmt: skip
        row_there = session.get(Pledge, pledge.number) if pledge.number else None
        if row_there is not None and row_there.uscc != case.subject:
            raise RuntimeError("the pledge is another's")  # approval sees to it that it is not
        if row_there is None:
            number = case.outputs["pledge"]
            session.add(Pledge(number=number, uscc=case.subject, case_id=case.id, terms=terms, since=now))
        else:
            row_there.terms, row_there.case_id = terms, case.id  # who the parties are stands in the case


def pledges(session: Session, uscc: str) -> list[Pledge]:
    """The enterprise's pledges that are not released."""
    return list(session.exec(select(Pledge).where(Pledge.uscc == uscc, col(Pledge.released_by).is_(None))))
