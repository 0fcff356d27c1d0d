"""Accounts of natural persons: registering, confirming identity, signing in, sessions (R10, R12).

An identity is confirmed by the identity service or by an officer, never by the person's own word. The sign-in name
is the mobile number. A session is an opaque cookie to a row here; it is looked up again at every rerun, so revoking
one takes effect at once (A32).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from core import trace, uploads
from core.codes import check_resident_id
from core.content.text import UnsafeText, normalise
from core.errors import BadInput, Conflict, NotFound, NotSignedIn, ServiceUnavailable, SignInFailed, UploadRefused
from core.i18n import LANGUAGES, N_
from core.identity import IdentityClaim
from core.ids import hash_token, new_id, new_token
from core.outer.context import Outer
from core.outer.notices import InboxLetter, letters
from core.outer.tables import Account, Attempt, IdentityRequest, InboxMessage, WebSession
from core.passwords import TRIES_FROM_ONE_ADDRESS, check_door, hash_password, password_matches
from core.terms import IdentityStatus
from core.workdays import day_in_china

SESSION_LENGTH = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=1)
PHONE = re.compile(r"1[3-9]\d{9}")
EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/^_`{|}~-]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+|[A-Za-z0-9._-]+@localhost")


_SESSION = select(WebSession.revoked_at, WebSession.expires_at)
_BY_TOKEN = _SESSION.where(WebSession.token_hash == bindparam("token_hash"))
_BY_ID = _SESSION.where(WebSession.id == bindparam("session_id"))


@dataclass(frozen=True)
class Registration:
    """What a natural person registers with; `portrait` is an image as it came from camera or file."""

    name: str
    identity_number: str
    phone: str
    email: str
    password: str = field(repr=False)
    portrait: bytes = field(repr=False)
    language: str = "zh_CN"
    drill: bool = False


@dataclass(frozen=True)
class RegistrationResult:
    account_id: str
    identity: IdentityStatus
    mismatched: tuple[str, ...] = ()


@dataclass(frozen=True)
class AccountView:
    """An account as its owner sees it, and as use cases take it for the acting person."""

    id: str
    name: str
    identity_number: str
    phone: str
    email: str
    language: str
    identity: IdentityStatus
    mismatched: tuple[str, ...]
    person_index: str
    session_id: str = ""


@dataclass(frozen=True)
class SessionView:
    id: str
    created_at: datetime
    last_seen_at: datetime
    agent: str
    current: bool


def clean(field: str, text: str) -> str:
    """Free text made safe. Raises BadInput when it is empty or holds a character that may not be stored."""
    try:
        normal = normalise(text)
    except UnsafeText as error:
        raise BadInput(field_text=field, reason_text=N_("it holds an invisible or control character")) from error
    if not normal or len(normal) > 200:
        raise BadInput(field_text=field, reason_text=N_("it is empty or too long"))
    return normal


def register(outer: Outer, registration: Registration) -> RegistrationResult:
    """Register a natural person and try to confirm the identity at once. Raises BadInput, UploadRefused."""
    now = outer.clock()
    name = clean(N_("Name"), registration.name)
    number = clean(N_("Identity number"), registration.identity_number).upper()
    check_resident_id(number, day_in_china(now))
    phone = clean_phone(registration.phone)
    email = clean(N_("E-mail"), registration.email)
    if not EMAIL.fullmatch(email):
        raise BadInput(field_text=N_("E-mail"), reason_text=N_("it does not look like an e-mail address"))
    portrait = clean_portrait(registration.portrait)
    account_id = new_id()
    account = Account(
        id=account_id,
        name_sealed=outer.vault.seal(name, f"account.name:{account_id}"),
        identity_sealed=outer.vault.seal(number, f"account.identity:{account_id}"),
        identity_index=person_index(outer, number),
        phone_sealed=outer.vault.seal(phone, f"account.phone:{account_id}"),
        phone_index=outer.vault.index(phone, "phone"),
        email_sealed=outer.vault.seal(email, f"account.email:{account_id}"),
        password_hash=hash_password(registration.password),
        portrait_file=outer.files.put(portrait),
        language=registration.language if registration.language in LANGUAGES else "zh_CN",
        identity_status=IdentityStatus.PENDING,
        drill=registration.drill,
        created_at=now,
    )
    with outer.store.unit() as session:
        same_phone = session.exec(select(Account.id).where(Account.phone_index == account.phone_index)).first()
        if same_phone is not None or _is_taken(session, account.identity_index):
            raise _registered_already()
        try:
            session.add(account)
            session.flush()
        except IntegrityError as error:  # two registrations at the same moment
            raise _registered_already() from error
        trace.append(session, kind="account.registered", subject=account_id, actor=account_id, data={}, now=now)
    return _confirm(outer, account_id, IdentityClaim(name, number, phone, portrait))


def confirm_identity(outer: Outer, account: AccountView, *, name: str, identity_number: str) -> RegistrationResult:
    """Try again, after a mismatch was corrected or when the service answers again."""
    now = outer.clock()
    number = clean(N_("Identity number"), identity_number).upper()
    check_resident_id(number, day_in_china(now))
    corrected = clean(N_("Name"), name)
    with outer.store.unit() as session:
        check_door(session, Attempt, f"identity:{account.id}", now)
        session.add(Attempt(door=f"identity:{account.id}", at=now))
        row = session.get_one(Account, account.id)
        if row.identity_status == IdentityStatus.CONFIRMED:
            return RegistrationResult(account.id, IdentityStatus.CONFIRMED)
        if row.identity_status == IdentityStatus.MANUAL or waits_for_officer(session, row.id):
            raise Conflict()  # an officer is judging just these data
        row.name_sealed = outer.vault.seal(corrected, f"account.name:{account.id}")
        row.identity_sealed = outer.vault.seal(number, f"account.identity:{account.id}")
        row.identity_index = person_index(outer, number)
        portrait = outer.files.get(row.portrait_file) if row.portrait_file else b""
    return _confirm(outer, account.id, IdentityClaim(corrected, number, account.phone, portrait))


def _confirm(outer: Outer, account_id: str, claim: IdentityClaim) -> RegistrationResult:
    try:
        answer = outer.identity.check(claim)
    except ServiceUnavailable:
        return RegistrationResult(account_id, IdentityStatus.PENDING)
    now = outer.clock()
    status = IdentityStatus.CONFIRMED if answer.matched else IdentityStatus.MISMATCH
    with outer.store.unit() as session:
        account = session.get_one(Account, account_id)
        present = IdentityStatus(account.identity_status)
        if present is IdentityStatus.CONFIRMED or (present is IdentityStatus.MANUAL and not answer.matched):
            return RegistrationResult(account_id, present, tuple(account.mismatched))
        if not _claims(outer, account, claim):  # corrected meanwhile: the answer speaks of other data
            raise Conflict()
        if answer.matched and _is_taken(session, account.identity_index):
            raise _registered_already()
        account.identity_status = status
        account.mismatched = list(answer.mismatched)
        account.confirmed_at = now if answer.matched else None
        trace.append(
            session,
            kind="account.identity_checked",
            subject=account_id,
            actor="system",
            data={"matched": answer.matched, "mismatched": list(answer.mismatched), "reference": answer.reference},
            now=now,
        )
    return RegistrationResult(account_id, status, answer.mismatched)


def _claims(outer: Outer, row: Account, claim: IdentityClaim) -> bool:
    """Whether the account's present data are those of the claim."""
    view = _view(outer, row, "")
    return (view.name, view.identity_number, view.phone) == (claim.name, claim.identity_number, claim.phone)


