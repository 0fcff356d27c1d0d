"""The content of an application, section by section."""

from core.content.sections import (
    CapitalSection,
    ContactSection,
    Content,
    Contribution,
    ContributionForm,
    DomicileSection,
    IdentityDocument,
    NameSection,
    OrgansSection,
    OtherSection,
    Person,
    ScopePhrase,
    ScopeSection,
    Section,
    Tenure,
    value_at,
)

__all__ = [
    "CapitalSection",
    "ContactSection",
    "Content",
    "Contribution",
    "ContributionForm",
    "DomicileSection",
    "IdentityDocument",
    "NameSection",
    "OrgansSection",
    "OtherSection",
    "Person",
    "ScopePhrase",
    "ScopeSection",
    "Section",
    "Tenure",
    "value_at",
]
