"""With an enterprise's data the register gives what an application picks from, and nothing else (R03, R06, R22)."""

from __future__ import annotations

import pytest
from sqlmodel import select

from core import catalogue
from core.choices import Choices, HeldPledge, with_pledge
from core.clock import system_clock
from core.content import Content, JudgmentSection, Person
from core.effects import identity
from core.errors import ConditionNotMet, NotFound
from core.ids import new_id
from core.inner import counter, entering, examination
from core.inner.officers import OfficerView
from core.inner.steps import content_of, seal_content
from core.inner.tables import Case
from core.outer import drafts, prefill
from core.outer.tables import Application
from core.terms import Severity
from core.workdays import day_in_china
from tests.lands import Land
from tests.matrix.walks import Walked
from tests.towns import BETWEEN_TESTS, Hands, Town

DATABASE = "sqlite"
TODAY = day_in_china(system_clock())


@pytest.fixture(scope="module")
def land(standing: tuple[Town, Hands], officers: tuple[OfficerView, OfficerView]) -> Land:
    town, hands = standing
    return Land(town, hands, officers)


@pytest.fixture(scope="module")
def pledged(land: Land) -> Walked:
    """A company whose equity is pledged."""
    return land.walk("LLC.PLEDGE.SETUP")


def begun(land: Land, procedure_id: str, uscc: str) -> str:
    application = drafts.begin(land.town.outer, land.resident(0).account, procedure_id, uscc=uscc)
    land.cross()
    return application


def given(land: Land, procedure_id: str, uscc: str) -> Choices:
    """What a fresh draft of that procedure may pick from."""
    return prefill.choices(land.town.outer, land.resident(0).account, begun(land, procedure_id, uscc))


def names_of(held: HeldPledge) -> tuple[str, str]:
    return held.content.name_of(held.pledge.pledgor), held.content.name_of(held.pledge.pledgee)


@pytest.mark.parametrize("item", ["CHANGE", "CANCEL", "REVOKE"])
def test_r22_a_registered_pledge_is_given_to_whoever_changes_or_ends_one(
    land: Land, pledged: Walked, item: str
) -> None:
    said, uscc = pledged.view.content, pledged.case.subject
    (held,) = given(land, f"LLC.PLEDGE.{item}", uscc).pledges or ()
    assert held.pledge.number == pledged.case.outputs["pledge"]
    assert names_of(held) == (said.name_of(said.pledge.pledgor), said.name_of(said.pledge.pledgee))
    assert (held.pledge.amount, held.pledge.claim, held.pledge.contract) == (
        said.pledge.amount, said.pledge.claim, said.pledge.contract,
    )  # fmt: skip
    assert not any(one.phone or one.email or one.address for one in held.parties.values())


def test_r22_a_pledge_that_was_picked_agrees_with_the_register(land: Land, pledged: Walked) -> None:
    outer, account = land.town.outer, land.resident(0).account
    application = begun(land, "LLC.PLEDGE.CANCEL", pledged.case.subject)
    (held,) = prefill.choices(outer, account, application).pledges or ()
    seen = drafts.view(outer, account, application)
    seen = drafts.save(outer, account, application, with_pledge(seen.content, held), seen.revision)
    wrong = [one for one in seen.findings if one.place.startswith("pledge.") and one.severity is not Severity.PASSED]
    assert [one.place for one in wrong] == ["pledge.reason"]


@pytest.mark.parametrize(
    ("procedure", "pledges", "changes"),
    [("LLC.PLEDGE.CANCEL", 1, None), ("LLC.REVOKE_CHANGE", None, 0), ("LLC.CHANGE.SCOPE", None, None)],
)
def test_r04_r22_at_the_counter_there_is_the_same_to_pick_from(
    land: Land, pledged: Walked, clerk: OfficerView, procedure: str, pledges: int | None, changes: int | None
) -> None:
    uscc, applicant = pledged.case.subject, land.people()[0]
    draft = counter.begin(land.town.inner, clerk, procedure, applicant, uscc)
    found = counter.view(land.town.inner, clerk, draft).choices
    assert found == given(land, procedure, uscc)
    assert [None if one is None else len(one) for one in (found.pledges, found.changes)] == [pledges, changes]


@pytest.mark.parametrize("procedure", ["LLC.PLEDGE.SETUP", "LLC.CHANGE.SCOPE", "LLC.LICENCE.REPLACE"])
def test_a40_whoever_has_nothing_to_pick_is_told_of_no_pledge(land: Land, pledged: Walked, procedure: str) -> None:
    assert given(land, procedure, pledged.case.subject) == Choices()


def test_a40_only_the_applicant_sees_what_there_is_to_pick(land: Land, pledged: Walked) -> None:
    application = begun(land, "LLC.PLEDGE.CANCEL", pledged.case.subject)
    with pytest.raises(NotFound):
        prefill.choices(land.town.outer, land.resident(1).account, application)


