"""Drafts: begin, view, save, attach files (R21, R22).

A draft is saved at any time and resumed on any device; a save names the revision it was made from, so that two
devices cannot overwrite each other unnoticed. What was typed once is offered again: the applicant's own account
data, and people of earlier applications.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlmodel import Session, col, func, select

from core import catalogue, names, permissions, rules, workflow
from core.catalogue.kinds import business_title
from core.content import PREMISES as PREMISES
from core.content import Content, DomicileSection, NameSection, Person, SubjectSection
from core.errors import BadInput, Conflict, QuanchengError
from core.i18n import N_, Message
from core.ids import application_number, new_id
from core.outer import counter, notices, organisations, prefill
from core.outer.accounts import AccountView, require_open
from core.outer.applications import (
    CLOSED_AT_COUNTER,
    changed_places,
    content_of,
    load,
    load_with_roles,
    note,
    prior_of,
    seal_content,
    seal_title,
    take_step,
    title_of,
)
from core.outer.applications import procedure_of as procedure_of
from core.outer.attachments import attach as attach
from core.outer.attachments import upload_data as upload_data
from core.outer.attachments import uploads_of as uploads_of
from core.outer.context import Outer
from core.outer.course import documents_of as documents_of
from core.outer.course import with_course
from core.outer.holdings import check_open
from core.outer.holdings import choose_items as choose_items
from core.outer.holdings import my_enterprises as my_enterprises
from core.outer.prefill import ask_prefill as ask_prefill
from core.outer.replica import names_near, standing_of
from core.outer.tables import (
    Account,
    Application,
    Document,
    SignatureSlot,
)
from core.outer.views import (
    ApplicationSummary,
    ApplicationView,
    Reason,
    UploadView,
)
from core.rules import Finding
from core.terms import Action, Channel, IdentityStatus, Role, Severity, Status, Zone
from core.workdays import day_in_china
from core.workflow import Need

UNFINISHED_AT_MOST = 50
SELF = "p1"
"""The key under which an applicant finds themselves among the parties."""


class TooManyUnfinished(QuanchengError):
    code = "too_many_unfinished"
    text = N_("You have {count} applications that are not submitted yet; there can be no more.")
    remedy = N_("Go on with one of them, or give up those that you no longer need.")


def begin(
    outer: Outer, account: AccountView, procedure_id: str = "LLC.SETUP", *, uscc: str = "", drill: bool = False
) -> str:
    """Begin an application; the applicant is already among its parties. Returns its identifier.

    About an enterprise that is registered already (`uscc`), the register's data are asked for at the inner zone and
    come a moment later. Raises UnknownProcedure, BadInput without the code that the procedure needs.
    """
    permissions.require([Role.ACCOUNT], Zone.OUTER, permissions.Thing.REGISTRATION, permissions.Right.BEGIN)
    now = outer.clock()
    procedure = catalogue.load().procedure(procedure_id, day_in_china(now))
    if procedure.is_about_existing != bool(uscc):
        raise BadInput(field_text=N_("Enterprise"), reason_text=N_("choose the enterprise that this is about"))
    authority = outer.settings.authority_id
    me = Person(name=account.name, identity_number=account.identity_number, phone=account.phone, email=account.email)
    content = Content(
        parties={SELF: me},
        name=NameSection(division_code=authority, legal_form=procedure.type.legal_forms[0]),
        domicile=DomicileSection(region_code=authority),
        subject=SubjectSection(uscc=uscc),
    )
    application_id = new_id()
    application = Application(
        id=application_id,
        number="",
        account_id=account.id,
        authority_id=authority,
        procedure=procedure.id,
        edition=procedure.edition,
        channel=Channel.PAPERLESS,
        status=Status.DRAFT,
        subject=uscc,
        status_as_of=now,
        content_sealed=seal_content(outer, application_id, content),
        title_sealed=seal_title(outer, application_id, ""),
        drill=drill,
        created_at=now,
        updated_at=now,
    )
    with outer.store.unit() as session:
        _check_unfinished(session, account)
        if uscc and not drill:
            check_open(session, uscc, procedure)
        application.number = application_number(authority, now, Zone.OUTER, partial(_is_given, session))
        session.add(application)
        session.flush()
        note(session, application, Action.SAVE, Status.DRAFT, actor=account.id, now=now, data={"begun": True})
        if uscc:
            prefill.ask(session, outer, application, account, now)
    return application_id


def _check_unfinished(session: Session, account: AccountView) -> None:
    """Raises TooManyUnfinished: beginning costs nothing, so one account could fill the disk."""
    unfinished = (
        select(func.count())
        .select_from(Application)
        .where(Application.account_id == account.id, col(Application.status).in_([Status.DRAFT, Status.SIGNING]))
    )
    if session.exec(unfinished).one() >= UNFINISHED_AT_MOST:
        raise TooManyUnfinished(count=UNFINISHED_AT_MOST)


def applications(outer: Outer, account: AccountView) -> list[ApplicationSummary]:
    """The account's own applications, latest first."""
    with outer.store.reading() as session:
        rows = session.exec(
            select(Application)
            .where(Application.account_id == account.id)
            .order_by(col(Application.updated_at).desc())
            .limit(200)
        ).all()
        signing = _being_signed(session, [row.id for row in rows if row.status == Status.SIGNING])
        return [
            ApplicationSummary(
                id=row.id,
                number=row.number,
                title=title_of(outer, row),
                procedure=row.procedure,
                business=business_title(row.procedure, row.edition) or Message(row.procedure),
                status=Status(row.status),
                all_signed=row.status == Status.SIGNING and row.id not in signing,
                progress=row.progress,
                updated_at=row.updated_at,
                as_of=row.status_as_of,
            )
            for row in rows
        ]


