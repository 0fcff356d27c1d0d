"""What somebody with bad intentions tries on an installation, and does not get (A12, A17, A18, A29, A33)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from sqlmodel import select

from core.errors import (
    BadInput,
    Conflict,
    NotFound,
    NotPossibleNow,
    ServiceUnavailable,
    TooManyTries,
)
from core.identity import IdentityAnswer, IdentityClaim
from core.ids import new_id
from core.inner import identities
from core.inner import officers as officer_accounts
from core.inner.tables import IdentityCase
from core.journey import Someone
from core.outer import accounts, drafts, manual_identity, notices, packs, signing
from core.outer.accounts import AccountView, Registration
from core.outer.context import Outer
from core.outer.tables import Account, Attempt, Document, Mail, SignatureSlot
from core.smoke import premises_picture
from core.terms import IdentityStatus, Role
from tests.towns import Town

PASSWORD = "Long-enough-1"


@dataclass
class Meanwhile:
    """An identity service that takes its time: something happens before it answers."""

    happens: Callable[[], object]
    answer: bool = True

    def check(self, claim: IdentityClaim) -> IdentityAnswer:
        self.happens()
        return IdentityAnswer(matched=self.answer, fields={"identity_number": self.answer}, reference="1")


class Down:
    def check(self, claim: IdentityClaim) -> IdentityAnswer:
        raise ServiceUnavailable(service_text="down")


def registered(outer: Outer, someone: Someone) -> AccountView:
    """Somebody's account, as it stands after registering."""
    wish = Registration(
        name=someone.name, identity_number=someone.identity_number, phone=someone.phone, email=someone.email,
        password=PASSWORD, portrait=someone.portrait,
    )  # fmt: skip
    accounts.register(outer, wish)
    return signed_in(outer, someone)


def signed_in(outer: Outer, someone: Someone) -> AccountView:
    view = accounts.who(outer, accounts.sign_in(outer, someone.phone, PASSWORD, agent="", address="10.0.0.1"))
    assert view is not None
    return view


def without_answer(site: Town) -> tuple[AccountView, Someone]:
    """An account that waits for the identity service, and its owner."""
    someone = site.stranger()
    return registered(replace(site.outer, identity=Down()), someone), someone


# who somebody is


def test_an_answer_about_other_data_confirms_nobody(site: Town) -> None:
    """The data are changed to a victim's while the service still thinks about the attacker's own."""
    account, me = without_answer(site)
    victim = site.people[0]

    def become_the_victim() -> None:
        accounts.confirm_identity(site.outer, account, name=victim.name, identity_number=victim.identity_number)

    slow = replace(site.outer, identity=Meanwhile(become_the_victim))
    with pytest.raises(Conflict):
        accounts.confirm_identity(slow, account, name=me.name, identity_number=me.identity_number)
    after = signed_in(site.outer, me)
    assert after.identity is IdentityStatus.MISMATCH
    assert after.identity_number == victim.identity_number


def test_nobody_is_confirmed_twice(site: Town) -> None:
    """A second account cannot take over the number of a confirmed one, whatever the service says."""
    resident = site.resident(site.people[0])
    account, _ = without_answer(site)
    agreeing = replace(site.outer, identity=Meanwhile(lambda: None))
    with pytest.raises(BadInput):
        accounts.confirm_identity(
            agreeing, account, name=resident.someone.name, identity_number=resident.someone.identity_number
        )
    with site.outer.store.reading() as session:
        assert session.get_one(Account, account.id).identity_status == IdentityStatus.PENDING


