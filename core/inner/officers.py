"""Officers: signing in with password and one-time code, sessions, the officers' settings.

A code (TOTP, RFC 6238) is accepted once. A session and the officer's roles are looked up again at every callback,
so that a removed role or a revoked session takes effect at once (A32).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from sqlmodel import Session, select

from core import permissions, trace
from core.errors import NotFound, SignInFailed
from core.ids import hash_token, new_id, new_token
from core.inner.context import Inner
from core.inner.tables import Authority, Officer, OfficerAttempt, OfficerSession
from core.passwords import check_door, hash_password, password_matches
from core.permissions import Right, Thing
from core.terms import Role, Zone

SESSION_LENGTH = timedelta(hours=10)
SEEN_EVERY = timedelta(minutes=1)
STEP_SECONDS = 30


@dataclass(frozen=True)
class OfficerView:
    """An officer as use cases take it for the acting person."""

    id: str
    login: str
    name: str
    authority_id: str
    authority_name: str
    roles: frozenset[Role]
    language: str
    session_id: str = ""


def create_officer(
    session: Session, inner: Inner, *, login: str, name: str, password: str, totp_secret: str,
    roles: Collection[Role], authority_id: str, drill: bool = False,
) -> str:  # fmt: skip
    """Add an officer; `totp_secret` is base32. Returns the identifier."""
    officer_id = new_id()
    officer = Officer(
        id=officer_id,
        login=login,
        name=name,
        authority_id=authority_id,
        roles=sorted(roles),
        password_hash=hash_password(password),
        totp_sealed=inner.vault.seal(totp_secret, f"officer.totp:{officer_id}"),
        drill=drill,
    )
    session.add(officer)
    return officer_id


def set_secrets(inner: Inner, officer: Officer, password: str, totp_secret: str) -> None:
    """Give an officer a new password and a new secret for codes, in the caller's transaction."""
    officer.password_hash = hash_password(password)
    officer.totp_sealed = inner.vault.seal(totp_secret, f"officer.totp:{officer.id}")
    officer.totp_last_step = 0


def sign_in(inner: Inner, login: str, password: str, code: str, *, agent: str, address: str) -> str:
    """A new session's token. Raises SignInFailed (never saying which part was wrong), TooManyTries."""
    now = inner.clock()
    door = f"login:{login.strip().lower()[:80]}:{address}"
    with inner.store.reading() as session:
        check_door(session, OfficerAttempt, door, now)
        officer = session.exec(select(Officer).where(Officer.login == login.strip())).first()
    right = password_matches(officer.password_hash if officer else None, password)
    if officer is None or officer.disabled or not right or not _use_code(inner, officer, code, now):
        with inner.store.unit() as session:
            session.add(OfficerAttempt(door=door, at=now))
        raise SignInFailed()
    return _open_session(inner, officer.id, agent, now)


def _use_code(inner: Inner, officer: Officer, code: str, now: datetime) -> bool:
    """Whether the code is right for now (one step either way), and newer than the last one used."""
    totp = pyotp.TOTP(inner.vault.open(officer.totp_sealed, f"officer.totp:{officer.id}"))
    current = int(now.timestamp()) // STEP_SECONDS
    step = next(
        (one for one in (current, current - 1, current + 1) if totp.verify(code.strip(), for_time=one * STEP_SECONDS)),
        None,
    )
    with inner.store.unit() as session:
        row = session.get_one(Officer, officer.id)
        if step is None or step <= row.totp_last_step:
            return False
        row.totp_last_step = step
        return True


def _open_session(inner: Inner, officer_id: str, agent: str, now: datetime) -> str:
    token = new_token()
    with inner.store.unit() as session:
        row = OfficerSession(
            id=new_id(),
            token_hash=hash_token(token),
            officer_id=officer_id,
            agent=agent[:200],
            created_at=now,
            last_seen_at=now,
            expires_at=now + SESSION_LENGTH,
        )
        session.add(row)
        trace.append(session, kind="officer.signed_in", subject=officer_id, actor=officer_id, data={}, now=now)
    return token


def who(inner: Inner, token: str | None) -> OfficerView | None:
    """The officer behind a cookie, or None when the session is unknown, expired or revoked."""
    if not token:
        return None
    now = inner.clock()
    with inner.store.reading() as session:
        row = session.exec(select(OfficerSession).where(OfficerSession.token_hash == hash_token(token))).first()
        if row is None or row.revoked_at is not None or row.expires_at <= now:
            return None
        officer = session.get_one(Officer, row.officer_id)
        if officer.disabled:
            return None
        found = view(session, officer, row.id)
        stale = now - row.last_seen_at > SEEN_EVERY
    if stale:
        with inner.store.unit() as session:
            session.get_one(OfficerSession, found.session_id).last_seen_at = now
    return found


def view(session: Session, officer: Officer, session_id: str = "") -> OfficerView:
    return OfficerView(
        id=officer.id,
        login=officer.login,
        name=officer.name,
        authority_id=officer.authority_id,
        authority_name=session.get_one(Authority, officer.authority_id).name,
        roles=frozenset(Role(role) for role in officer.roles),
        language=officer.language,
        session_id=session_id,
    )


def sign_out(inner: Inner, token: str) -> None:
    with inner.store.unit() as session:
        row = session.exec(select(OfficerSession).where(OfficerSession.token_hash == hash_token(token))).first()
        if row is not None and row.revoked_at is None:
            row.revoked_at = inner.clock()


def set_language(inner: Inner, officer: OfficerView, language: str) -> None:
    with inner.store.unit() as session:
        session.get_one(Officer, officer.id).language = language


def one_officer_mode(inner: Inner, officer: OfficerView) -> bool:
    """Whether the officer's authority lets one person examine and approve."""
    with inner.store.reading() as session:
        return session.get_one(Authority, officer.authority_id).one_officer_mode


def set_one_officer_mode(inner: Inner, officer: OfficerView, on: bool) -> None:
    """Set it, traced. Raises NotPermitted, NotFound."""
    permissions.require(officer.roles, Zone.INNER, Thing.SETTINGS, Right.EDIT)
    now = inner.clock()
    with inner.store.unit() as session:
        authority = session.get(Authority, officer.authority_id)
        if authority is None:
            raise NotFound()
        authority.one_officer_mode = on
        trace.append(
            session,
            kind="authority.one_officer_mode",
            subject=authority.id,
            actor=officer.id,
            data={"on": on},
            now=now,
        )