def _being_signed(session: Session, application_ids: list[str]) -> set[str]:
    """Those of the applications in which a signature is still missing."""
    rows = session.exec(
        select(Document.application_id)
        .join(SignatureSlot)
        .where(
            col(Document.application_id).in_(application_ids),
            Document.superseded == False,  # noqa: E712 - SQL
            Document.kind != "manifest",
            col(SignatureSlot.signed_at).is_(None),
        )
    )
    return set(rows)


def view(outer: Outer, account: AccountView, application_id: str, *, course: bool = True) -> ApplicationView:
    """Everything that the applicant or a signatory may see of an application. Raises NotFound.

    Without its `course` the view has no documents, signatories, events and receipt, which grow with every step and
    which a form that is being filled in does not show.
    """
    with outer.store.reading() as session:
        application, roles = load_with_roles(session, account, application_id)
        content = content_of(outer, application)
        seen = _seen(outer, session, application, content, account, roles)
        return with_course(session, application, content, account, seen) if course else seen


def _seen(
    outer: Outer,
    session: Session,
    application: Application,
    content: Content,
    account: AccountView,
    roles: frozenset[Role],
) -> ApplicationView:
    """An application without its course."""
    files = uploads_of(session, application)
    facts = rule_facts(outer, session, application, content, files)
    state = prefill.state_of(application, outer.clock())
    findings = rules.check(content, facts)
    status = Status(application.status)
    return ApplicationView(
        id=application.id,
        number=application.number,
        procedure=application.procedure,
        status=status,
        as_of=application.status_as_of,
        round=application.round,
        revision=application.revision,
        title=title_of(outer, application),
        content=content,
        findings=findings,
        progress=rules.progress(content, facts.procedure),
        reasons=tuple(Reason(**reason) for reason in application.reasons),
        documents=(),
        signatories=(),
        uploads=files,
        events=(),
        actions=tuple(
            action
            for action in permissions.available_actions(
                Zone.OUTER, status, roles, needs_met(session, application, account.identity, findings)
            )
            if not (counter.is_claimed(application) and action in CLOSED_AT_COUNTER)
        ),
        roles=roles,
        receipt={},
        result=application.result,
        channel=Channel(application.channel),
        subject=application.subject,
        prefill=state,
        prior=facts.prior,
        norm=facts.procedure,
        organisations=facts.organisations or {},
        counter_code=counter.code_of(outer, application, outer.clock()),
        claimed=counter.is_claimed(application),
        complete_by=application.complete_by,
    )


def _is_given(session: Session, number: str) -> bool:
    return session.exec(select(Application.id).where(Application.number == number)).first() is not None


