"""When an organisation is confirmed, and who may sign for it: the comparison itself, without zones (R11, R12, R14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from core import catalogue, rules
from core.catalogue import Procedure
from core.content import SUBJECT_PROOF, Content, Mandate
from core.inner import organisations as inner_organisations
from core.organisations import (
    Claim,
    Confirmation,
    Ground,
    Registered,
    claim_of,
    concerned,
    represented,
    standing,
    why_not_entitled,
)
from core.outer import organisations as outer_organisations
from core.signatories import heads
from core.terms import Effect, EnterpriseStatus, OrganisationStatus, SignatoryRole
from tests.builders import TODAY, content_for
from tests.contents import company, rule_facts

S = OrganisationStatus
ESTABLISHED = [one for one in catalogue.load().open_on(TODAY) if one.effect is Effect.ESTABLISH]
CLAIM = Claim("北京云岭投资有限公司", "91110108MA00000000", "王建国", "110108198506010013", "13800000001")
HELD = Registered(CLAIM.name, EnterpriseStatus.EXISTING, ((CLAIM.representative, CLAIM.identity_number),))
LLC = catalogue.load().procedure("LLC.SETUP", TODAY)


def stands(
    claim: Claim = CLAIM, held: Registered | None = None, said: Confirmation | None = None, uploaded: bool = False
) -> tuple[OrganisationStatus, tuple[str, ...]]:
    found = standing(claim, held, said, uploaded=uploaded)
    return found.status, found.mismatched


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, ()),
        ({"name": "北京另一投资有限公司"}, ("name",)),
        ({"representative": "李秀英"}, ("representative",)),
        ({"identity_number": "110108198506010021"}, ("identity_number",)),
    ],
)
def test_r11_the_register_confirms_name_and_representative_by_name_and_number(
    changes: Mapping[str, str], wrong: tuple[str, ...]
) -> None:
    expected = S.MISMATCH if wrong else S.CONFIRMED_REGISTER
    assert stands(replace(CLAIM, **changes), HELD) == (expected, wrong)


def test_the_public_register_shows_no_numbers_so_names_alone_are_compared_there() -> None:
    public = replace(HELD, representatives=((CLAIM.representative, ""),))
    assert stands(replace(CLAIM, identity_number="x"), public) == (S.CONFIRMED_REGISTER, ())


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (EnterpriseStatus.EXISTING, S.CONFIRMED_REGISTER),
        (EnterpriseStatus.CANCELLING, S.CONFIRMED_REGISTER),
        (EnterpriseStatus.CANCELLED, S.MISMATCH),
        (EnterpriseStatus.REVOKED, S.MISMATCH),
        (EnterpriseStatus.MIGRATED, S.MISMATCH),
        (EnterpriseStatus.IN_LIQUIDATION, S.UPLOADED),
    ],
)
def test_only_an_enterprise_that_exists_is_confirmed_and_one_in_liquidation_by_hand(
    status: EnterpriseStatus, expected: OrganisationStatus
) -> None:
    assert stands(held=replace(HELD, status=status), uploaded=True)[0] is expected


@pytest.mark.parametrize(
    ("said", "uploaded", "expected"),
    [
        (S.CONFIRMED_SERVICE, False, S.CONFIRMED_SERVICE),
        (S.MISMATCH, True, S.MISMATCH),
        (S.UNKNOWN, False, S.UNKNOWN),
        (S.UNKNOWN, True, S.UPLOADED),
        (None, True, S.UPLOADED),
        (None, False, S.PENDING),
    ],
)
def test_r12_what_the_database_does_not_know_is_confirmed_by_its_proof_and_silence_confirms_nothing(
    said: OrganisationStatus | None, uploaded: bool, expected: OrganisationStatus
) -> None:
    word = Confirmation(said) if said else None
    assert stands(said=word, uploaded=uploaded)[0] is expected
    assert stands(held=HELD, said=word)[0] is S.CONFIRMED_REGISTER, "the register's own word goes first"


def with_organisation(mandate: Mandate | None = None) -> Content:
    """A company of a person and an organisation that the second person represents."""
    held = {"name": CLAIM.name, "code": CLAIM.code, "representative": "p2"}
    content = company({"organisations": {"o1": held}, "capital.contributions.1.party": "o1"})
    organisation = content.organisation("o1").model_copy(update={"mandate": mandate})
    return content.model_copy(update={"organisations": {"o1": organisation}})


def findings(content: Content, found: Confirmation | None = None) -> dict[str, rules.Finding]:
    facts = rule_facts(organisations={"o1": found} if found else None)
    return {f"{one.rule} {one.place}": one for one in rules.check(content, facts) if one.severity != "passed"}


@pytest.mark.parametrize(
    ("found", "severity", "place"),
    [
        (Confirmation(S.MISMATCH, ("name",)), "error", "organisations.o1.name"),
        (Confirmation(S.MISMATCH, ("code",)), "error", "organisations.o1.code"),
        (Confirmation(S.MISMATCH, ("status",)), "error", "organisations.o1.code"),
        (Confirmation(S.MISMATCH, ("representative",)), "error", "organisations.o1.representative"),
        (Confirmation(S.MISMATCH, ("identity_number",)), "error", "parties.p2.identity_number"),
        (Confirmation(S.MISMATCH, ("phone",)), "error", "parties.p2.phone"),
        (Confirmation(S.UNKNOWN), "warning", "organisations.o1.name"),
        (Confirmation(S.UPLOADED), "warning", "organisations.o1.name"),
        (Confirmation(S.PENDING), "warning", "organisations.o1.name"),
    ],
)
def test_r11_what_is_not_confirmed_is_said_at_its_place(found: Confirmation, severity: str, place: str) -> None:
    said = findings(with_organisation(), found)[f"organisations.confirmed {place}"]
    assert said.severity == severity
    assert said.message.params["organisation"] == CLAIM.name


def test_a_representative_who_is_not_the_registered_one_is_named_with_the_registered_one() -> None:
    found = standing(replace(CLAIM, representative="李秀英"), HELD, None, uploaded=True)
    said = findings(with_organisation(), found)["organisations.confirmed organisations.o1.representative"]
    assert (said.message.params["registered"], said.message.params["entered"]) == ("王建国", "李秀英")


@pytest.mark.parametrize("status", [S.CONFIRMED_REGISTER, S.CONFIRMED_SERVICE, S.CONFIRMED_BY_HAND])
def test_a_confirmed_organisation_is_no_matter_of_concern(status: OrganisationStatus) -> None:
    assert not [one for one in findings(with_organisation(), Confirmation(status)) if "confirmed" in one]


CHARTER = LLC.material("charter")
RESPONSIBILITY = LLC.material("responsibility")
DAY = date(2026, 12, 1)


def test_r14_an_agent_signs_within_scope_and_time_of_the_mandate_and_not_otherwise() -> None:
    assert CHARTER
    assert RESPONSIBILITY
    content = with_organisation(Mandate(agent="p3", scope=f"签署《{CHARTER.label}》", until=DAY))
    member = (LLC, SignatoryRole.MEMBER, "p3")

    def refused(day: date, material: catalogue.Material = CHARTER) -> str:
        problem = why_not_entitled(material, content, *member, day)
        return problem.text if problem else ""

    assert refused(DAY) == ""
    assert "was not in force" in refused(date(2026, 12, 2))
    assert "does not cover" in refused(DAY, RESPONSIBILITY)
    assert [one.ground for one in represented(CHARTER, content, *member)] == [Ground.MANDATE]
    assert not represented(CHARTER, content, LLC, SignatoryRole.MEMBER, "p1"), "who signs for themselves"


def test_r14_without_a_mandate_the_representative_signs() -> None:
    assert CHARTER
    behind = represented(CHARTER, with_organisation(), LLC, SignatoryRole.MEMBER, "p2")
    assert [(one.organisation, one.ground) for one in behind] == [(CLAIM.name, Ground.REPRESENTATIVE)]


@pytest.mark.parametrize(("scope", "fits"), [("签署全部申请材料", True), ("领取营业执照", False)])
def test_a_mandate_must_cover_what_its_agent_signs(scope: str, fits: bool) -> None:
    found = findings(with_organisation(Mandate(agent="p3", scope=scope, until=DAY)))
    assert ("organisations.scope organisations.o1.mandate.scope" not in found) is fits


def test_an_expired_mandate_keeps_signing_closed() -> None:
    found = findings(with_organisation(Mandate(agent="p3", scope="全部", until=date(2026, 11, 22))))
    assert found["organisations.mandate organisations.o1.mandate.until"].severity == "error"


def test_r06_an_organisation_that_the_register_names_already_is_asked_about_only_when_it_signs() -> None:
    setup = content_for(LLC)[0]
    prior = with_organisation().model_copy(update={"scope": setup.scope})
    reissue = catalogue.load().procedure("LLC.LICENCE.REISSUE", TODAY)
    assert concerned(prior, reissue, prior) == ()
    assert concerned(prior, LLC, None) == ("o1",)
    other = prior.organisation("o1").model_copy(update={"name": "北京另一投资有限公司"})
    changed = prior.model_copy(update={"organisations": {"o1": other}})
    assert concerned(changed, reissue, prior) == ("o1",)
    assert claim_of(changed, "o1").name == other.name


@pytest.mark.parametrize("status", S)
def test_r06_proof_is_asked_for_unless_this_register_holds_the_organisation(status: OrganisationStatus) -> None:
    missing = findings(with_organisation(), Confirmation(status))
    proof = f"uploads.required uploads.{SUBJECT_PROOF}"
    assert (proof in missing) == (status is not S.CONFIRMED_REGISTER)


@pytest.mark.parametrize("procedure", ESTABLISHED, ids=lambda one: one.entity_type)
def test_r12_both_zones_ask_for_the_same_people_of_an_enterprise_that_takes_part(procedure: Procedure) -> None:
    """The outer zone reads the public register, the inner one the register itself."""
    content, _ = content_for(procedure)
    outside = outer_organisations.heads_named("、".join(heads(content, procedure.type)))
    inside = [content.name_of(key) for key in inner_organisations.people_at_the_head(content, procedure.type)]
    assert inside
    assert list(outside) == inside