def test_an_officer_judges_the_data_that_the_account_keeps(site: Town) -> None:
    """R12: neither can the data change while an officer looks, nor does an old page send others than they are."""
    account, me = without_answer(site)
    victim = site.people[0]
    accounts.confirm_identity(site.outer, account, name=victim.name, identity_number=victim.identity_number)
    material = [("card.png", premises_picture())]
    manual_identity.ask(site.outer, account, material)  # the page still shows the attacker's own data
    with pytest.raises(Conflict):
        manual_identity.ask(site.outer, account, material)
    accounts_own = replace(site.outer, identity=Meanwhile(lambda: None, answer=False))
    with pytest.raises(Conflict):
        accounts.confirm_identity(accounts_own, account, name=me.name, identity_number=me.identity_number)
    with site.outer.store.unit() as session:  # as an answer that was under way would leave it
        session.get_one(Account, account.id).identity_status = IdentityStatus.MISMATCH
    with pytest.raises(Conflict):
        accounts.confirm_identity(site.outer, account, name=me.name, identity_number=me.identity_number)
    site.walk("无关之名").cross()
    with site.inner.store.reading() as session:
        request = session.exec(select(IdentityCase).where(IdentityCase.account_ref == account.id)).one()
        shown = identities._view(site.inner, request)
    assert (shown.name, shown.identity_number) == (victim.name, victim.identity_number)


def test_a_late_mismatch_does_not_take_a_case_from_the_officer(site: Town) -> None:
    account, me = without_answer(site)
    asks = Meanwhile(lambda: manual_identity.ask(site.outer, account, [("card.png", premises_picture())]), answer=False)
    result = accounts.confirm_identity(
        replace(site.outer, identity=asks), account, name=me.name, identity_number=me.identity_number
    )
    assert result.identity is IdentityStatus.MANUAL


def test_an_invitation_never_goes_to_who_merely_typed_the_number(site: Town) -> None:
    """The impostor's account gets no letter and no mail; the person named gets them."""
    victim, impostor = site.stranger(), site.stranger()
    typed = replace(victim, phone=impostor.phone, email="impostor@mail.invalid", portrait=impostor.portrait)
    account = registered(site.outer, typed)
    assert account.identity is IdentityStatus.MISMATCH
    journey = site.journey("冒名无门", [site.people[0], victim], drill=False)
    journey.walkers = [site.resident(site.people[0])]
    journey.fill_in()
    journey.make_pack()
    assert accounts.messages(site.outer, account) == []
    with site.outer.store.reading() as session:
        mails = [site.outer.vault.open(row.message_sealed, notices.MAIL) for row in session.exec(select(Mail))]
    assert not [text for text in mails if "impostor@mail.invalid" in text]
    assert [text for text in mails if victim.email in text]
    assert signing.tasks(site.outer, account) == []


def test_letters_of_an_impostor_do_not_reach_the_person_either(site: Town) -> None:
    account, _ = without_answer(site)
    resident = site.resident(site.people[1])
    accounts.confirm_identity(
        site.outer, account, name=resident.someone.name, identity_number=resident.someone.identity_number
    )
    with site.outer.store.unit() as session:
        to = notices.recipient(site.outer, session.get_one(Account, account.id))
        notices.tell(session, site.outer, to, notices.new_code_letter("123456", "伪造"), site.outer.clock())
    assert not [one for one in accounts.messages(site.outer, resident.account) if "伪造" in str(one.body.params)]


# doors


def test_one_address_cannot_try_one_account_after_another(site: Town) -> None:
    """A33: the door of an address closes too; other addresses stay open."""
    someone = site.resident(site.people[0])
    with site.outer.store.unit() as session:
        session.add_all([Attempt(door="address:203.0.113.9", at=site.outer.clock()) for _ in range(100)])
    with pytest.raises(TooManyTries):
        accounts.sign_in(site.outer, someone.someone.phone, someone.password, agent="", address="203.0.113.9")
    assert accounts.sign_in(site.outer, someone.someone.phone, someone.password, agent="", address="203.0.113.8")


def test_invitations_are_no_weapon(site: Town) -> None:
    """Only for who must still sign, only while signing is open, and not without end."""
    journey = site.walk("纸短情长", "register", "fill_in")
    account, application = journey.applicant.account, journey.application_id
    with pytest.raises(NotPossibleNow):
        packs.resend_invitation(site.outer, account, application, "p2")
    journey.make_pack()
    with pytest.raises(NotFound):
        packs.resend_invitation(site.outer, account, application, "p9")
    for _ in range(10):
        packs.resend_invitation(site.outer, account, application, "p2")
    with pytest.raises(TooManyTries):
        packs.resend_invitation(site.outer, account, application, "p2")