def test_r22_an_answer_from_before_is_taken_and_tells_of_nothing(land: Land, pledged: Walked) -> None:
    outer, account = land.town.outer, land.resident(0).account
    application = begun(land, "LLC.PLEDGE.CANCEL", pledged.case.subject)
    seen = drafts.view(outer, account, application)
    assert seen.prior is not None
    answer = {
        "application": application, "uscc": pledged.case.subject, "prefill": "there", "version": 2,
        "status": "existing", "content": seen.prior.model_dump(mode="json"), "until": "2099-01-01T00:00:00+00:00",
    }  # fmt: skip
    with outer.store.unit() as session:
        prefill.apply(session, outer, answer)
    assert prefill.choices(outer, account, application) == Choices()
    assert drafts.view(outer, account, application).prior == seen.prior


def test_r22_a_question_from_before_names_no_procedure_and_is_answered(land: Land, pledged: Walked) -> None:
    """An outer zone of the version before asks so."""
    outer, account = land.town.outer, land.resident(0).account
    application = begun(land, "LLC.PLEDGE.CANCEL", pledged.case.subject)
    payload = {
        "application": application, "uscc": pledged.case.subject, "drill": False,
        "person": {"name": account.name, "identity_number": account.identity_number},
    }  # fmt: skip
    with outer.store.unit() as session:
        session.get_one(Application, application).prefill = "asked"
        outer.exchange.post(
            session, stream=f"registration.{application}", kind="prefill", payload=payload, now=outer.clock()
        )
    land.cross()
    assert prefill.choices(outer, account, application) == Choices()


def test_r22_of_changes_only_those_that_can_be_revoked_are_given_and_each_once(land: Land) -> None:
    """Neither the establishment, nor what changed nothing of what is kept, nor what a judgment took back already."""
    uscc = land.established()
    assert given(land, "LLC.REVOKE_CHANGE", uscc).changes == ()
    for procedure in ("LLC.CHANGE.SCOPE", "LLC.LICENCE.REPLACE", "LLC.CHANGE.NAME"):
        assert approved(land, procedure, uscc)
    newest, oldest = given(land, "LLC.REVOKE_CHANGE", uscc).changes or ()
    assert [(one.version, one.procedure) for one in (newest, oldest)] == [
        (4, "LLC.CHANGE.NAME"),
        (2, "LLC.CHANGE.SCOPE"),
    ]
    assert approved(land, "LLC.REVOKE_CHANGE", uscc) == 5
    assert [one.version for one in given(land, "LLC.REVOKE_CHANGE", uscc).changes or ()] == [2]


def test_r23_r50_a_winding_up_is_no_change_to_be_revoked(land: Land) -> None:
    """It changed the enterprise's status, which a judgment on a change does not bring back."""
    uscc = land.established()
    winding_up = approved(land, "LLC.RECORD.LIQ", uscc)
    with land.town.inner.store.reading() as session:
        case = session.exec(select(Case).where(Case.subject == uscc)).one()
        procedure = catalogue.load().procedure("LLC.REVOKE_CHANGE", TODAY)
        content = Content(judgment=JudgmentSection(version=winding_up))
        with pytest.raises(ConditionNotMet):
            entering.require_possible(session, case, procedure, content)


def approved(land: Land, procedure_id: str, uscc: str) -> int:
    """The version that an application about the enterprise led to."""
    return decided(land, handed_in(land, procedure_id, uscc), uscc)


def handed_in(land: Land, procedure_id: str, uscc: str) -> str:
    """An application, some time after the one before: nobody gets so many codes at once."""
    land.hands.moved += BETWEEN_TESTS
    return land.hand_in(procedure_id, uscc)


def decided(land: Land, case_id: str, uscc: str) -> int:
    examination.accept(land.town.inner, land.officers[0], case_id, new_id())
    land.approve(case_id)
    return land.versions(uscc)[-1].version


def test_r22_a_pledge_that_was_released_is_no_longer_given(land: Land, pledged: Walked) -> None:
    assert land.walk("LLC.PLEDGE.CANCEL").case.subject == pledged.case.subject
    assert given(land, "LLC.PLEDGE.CANCEL", pledged.case.subject).pledges == ()


def test_r23_a_pledge_that_went_to_another_pledgee_is_ended_with_that_one(land: Land) -> None:
    """The register says who they are now, in what there is to pick and in what the checks compare with."""
    uscc, inner = land.walk("LLC.PLEDGE.SETUP").case.subject, land.town.inner
    case_id = handed_in(land, "LLC.PLEDGE.CHANGE", uscc)
    other = Person(name="孙受让", identity_number=land.people()[14].identity_number)
    with inner.store.unit() as session:
        case = session.get_one(Case, case_id)
        content = content_of(inner, case)
        content = content.model_copy(
            update={
                "parties": {**content.parties, "p88": other},
                "pledge": content.pledge.model_copy(update={"pledgee": "p88"}),
            }
        )
        case.content_sealed = seal_content(inner, case_id, content)
    decided(land, case_id, uscc)
    (held,) = given(land, "LLC.PLEDGE.CANCEL", uscc).pledges or ()
    assert held.content.party(held.pledge.pledgee) == other
    with inner.store.reading() as session:
        standing = entering.standing_of(session, inner, content, "")
    assert standing["pledges"] is not None
    known = standing["pledges"][held.pledge.number]
    assert (known.pledgee, known.pledgee_identity) == ("孙受让", identity("p88", content))