def save(outer: Outer, account: AccountView, application_id: str, content: Content, revision: int) -> ApplicationView:
    """Save a draft made from `revision`; returns it as it stands then, without its course.

    Raises NotSignedIn, Conflict, NotPossibleNow.
    """
    now = outer.clock()
    with outer.store.unit() as session:
        require_open(session, account, now)  # a form lies open for hours; its session may have been revoked elsewhere
        application, roles = load_with_roles(session, account, application_id, Action.SAVE)
        workflow.step(Zone.OUTER, Status(application.status), Action.SAVE)
        if application.revision != revision:
            raise Conflict()
        before = content_of(outer, application)
        prefill.check_subject(application, before, content)
        changed = changed_places(before, content)
        if changed:
            application.content_sealed = seal_content(outer, application.id, content)
            application.title_sealed = seal_title(outer, application.id, names.title_of(content))
            application.progress = rules.progress(content, procedure_of(application, now)).percent
            application.revision = revision + 1
            take_step(
                session, application, Action.SAVE, actor=account.id, now=now,
                data={"revision": revision + 1, "in": changed},
            )  # fmt: skip
        return _seen(outer, session, application, content, account, roles)


def discard(outer: Outer, account: AccountView, application_id: str) -> None:
    """Give up an application that was not submitted."""
    now = outer.clock()
    with outer.store.unit() as session:
        application = load(session, account, application_id, Action.WITHDRAW)
        take_step(session, application, Action.WITHDRAW, actor=account.id, now=now)


def known_parties(outer: Outer, account: AccountView) -> list[Person]:
    """People entered in the account's earlier applications, each once, the applicant first."""
    me = Person(name=account.name, identity_number=account.identity_number, phone=account.phone, email=account.email)
    found = {me.identity_number: me}
    with outer.store.reading() as session:
        rows = session.exec(
            select(Application)
            .where(Application.account_id == account.id)
            .order_by(col(Application.updated_at).desc())
            .limit(20)
        )
        for row in rows:
            for person in content_of(outer, row).parties.values():
                if person.identity_number and person.name:
                    found.setdefault(person.identity_number, person)
    return list(found.values())


def rule_facts(
    outer: Outer, session: Session, application: Application, content: Content, files: tuple[UploadView, ...]
) -> rules.RuleFacts:
    """What the rules need beside the content, the nearest names of the register and the queue among it."""
    now = outer.clock()
    procedure = procedure_of(application, now)
    return rules.RuleFacts(
        today=day_in_china(now),
        procedure=procedure,
        authority_id=application.authority_id,
        uploads=frozenset(upload.purpose for upload in files),
        prior=prior_of(outer, application),
        names=names_near(session, content.name, application.id) if procedure.names else None,
        organisations=organisations.standings(session, outer, application, content),
        **standing_of(session, content),
    )


def needs_met(
    session: Session, application: Application, identity: IdentityStatus, findings: tuple[Finding, ...]
) -> frozenset[Need]:
    """Which of the workflow's needs hold for an application in the outer zone."""
    slots = _slots(session, application) if application.status == Status.SIGNING else ()
    pack = [signed for kind, signed in slots if kind != "manifest"]
    manifest = [signed for kind, signed in slots if kind == "manifest"]
    holds = {
        Need.CHECKS_PASSED: not any(finding.severity is Severity.ERROR for finding in findings),
        Need.ALL_SIGNED: bool(pack) and all(pack),
        Need.MANIFEST_SIGNED: bool(manifest) and all(manifest),
        Need.IDENTITY_SETTLED: identity in (IdentityStatus.CONFIRMED, IdentityStatus.MANUAL),
    }
    return frozenset(need for need, met in holds.items() if met)


def _slots(session: Session, application: Application) -> Sequence[tuple[str, datetime | None]]:
    """The kind of document and the moment of signing of every place for a signature."""
    return session.exec(
        select(Document.kind, SignatureSlot.signed_at)
        .join(Document)
        .where(Document.application_id == application.id, Document.superseded == False)  # noqa: E712 - SQL
    ).all()


def owner_recipient(outer: Outer, session: Session, application: Application) -> notices.Recipient:
    return notices.recipient(outer, session.get_one(Account, application.account_id))
