"""Messages to people: into the inbox here, and by mail.

Both are written in the transaction they tell of, so that no message is lost and none tells of what did not
happen; a worker hands the mails to the mail server and tries again until it takes them.
"""

from __future__ import annotations

import json
import logging
import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage

from sqlmodel import Session, col, select

from core.i18n import M_, Message, translator
from core.ids import new_id
from core.keys import Vault
from core.outer.context import Outer
from core.outer.tables import Account, InboxMessage, Mail
from core.terms import IdentityStatus

log = logging.getLogger(__name__)

BODY = "inbox_message.body"
MAIL = "mail.message"
WHEN_SILENT = timedelta(seconds=30)


@dataclass(frozen=True)
class Letter:
    """What is told: a subject, a sentence or two, and a link into the portal (path only).

    A letter by mail only is one that must prove another way to the person: whoever holds the session must not read it.
    """

    subject: Message
    body: Message
    link: str = ""
    application_id: str | None = None
    by_mail_only: bool = False


@dataclass(frozen=True)
class Recipient:
    """An account, or a person known by the keyed index of the identity number only. A drill's mails never leave."""

    language: str
    email: str = ""
    account_id: str | None = None
    person_index: str | None = None
    drill: bool = False


def recipient(outer: Outer, account: Account) -> Recipient:
    """The account as a recipient."""
    return Recipient(
        language=account.language,
        email=outer.vault.open(account.email_sealed, f"account.email:{account.id}"),
        account_id=account.id,
        person_index=account.identity_index if account.identity_status == IdentityStatus.CONFIRMED else None,
        drill=account.drill,
    )


def tell(session: Session, outer: Outer, to: Recipient, letter: Letter, now: datetime) -> None:
    """Lay a letter into the inbox and, when an address is known, into the mail queue."""
    if not letter.by_mail_only:
        message = InboxMessage(
            id=new_id(),
            account_id=to.account_id,
            person_index=to.person_index,
            application_id=letter.application_id,
            subject=letter.subject.to_json(),
            body_sealed=outer.vault.seal(json.dumps(letter.body.to_json()), BODY),
            link=letter.link,
            at=now,
        )
        session.add(message)
    if to.email:
        translate = translator(to.language)
        link = outer.settings.public_address.rstrip("/") + letter.link if letter.link else ""
        mail = {
            "to": to.email,
            "subject": letter.subject.render(translate),
            "body": "\n\n".join(part for part in (letter.body.render(translate), link) if part),
        }
        sealed = outer.vault.seal(json.dumps(mail), MAIL)
        sent_at = now if to.drill else None
        session.add(Mail(id=new_id(), message_sealed=sealed, created_at=now, next_try_at=now, sent_at=sent_at))


@dataclass(frozen=True)
class InboxLetter:
    id: str
    subject: Message
    body: Message
    link: str
    at: datetime
    read: bool


def letters(session: Session, vault: Vault, account: Account) -> list[InboxLetter]:
    """The account's letters, newest first, also those sent to the person before there was an account."""
    mine = col(InboxMessage.account_id) == account.id
    if account.identity_status == IdentityStatus.CONFIRMED:
        mine |= col(InboxMessage.person_index) == account.identity_index
    rows = session.exec(select(InboxMessage).where(mine).order_by(col(InboxMessage.at).desc()).limit(200))
    return [
        InboxLetter(
            id=row.id,
            subject=Message.from_json(row.subject),
            body=Message.from_json(json.loads(vault.open(row.body_sealed, BODY))),
            link=row.link,
            at=row.at,
            read=row.read_at is not None,
        )
        for row in rows
    ]


def send_mails(outer: Outer, limit: int = 50) -> int:
    """Hand waiting mails to the mail server; returns how many it took. A failure is tried again, ever later."""
    if not outer.settings.smtp_address:
        return 0
    now = outer.clock()
    with outer.store.reading() as session:
        due = select(Mail).where(col(Mail.sent_at).is_(None), Mail.next_try_at <= now)
        due = due.order_by(col(Mail.next_try_at), col(Mail.created_at)).limit(limit)
        waiting = [(row.id, json.loads(outer.vault.open(row.message_sealed, MAIL))) for row in session.exec(due)]
    if not waiting:
        return 0
    sent = 0
    for mail_id, mail in waiting:
        try:
            taken = _hand_over(outer, mail_id, mail)
        except ServerSilent:  # waiting for it once more with each mail would hold up all else
            log.warning("the mail server does not answer")
            _postpone(outer, [mail_id for mail_id, _ in waiting], now, WHEN_SILENT)
            break
        with outer.store.unit() as session:
            row = session.get_one(Mail, mail_id)
            row.tries += 1
            row.next_try_at = now + timedelta(seconds=min(3600, 5 * 2**row.tries))
            row.sent_at = now if taken else None
        sent += taken
    return sent


class ServerSilent(Exception):
    """The mail server cannot be reached, or does not greet."""


def _postpone(outer: Outer, mail_ids: Sequence[str], now: datetime, length: timedelta) -> None:
    with outer.store.unit() as session:
        for mail_id in mail_ids:
            row = session.get_one(Mail, mail_id)
            if row.sent_at is None:
                row.next_try_at = now + length


def _hand_over(outer: Outer, mail_id: str, mail: Mapping[str, str]) -> bool:
    """Whether the mail server took it. Whatever is wrong with one mail, the others still go. Raises ServerSilent."""
    host, _, port = outer.settings.smtp_address.partition(":")
    try:
        server = smtplib.SMTP(host, int(port or 25), timeout=10)
    except (OSError, smtplib.SMTPException) as error:
        raise ServerSilent from error
    try:
        with server:
            message = EmailMessage()
            message["From"], message["To"] = outer.settings.mail_from, Address(addr_spec=mail["to"])  # one address only
            message["Subject"] = mail["subject"]
            message["Message-ID"] = f"<{mail_id}@{outer.settings.installation}>"
            message.set_content(mail["body"])
            server.send_message(message)
    except Exception as error:  # an address that people typed can break the library in many ways
        log.warning("mail %s waits: %s", mail_id, type(error).__name__)
        return False
    return True


def new_code_letter(code: str, number: str) -> Letter:
    """The one-time code for signing."""
    return Letter(
        subject=M_("Your code for signing"),
        body=M_(
            "Your one-time code for signing application {number} is {code}. It is valid for ten minutes and only once. "
            "If you are not signing just now, do nothing and change your password.",
            number=number,
            code=code,
        ),
        by_mail_only=True,
    )
