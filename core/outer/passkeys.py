"""Passkeys (WebAuthn): adding, removing, signing in, and checking an assertion over a signing intent.

Challenges are kept here, used once and expire after five minutes. User verification (finger, face, PIN) is required.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import delete
from sqlmodel import Session, col, select
from webauthn.helpers import options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from core import trace
from core.errors import BadInput, NotFound, SignInFailed
from core.i18n import M_, N_
from core.ids import new_id
from core.outer import notices
from core.outer.accounts import AccountView, clean, open_session
from core.outer.context import Outer
from core.outer.credentials import prove_password
from core.outer.tables import Account, Challenge, Passkey
from core.settings import Settings

LIFETIME = timedelta(minutes=5)


@dataclass(frozen=True)
class PasskeyView:
    id: str
    label: str
    created_at: datetime
    last_used_at: datetime | None


def rp_id(settings: Settings) -> str:
    """The domain passkeys are bound to: the host of the portal's public address."""
    return urlsplit(settings.public_address).hostname or "localhost"


def origin(settings: Settings) -> str:
    return settings.public_address.rstrip("/")


def registration_options(outer: Outer, account: AccountView, password: str) -> str:
    """Options for `navigator.credentials.create`, as JSON.

    A passkey signs in and confirms signatures ever after, so an open session alone does not suffice to add one.
    Raises BadInput for a wrong password, TooManyTries.
    """
    prove_password(outer, account, password)
    now = outer.clock()
    with outer.store.unit() as session:
        known = session.exec(select(Passkey.credential_id).where(Passkey.account_id == account.id)).all()
        options = webauthn.generate_registration_options(
            rp_id=rp_id(outer.settings),
            rp_name="Quancheng",
            user_id=bytes.fromhex(account.id),
            user_name=account.phone,
            user_display_name=account.name,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        )
        _keep(session, "passkey.add", account.id, options.challenge, now)
    return options_to_json(options)


def add(outer: Outer, account: AccountView, credential_json: str, label: str) -> None:
    """Add the passkey that the browser made. Raises BadInput."""
    now = outer.clock()
    with outer.store.unit() as session:
        challenge = _take(session, "passkey.add", account.id, now)
        try:
            made = webauthn.verify_registration_response(
                credential=credential_json,
                expected_challenge=challenge,
                expected_rp_id=rp_id(outer.settings),
                expected_origin=origin(outer.settings),
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError) as error:
            raise BadInput(
                field_text=N_("Passkey"), reason_text=N_("the device's answer does not fit; please try again")
            ) from error
        passkey = Passkey(
            id=new_id(),
            account_id=account.id,
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            label=clean(N_("Passkey"), label),
            created_at=now,
        )
        session.add(passkey)
        trace.append(
            session,
            kind="account.passkey_added",
            subject=account.id,
            actor=account.id,
            data={"passkey": passkey.id},
            now=now,
        )
        letter = notices.Letter(
            subject=M_("A passkey was added to your account"),
            body=M_(
                "The passkey “{label}” now signs in to your account and confirms your signatures. If that was not you, "
                "remove it, end the sessions that you do not recognise, and change your password.",
                label=passkey.label,
            ),
            link="/account",
        )
        notices.tell(session, outer, notices.recipient(outer, session.get_one(Account, account.id)), letter, now)


def list_(outer: Outer, account: AccountView) -> list[PasskeyView]:
    with outer.store.reading() as session:
        rows = session.exec(
            select(Passkey).where(Passkey.account_id == account.id).order_by(col(Passkey.created_at).desc())
        )
        return [PasskeyView(row.id, row.label, row.created_at, row.last_used_at) for row in rows]


def remove(outer: Outer, account: AccountView, passkey_id: str) -> None:
    now = outer.clock()
    with outer.store.unit() as session:
        row = session.get(Passkey, passkey_id)
        if row is None or row.account_id != account.id:
            raise NotFound()
        session.delete(row)
        trace.append(
            session,
            kind="account.passkey_removed",
            subject=account.id,
            actor=account.id,
            data={"passkey": passkey_id},
            now=now,
        )


