"""How people know the choices that a content offers: identifiers of texts, for all who show or ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from core.content.businesses import (
    Circumstance,
    DissolutionReason,
    MergerForm,
    ReissueReason,
)
from core.content.parties import IdentityDocument, OrganisationKind
from core.content.sections import Assets, Composition, ContributionForm, EconomicNature, Tenure
from core.i18n import N_

# Members of different enums may hold the same value and are then equal, so words are kept by enum.
WORDS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Tenure: {Tenure.OWNED: N_("Owned"), Tenure.RENTED: N_("Rented"), Tenure.FREE_USE: N_("Used free of charge")},
    ContributionForm: {
        ContributionForm.MONEY: N_("Money"),
        ContributionForm.IN_KIND: N_("In kind"),
        ContributionForm.INTELLECTUAL_PROPERTY: N_("Intellectual property"),
        ContributionForm.LAND_USE: N_("Land-use right"),
        ContributionForm.EQUITY: N_("Equity of another enterprise"),
        ContributionForm.LABOUR: N_("Work"),
    },
    IdentityDocument: {
        IdentityDocument.RESIDENT_ID: N_("Resident identity card"),
        IdentityDocument.PASSPORT: N_("Passport"),
        IdentityDocument.HONG_KONG_MACAO_PERMIT: N_("Permit for residents of Hong Kong and Macao"),
        IdentityDocument.TAIWAN_PERMIT: N_("Permit for residents of Taiwan"),
        IdentityDocument.PERMANENT_RESIDENCE: N_("Permanent residence card of a foreigner"),
    },
    OrganisationKind: {
        OrganisationKind.ENTERPRISE: N_("An enterprise in China"),
        OrganisationKind.INSTITUTION: N_("Public institution"),
        OrganisationKind.ASSOCIATION: N_("Association or foundation"),
        OrganisationKind.STATE_BODY: N_("State body"),
        OrganisationKind.COLLECTIVE: N_("Rural collective"),
        OrganisationKind.FOREIGN: N_("Organisation abroad"),
    },
    Assets: {Assets.PERSONAL: N_("Personal property"), Assets.FAMILY: N_("Family property")},
    Composition: {Composition.PERSONAL: N_("One person alone"), Composition.FAMILY: N_("The family together")},
    EconomicNature: {
        EconomicNature.STATE: N_("Owned by the whole people"),
        EconomicNature.COLLECTIVE: N_("Owned by a collective"),
        EconomicNature.COOPERATIVE_SHARES: N_("Cooperative by shares"),
        EconomicNature.JOINT: N_("Joint operation"),
    },
    DissolutionReason: {
        DissolutionReason.TERM_ENDED: N_("Its term has ended"),
        DissolutionReason.RESOLVED: N_("It was decided to dissolve it"),
        DissolutionReason.MERGED: N_("It merged or divided"),
        DissolutionReason.ORDERED: N_("An authority ordered it"),
        DissolutionReason.COURT: N_("A court dissolved it"),
        DissolutionReason.BANKRUPT: N_("It was declared bankrupt"),
    },
    ReissueReason: {
        ReissueReason.LOST: N_("Lost"),
        ReissueReason.DAMAGED: N_("Damaged"),
        ReissueReason.COPIES: N_("More copies are needed"),
    },
    MergerForm: {
        MergerForm.ABSORPTION: N_("One company takes in another"),
        MergerForm.NEW_COMPANY: N_("Companies merge into a new one"),
        MergerForm.DIVISION: N_("One company divides and ends"),
        MergerForm.SPIN_OFF: N_("One company divides and goes on"),
    },
    Circumstance: {
        Circumstance.APPROVAL_NEEDED: N_("another authority must approve beforehand"),
        Circumstance.FOREIGN_LANGUAGE: N_("a document is in a foreign language"),
        Circumstance.STATE_ASSETS: N_("the state holds a part"),
        Circumstance.INHERITANCE: N_("a share passes to an heir"),
        Circumstance.PUBLIC_OFFERING: N_("shares are offered to the public"),
        Circumstance.ARTICLES_CHANGE: N_("the articles are changed"),
        Circumstance.COURT_RULING: N_("a court has ruled"),
        Circumstance.CUSTOMS_RECORD: N_("it is on record with the customs"),
        Circumstance.PROFESSIONAL: N_("the profession needs a licence to practise"),
        Circumstance.CHINESE_REPRESENTATIVE: N_("a representative is a Chinese citizen"),
    },
}
