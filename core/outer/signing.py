"""Signing: reading, declaring the intent, one certificate for one intent, and one signature after another (R14, R15).

The signer's key never comes here: the browser makes it, the trust service certifies it after verifying the
confirmation itself, and the browser signs what `prepare` gives. Several people sign the same document one after
another; whoever finishes second prepares anew on what the first has signed (`Conflict`), with the same key.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from core import sign, stamps, trace
from core.errors import BadInput, Conflict, IdentityNotConfirmed, NotFound
from core.evidence import IntentDocument, IntentStatement, SignatureEvidence
from core.i18n import M_, N_, translator
from core.ids import new_id
from core.outer import notices, passkeys
from core.outer.accounts import AccountView
from core.outer.applications import content_of, load, require_may_sign, take_step, title_of
from core.outer.context import Outer
from core.outer.drafts import documents_of, owner_recipient
from core.outer.tables import (
    Account,
    Application,
    Document,
    Evidence,
    PreparedSignature,
    SignatureSlot,
    SigningIntent,
)
from core.outer.views import Intent, SigningTask, SigningTaskSummary
from core.terms import Action, EvidenceKind, IdentityStatus, SignatoryRole, Status, label

INTENT_LENGTH = timedelta(minutes=15)
EVIDENCE = "evidence.record"
LIST_COMMA = N_(", ")
"""What stands between the items of a list in a sentence."""


def tasks(outer: Outer, account: AccountView) -> list[SigningTaskSummary]:
    """Applications of others (and own ones) that wait for the account's signature or have had it; own ones alone
    while the identity is not confirmed."""
    own = () if account.identity is IdentityStatus.CONFIRMED else (Application.account_id == account.id,)
    with outer.store.reading() as session:
        mine_to_sign = (
            select(Document.application_id)
            .join(SignatureSlot)
            .where(
                SignatureSlot.person_index == account.person_index,
                Document.superseded == False,  # noqa: E712 - SQL
            )
        )
        waiting = select(Application).where(
            col(Application.id).in_(mine_to_sign), Application.status == Status.SIGNING, *own
        )
        rows = session.exec(waiting.order_by(col(Application.updated_at).desc())).all()
        found = []
        for row in rows:
            task_ = _task(session, outer, row, account)
            mine = [slot for document in task_.documents for slot in document.slots if slot.mine]
            signed = sum(slot.signed_at is not None for slot in mine)
            found.append(SigningTaskSummary(row.id, row.number, task_.title, task_.applicant, signed, len(mine)))
        return found


def may_sign(outer: Outer, account: AccountView, application_id: str) -> bool:
    """Whether documents of the application may be shown to the account for signing: to anybody who is confirmed, and to
    the applicant while an officer confirms the identity."""
    if account.identity is IdentityStatus.CONFIRMED:
        return True
    with outer.store.reading() as session:
        row = session.get(Application, application_id)
        return account.identity is IdentityStatus.MANUAL and row is not None and row.account_id == account.id


def task(outer: Outer, account: AccountView, application_id: str) -> SigningTask:
    """Raises NotFound for somebody who has nothing to sign there, IdentityNotConfirmed before confirmation."""
    with outer.store.reading() as session:
        application = _to_sign(session, account, application_id)
        return _task(session, outer, application, account)


def document_pdf(outer: Outer, account: AccountView, document_id: str) -> tuple[str, bytes]:
    """File name and bytes of a document as signed so far."""
    with outer.store.reading() as session:
        document = session.get(Document, document_id)
        if document is None:
            raise NotFound()
        application = load(session, account, document.application_id)
        return f"{application.number}-{document.kind}.pdf", outer.files.get(document.current)


def mark_read(outer: Outer, account: AccountView, document_id: str) -> None:
    """Note that the signer has opened the document."""
    now = outer.clock()
    with outer.store.unit() as session:
        document = session.get(Document, document_id)
        if document is None:
            raise NotFound()
        load(session, account, document.application_id, Action.SIGN)
        for slot in _my_slots(session, account, document.application_id):
            if slot.document_id == document_id:
                slot.read_at = slot.read_at or now


def declare_intent(
    outer: Outer, account: AccountView, application_id: str, *, language: str, handwriting: bytes | None = None
) -> Intent:
    """Declare the intent to sign all that is open and read; the statement holds the hashes of what was read.

    Raises BadInput when a document was not opened yet, NotFound when nothing is open.
    """
    now = outer.clock()
    picture = outer.files.put(stamps.clean_handwriting(handwriting)) if handwriting else None
    with outer.store.unit() as session:
        application = _to_sign(session, account, application_id)
        if application.status != Status.SIGNING:
            raise NotFound()
        slots = [slot for slot in _my_slots(session, account, application_id) if slot.signed_at is None]
        if not slots:
            raise NotFound()
        if any(slot.read_at is None for slot in slots):
            raise BadInput(field_text=N_("Signature"), reason_text=N_("open and read every document first"))
        documents = {row.id: row for row in (session.get_one(Document, slot.document_id) for slot in slots)}
        roles = tuple(dict.fromkeys(slot.role for slot in slots))
        statement = IntentStatement(
            application_no=application.number,
            signer_ref=account.id,
            roles=roles,
            documents=tuple(
                IntentDocument(title=row.title, sha256=row.original, content_hash=row.content_hash)
                for row in documents.values()
            ),
            declared_at=now,
            nonce=new_id(),
        )
        text = _statement_text(account, application, roles, list(documents.values()), language)
        intent = SigningIntent(
            id=new_id(),
            application_id=application.id,
            account_id=account.id,
            statement=statement.model_dump(mode="json"),
            statement_text=text,
            handwriting_file=picture,
            declared_at=now,
            expires_at=now + INTENT_LENGTH,
        )
        session.add(intent)
        trace.append(
            session,
            kind="signing.intent_declared",
            subject=application.id,
            actor=account.id,
            data={"intent": intent.id, "statement": intent.statement},
            now=now,
        )
        options = passkeys.signing_options(session, outer.settings, account.id, statement.challenge())
        titles = tuple((slot.id, documents[slot.document_id].title) for slot in slots)
        return Intent(intent.id, text, titles, options)


def obtain_certificate(
    outer: Outer, account: AccountView, intent_id: str, confirmation: Mapping[str, Any], spki: str
) -> None:
    """Have the browser's key certified for the confirmed intent; `spki` is base64 DER. Once per intent."""
    with outer.store.reading() as session:
        intent = _intent(session, account, intent_id)
        if intent.certificate is not None:
            raise Conflict()
    issued = outer.trust.issue(intent_id, spki, confirmation)
    now = outer.clock()
    with outer.store.unit() as session:
        intent = session.get_one(SigningIntent, intent_id)
        intent.certificate = issued.certificate
        intent.chain = [base64.b64encode(one).decode() for one in issued.chain]
        intent.assurance = issued.assurance
        intent.confirmed_at = now
        kept = {key: value for key, value in confirmation.items() if key not in ("password", "code")}
        if kept["kind"] == "passkey":  # what is needed to check the assertion anew, wherever the evidence goes
            kept |= passkeys.public_facts(session, outer.settings, confirmation["credential"])
        intent.confirmation_sealed = outer.vault.seal(json.dumps(kept), f"intent.confirmation:{intent.id}")