def _is_taken(session: Session, identity_index: str) -> bool:
    """Whether a confirmed account has this identity number: nobody has two."""
    confirmed = select(Account.id).where(
        Account.identity_index == identity_index, Account.identity_status == IdentityStatus.CONFIRMED
    )
    return session.exec(confirmed).first() is not None


def waits_for_officer(session: Session, account_id: str) -> bool:
    """Whether a request for manual confirmation, about the account's present data, has no answer yet."""
    asked = select(IdentityRequest.id).where(
        IdentityRequest.account_id == account_id, col(IdentityRequest.answered_at).is_(None)
    )
    return session.exec(asked).first() is not None


def _registered_already() -> BadInput:
    return BadInput(
        field_text=N_("Mobile number"),
        reason_text=N_("this number or identity document is registered already; sign in instead"),
    )


def sign_in(outer: Outer, phone: str, password: str, *, agent: str, address: str) -> str:
    """A new session's token. Raises SignInFailed, TooManyTries."""
    now = outer.clock()
    doors = (f"phone:{outer.vault.index(phone.strip(), 'phone')}:{address}", f"address:{address}")
    with outer.store.reading() as session:
        check_door(session, Attempt, doors[0], now)
        check_door(session, Attempt, doors[1], now, TRIES_FROM_ONE_ADDRESS)
        index = outer.vault.index(phone.strip(), "phone")
        account = session.exec(select(Account).where(Account.phone_index == index)).first()
        stored = account.password_hash if account else None
    if not password_matches(stored, password) or account is None:
        with outer.store.unit() as session:
            session.add_all([Attempt(door=door, at=now) for door in doors])
        raise SignInFailed()
    return open_session(outer, account.id, agent=agent)


def open_session(outer: Outer, account_id: str, *, agent: str) -> str:
    """Open a session for somebody who has just proved who they are; returns the cookie's value."""
    now = outer.clock()
    token = new_token()
    with outer.store.unit() as session:
        row = WebSession(
            id=new_id(),
            token_hash=hash_token(token),
            account_id=account_id,
            agent=agent[:200],
            created_at=now,
            last_seen_at=now,
            expires_at=now + SESSION_LENGTH,
        )
        session.add(row)
        trace.append(session, kind="account.signed_in", subject=account_id, actor=account_id, data={}, now=now)
    return token


