"""An account's password: giving it once more, changing it, setting another one when it is forgotten (A33).

A forgotten password is set anew by the person alone: the data of the account and a fresh portrait must be those of the
identity service, and a one-time code goes to the account's e-mail address. Whether there is such an account, nobody is
told. Afterwards all other sessions are ended, and a letter says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from core import trace
from core.codes import check_resident_id
from core.errors import BadInput, TooManyTries
from core.i18n import M_, N_
from core.identity import IdentityClaim
from core.ids import hash_token, new_token
from core.outer import one_time_codes
from core.outer.accounts import AccountView, clean, clean_phone, clean_portrait
from core.outer.context import Outer
from core.outer.notices import Letter, recipient, tell
from core.outer.tables import Account, Attempt, OneTimeCode, WebSession
from core.passwords import TRIES_FROM_ONE_ADDRESS, check_door, hash_password, password_matches
from core.terms import IdentityStatus
from core.workdays import day_in_china

PURPOSE = "password"
CODES = 3
"""Codes for a new password that an account is sent within the time for which tries count."""


@dataclass(frozen=True)
class Forgotten:
    """Who somebody says to be who has forgotten the password; `portrait` is an image as it came."""

    name: str
    identity_number: str
    phone: str
    portrait: bytes = field(repr=False)


def prove_password(outer: Outer, account: AccountView, password: str) -> None:
    """Have somebody who is signed in give the password once more, before what an open session alone must not do.

    Raises BadInput for a wrong one, TooManyTries.
    """
    now, door = outer.clock(), f"password:{account.id}"
    with outer.store.reading() as session:
        check_door(session, Attempt, door, now)
        stored = session.get_one(Account, account.id).password_hash
    if not password_matches(stored, password):
        with outer.store.unit() as session:
            session.add(Attempt(door=door, at=now))
        raise BadInput(field_text=N_("Password"), reason_text=N_("it is not that of your account"))


def change_password(outer: Outer, account: AccountView, present: str, new: str) -> None:
    """Set another password and end all other sessions. Raises BadInput, TooManyTries."""
    prove_password(outer, account, present)
    stored, now = hash_password(new), outer.clock()
    with outer.store.unit() as session:
        _set(session, outer, session.get_one(Account, account.id), stored, now, but=account.session_id)


def send_reset_code(outer: Outer, forgotten: Forgotten, address: str) -> str:
    """Send a code to the e-mail address of a confirmed account that fits, and say nothing of whether there is one.

    Returns a state that the code works with alone, and alike when there is no code. The identity service is asked in
    any case, so that the time it takes tells nothing either. Raises BadInput, UploadRefused, TooManyTries,
    ServiceUnavailable.
    """
    now, state = outer.clock(), new_token()
    phone = clean_phone(forgotten.phone)
    index = outer.vault.index(phone, "phone")
    _through_doors(outer, now, f"forgotten:{index}:{address}", address)
    number = clean(N_("Identity number"), forgotten.identity_number).upper()
    check_resident_id(number, day_in_china(now))
    claim = IdentityClaim(
        name=clean(N_("Name"), forgotten.name),
        identity_number=number,
        phone=phone,
        portrait=clean_portrait(forgotten.portrait),
    )
    answer = outer.identity.check(claim)
    with outer.store.unit() as session:
        row = session.exec(select(Account).where(Account.phone_index == index)).first()
        if row is not None and answer.matched and _is_of(outer, row, claim) and _may_be_mailed(session, row, now):
            code = one_time_codes.make(session, row.id, _purpose(row, state), now)
            tell(session, outer, recipient(outer, row), _letter(code), now)
    return state


def reset_password(outer: Outer, phone: str, state: str, code: str, new: str, address: str) -> None:
    """Set another password with the code and the state that was given when it was asked for.

    Raises BadInput for a code that does not hold, TooManyTries.
    """
    now, index = outer.clock(), outer.vault.index(clean_phone(phone), "phone")
    _through_doors(outer, now, f"reset:{index}:{address}", address)
    stored = hash_password(new)
    with outer.store.unit() as session:
        row = session.exec(select(Account).where(Account.phone_index == index)).first()
        right = row is not None and one_time_codes.use(session, _purpose(row, state), code, now)
        if right and row is not None:
            _set(session, outer, row, stored, now)
    if not right:
        reason = N_("it is wrong, used or expired; have another one sent")
        raise BadInput(field_text=N_("One-time code"), reason_text=reason)


def _purpose(row: Account, state: str) -> str:
    return f"{PURPOSE}:{row.id}:{hash_token(state)}"


def _letter(code: str) -> Letter:
    return Letter(
        subject=M_("Your code for a new password"),
        body=M_(
            "Your one-time code for a new password is {code}. It is valid for ten minutes and only once. If you "
            "did not ask for it, do nothing.",
            code=code,
        ),
        by_mail_only=True,
    )


def _may_be_mailed(session: Session, row: Account, now: datetime) -> bool:
    """Whether the account may be sent one more code: few, from wherever they are asked for, so that none is guessed.

    Counted are only those asked for with the right data: nobody else can use them up.
    """
    door = f"mailed:{row.id}"
    try:
        check_door(session, Attempt, door, now, CODES)
    except TooManyTries:
        return False
    session.add(Attempt(door=door, at=now))
    return True


def _through_doors(outer: Outer, now: datetime, door: str, address: str) -> None:
    """Count every try, for nobody is told which one succeeded."""
    with outer.store.unit() as session:
        check_door(session, Attempt, door, now)
        check_door(session, Attempt, f"address:{address}", now, TRIES_FROM_ONE_ADDRESS)
        session.add_all([Attempt(door=door, at=now), Attempt(door=f"address:{address}", at=now)])


def _is_of(outer: Outer, row: Account, claim: IdentityClaim) -> bool:
    """Whether the account is confirmed and has the claim's name and number."""
    name = outer.vault.open(row.name_sealed, f"account.name:{row.id}")
    number = outer.vault.open(row.identity_sealed, f"account.identity:{row.id}")
    confirmed = row.identity_status == IdentityStatus.CONFIRMED
    return confirmed and (name, number) == (claim.name, claim.identity_number)


def _set(session: Session, outer: Outer, row: Account, stored: str, now: datetime, *, but: str = "") -> None:
    """Store the password's hash, end all sessions `but` one, and void what codes are under way."""
    row.password_hash = stored
    session.exec(delete(OneTimeCode).where(col(OneTimeCode.purpose).startswith(f"{PURPOSE}:{row.id}:")))
    for other in session.exec(select(WebSession).where(WebSession.account_id == row.id, WebSession.id != but)):
        other.revoked_at = other.revoked_at or now
    trace.append(session, kind="account.password_changed", subject=row.id, actor=row.id, data={}, now=now)
    letter = Letter(
        subject=M_("Your password was changed"),
        body=M_("All other devices were signed out. If that was not you, come to a registration counter at once."),
        link="/account",
    )
    tell(session, outer, recipient(outer, row), letter, now)
