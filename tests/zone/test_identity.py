"""Identities: confirmed by the service, or by an officer when it cannot (R10, R12)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import select

from core.errors import (
    BadInput,
    ConditionNotMet,
    Conflict,
    IdentityNotConfirmed,
    NotFound,
    NotPermitted,
    ServiceUnavailable,
)
from core.i18n import N_
from core.identity import IdentityAnswer, IdentityClaim
from core.inner import cases, identities
from core.inner.officers import OfficerView
from core.journey import Someone, Walker
from core.outer import accounts, drafts, manual_identity, signing
from core.outer.accounts import AccountView, Registration
from core.outer.tables import SigningIntent
from core.pki import PENDING
from core.terms import IdentityStatus, Role, Severity
from tests.towns import Town

DATABASE = "postgresql"

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


def pending(site: Town, someone: Someone, phone: str) -> Walker:
    """Somebody whose mobile number is not the one on record, and who asked an officer to confirm them."""
    accounts.register(site.outer, registration(someone, phone=phone))
    there = replace(someone, phone=phone)
    manual_identity.ask(site.outer, signed_in(site, there), [("身份证.jpg", someone.portrait)])
    return Walker(site.outer, there, PASSWORD, signed_in(site, there))


def decide(site: Town, officers: Officers, someone: Someone, confirmed: bool) -> None:
    judge = replace(officers[0], roles=frozenset({Role.IDENTITY_OFFICER}))
    waiting = identities.pending(site.inner, judge)
    mine = next(one for one in waiting if one.identity_number == someone.identity_number)
    identities.decide(site.inner, judge, mine.id, confirmed, "与所附证件核对。")


@pytest.mark.parametrize(
    ("name", "when", "confirmed"),
    [("暖阳初照", "after", True), ("鸿雁传书", "before", True), ("石上长流", "after", False)],
)
def test_r12_a_pending_applicant_signs_and_submits_with_the_mark_and_approval_waits_for_the_officer(
    site: Town, someone: Someone, officers: Officers, name: str, when: str, confirmed: bool
) -> None:
    """Whether the officer's decision or the submission comes first, the case waits for both."""
    walker = pending(site, someone, f"1370000{site.given:04d}")
    other = site.resident(site.people[1])
    journey = site.journey(name, [walker.someone, site.people[1]], drill=False)
    journey.walkers = [walker, other]
    journey.cross()
    if when == "before":
        decide(site, officers, someone, confirmed)
    journey.fill_in()
    journey.make_pack()
    journey.sign()
    journey.submit()
    journey.cross()
    view = cases.view(site.inner, officers[0], journey.application_id)
    said = next(one for one in view.findings if one.rule == "identity")
    assert all(document.good for document in view.documents), "the signatures themselves are in order"
    assert marked(site, journey.application_id) == {walker.account.id}
    journey.examine(officers[0])
    if when == "after":
        assert (view.applicant.identity, said.severity) == (IdentityStatus.MANUAL, Severity.WARNING)
        with pytest.raises(ConditionNotMet, match="waits for confirmation"):
            journey.approve(officers[1])
        decide(site, officers, someone, confirmed)
    if confirmed:
        journey.approve(officers[1])
    else:
        with pytest.raises(ConditionNotMet, match="waits for confirmation"):
            journey.approve(officers[1])
        assert cases.view(site.inner, officers[0], journey.application_id).applicant.identity == "refused"


def marked(site: Town, application_id: str) -> set[str]:
    """The accounts whose certificates bear the mark “pending”."""
    with site.outer.store.reading() as session:
        rows = session.exec(select(SigningIntent).where(SigningIntent.application_id == application_id)).all()
    return {row.account_id for row in rows if row.certificate and PENDING.encode() in row.certificate}


def test_an_invited_person_who_is_pending_is_shown_nothing_of_others(site: Town, someone: Someone) -> None:
    """A number is easily typed: until an officer has confirmed it, nobody knows that the invited person is there."""
    walker = pending(site, someone, f"1370000{site.given:04d}")
    owner = site.resident(site.people[2])
    journey = site.journey("孤帆远影", [site.people[2], walker.someone], drill=False)
    journey.walkers = [owner]
    journey.fill_in()
    journey.make_pack()
    assert signing.tasks(site.outer, walker.account) == []
    assert not signing.may_sign(site.outer, walker.account, journey.application_id)
    with pytest.raises(NotFound):
        signing.task(site.outer, walker.account, journey.application_id)