def who(outer: Outer, token: str | None) -> AccountView | None:
    """The account behind a cookie, or None when the session is unknown, expired or revoked."""
    if not token:
        return None
    now = outer.clock()
    with outer.store.reading() as session:
        found = session.exec(select(WebSession).where(WebSession.token_hash == hash_token(token))).first()
        if found is None or found.revoked_at is not None or found.expires_at <= now:
            return None
        view = _view(outer, session.get_one(Account, found.account_id), found.id)
        stale = now - found.last_seen_at > SEEN_EVERY
    if stale:
        with outer.store.unit() as session:
            session.get_one(WebSession, view.session_id).last_seen_at = now
    return view


def stands(outer: Outer, token: str) -> bool:
    """Whether a session that was looked up before (`who`) still stands."""
    with outer.store.reading() as session:
        return _is_open(session.execute(_BY_TOKEN, {"token_hash": hash_token(token)}).first(), outer.clock())


def require_open(session: Session, account: AccountView, now: datetime) -> None:
    """Within a unit: raises NotSignedIn when the session that an account was looked up by has ended since."""
    if not _is_open(session.connection().execute(_BY_ID, {"session_id": account.session_id}).first(), now):
        raise NotSignedIn()


def _is_open(found: Row[Any] | None, now: datetime) -> bool:
    return found is not None and found.revoked_at is None and found.expires_at > now


def sign_out(outer: Outer, token: str) -> None:
    with outer.store.unit() as session:
        found = session.exec(select(WebSession).where(WebSession.token_hash == hash_token(token))).first()
        if found is not None and found.revoked_at is None:
            found.revoked_at = outer.clock()


def sessions(outer: Outer, account: AccountView) -> list[SessionView]:
    """The account's open sessions, latest first."""
    now = outer.clock()
    with outer.store.reading() as session:
        rows = session.exec(
            select(WebSession)
            .where(
                WebSession.account_id == account.id, col(WebSession.revoked_at).is_(None), WebSession.expires_at > now
            )
            .order_by(col(WebSession.last_seen_at).desc())
        )
        return [
            SessionView(row.id, row.created_at, row.last_seen_at, row.agent, row.id == account.session_id)
            for row in rows
        ]


def revoke_session(outer: Outer, account: AccountView, session_id: str) -> None:
    with outer.store.unit() as session:
        row = session.get(WebSession, session_id)
        if row is None or row.account_id != account.id:
            raise NotFound()
        row.revoked_at = row.revoked_at or outer.clock()


def set_language(outer: Outer, account: AccountView, language: str) -> None:
    if language in LANGUAGES:
        with outer.store.unit() as session:
            session.get_one(Account, account.id).language = language


def messages(outer: Outer, account: AccountView) -> list[InboxLetter]:
    with outer.store.reading() as session:
        return letters(session, outer.vault, session.get_one(Account, account.id))


def mark_message_read(outer: Outer, account: AccountView, message_id: str) -> None:
    with outer.store.unit() as session:
        row = session.get(InboxMessage, message_id)
        mine = row is not None and (
            row.account_id == account.id
            or (account.identity is IdentityStatus.CONFIRMED and row.person_index == account.person_index)
        )
        if row is None or not mine:
            raise NotFound()
        row.read_at = row.read_at or outer.clock()


def person_index(outer: Outer, identity_number: str) -> str:
    """The keyed index under which this zone knows a person."""
    return outer.vault.index(identity_number.upper(), "identity")


def account_row(session: Session, account: AccountView) -> Account:
    return session.get_one(Account, account.id)


def clean_portrait(data: bytes) -> bytes:
    """The portrait as it is kept and compared: a JPEG made anew. Raises UploadRefused."""
    upload = uploads.inspect(data, "portrait")
    if upload.kind is not uploads.UploadKind.IMAGE:
        raise UploadRefused(reason_text=N_("a portrait is a picture, not a PDF"))
    return upload.data


def clean_phone(text: str) -> str:
    """A mobile number without spaces, hyphens and country code. Raises BadInput."""
    phone = clean(N_("Mobile number"), text).replace(" ", "").replace("-", "").removeprefix("+86")
    if not PHONE.fullmatch(phone):
        raise BadInput(
            field_text=N_("Mobile number"), reason_text=N_("a mobile number has 11 digits and begins with 1")
        )
    return phone


def _view(outer: Outer, row: Account, session_id: str) -> AccountView:
    return AccountView(
        id=row.id,
        name=outer.vault.open(row.name_sealed, f"account.name:{row.id}"),
        identity_number=outer.vault.open(row.identity_sealed, f"account.identity:{row.id}"),
        phone=outer.vault.open(row.phone_sealed, f"account.phone:{row.id}"),
        email=outer.vault.open(row.email_sealed, f"account.email:{row.id}"),
        language=row.language,
        identity=IdentityStatus(row.identity_status),
        mismatched=tuple(row.mismatched),
        person_index=row.identity_index,
        session_id=session_id,
    )
