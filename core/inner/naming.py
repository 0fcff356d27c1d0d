"""The name of a case at its receipt: reserved here alone, and what stands against it (R22, A08).

Every case comes through here, whichever way it came in. A name that is taken is a finding for the officer, not a lost
submission: the case can be returned once, and the next submission reserves anew. A reservation ends after
`NAME_HELD_FOR`, unless the case is submitted again; approval keeps the name for good.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from core import register
from core.content import NameSection
from core.i18n import M_, N_, Message
from core.inner.context import Inner
from core.inner.steps import findings_of
from core.inner.tables import Case
from core.names import compose
from core.rules import Finding
from core.terms import Severity
from core.workdays import day_in_china

NAME_HELD_FOR = timedelta(days=60)
RULE, PLACE = "name.reserved", "name.trade_name"
BASIS = N_("Provisions on the Administration of Enterprise Name Registration")


def names_near(session: Session, case: Case, name: NameSection, now: datetime) -> tuple[str, ...]:
    """Names of the register and of other cases of the same authority that the rules compare this one with."""
    return register.names_near(session, name, case.authority_id, case.id, now, subject=case.subject)


def reserve(session: Session, inner: Inner, case: Case, name: NameSection, now: datetime) -> Finding:
    """Reserve the case's name, or lengthen what it has; says which, or who holds the name and what can be done."""
    until = now + NAME_HELD_FOR
    try:
        register.reserve_name(session, name, case.authority_id, case.id, now, until, subject=case.subject)
    except register.NameTaken as taken:
        evidence = {"name": taken.name}
        if taken.uscc:
            evidence |= {N_("Unified social credit code"): taken.uscc}
        if taken.until:
            evidence |= {"until": f"{day_in_china(taken.until):%Y-%m-%d}"}
        expired = _had_reserved(session, inner, case, taken.name)
        return Finding(RULE, Severity.ERROR, PLACE, _taken(taken, expired=expired), evidence, BASIS)
    message = M_("The name “{name}” is free and now reserved for this case.", name=compose(name))
    evidence = {"name": compose(name), "until": f"{day_in_china(until):%Y-%m-%d}"}
    return Finding(RULE, Severity.PASSED, PLACE, message, evidence, BASIS)


def _had_reserved(session: Session, inner: Inner, case: Case, name: str) -> bool:
    """Whether an earlier round of the case had the name reserved."""
    earlier = findings_of(session, inner, case, all_rounds=True)
    return any((one.rule, one.severity, one.evidence.get("name")) == (RULE, Severity.PASSED, name) for one in earlier)


def keep(session: Session, case: Case, name: NameSection, now: datetime, until: datetime | None) -> None:
    """Keep the name for a case that is approved, for good or `until` a moment, also when its reservation has expired
    and nobody took the name. Raises register.NameTaken when somebody did.
    """
    register.reserve_name(session, name, case.authority_id, case.id, now, until, subject=case.subject)


def _taken(taken: register.NameTaken, *, expired: bool) -> Message:
    if expired:
        return M_(
            "The reservation of “{name}” for this case had expired, and somebody else holds the name now. "
            "Return the case, so that the applicant can choose another trade name.",
            name=taken.name,
        )
    if taken.uscc:
        return M_(
            "The name “{name}” is that of an enterprise in the register. "
            "Return the case, so that the applicant can choose another trade name.",
            name=taken.name,
        )
    return M_(
        "The name “{name}” is reserved for another case. Return this case, so that the applicant can choose another "
        "trade name, or wait: what is not registered by then is free again.",
        name=taken.name,
    )
