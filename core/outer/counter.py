"""The counter and a draft begun online: one writer at any time (R04).

The applicant shows a code; an officer types it, and this zone freezes the draft and sends it whole. From then on it is
only read here, until the counter hands it back with what it has become, or submits it: then it follows the case as
every application does. Codes are kept under a keyed index and sealed, end after some days, and work once.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from core import names, rules, trace, workflow
from core.catalogue import Procedure
from core.catalogue import load as load_catalogue
from core.content import Content
from core.errors import EnvelopeRejected
from core.exchange import Envelope
from core.i18n import N_, Message
from core.ids import new_id
from core.outer import notices, prefill
from core.outer.accounts import AccountView
from core.outer.applications import (
    AtTheCounter,
    changed_places,
    content_of,
    load,
    note,
    seal_content,
    seal_title,
    take_step,
    title_of,
)
from core.outer.context import Outer
from core.outer.replica import index_queued_name
from core.outer.tables import Account, Application, Document, UploadedFile
from core.terms import Action, Channel, Status, Zone
from core.workdays import day_in_china

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without characters that are taken for one another."""
CODE_LENGTH = 8
CODE_GOOD_FOR = timedelta(days=3)
AFTER_COUNTER = timedelta(days=7)
"""So long a returned draft may still be completed online once the counter handed it back."""
CLAIMABLE = frozenset({Status.DRAFT, Status.SIGNING, Status.RETURNED})
SEALED = "application.counter_code"
ACTOR = "inner"

UNKNOWN = N_("no draft waits under this code; it may have been mistyped, used or ended")
ELSEWHERE = N_("the draft is addressed to another registration authority")


@dataclass(frozen=True)
class SentFile:
    """An uploaded file as it crosses between the zones; `file` is its hash."""

    purpose: str
    filename: str
    media_type: str
    pages: int
    file: str


def issue_code(outer: Outer, account: AccountView, application_id: str) -> str:
    """The code under which the counter picks a draft up: the present one, or a fresh one when there is none.

    Raises NotPossibleNow when there is no draft any more, AtTheCounter while the counter has it.
    """
    now = outer.clock()
    with outer.store.unit() as session:
        application = load(session, account, application_id, Action.SAVE)
        if application.claimed_at is not None:
            raise AtTheCounter()
        workflow.step(Zone.OUTER, Status(application.status), Action.CLAIM)
        present = code_of(outer, application, now)
        if present:
            return present
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        application.counter_code_index = _index(outer, code)
        application.counter_code_sealed = outer.vault.seal(code, f"{SEALED}:{application.id}")
        application.counter_code_until = now + CODE_GOOD_FOR
        trace.append(
            session, kind="counter.code_issued", subject=application.id, actor=account.id,
            data={"until": application.counter_code_until.isoformat()}, now=now,
        )  # fmt: skip
        return code


def code_of(outer: Outer, application: Application, now: datetime) -> str:
    """The code that holds now; empty when there is none."""
    if application.counter_code_sealed is None or application.counter_code_until is None:
        return ""
    if application.counter_code_until <= now or Status(application.status) not in CLAIMABLE:
        return ""
    return outer.vault.open(application.counter_code_sealed, f"{SEALED}:{application.id}")


def is_claimed(application: Application) -> bool:
    """Whether the counter has the draft, so that it is only read here."""
    return application.claimed_at is not None and Status(application.status) in CLAIMABLE


def apply(session: Session, outer: Outer, envelope: Envelope) -> Mapping[str, Any]:
    """What the counter asks for or tells, in the transaction of the inbox row. Raises EnvelopeRejected."""
    do = DO.get(str(envelope.payload["do"]))
    if do is None:
        raise EnvelopeRejected(reason_text=N_("its kind is not known here"))
    stream, work = do
    if envelope.stream != stream.format(**envelope.payload):
        raise EnvelopeRejected(reason_text=N_("it speaks of another case than its stream"))
    return work(session, outer, envelope.payload)