def sign_in_options(outer: Outer) -> tuple[str, str]:
    """State to hand back, and options for `navigator.credentials.get` as JSON (the device offers its passkeys)."""
    now = outer.clock()
    options = webauthn.generate_authentication_options(
        rp_id=rp_id(outer.settings), user_verification=UserVerificationRequirement.REQUIRED
    )
    with outer.store.unit() as session:
        state = _keep(session, "passkey.sign_in", None, options.challenge, now)
    return state, options_to_json(options)


def sign_in(outer: Outer, state: str, credential_json: str, *, agent: str) -> str:
    """A new session's token. Raises SignInFailed."""
    now = outer.clock()
    with outer.store.unit() as session:
        waiting = session.get(Challenge, state)
        if waiting is None or waiting.purpose != "passkey.sign_in" or waiting.expires_at <= now:
            raise SignInFailed()
        session.delete(waiting)
        account_id = check_assertion(session, outer.settings, credential_json, waiting.value, None, now)
    return open_session(outer, account_id, agent=agent)


def signing_options(session: Session, settings: Settings, account_id: str, challenge: bytes) -> str | None:
    """Options for asserting a signing intent with one of the account's passkeys; None when it has none."""
    known = session.exec(select(Passkey.credential_id).where(Passkey.account_id == account_id)).all()
    if not known:
        return None
    options = webauthn.generate_authentication_options(
        rp_id=rp_id(settings),
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def check_assertion(
    session: Session, settings: Settings, credential_json: str, challenge: bytes, account_id: str | None, now: datetime
) -> str:
    """The account whose passkey made the assertion over `challenge`. Raises SignInFailed."""
    try:
        raw_id = webauthn.base64url_to_bytes(str(json.loads(credential_json)["rawId"]))
        passkey = session.exec(select(Passkey).where(Passkey.credential_id == raw_id)).first()
        if passkey is None or account_id not in (None, passkey.account_id):
            raise SignInFailed()
        answer = webauthn.verify_authentication_response(
            credential=credential_json,
            expected_challenge=challenge,
            expected_rp_id=rp_id(settings),
            expected_origin=origin(settings),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise SignInFailed() from error
    passkey.sign_count = answer.new_sign_count
    passkey.last_used_at = now
    return passkey.account_id


def public_facts(session: Session, settings: Settings, credential: object) -> dict[str, str]:
    """Public key (base64), site and origin with which anybody can check an assertion again."""
    parsed = json.loads(credential) if isinstance(credential, str) else credential
    assert isinstance(parsed, dict)
    raw_id = webauthn.base64url_to_bytes(str(parsed["rawId"]))
    passkey = session.exec(select(Passkey).where(Passkey.credential_id == raw_id)).one()
    return {
        "public_key": base64.b64encode(passkey.public_key).decode(),
        "rp_id": rp_id(settings),
        "origin": origin(settings),
    }


def _keep(session: Session, purpose: str, account_id: str | None, value: bytes, now: datetime) -> str:
    session.exec(delete(Challenge).where(col(Challenge.expires_at) <= now))  # anybody can ask for one; most stay
    row = Challenge(id=new_id(), purpose=purpose, account_id=account_id, value=value, expires_at=now + LIFETIME)
    session.add(row)
    return row.id


def _take(session: Session, purpose: str, account_id: str, now: datetime) -> bytes:
    """The latest challenge of that purpose; all of them are used up."""
    rows = session.exec(
        select(Challenge)
        .where(Challenge.purpose == purpose, Challenge.account_id == account_id)
        .order_by(col(Challenge.expires_at))
    ).all()
    for row in rows:
        session.delete(row)
    if not rows or rows[-1].expires_at <= now:
        raise BadInput(field_text=N_("Passkey"), reason_text=N_("the time for answering is over; please try again"))
    return rows[-1].value
