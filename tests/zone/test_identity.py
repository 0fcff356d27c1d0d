"""Identities: confirmed by the service, or by an officer when it cannot (R10, R12)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import BadInput, Conflict, IdentityNotConfirmed, NotPermitted, ServiceUnavailable
from core.i18n import N_
from core.identity import IdentityAnswer, IdentityClaim
from core.inner import identities
from core.inner.officers import OfficerView
from core.journey import Someone, Walker
from core.outer import accounts, drafts, manual_identity, signing
from core.outer.accounts import AccountView, Registration
from core.terms import IdentityStatus, Role
from tests.towns import Town

Officers = tuple[OfficerView, OfficerView]
PASSWORD = "long-enough-1"


@pytest.fixture
def someone(site: Town) -> Someone:
    return site.stranger()


def registration(someone: Someone, *, name: str = "", phone: str = "") -> Registration:
    return Registration(
        name=name or someone.name,
        identity_number=someone.identity_number,
        phone=phone or someone.phone,
        email=someone.email,
        password=PASSWORD,
        portrait=someone.portrait,
    )


def signed_in(site: Town, someone: Someone) -> AccountView:
    token = accounts.sign_in(site.outer, someone.phone, PASSWORD, agent="test", address="127.0.0.1")
    account = accounts.who(site.outer, token)
    assert account is not None
    return account


def test_a_mismatch_names_the_field_and_filling_goes_on(site: Town, someone: Someone) -> None:
    result = accounts.register(site.outer, registration(someone, name="另一人"))
    assert result.identity is IdentityStatus.MISMATCH
    assert result.mismatched == ("name",)
    account = signed_in(site, someone)
    assert drafts.begin(site.outer, account)
    with pytest.raises(IdentityNotConfirmed):
        signing.task(site.outer, account, "anything")


def test_a_corrected_name_is_confirmed_at_the_second_try(site: Town, someone: Someone) -> None:
    accounts.register(site.outer, registration(someone, name="另一人"))
    account = signed_in(site, someone)
    again = accounts.confirm_identity(site.outer, account, name=someone.name, identity_number=someone.identity_number)
    assert again.identity is IdentityStatus.CONFIRMED


def test_an_outage_of_the_service_confirms_nobody(site: Town, someone: Someone) -> None:
    class Down:
        def check(self, claim: IdentityClaim) -> IdentityAnswer:
            raise ServiceUnavailable(service_text=N_("The identity service"))

    result = accounts.register(replace(site.outer, identity=Down()), registration(someone))
    assert result.identity is IdentityStatus.PENDING
    account = signed_in(site, someone)
    again = accounts.confirm_identity(site.outer, account, name=someone.name, identity_number=someone.identity_number)
    assert again.identity is IdentityStatus.CONFIRMED


@pytest.mark.parametrize("confirmed", [True, False])
def test_an_officer_confirms_by_material_what_the_service_could_not(
    site: Town, someone: Someone, officers: Officers, confirmed: bool
) -> None:
    accounts.register(site.outer, registration(someone, name="另一人"))
    manual_identity.ask(site.outer, signed_in(site, someone), [("护照.jpg", someone.portrait)])
    account = signed_in(site, someone)
    assert account.identity is IdentityStatus.MANUAL
    with pytest.raises(Conflict):  # an officer is judging just these data
        accounts.confirm_identity(site.outer, account, name="第三人", identity_number=someone.identity_number)
    site.journey("等待确认", [someone], drill=False).cross()
    judge = replace(officers[0], roles=frozenset({Role.IDENTITY_OFFICER}))
    with pytest.raises(NotPermitted):
        identities.pending(site.inner, officers[1])
    waiting = next(
        one for one in identities.pending(site.inner, judge) if one.identity_number == someone.identity_number
    )
    assert waiting.mismatched == ("name",)
    assert identities.material(site.inner, judge, waiting.id, 0)[1].startswith(b"\xff\xd8")
    with pytest.raises(BadInput):
        identities.decide(site.inner, judge, waiting.id, confirmed, " ")
    identities.decide(site.inner, judge, waiting.id, confirmed, "与所附证件一致。")
    with pytest.raises(Conflict):
        identities.decide(site.inner, judge, waiting.id, not confirmed, "再次判断。")
    site.journey("等待确认", [someone], drill=False).cross()
    expected = IdentityStatus.CONFIRMED if confirmed else IdentityStatus.REFUSED
    assert signed_in(site, someone).identity is expected


def test_the_same_person_registers_once(site: Town, someone: Someone) -> None:
    Walker.register(site.outer, someone, drill=False)
    with pytest.raises(BadInput):
        accounts.register(site.outer, registration(someone, phone="13900000001"))
