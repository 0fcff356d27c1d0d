"""Loading an application for somebody, and letting it take a step: what all outer use cases share.

An application is shown to nobody but its applicant and its signatories; to others it does not exist. A step goes
through the workflow's table, is traced and leaves one event (A27), all in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert
from sqlmodel import Session, func, select

from core import catalogue, permissions, trace, workflow
from core.content import Content
from core.errors import IdentityNotConfirmed, NotFound, QuanchengError
from core.i18n import N_
from core.outer.accounts import AccountView
from core.outer.context import Outer
from core.outer.tables import Application, ApplicationEvent, Document, SignatureSlot
from core.permissions import Thing
from core.terms import Action, IdentityStatus, Role, Status, Zone
from core.trace import TraceReceipt
from core.workdays import day_in_china

CONTENT = "application.content"
TITLE = "application.title"
PRIOR = "application.prior"
BEING_DRAFTED = frozenset({Status.DRAFT, Status.RETURNED})
CLOSED_AT_COUNTER = frozenset({Action.SAVE, Action.OPEN_SIGNING, Action.WITHDRAW, Action.LAPSE})
"""What waits while an officer at the counter has a draft: one writer at any time."""


class AtTheCounter(QuanchengError):
    """An officer at the counter has the draft."""

    code = "at_the_counter"
    text = N_("The counter has this application now, so it can only be read here.")
    remedy = N_("Finish it at the counter, or ask the officer there to hand it back.")


def require_here(application: Application, action: Action) -> None:
    """Raises AtTheCounter for an action that waits until the counter hands the draft back."""
    if application.claimed_at is not None and action in CLOSED_AT_COUNTER:
        raise AtTheCounter()


# Built once and run as they are: every save of every form runs them.
_NEXT = select(func.count() + 1).where(ApplicationEvent.application_id == bindparam("of"))
_ADD_EVENT = insert(ApplicationEvent).values(number=_NEXT.scalar_subquery())


def roles_of(session: Session, application: Application, account: AccountView) -> frozenset[Role]:
    """The roles that an account has towards an application."""
    roles = set()
    if application.account_id == account.id:
        roles.add(Role.APPLICANT)
    # Somebody else's number is easily typed: only a confirmed identity is the invited person. And what is drafted
    # anew is not put before them yet: it may name people who are none of their business.
    asked = Status(application.status) not in BEING_DRAFTED and account.identity is IdentityStatus.CONFIRMED
    if asked and _signs(session, application, account):
        roles.add(Role.SIGNATORY)
    return frozenset(roles)


def _signs(session: Session, application: Application, account: AccountView) -> bool:
    places = (
        select(SignatureSlot.id)
        .join(Document)
        .where(
            Document.application_id == application.id,
            Document.superseded == False,  # noqa: E712 - an SQL comparison
            SignatureSlot.person_index == account.person_index,
        )
    )
    return session.exec(places).first() is not None


def require_may_sign(application: Application, account_id: str, identity: IdentityStatus) -> None:
    """Raises IdentityNotConfirmed for somebody whose identity is not confirmed, unless an officer is confirming it and
    the application is their own (R12): what is in it they have typed themselves, and nothing comes of it before."""
    own = identity is IdentityStatus.MANUAL and application.account_id == account_id
    if identity is not IdentityStatus.CONFIRMED and not own:
        raise IdentityNotConfirmed()


def load(session: Session, account: AccountView, application_id: str, right: str = permissions.VIEW) -> Application:
    """The application, when the account may do that with it. Raises NotFound, NotPermitted."""
    return load_with_roles(session, account, application_id, right)[0]


def load_with_roles(
    session: Session, account: AccountView, application_id: str, right: str = permissions.VIEW
) -> tuple[Application, frozenset[Role]]:
    """The same, with the roles that the account has towards it."""
    application = session.get(Application, application_id)
    if application is None:
        raise NotFound()
    roles = roles_of(session, application, account)
    if not roles:
        raise NotFound()
    permissions.require(roles, Zone.OUTER, Thing.REGISTRATION, right)
    return application, roles


def take_step(
    session: Session,
    application: Application,
    action: Action,
    *,
    actor: str,
    now: datetime,
    holds: Collection[workflow.Need] = frozenset(),
    data: Mapping[str, Any] | None = None,
) -> TraceReceipt:
    """Let the application take a step of the table; trace it and keep the event."""
    require_here(application, action)
    step = workflow.step(Zone.OUTER, Status(application.status), action, holds)
    return note(session, application, action, step.to, actor=actor, now=now, data=data)


def note(
    session: Session,
    application: Application,
    action: Action,
    status: Status,
    *,
    actor: str,
    now: datetime,
    data: Mapping[str, Any] | None = None,
) -> TraceReceipt:
    """Set a status (one that the table or the inner zone gave), with its trace entry and event."""
    details = dict(data or {})
    receipt = trace.append(
        session,
        kind=f"registration.{action}",
        subject=application.id,
        actor=actor,
        data={"number": application.number, "status": status, "round": application.round, **details},
        now=now,
    )
    application.status = status
    application.status_as_of = now
    application.updated_at = now
    event = {
        "of": application.id,
        "application_id": application.id,
        "action": action,
        "status": status,
        "actor": actor,
        "at": now,
        "trace_index": receipt.index,
        "details": details,
    }
    session.connection().execute(_ADD_EVENT, event)
    return receipt


def content_of(outer: Outer, application: Application) -> Content:
    text = outer.vault.open(application.content_sealed, f"{CONTENT}:{application.id}")
    return Content.model_validate_json(text)


def seal_content(outer: Outer, application_id: str, content: Content) -> bytes:
    return outer.vault.seal(content.model_dump_json(), f"{CONTENT}:{application_id}")


def prior_of(outer: Outer, application: Application) -> Content | None:
    """What the register said of the enterprise when it was asked; None where there is none, or no answer yet."""
    if application.prior_sealed is None:
        return None
    return Content.model_validate_json(outer.vault.open(application.prior_sealed, f"{PRIOR}:{application.id}"))


def seal_prior(outer: Outer, application_id: str, content: Content) -> bytes:
    return outer.vault.seal(content.model_dump_json(), f"{PRIOR}:{application_id}")


def title_of(outer: Outer, application: Application) -> str:
    return outer.vault.open(application.title_sealed, f"{TITLE}:{application.id}")


def seal_title(outer: Outer, application_id: str, title: str) -> bytes:
    return outer.vault.seal(title, f"{TITLE}:{application_id}")


def changed_places(old: Content, new: Content) -> list[str]:
    """The sections that differ, for the trace of a save."""
    return [name for name in Content.model_fields if getattr(old, name) != getattr(new, name)]


def procedure_of(application: Application, now: datetime) -> catalogue.Procedure:
    """The norm that applies: that of the first submission's day for good, today's until then."""
    return catalogue.load().procedure(application.procedure, day_in_china(application.first_submitted_at or now))
