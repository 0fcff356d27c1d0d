"""From draft to signing: generating the pack and inviting who must sign (R14, R21).

Only a document whose content hash changed is made anew; the others keep their signatures. Everybody who must sign
is invited: into the inbox of the person's account, and by mail where an address is known. The link only routes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from core import rules, situation, workflow
from core.content import Content
from core.documents import PackDocument, build_pack
from core.errors import Conflict, IdentityNotConfirmed, NotFound
from core.i18n import M_
from core.ids import hash_token, new_id, new_token
from core.outer import notices, organisations, prefill
from core.outer.accounts import AccountView, person_index
from core.outer.applications import content_of, load, prior_of, take_step, title_of
from core.outer.context import Outer
from core.outer.drafts import needs_met, procedure_of, rule_facts, uploads_of
from core.outer.tables import Account, Application, Attempt, Document, Invitation, SignatureSlot
from core.packing import pack_facts
from core.passwords import check_door
from core.terms import Action, IdentityStatus, Status, Zone
from core.workdays import day_in_china

INVITATION_LENGTH = timedelta(days=14)


def open_signing(outer: Outer, account: AccountView, application_id: str) -> None:
    """Generate the pack and invite the signatories. Raises ConditionNotMet while checks show errors."""
    now = outer.clock()
    organisations.confirm(outer, account, application_id)
    with outer.store.reading() as session:
        application = load(session, account, application_id, Action.OPEN_SIGNING)
        revision = application.revision
        content = content_of(outer, application)
        files = uploads_of(session, application)
        findings = rules.check(content, rule_facts(outer, session, application, content, files))
        procedure = procedure_of(application, now)
        drawn_up = application.drawn_up or day_in_china(now).isoformat()
        prior = prior_of(outer, application)
        prefill.check_there(application, now)
        facts = pack_facts(application.number, application.authority_id, procedure, drawn_up, prior)
    uploads = {upload.file: outer.files.get(upload.file) for upload in files}
    pack = build_pack(content, facts, situation.pack(procedure, content, facts.prior), uploads)
    stored = {document.kind: outer.files.put(document.pdf) for document in pack}
    with outer.store.unit() as session:
        application = load(session, account, application_id, Action.OPEN_SIGNING)
        if application.revision != revision:
            raise Conflict()
        application.drawn_up, application.edition = drawn_up, procedure.edition
        _lay_out(session, outer, application, content, pack, stored, now)
        holds = needs_met(session, application, account.identity, findings)
        made = {document.kind: document.content_hash for document in pack}
        take_step(
            session, application, Action.OPEN_SIGNING, actor=account.id, now=now, holds=holds, data={"documents": made}
        )
        _invite_all(session, outer, application, content, now)


def reopen(outer: Outer, account: AccountView, application_id: str) -> None:
    """Back to editing; what was signed stays signed as long as its content does not change."""
    now = outer.clock()
    with outer.store.unit() as session:
        application = load(session, account, application_id, Action.REOPEN)
        take_step(session, application, Action.REOPEN, actor=account.id, now=now)
        for document in session.exec(
            select(Document).where(Document.application_id == application.id, Document.kind == "manifest")
        ):
            document.superseded = True


def resend_invitation(outer: Outer, account: AccountView, application_id: str, party: str) -> None:
    """Invite a signatory once more, with a fresh link; the earlier one is void. Not more often than a person may try
    a door: mails to others are no weapon. Raises NotFound, NotPossibleNow, TooManyTries."""
    now = outer.clock()
    with outer.store.unit() as session:
        application = load(session, account, application_id, Action.REOPEN)
        workflow.step(Zone.OUTER, Status(application.status), Action.REOPEN)
        content = content_of(outer, application)
        if party not in content.parties or party not in _still_to_sign(session, application):
            raise NotFound()
        check_door(session, Attempt, f"invite:{account.id}", now)
        session.add(Attempt(door=f"invite:{account.id}", at=now))
        _invite(session, outer, application, content, party, now)


def accept_invitation(outer: Outer, account: AccountView, token: str) -> str:
    """The application that an invitation leads to, once its person is signed in and confirmed.

    Raises NotFound for a link that is unknown, expired, used by somebody else, or another person's.
    """
    now = outer.clock()
    with outer.store.unit() as session:
        row = session.exec(select(Invitation).where(Invitation.token_hash == hash_token(token))).first()
        if row is None or row.expires_at <= now or row.person_index != account.person_index:
            raise NotFound()
        if account.identity is not IdentityStatus.CONFIRMED:
            raise IdentityNotConfirmed()
        if row.account_id not in (None, account.id):
            raise NotFound()
        if row.accepted_at is None:
            row.account_id, row.accepted_at = account.id, now
        return row.application_id


def add_document(
    session: Session, outer: Outer, application: Application, content: Content, made: PackDocument, file: str,
    position: int, now: datetime,
) -> Document:  # fmt: skip
    """Keep a generated document with its empty signature slots."""
    document = Document(
        id=new_id(),
        application_id=application.id,
        kind=made.kind,
        position=position,
        round=application.round,
        title=made.title,
        content_hash=made.content_hash,
        original=file,
        current=file,
        pages=made.pages,
        created_at=now,
    )
    session.add(document)
    session.flush()
    for field in made.fields:
        slot = SignatureSlot(
            id=new_id(),
            document_id=document.id,
            field=field.name,
            party=field.party,
            role=field.role,
            person_index=person_index(outer, content.party(field.party).identity_number),
            page=field.page,
            box=list(field.box),
        )
        session.add(slot)
    return document


def _lay_out(
    session: Session, outer: Outer, application: Application, content: Content, pack: tuple[PackDocument, ...],
    stored: dict[str, str], now: datetime,
) -> None:  # fmt: skip
    rows = session.exec(
        select(Document).where(
            Document.application_id == application.id,
            Document.superseded == False,  # noqa: E712 - SQL
        )
    )
    present = {row.kind: row for row in rows}
    for position, made in enumerate(pack):
        old = present.pop(made.kind, None)
        if old is not None and old.content_hash == made.content_hash and _for_same_people(session, outer, old, content):
            continue
        if old is not None:
            old.superseded = True
        add_document(session, outer, application, content, made, stored[made.kind], position, now)
    for left_over in present.values():
        left_over.superseded = True


def _for_same_people(session: Session, outer: Outer, document: Document, content: Content) -> bool:
    """Whether those who sign are still those whom the content names: names alone, as documents show them, can agree
    where identity numbers do not."""
    slots = session.exec(select(SignatureSlot).where(SignatureSlot.document_id == document.id))
    return all(slot.person_index == person_index(outer, content.party(slot.party).identity_number) for slot in slots)


def _still_to_sign(session: Session, application: Application) -> list[str]:
    """Keys of the parties whose signatures are missing."""
    open_slots = session.exec(
        select(SignatureSlot.party)
        .join(Document)
        .where(
            Document.application_id == application.id,
            Document.superseded == False,  # noqa: E712 - SQL
            col(SignatureSlot.signed_at).is_(None),
        )
        .distinct()
    )
    return sorted(open_slots)


def _invite_all(session: Session, outer: Outer, application: Application, content: Content, now: datetime) -> None:
    owner = session.get_one(Account, application.account_id)
    for party in _still_to_sign(session, application):
        if person_index(outer, content.party(party).identity_number) != owner.identity_index:
            _invite(session, outer, application, content, party, now)


def _invite(
    session: Session, outer: Outer, application: Application, content: Content, party: str, now: datetime
) -> None:
    for old in session.exec(
        select(Invitation).where(
            Invitation.application_id == application.id,
            Invitation.party == party,
            col(Invitation.accepted_at).is_(None),
        )
    ):
        session.delete(old)
    person = content.party(party)
    index = person_index(outer, person.identity_number)
    token = new_token()
    invitation = Invitation(
        id=new_id(),
        application_id=application.id,
        party=party,
        person_index=index,
        token_hash=hash_token(token),
        sent_at=now,
        expires_at=now + INVITATION_LENGTH,
    )
    session.add(invitation)
    owner = session.get_one(Account, application.account_id)
    # Somebody else's number is easily typed: only a confirmed account is the invited person's.
    invited = session.exec(
        select(Account).where(Account.identity_index == index, Account.identity_status == IdentityStatus.CONFIRMED)
    ).first()
    to = (
        notices.recipient(outer, invited)
        if invited
        else notices.Recipient(language=owner.language, email=person.email, person_index=index, drill=owner.drill)
    )
    letter = notices.Letter(
        subject=M_("Please sign: {title}", title=title_of(outer, application)),
        body=M_(
            "{applicant} asks you to sign the documents of application {number} for {title}. Sign in or register under "
            "your own name first: nothing is shown to anybody else. The link is valid for 14 days.",
            applicant=outer.vault.open(owner.name_sealed, f"account.name:{owner.id}"),
            number=application.number,
            title=title_of(outer, application),
        ),
        link=f"/?invite={token}",
        application_id=application.id,
    )
    notices.tell(session, outer, to, letter, now)