def prepare(outer: Outer, account: AccountView, intent_id: str, slot_id: str) -> str:
    """The bytes (base64) that the browser is to sign for one slot: the CMS signed attributes."""
    now = outer.clock()
    with outer.store.reading() as session:
        intent, slot, document = _intent_slot(session, account, intent_id, slot_id)
        if slot.signed_at is not None:
            raise Conflict()
        role = SignatoryRole(slot.role)
        number = session.get_one(Application, intent.application_id).number
    picture = outer.files.get(intent.handwriting_file) if intent.handwriting_file else None
    translate = translator("zh_CN")
    prepared = sign.prepare(
        outer.files.get(document.current),
        field=slot.field,
        page=slot.page,
        box=(slot.box[0], slot.box[1], slot.box[2], slot.box[3]),
        certificate=intent.certificate or b"",
        chain=[base64.b64decode(one) for one in intent.chain],
        reason=f"{number} {translate(label(role))}",
        stamp_png=stamps.signer_stamp(account.name, now, picture),
        now=now,
    )
    row = PreparedSignature(
        id=new_id(),
        intent_id=intent_id,
        slot_id=slot_id,
        base=document.current,
        state_file=outer.files.put(prepared.dump()),
        made_at=now,
    )
    with outer.store.unit() as session:
        for old in session.exec(select(PreparedSignature).where(PreparedSignature.slot_id == slot_id)):
            session.delete(old)
        session.add(row)
    return base64.b64encode(prepared.to_sign).decode()


