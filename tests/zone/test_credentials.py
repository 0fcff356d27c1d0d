"""An account's keys: passwords given, changed and forgotten, passkeys added (A33, A34)."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from sqlmodel import col, select

from core.errors import BadInput, SignInFailed, TooManyTries
from core.journey import Someone
from core.outer import accounts, credentials, notices, one_time_codes, passkeys
from core.outer.accounts import AccountView, Registration
from core.outer.credentials import Forgotten
from core.outer.tables import Mail
from core.passwords import TRIES
from tests.towns import Town

PASSWORD, ANOTHER = "long-enough-1", "another-one-2"
HERE = "127.0.0.1"


@pytest.fixture
def someone(site: Town) -> Someone:
    return site.stranger()


def who(someone: Someone) -> Registration:
    return Registration(
        name=someone.name,
        identity_number=someone.identity_number,
        phone=someone.phone,
        email=someone.email,
        password=PASSWORD,
        portrait=someone.portrait,
    )


def signed_in(site: Town, someone: Someone) -> AccountView:
    token = accounts.sign_in(site.outer, someone.phone, PASSWORD, agent="test", address=HERE)
    account = accounts.who(site.outer, token)
    assert account is not None
    return account


def codes(site: Town, email: str) -> list[str]:
    """The codes for a new password in somebody's mail, the latest last."""
    with site.outer.store.reading() as session:
        rows = session.exec(select(Mail).order_by(col(Mail.created_at)))
        mails = [json.loads(site.outer.vault.open(row.message_sealed, notices.MAIL)) for row in rows]
    bodies = [mail["body"] for mail in mails if mail["to"] == email]
    return [found for body in bodies for found in re.findall(r"(?<!\d)\d{6}(?!\d)", body)]


def test_an_open_session_alone_adds_no_passkey(site: Town, someone: Someone) -> None:
    """A33: whoever finds a device signed in must not be able to sign for its owner ever after."""
    accounts.register(site.outer, who(someone))
    account = signed_in(site, someone)
    assert "challenge" in passkeys.registration_options(site.outer, account, PASSWORD)
    for _ in range(TRIES):
        with pytest.raises(BadInput):
            passkeys.registration_options(site.outer, account, "wrong-password")
    with pytest.raises(TooManyTries):
        passkeys.registration_options(site.outer, account, PASSWORD)


def test_a_changed_password_ends_the_other_sessions(site: Town, someone: Someone) -> None:
    accounts.register(site.outer, who(someone))
    account = signed_in(site, someone)
    elsewhere = accounts.sign_in(site.outer, someone.phone, PASSWORD, agent="test", address="127.0.0.1")
    with pytest.raises(BadInput):
        credentials.change_password(site.outer, account, "wrong-password", "another-one-2")
    with pytest.raises(BadInput):
        credentials.change_password(site.outer, account, PASSWORD, "short")
    assert accounts.who(site.outer, elsewhere) is not None
    credentials.change_password(site.outer, account, PASSWORD, "another-one-2")
    assert accounts.who(site.outer, elsewhere) is None
    assert [one.current for one in accounts.sessions(site.outer, account)] == [True]
    with pytest.raises(SignInFailed):
        accounts.sign_in(site.outer, someone.phone, PASSWORD, agent="test", address="127.0.0.1")
    assert accounts.sign_in(site.outer, someone.phone, "another-one-2", agent="test", address="127.0.0.1")
    assert accounts.messages(site.outer, account)[0].subject.text == "Your password was changed"


def test_a_forgotten_password_is_set_anew_with_the_code_that_was_mailed(site: Town, someone: Someone) -> None:
    accounts.register(site.outer, who(someone))
    elsewhere = accounts.sign_in(site.outer, someone.phone, PASSWORD, agent="test", address=HERE)
    forgotten = Forgotten(someone.name, someone.identity_number, someone.phone, someone.portrait)
    state = credentials.send_reset_code(site.outer, forgotten, HERE)
    (code,) = codes(site, someone.email)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for given, new in ((wrong, ANOTHER), (code, "short")):
        with pytest.raises(BadInput):
            credentials.reset_password(site.outer, someone.phone, state, given, new, HERE)
    assert accounts.who(site.outer, elsewhere) is not None
    with pytest.raises(BadInput):  # whoever asked holds the state; nobody else can use the code, or use it up
        credentials.reset_password(site.outer, someone.phone, "guessed", code, ANOTHER, HERE)
    credentials.reset_password(site.outer, someone.phone, state, code, ANOTHER, HERE)
    assert accounts.who(site.outer, elsewhere) is None
    assert accounts.sign_in(site.outer, someone.phone, ANOTHER, agent="test", address=HERE)
    with pytest.raises(BadInput):
        credentials.reset_password(site.outer, someone.phone, state, code, PASSWORD, HERE)


def test_a_code_for_a_new_password_goes_to_nobody_whose_data_do_not_fit(site: Town, someone: Someone) -> None:
    """A33: and whoever asks is told the same in each case."""
    accounts.register(site.outer, who(someone))
    other = site.stranger()
    right = Forgotten(someone.name, someone.identity_number, someone.phone, someone.portrait)
    for asked in (
        replace(right, name="另一人"),
        replace(right, identity_number=other.identity_number),
        Forgotten(other.name, other.identity_number, other.phone, other.portrait),
    ):
        assert credentials.send_reset_code(site.outer, asked, HERE)
    assert codes(site, someone.email) == codes(site, other.email) == []
    with pytest.raises(BadInput):
        credentials.reset_password(site.outer, other.phone, "state", "123456", ANOTHER, HERE)
    for _ in range(TRIES - 2):
        credentials.send_reset_code(site.outer, replace(right, name="另一人"), HERE)
    with pytest.raises(TooManyTries):
        credentials.send_reset_code(site.outer, right, HERE)


def test_five_wrong_tries_void_a_code_and_few_codes_are_mailed(site: Town, someone: Someone) -> None:
    """A34: nor can anybody use up a person's codes without the person's data."""
    accounts.register(site.outer, who(someone))
    right = Forgotten(someone.name, someone.identity_number, someone.phone, someone.portrait)
    for number in range(TRIES - 1):
        credentials.send_reset_code(site.outer, replace(right, name="另一人"), f"10.0.0.{number}")
    states = [
        credentials.send_reset_code(site.outer, right, f"10.0.1.{number}") for number in range(credentials.CODES + 2)
    ]
    mailed = codes(site, someone.email)
    assert len(mailed) == credentials.CODES
    wrong = f"{(int(mailed[0]) + 1) % 1_000_000:06d}"
    for given in [wrong] * one_time_codes.TRIES + [mailed[0]]:
        with pytest.raises(BadInput):
            credentials.reset_password(site.outer, someone.phone, states[0], given, ANOTHER, HERE)
    credentials.reset_password(site.outer, someone.phone, states[1], mailed[1], ANOTHER, "10.0.2.1")
    with pytest.raises(BadInput):  # a changed password voids the other codes, too
        credentials.reset_password(site.outer, someone.phone, states[2], mailed[2], PASSWORD, "10.0.2.2")
