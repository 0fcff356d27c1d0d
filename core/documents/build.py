"""The literal table of document families, and the pack made by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.catalogue import Material
from core.content import Content
from core.documents import agreements, charter, decisions, form, gatherings, premises, statements, uploaded
from core.documents.pack import (
    DocumentNotPossible,
    Family,
    PackDocument,
    PackFacts,
    complete,
    make,
    signers_of,
)
from core.documents.pack import content_hash as hash_of
from core.i18n import N_
from core.terms import MaterialSource

NO_FAMILY = N_("the catalogue asks for a kind of document that this version does not make")

FAMILIES: Mapping[str, Family] = {
    "application_form": form.FAMILY,
    "charter": charter.FAMILY,
    "charter_amendment": charter.AMENDMENT,
    "appointment": decisions.APPOINTMENT,
    "dismissal": decisions.DISMISSAL,
    "head_appointment": decisions.HEAD,
    "executive_appointment": decisions.EXECUTIVE,
    "delegate_appointment": decisions.DELEGATE,
    "resolution": decisions.RESOLUTION,
    "cooperative_resolution": decisions.RESOLUTION,
    "capital_resolution": decisions.CAPITAL_RESOLUTION,
    "contributor_consent": decisions.CONSENT,
    "other_members_consent": decisions.OTHER_MEMBERS,
    "dissolution_resolution": decisions.DISSOLUTION,
    "liquidators_resolution": decisions.LIQUIDATORS,
    "branch_decision": decisions.BRANCH_DECISION,
    "liquidation_report": statements.LIQUIDATION_REPORT,
    "liquidation_confirmation": statements.LIQUIDATION_CONFIRMATION,
    "promoter_minutes": gatherings.MINUTES,
    "founding_minutes": gatherings.MINUTES,
    "cooperative_minutes": gatherings.COOPERATIVE_MINUTES,
    "cooperative_roster": gatherings.ROSTER,
    "cooperative_contributions": gatherings.CONTRIBUTIONS,
    "partnership_agreement": agreements.PARTNERSHIP,
    "partner_contributions": agreements.CONTRIBUTIONS,
    "labour_valuation": agreements.LABOUR,
    "joining_agreement": agreements.JOINING,
    "equity_transfer": agreements.TRANSFER,
    "merger_document": agreements.MERGER,
    "responsibility": statements.RESPONSIBILITY,
    "authorisation": statements.AUTHORISATION,
    "mandate": statements.MANDATE,
    "service_authorisation": statements.SERVICE,
    "family_consent": statements.FAMILY_CONSENT,
    "commitment": statements.COMMITMENT,
    "debt_settlement": statements.DEBT_SETTLEMENT,
    "contact_form": statements.CONTACT,
    "premises": premises.FAMILY,
}

BY_SOURCE: Mapping[MaterialSource, Family] = {MaterialSource.UPLOADED: uploaded.FAMILY}
"""What is made of a material that has no family of its own."""


def build_document(
    content: Content, facts: PackFacts, material: Material, uploads: Mapping[str, bytes]
) -> PackDocument:
    """One document of the pack. `uploads` maps SHA-256 (hex) to bytes. Raises DocumentNotPossible."""
    family = _family(material)
    return make(
        material.kind,
        _number(material),
        material.label,
        family.template,
        (facts.application_no, facts.edition, facts.drawn_up),
        family.collect(content, facts, material),
        signers_of(material, content, facts),
        uploads,
    )


def build_pack(
    content: Content, facts: PackFacts, materials: Sequence[Material], uploads: Mapping[str, bytes]
) -> tuple[PackDocument, ...]:
    """Every document that the catalogue asks for, in its order (R21). Raises DocumentNotPossible."""
    return tuple(build_document(content, facts, material, uploads) for material in materials)


def content_hashes(content: Content, facts: PackFacts, materials: Sequence[Material]) -> dict[str, str]:
    """What each document's content hash would be, without drawing: tells which documents must be made anew."""
    hashes = {}
    for material in materials:
        family = _family(material)
        signers = signers_of(material, content, facts)
        data = complete(family.collect(content, facts, material), material.label, _number(material), signers)
        hashes[material.kind] = hash_of(
            material.kind, family.template.version, facts.application_no, facts.edition, data
        )
    return hashes


def _number(material: Material) -> str:
    """As the footer writes it: 01, 02 …"""
    return str(material.number).zfill(2)


def _family(material: Material) -> Family:
    family = FAMILIES.get(material.kind) or BY_SOURCE.get(material.source)
    if family is None:
        raise DocumentNotPossible(title=material.label, reason_text=NO_FAMILY)
    return family