def _claim(session: Session, outer: Outer, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Give a draft to the counter, or say why not."""
    now = outer.clock()
    application = session.exec(
        select(Application).where(Application.counter_code_index == _index(outer, str(payload["code"])))
    ).first()
    reason = _hindrance(application, payload, now)
    if application is None or reason:
        _answer(session, outer, payload, {"do": "refused", "reason": reason}, (), now)
        return {"claim": payload["claim"], "given": False}
    status, files = Status(application.status), _files(session, application)
    if status is Status.SIGNING:
        _void_manifest(session, application)
    application.counter_code_index, application.counter_code_sealed, application.counter_code_until = None, None, None
    application.claim_id, application.claimed_at = str(payload["claim"]), now
    take_step(session, application, Action.CLAIM, actor=ACTOR, now=now, data={"claim": application.claim_id})
    told = {
        "do": "claimed",
        "application": application.id,
        "number": application.number,
        "authority": application.authority_id,
        "procedure": application.procedure,
        "subject": application.subject,
        "revision": application.revision,
        "round": application.round,
        "drill": application.drill,
        "drawn_up": application.drawn_up,
        "first_submitted_at": application.first_submitted_at.isoformat() if application.first_submitted_at else None,
        "content": content_of(outer, application).model_dump(mode="json"),
        "uploads": [asdict(one) for one in files],
        "applicant": _applicant(session, outer, application),
    }
    _answer(session, outer, payload, told, [one.file for one in files], now)
    subject, body = CLAIMED
    _tell(session, outer, application, subject, body, now)
    return {"claim": application.claim_id, "given": True}


def _hindrance(application: Application | None, payload: Mapping[str, Any], now: datetime) -> str:
    """Why a draft is not given; empty when it is."""
    until = application.counter_code_until if application else None
    if application is None or until is None or until <= now or Status(application.status) not in CLAIMABLE:
        return UNKNOWN
    return "" if application.authority_id in payload["authorities"] else ELSEWHERE


def _hand_back(session: Session, outer: Outer, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Take a draft back with what it has become, as a new revision."""
    now = outer.clock()
    application = _at_the_counter(session, payload)
    before = content_of(outer, application)
    content, _ = _take_over(session, outer, application, payload)
    if payload.get("register"):  # or the next answer of the register would not know what was filled in on top of it
        prefill.keep(outer, application, payload["register"])
    application.revision = max(application.revision, int(payload["revision"])) + 1
    application.claim_id, application.claimed_at = None, None
    if application.complete_by is not None:  # nobody loses what ran out while an officer had it
        application.complete_by = max(application.complete_by, now + AFTER_COUNTER)
    if payload["paper"]:
        application.channel = Channel.ONLINE_WITH_PAPER
    status = Status(application.status)
    data = {"revision": application.revision, "in": changed_places(before, content)}
    if status in CLAIMABLE:
        take_step(session, application, Action.HAND_BACK, actor=ACTOR, now=now, data=data)
    else:  # a withdrawal was asked for meanwhile; it is the inner zone that orders it
        note(session, application, Action.HAND_BACK, status, actor=ACTOR, now=now, data=data)
    subject, body = HANDED_BACK
    _tell(session, outer, application, subject, body, now)
    return {"application": application.id, "revision": application.revision}


def _submitted(session: Session, outer: Outer, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The counter submitted the draft: what it became is what is shown here from now on. The steps follow."""
    application = _at_the_counter(session, payload)
    content, procedure = _take_over(session, outer, application, payload)
    application.channel, application.drawn_up = Channel.COUNTER, str(payload["drawn_up"])
    application.first_submitted_at = datetime.fromisoformat(payload["first_submitted_at"])
    for document in session.exec(select(Document).where(Document.application_id == application.id)):
        document.superseded = True  # what was made for signing here was signed on paper there
    if not application.drill and procedure.names:
        index_queued_name(session, application.id, content.name)
    return {"application": application.id}


DO: Mapping[str, tuple[str, Callable[[Session, Outer, Mapping[str, Any]], dict[str, Any]]]] = {
    "claim": ("counter.{claim}", _claim),
    "hand_back": ("registration.{application}", _hand_back),
    "submitted": ("registration.{application}", _submitted),
}
"""What the counter says, each with the stream that it must come in."""

CLAIMED = (
    N_("At the counter: {title}"),
    N_("The counter has taken application {number} over. It can only be read online until the counter hands it back."),
)
HANDED_BACK = (
    N_("Back from the counter: {title}"),
    N_("The counter has handed application {number} back. You can go on with it online."),
)


def _at_the_counter(session: Session, payload: Mapping[str, Any]) -> Application:
    application = session.get(Application, payload["application"])
    if application is None or application.claimed_at is None or application.claim_id != payload["claim"]:
        raise EnvelopeRejected(reason_text=N_("it speaks of a draft that the counter does not have"))
    return application


def _take_over(
    session: Session, outer: Outer, application: Application, payload: Mapping[str, Any]
) -> tuple[Content, Procedure]:
    content = Content.model_validate(payload["content"])
    day = day_in_china(application.first_submitted_at or outer.clock())
    procedure = load_catalogue().procedure(application.procedure, day)
    application.content_sealed = seal_content(outer, application.id, content)
    application.title_sealed = seal_title(outer, application.id, names.title_of(content))
    application.progress = rules.progress(content, procedure).percent
    for old in session.exec(select(UploadedFile).where(UploadedFile.application_id == application.id)):
        session.delete(old)
    for one in payload["uploads"]:
        sent = SentFile(**one)
        session.add(UploadedFile(id=new_id(), application_id=application.id, at=outer.clock(), **asdict(sent)))
    return content, procedure


def _files(session: Session, application: Application) -> list[SentFile]:
    rows = session.exec(select(UploadedFile).where(UploadedFile.application_id == application.id))
    return [SentFile(row.purpose, row.filename, row.media_type, row.pages, row.file) for row in rows]


def _void_manifest(session: Session, application: Application) -> None:
    rows = select(Document).where(Document.application_id == application.id, Document.kind == "manifest")
    for document in session.exec(rows):
        document.superseded = True


def _applicant(session: Session, outer: Outer, application: Application) -> dict[str, Any]:
    row = session.get_one(Account, application.account_id)
    return {
        "ref": row.id,
        "identity": row.identity_status,
        "name": outer.vault.open(row.name_sealed, f"account.name:{row.id}"),
        "identity_number": outer.vault.open(row.identity_sealed, f"account.identity:{row.id}"),
        "phone": outer.vault.open(row.phone_sealed, f"account.phone:{row.id}"),
        "email": outer.vault.open(row.email_sealed, f"account.email:{row.id}"),
    }


def _answer(
    session: Session,
    outer: Outer,
    payload: Mapping[str, Any],
    told: Mapping[str, Any],
    files: Sequence[str],
    now: datetime,
) -> None:
    claim = str(payload["claim"])
    outer.exchange.post(
        session, stream=f"counter.{claim}", kind="counter", payload={"claim": claim, **told},
        files=sorted(set(files)), now=now,
    )  # fmt: skip


def _index(outer: Outer, code: str) -> str:
    return outer.vault.index(code, "counter.code")


def _tell(session: Session, outer: Outer, application: Application, subject: str, body: str, now: datetime) -> None:
    places = {"title": title_of(outer, application), "number": application.number}
    letter = notices.Letter(
        subject=Message(subject, places),
        body=Message(body, places),
        link=f"/application?id={application.id}",
        application_id=application.id,
    )
    owner = notices.recipient(outer, session.get_one(Account, application.account_id))
    notices.tell(session, outer, owner, letter, now)
