"""Whether an applicant's identity is confirmed: as the submission says, and as an officer decides (R12).

A submission may come with the mark “pending”, while an officer here confirms the identity by hand. The decision and the
submission cross in either order; whichever comes second settles the case. It counts for just the person whom the
officer judged: account and identity number must be those of the case.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from core.i18n import M_, N_
from core.inner.context import Inner
from core.inner.tables import Case, IdentityCase
from core.rules import Finding
from core.terms import IdentityStatus, Severity

RULE = "identity"
REAL_NAME = N_("Opinion on full-process electronic enterprise registration, 2 (2) 2")
APPLICANT = "case.applicant"


def identity_of(session: Session, inner: Inner, applicant: Mapping[str, Any]) -> IdentityStatus:
    """What is known of an applicant's identity on receipt: an officer may have decided while the submission was on its
    way."""
    said = IdentityStatus(applicant["identity"])
    if said is IdentityStatus.CONFIRMED:
        return said
    index = inner.vault.index(str(applicant["identity_number"]).upper(), "identity")
    decided = session.exec(
        select(IdentityCase)
        .where(
            IdentityCase.account_ref == applicant["ref"],
            IdentityCase.person_index == index,
            col(IdentityCase.decided_at).is_not(None),
        )
        .order_by(col(IdentityCase.decided_at).desc())
    ).first()
    return _status(decided) if decided else said


def settle(session: Session, inner: Inner, decided: IdentityCase, now: datetime) -> None:
    """Let an officer's decision count for the cases that came with the mark “pending”."""
    mine = col(Case.applicant)["ref"].as_string() == decided.account_ref
    for case in session.exec(select(Case).where(mine)):
        person = json.loads(inner.vault.open(bytes.fromhex(case.applicant["sealed"]), f"{APPLICANT}:{case.id}"))
        same = inner.vault.index(person["identity_number"].upper(), "identity") == decided.person_index
        if same and case.applicant["identity"] != IdentityStatus.CONFIRMED:
            case.applicant = {**case.applicant, "identity": _status(decided)}
            case.version, case.updated_at = case.version + 1, now


def finding(name: str, identity: IdentityStatus) -> Finding:
    """What to say on receipt of the applicant's identity."""
    if identity is IdentityStatus.CONFIRMED:
        severity, message = Severity.PASSED, M_("The identity of {name}, who applies, is confirmed.", name=name)
    elif identity is IdentityStatus.MANUAL:
        severity = Severity.WARNING
        message = M_(
            "The identity of {name}, who applies, is with an officer for confirmation. Nothing can be approved before.",
            name=name,
        )
    else:
        severity = Severity.ERROR
        message = M_("The identity of {name}, who applies, was not confirmed. Have it confirmed first.", name=name)
    return Finding(rule=RULE, severity=severity, place="parties", message=message, basis=REAL_NAME)


def _status(decided: IdentityCase) -> IdentityStatus:
    return IdentityStatus.CONFIRMED if decided.confirmed else IdentityStatus.REFUSED
