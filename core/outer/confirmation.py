"""Confirming the intent to sign: by passkey, or by password and one-time code (design: Signing).

Runs in the trust service's process, which so verifies the confirmation itself before it certifies a key; the portal
only passes it on.
"""

from __future__ import annotations

import json
from datetime import datetime

from sqlmodel import Session

from core import trace
from core.errors import Conflict, NotFound, SignInFailed
from core.evidence import IntentStatement
from core.keys import Vault
from core.outer import one_time_codes, passkeys
from core.outer.accounts import AccountView
from core.outer.applications import require_may_sign
from core.outer.context import Outer
from core.outer.notices import new_code_letter, recipient, tell
from core.outer.tables import Account, Application, Attempt, SigningIntent
from core.passwords import check_door, password_matches
from core.settings import Settings
from core.store import Store
from core.terms import Assurance, IdentityStatus
from core.trust import ConfirmedSigner
from core.trust_service import CertificateRequest, Issuance


def send_code(outer: Outer, account: AccountView, intent_id: str) -> None:
    """Send a fresh one-time code for an intent; an earlier one is void."""
    now = outer.clock()
    with outer.store.unit() as session:
        intent = _open_intent(session, intent_id, now)
        if intent.account_id != account.id:
            raise NotFound()
        check_door(session, Attempt, f"code:{account.id}", now)
        session.add(Attempt(door=f"code:{account.id}", at=now))
        code = one_time_codes.make(session, account.id, intent_id, now)
        number = session.get_one(Application, intent.application_id).number
        to = recipient(outer, session.get_one(Account, account.id))
        tell(session, outer, to, new_code_letter(code, number), now)


def confirm(
    store: Store, vault: Vault, settings: Settings, request: CertificateRequest, now: datetime
) -> ConfirmedSigner:
    """The signer behind a confirmed intent; marked as pending while an officer confirms the applicant's identity.

    Raises SignInFailed when the confirmation is not good, IdentityNotConfirmed for anybody else whose identity is not
    confirmed.
    """
    intent_id, confirmation = request.intent_id, request.confirmation
    with store.reading() as session:
        intent = _open_intent(session, intent_id, now)
        account = session.get_one(Account, intent.account_id)
        check_door(session, Attempt, f"confirm:{account.id}", now)
        application = session.get_one(Application, intent.application_id)
        require_may_sign(application, account.id, IdentityStatus(account.identity_status))
        pending = account.identity_status != IdentityStatus.CONFIRMED
        stored, statement = account.password_hash, IntentStatement.model_validate(intent.statement)
        name = vault.open(account.name_sealed, f"account.name:{account.id}")
    kind = confirmation.get("kind")
    try:
        if kind == "passkey":
            with store.unit() as session:
                credential = confirmation.get("credential")
                text = credential if isinstance(credential, str) else json.dumps(credential)
                passkeys.check_assertion(session, settings, text, statement.challenge(), account.id, now)
            return ConfirmedSigner(name=name, ref=account.id, assurance=Assurance.HIGH, pending=pending)
        if kind == "password_code":
            right = password_matches(stored, str(confirmation.get("password", "")))
            with store.unit() as session:
                used = one_time_codes.use(session, intent_id, str(confirmation.get("code", "")), now, really=right)
            if right and used:
                return ConfirmedSigner(name=name, ref=account.id, assurance=Assurance.SUBSTANTIAL, pending=pending)
        raise SignInFailed()
    except SignInFailed:
        with store.unit() as session:
            session.add(Attempt(door=f"confirm:{account.id}", at=now))
        raise


def record_issuance(store: Store, issuance: Issuance) -> None:
    """Log an issued certificate in the trace, before it leaves the trust service. One certificate per intent."""
    with store.unit() as session:
        intent = session.get_one(SigningIntent, issuance.intent_id)
        if intent.trace_index is not None:
            raise Conflict()
        receipt = trace.append(
            session,
            kind="certificate.issued",
            subject=intent.application_id,
            actor=issuance.signer_ref,
            data={
                "intent": issuance.intent_id,
                "serial": issuance.serial,
                "assurance": issuance.assurance,
                "pending": issuance.pending,
                "certificate": issuance.certificate_sha256,
                "key": issuance.spki_sha256,
                "statement": intent.statement,
            },
            now=issuance.at,
        )
        intent.trace_index = receipt.index


def _open_intent(session: Session, intent_id: str, now: datetime) -> SigningIntent:
    intent = session.get(SigningIntent, intent_id)
    if intent is None or intent.expires_at <= now:
        raise NotFound()
    return intent