# whose documents


def test_a_signature_does_not_stand_for_another_person_of_the_same_name(site: Town) -> None:
    """Documents show names; the person is told by the number, so a changed number asks for new signatures."""
    journey = site.walk("同名异人", "register", "fill_in", "make_pack", "sign")
    account, application = journey.applicant.account, journey.application_id
    packs.reopen(site.outer, account, application)
    view = drafts.view(site.outer, account, application)
    other = site.people[2]
    person = view.content.party("p2").model_copy(update={"identity_number": other.identity_number})
    parties = {**view.content.parties, "p2": person}
    drafts.save(site.outer, account, application, view.content.model_copy(update={"parties": parties}), view.revision)
    packs.open_signing(site.outer, account, application)
    former = accounts.person_index(site.outer, journey.members[1].identity_number)
    with site.outer.store.reading() as session:
        slots = session.exec(
            select(SignatureSlot)
            .join(Document)
            .where(Document.application_id == application, Document.superseded == False)  # noqa: E712 - SQL
        ).all()
    assert all(slot.person_index != former for slot in slots)
    assert all(slot.signed_at is None for slot in slots if slot.party == "p2")


def test_who_was_to_sign_does_not_look_into_the_draft_that_follows(site: Town) -> None:
    """A signatory sees what is put before them; a draft may name people who are none of their business."""
    journey = site.walk("旧人新稿", "register", "fill_in", "make_pack")
    member, application = journey.walkers[1].account, journey.application_id
    document = drafts.view(site.outer, member, application).documents[0].id
    packs.reopen(site.outer, journey.applicant.account, application)
    for look in (drafts.view, signing.task):
        with pytest.raises(NotFound):
            look(site.outer, member, application)
    with pytest.raises(NotFound):
        signing.document_pdf(site.outer, member, document)


def test_files_are_taken_for_what_the_norm_asks_for_only(site: Town) -> None:
    """A29: or a draft could hold files without end."""
    journey = site.walk("多此一举", "register", "fill_in")
    with pytest.raises(BadInput):
        drafts.attach(
            site.outer, journey.applicant.account, journey.application_id, "other", "x.png", premises_picture()
        )


def test_an_account_cannot_begin_without_end(site: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    someone = site.stranger()
    account = registered(site.outer, someone)
    monkeypatch.setattr(drafts, "UNFINISHED_AT_MOST", 2)
    first, _ = (drafts.begin(site.outer, account) for _ in range(2))
    with pytest.raises(drafts.TooManyUnfinished):
        drafts.begin(site.outer, account)
    drafts.discard(site.outer, account, first)
    assert drafts.begin(site.outer, account)


def test_material_of_another_kind_never_reaches_an_officers_browser(site: Town) -> None:
    """A38: what crosses is not believed, its media type neither."""
    examiner = replace(officer(site), roles=frozenset({Role.IDENTITY_OFFICER}))
    with site.inner.store.unit() as session:
        row = IdentityCase(
            id=new_id(), account_ref="x", person_index="x", person_sealed=b"", asked_at=site.inner.clock(),
            material=[{"filename": "x", "media_type": "text/html", "file": site.inner.files.put(b"<script>")}],
        )  # fmt: skip
        session.add(row)
    with pytest.raises(NotFound):
        identities.material(site.inner, examiner, row.id, 0)
    with pytest.raises(BadInput):
        identities.decide(site.inner, examiner, row.id, False, "为\u202e假")
    with site.inner.store.unit() as session:
        session.delete(session.get_one(IdentityCase, row.id))


def officer(site: Town) -> officer_accounts.OfficerView:
    from core.smoke import drill_officers

    return drill_officers(site.inner)[0]