def finish(outer: Outer, account: AccountView, intent_id: str, slot_id: str, signature: str) -> None:
    """Embed the browser's signature (base64 of r‖s). Raises SignatureInvalid, Conflict."""
    with outer.store.reading() as session:
        intent, slot, document = _intent_slot(session, account, intent_id, slot_id)
        waiting = session.exec(
            select(PreparedSignature).where(
                PreparedSignature.slot_id == slot_id, PreparedSignature.intent_id == intent_id
            )
        ).first()
        if waiting is None or waiting.base != document.current:
            raise Conflict()
    try:
        raw = base64.b64decode(signature, validate=True)
    except binascii.Error as error:
        raise BadInput(field_text=N_("Signature"), reason_text=N_("it is not readable")) from error
    prepared = sign.Prepared.load(outer.files.get(waiting.state_file))
    signed = sign.finish(
        prepared,
        raw,
        timestamper=outer.trust.timestamp,
        revocation=outer.trust.revocation(intent.certificate or b""),
    )
    file = outer.files.put(signed)
    now = outer.clock()
    with outer.store.unit() as session:
        application = load(session, account, intent.application_id, Action.SIGN)
        document = session.get_one(Document, document.id)
        slot = session.get_one(SignatureSlot, slot_id)
        if document.current != waiting.base or document.superseded or slot.signed_at is not None:
            raise Conflict()
        document.current = file
        slot.signed_at = now
        evidence = _keep_evidence(session, outer, intent, slot, file)
        slot.evidence_id = evidence.id
        prepared_row = session.get(PreparedSignature, waiting.id)
        if prepared_row is None:  # prepared once more in another window
            raise Conflict()
        session.delete(prepared_row)
        data = {"document": document.kind, "content": document.content_hash, "file": file, "field": slot.field}
        take_step(session, application, Action.SIGN, actor=account.id, now=now, data=data)
        _tell_when_complete(session, outer, application)


def _keep_evidence(session: Session, outer: Outer, intent: SigningIntent, slot: SignatureSlot, file: str) -> Evidence:
    confirmation = outer.vault.open(intent.confirmation_sealed or b"", f"intent.confirmation:{intent.id}")
    record = SignatureEvidence(
        kind=EvidenceKind.ONE_TIME_KEY,
        statement=IntentStatement.model_validate(intent.statement),
        statement_text=intent.statement_text,
        assurance=intent.assurance or "",
        confirmation=json.loads(confirmation),
        certificate=base64.b64encode(intent.certificate or b"").decode(),
        chain=tuple(intent.chain),
        field=slot.field,
        signed_sha256=file,
        trace_index=intent.trace_index,
    )
    row = Evidence(
        id=new_id(),
        application_id=intent.application_id,
        slot_id=slot.id,
        kind=record.kind,
        record_sealed=outer.vault.seal(record.model_dump_json(), EVIDENCE),
        at=outer.clock(),
    )
    session.add(row)
    return row


