"""The vocabulary. Every word that is stored, sent between the zones or decided upon is named here once.

Values are what databases, envelopes and archives hold for thirty years: never rename one, only add.
"""

from core.terms.enums import (
    Action,
    Assurance,
    Business,
    Channel,
    ClaimState,
    CounterState,
    Effect,
    EnterpriseStatus,
    EvidenceKind,
    IdentityStatus,
    LicenceStatus,
    MaterialSource,
    NoticeStatus,
    OrganisationStatus,
    Prefill,
    ProposalKind,
    Role,
    Severity,
    SignatoryRole,
    Status,
    Zone,
)
from core.terms.labels import LABELS, label

__all__ = [
    "LABELS",
    "Action",
    "Assurance",
    "Business",
    "Channel",
    "ClaimState",
    "CounterState",
    "Effect",
    "EnterpriseStatus",
    "EvidenceKind",
    "IdentityStatus",
    "LicenceStatus",
    "MaterialSource",
    "NoticeStatus",
    "OrganisationStatus",
    "Prefill",
    "ProposalKind",
    "Role",
    "Severity",
    "SignatoryRole",
    "Status",
    "Zone",
    "label",
]
