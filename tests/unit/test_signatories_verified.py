"""Every material of every procedure is signed by exactly those who must, or the inner zone says so (A18, R14)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from core import catalogue, situation
from core.catalogue import Procedure
from core.content import Content, Mandate, Person
from core.inner.verification import APPLICANT, MANIFEST, expected_signatories, signatory_findings
from core.signatories import mandated
from core.terms import SignatoryRole
from tests.builders import TODAY, content_for

Document = dict[str, object]
AGENT, STRANGER = "p91", "p92"
PROCEDURES = {one.id: one for one in catalogue.load().open_on(TODAY)}


def through_agents(content: Content) -> Content:
    """The same, with every organisation signing through somebody with a mandate."""
    mandate = Mandate(agent=AGENT, scope="签署全部申请材料", until=date(2027, 1, 31))
    parties = {**content.parties, AGENT: Person(name="代理人"), STRANGER: Person(name="旁人")}
    held = {key: one.model_copy(update={"mandate": mandate}) for key, one in content.organisations.items()}
    return content.model_copy(update={"parties": parties, "organisations": held})


def signed(procedure: Procedure, content: Content, prior: Content | None) -> list[Document]:
    """A pack that everybody signed who must."""
    pack = [
        document(material.kind, expected_signatories(material, content, procedure))
        for material in situation.pack(procedure, content, prior)
    ]
    return [*pack, document(MANIFEST, [(SignatoryRole.APPLICANT, APPLICANT)])]


def document(kind: str, signers: list[tuple[str, str]]) -> Document:
    return {"kind": kind, "signatures": [{"role": role, "party": party} for role, party in signers]}


def altered(signers: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """One signatory missing, one too many, one in another's place, one in another capacity."""
    yield [*signers, (SignatoryRole.LEGAL_REPRESENTATIVE, STRANGER)]
    for at, (role, _) in enumerate(signers):
        others = signers[:at] + signers[at + 1 :]
        yield others
        yield [*others, (role, STRANGER)]
        other = SignatoryRole.APPLICANT if role is not SignatoryRole.APPLICANT else SignatoryRole.MEMBER
        yield [*others, (other, signers[at][1])]


@pytest.mark.parametrize("mandates", [False, True])
@pytest.mark.parametrize("name", PROCEDURES)
def test_a18_a_wrong_missing_or_extra_signatory_of_any_material_is_found(name: str, mandates: bool) -> None:
    procedure = PROCEDURES[name]
    content, prior = content_for(procedure)
    content = through_agents(content) if mandates else content
    pack = signed(procedure, content, prior)
    assert signatory_findings(procedure, content, prior, pack) == []
    if mandates and not mandated(content, procedure):
        return
    for at, one in enumerate(pack):
        found = signatory_findings(procedure, content, prior, pack[:at] + pack[at + 1 :])
        assert [finding.place for finding in found] == [f"documents.{one['kind']}"], "a document is missing"
        signers = [(claim["role"], claim["party"]) for claim in one["signatures"]]  # type: ignore[attr-defined]
        for other in altered(signers):
            bent = [*pack[:at], document(str(one["kind"]), other), *pack[at + 1 :]]
            found = signatory_findings(procedure, content, prior, bent)
            assert [finding.place for finding in found] == [f"documents.{one['kind']}"], other


def test_r14_a_mandate_is_signed_by_who_gives_it_and_everything_else_by_its_agent() -> None:
    procedure = PROCEDURES["FIP.SETUP"]
    content = through_agents(content_for(procedure)[0])
    mandate = procedure.material("mandate")
    assert mandate is not None
    givers = expected_signatories(mandate, content, procedure)
    assert givers
    assert {role for role, _ in givers} == {SignatoryRole.ORGANISATION_REPRESENTATIVE}
    assert AGENT not in {person for _, person in givers}
    agreement = procedure.material("partnership_agreement")
    assert agreement is not None
    assert AGENT in {person for _, person in expected_signatories(agreement, content, procedure)}