def _tell_when_complete(session: Session, outer: Outer, application: Application) -> None:
    session.flush()
    missing = session.exec(
        select(SignatureSlot.id)
        .join(Document)
        .where(
            Document.application_id == application.id,
            Document.superseded == False,  # noqa: E712 - SQL
            Document.kind != "manifest",
            col(SignatureSlot.signed_at).is_(None),
        )
    ).first()
    manifest = session.exec(
        select(Document.id).where(
            Document.application_id == application.id,
            Document.superseded == False,  # noqa: E712 - SQL
            Document.kind == "manifest",
        )
    ).first()
    if missing is None and manifest is None:
        letter = notices.Letter(
            subject=M_("Everybody has signed: {title}", title=title_of(outer, application)),
            body=M_(
                "All documents of application {number} are signed. You can submit it now.", number=application.number
            ),
            link=f"/application?id={application.id}",
            application_id=application.id,
        )
        notices.tell(session, outer, owner_recipient(outer, session, application), letter, outer.clock())


def _to_sign(session: Session, account: AccountView, application_id: str) -> Application:
    """The application, for signing. Raises NotFound, NotPermitted, IdentityNotConfirmed."""
    if account.identity not in (IdentityStatus.CONFIRMED, IdentityStatus.MANUAL):
        raise IdentityNotConfirmed()
    application = load(session, account, application_id, Action.SIGN)
    require_may_sign(application, account.id, account.identity)
    return application


def _my_slots(session: Session, account: AccountView, application_id: str) -> list[SignatureSlot]:
    rows = session.exec(
        select(SignatureSlot)
        .join(Document)
        .where(
            Document.application_id == application_id,
            Document.superseded == False,  # noqa: E712 - SQL
            SignatureSlot.person_index == account.person_index,
        )
        .order_by(col(Document.position), col(SignatureSlot.field))
    )
    return list(rows)


def _task(session: Session, outer: Outer, application: Application, account: AccountView) -> SigningTask:
    owner = session.get_one(Account, application.account_id)
    documents = documents_of(session, application, content_of(outer, application), account)
    return SigningTask(
        application_id=application.id,
        number=application.number,
        title=title_of(outer, application),
        applicant=outer.vault.open(owner.name_sealed, f"account.name:{owner.id}"),
        status=Status(application.status),
        documents=tuple(one for one in documents if any(slot.mine for slot in one.slots)),
    )


def _intent(session: Session, account: AccountView, intent_id: str) -> SigningIntent:
    intent = session.get(SigningIntent, intent_id)
    if intent is None or intent.account_id != account.id:
        raise NotFound()
    return intent


def _intent_slot(
    session: Session, account: AccountView, intent_id: str, slot_id: str
) -> tuple[SigningIntent, SignatureSlot, Document]:
    intent = _intent(session, account, intent_id)
    slot = session.get(SignatureSlot, slot_id)
    if intent.certificate is None or slot is None or slot.person_index != account.person_index:
        raise NotFound()
    document = session.get_one(Document, slot.document_id)
    covered = {one["sha256"] for one in intent.statement["documents"]}
    if document.application_id != intent.application_id or document.original not in covered or document.superseded:
        raise NotFound()
    return intent, slot, document


def _statement_text(
    account: AccountView, application: Application, roles: tuple[str, ...], documents: list[Document], language: str
) -> str:
    translate = translator(language)
    return M_(
        "I, {name}, have read the following documents of application {number} and sign them of my own true will "
        "as {roles}: {titles}.",
        name=account.name,
        number=application.number,
        roles=translate(LIST_COMMA).join(translate(label(SignatoryRole(role))) for role in roles),
        titles=translate(LIST_COMMA).join(f"《{document.title}》" for document in documents),
    ).render(translate)
