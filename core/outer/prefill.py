"""What the register knows of an enterprise, brought into a draft about it (R06, R22).

The draft asks; the inner zone checks who may know, and answers for this draft, for a time. The answer begins the
content anew: what an enterprise is comes from the register, never from typing. It is asked for again when it is older
than its time, and the draft says so in plain words meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from core import names
from core.choices import Choices
from core.content import Content
from core.content.parties import free_key
from core.errors import ConditionNotMet, EnvelopeRejected, IdentityNotConfirmed
from core.i18n import N_
from core.outer.accounts import AccountView
from core.outer.applications import (
    content_of,
    load,
    note,
    prior_of,
    require_here,
    seal_content,
    seal_prior,
    seal_title,
)
from core.outer.context import Outer
from core.outer.tables import Application
from core.terms import Action, IdentityStatus, Prefill, Status

NOT_THERE = N_("the register's data of the enterprise are not here yet; wait a moment, or ask for them again")
CHOICES = "application.choices"
OTHER_ENTERPRISE = N_("the application is about another enterprise; begin a new one for this enterprise")


def ask(session: Session, outer: Outer, application: Application, account: AccountView, now: datetime) -> None:
    """Ask for the register's data, in the transaction of the draft. Raises IdentityNotConfirmed."""
    if account.identity is not IdentityStatus.CONFIRMED:
        raise IdentityNotConfirmed()
    application.prefill = Prefill.ASKED
    outer.exchange.post(
        session,
        stream=f"registration.{application.id}",
        kind="prefill",
        payload={
            "application": application.id,
            "uscc": application.subject,
            "procedure": application.procedure,
            "drill": application.drill,
            "person": {"name": account.name, "identity_number": account.identity_number},
        },
        now=now,
    )


def ask_prefill(outer: Outer, account: AccountView, application_id: str) -> None:
    """Ask again, after a refusal or when the answer has expired."""
    now = outer.clock()
    with outer.store.unit() as session:
        application = load(session, account, application_id, Action.SAVE)
        require_here(application, Action.SAVE)
        if application.subject and state_of(application, now) is not Prefill.ASKED:
            ask(session, outer, application, account, now)


def state_of(application: Application, now: datetime) -> Prefill:
    """Whether the data are there, and still good."""
    state = Prefill(application.prefill)
    until = application.prefill_until
    submitted = application.first_submitted_at is not None
    return Prefill.EXPIRED if state is Prefill.THERE and not submitted and until and until <= now else state


def choices(outer: Outer, account: AccountView, application_id: str) -> Choices:
    """What the register gave its applicant to pick from; nothing where it was not asked. Raises NotFound."""
    with outer.store.reading() as session:
        application = load(session, account, application_id, Action.SAVE)
        if application.choices_sealed is None:
            return Choices()
        text = outer.vault.open(application.choices_sealed, f"{CHOICES}:{application.id}")
        return Choices.model_validate_json(text)


def check_there(application: Application, now: datetime) -> None:
    """Raises ConditionNotMet when a draft about a registered enterprise lacks the register's data."""
    if application.subject and state_of(application, now) is not Prefill.THERE:
        raise ConditionNotMet(reason_text=NOT_THERE)


def check_subject(application: Application, before: Content, content: Content) -> None:
    """Raises ConditionNotMet when a content speaks of another enterprise, or another version, than its draft did."""
    version = application.prior_version if application.prior_sealed is not None else before.subject.version
    if (content.subject.uscc, content.subject.version) != (application.subject, version):
        raise ConditionNotMet(reason_text=OTHER_ENTERPRISE)


def apply(session: Session, outer: Outer, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The inner zone's answer, applied in the transaction of the inbox row."""
    application = session.get(Application, payload["application"])
    if application is None or application.subject != payload["uscc"]:
        raise EnvelopeRejected(reason_text=N_("it answers a question that was not asked here"))
    state = Prefill(payload["prefill"])
    open_ = Status(application.status) in (Status.DRAFT, Status.RETURNED) and application.claimed_at is None
    if state is Prefill.THERE and open_:
        before = prior_of(outer, application)
        content = _begun_with(keep(outer, application, payload), content_of(outer, application), before)
        application.content_sealed = seal_content(outer, application.id, content)
        application.title_sealed = seal_title(outer, application.id, names.title_of(content))
        application.revision += 1
    application.prefill = state if open_ else Prefill.EXPIRED  # while the counter has it, say; to be asked for again
    note(
        session, application, Action.SAVE, Status(application.status), actor="inner", now=outer.clock(),
        data={"prefill": state},
    )  # fmt: skip
    return {"application": application.id, "prefill": state}


def keep(outer: Outer, application: Application, told: Mapping[str, Any]) -> Content:
    """Keep what the register says beside a draft, good until the told time; returns it as a content."""
    fresh = Content.model_validate(told["content"])
    application.prior_sealed = seal_prior(outer, application.id, fresh)
    application.prior_version = told["version"]
    application.choices_sealed = _seal_choices(outer, application.id, told.get("choices"))
    application.prefill_until = datetime.fromisoformat(told["until"])
    application.prefill = Prefill.THERE
    return fresh


def _seal_choices(outer: Outer, application_id: str, told: Mapping[str, Any] | None) -> bytes | None:
    """An answer from before there was anything to pick from tells nothing."""
    if told is None:
        return None
    return outer.vault.seal(Choices.model_validate(told).model_dump_json(), f"{CHOICES}:{application_id}")


def _begun_with(fresh: Content, draft: Content, before: Content | None) -> Content:
    """The register's data, with what the applicant changed since the last answer laid over them.

    Without an earlier answer nothing of the draft speaks of the enterprise: only the applicant is kept, among the
    people.
    """
    people = {**draft.parties, **fresh.parties} if before else dict(fresh.parties)
    known = {one.identity_number for one in people.values()}
    for one in draft.parties.values():
        if one.identity_number not in known:
            people[free_key("p", people)] = one
            known.add(one.identity_number)
    changed = {
        name: getattr(draft, name)
        for name in Content.model_fields
        if before is not None
        and name not in ("parties", "organisations", "subject")
        and getattr(draft, name) != getattr(before, name)
    }
    organisations = {**draft.organisations, **fresh.organisations} if before else fresh.organisations
    return fresh.model_copy(update={**changed, "parties": people, "organisations": organisations})
