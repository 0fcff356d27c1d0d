"""Confirming the organisations of a draft: by the public register, by the legal-person database, by proof (R11, R12).

The public register is looked into every time. The database is asked once the data are complete, and again when they
have changed; its answer is kept with the application under a keyed digest of what was asked, so that an answer never
speaks for other data. When it does not answer, nothing is confirmed and filling in goes on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import rfc8785
from sqlmodel import Session, select

from core import organisations, trace
from core.content import SUBJECT_PROOF, Content
from core.errors import ServiceUnavailable
from core.identity import OrganisationAnswer, OrganisationClaim
from core.ids import new_id
from core.organisations import Claim, Confirmation, Registered, claim_of
from core.outer.accounts import AccountView
from core.outer.applications import BEING_DRAFTED, content_of, load, prior_of, procedure_of
from core.outer.context import Outer
from core.outer.replica_tables import ReplicaEnterprise
from core.outer.tables import Application, Attempt, OrganisationCheck
from core.passwords import check_door
from core.terms import Action, EnterpriseStatus, OrganisationStatus, Status

QUESTIONS = 60
"""So many questions to the database an account may have asked within the window: it is no directory."""
DELEGATE = re.compile(r"（委派代表：(.+)）$")


def confirm(outer: Outer, account: AccountView, application_id: str) -> Mapping[str, Confirmation]:
    """Ask the legal-person database about every organisation of the draft whose data are complete and that it was not
    asked about yet. Returns where each stands, by key. Raises NotFound, TooManyTries."""
    now = outer.clock()
    with outer.store.reading() as session:
        application = load(session, account, application_id, Action.SAVE)
        open_ = Status(application.status) in BEING_DRAFTED
        waiting = _to_ask(session, outer, application, content_of(outer, application), now) if open_ else {}
    for key, claim in waiting.items():
        with outer.store.unit() as session:
            check_door(session, Attempt, f"organisation:{account.id}", now, QUESTIONS)
            session.add(Attempt(door=f"organisation:{account.id}", at=now))
        try:
            answer = outer.organisations.check(
                OrganisationClaim(claim.name, claim.code, claim.representative, claim.phone)
            )
        except ServiceUnavailable:
            break  # the others would wait for nothing as well
        _keep(outer, account, application_id, key, claim, answer)
    with outer.store.reading() as session:
        application = load(session, account, application_id, Action.SAVE)
        return standings(session, outer, application, content_of(outer, application))


def standings(session: Session, outer: Outer, application: Application, content: Content) -> dict[str, Confirmation]:
    """Where every organisation that must be confirmed stands, by key; without asking anybody."""
    if not content.organisations:
        return {}
    procedure, prior = procedure_of(application, outer.clock()), prior_of(outer, application)
    answers = _answers(session, application)
    uploaded = bool(content.uploaded(SUBJECT_PROOF))
    found = {}
    for key in organisations.concerned(content, procedure, prior):
        claim = claim_of(content, key)
        kept = answers.get(key)
        said = _said(kept) if kept is not None and kept.digest == _digest(outer, claim) else None
        found[key] = organisations.standing(claim, _registered(session, claim.code), said, uploaded=uploaded)
    return found


def evidence(session: Session, outer: Outer, application: Application, content: Content) -> dict[str, dict[str, Any]]:
    """What the database answered about the organisations as they are now, for the inner zone."""
    return {
        key: {
            "status": row.status,
            "mismatched": row.mismatched,
            "reference": row.reference,
            "at": row.at.isoformat(),
        }
        for key, row in _answers(session, application).items()
        if key in content.organisations and row.digest == _digest(outer, claim_of(content, key))
    }


def _to_ask(
    session: Session, outer: Outer, application: Application, content: Content, now: datetime
) -> dict[str, Claim]:
    """Organisations with complete data that neither the register holds nor the database has spoken of."""
    answers = _answers(session, application)
    concerned = organisations.concerned(content, procedure_of(application, now), prior_of(outer, application))
    claims = {key: claim_of(content, key) for key in concerned}
    return {
        key: claim
        for key, claim in claims.items()
        if claim.complete
        and _registered(session, claim.code) is None
        and (key not in answers or answers[key].digest != _digest(outer, claim))
    }


def _keep(
    outer: Outer, account: AccountView, application_id: str, key: str, claim: Claim, answer: OrganisationAnswer
) -> None:
    now = outer.clock()
    with outer.store.unit() as session:
        application = load(session, account, application_id, Action.SAVE)
        row = _answers(session, application).get(key) or OrganisationCheck(
            id=new_id(), application_id=application_id, party=key, digest="", status="", reference="", at=now
        )
        row.digest, row.status, row.at = _digest(outer, claim), _status_of(answer), now
        row.mismatched = list(answer.mismatched) if row.status == OrganisationStatus.MISMATCH else []
        row.reference = answer.reference
        session.add(row)
        trace.append(
            session,
            kind="organisation.checked",
            subject=application_id,
            actor=account.id,
            data={"party": key, "status": row.status, "mismatched": row.mismatched, "reference": row.reference},
            now=now,
        )


def _status_of(answer: OrganisationAnswer) -> OrganisationStatus:
    if answer.matched:
        return OrganisationStatus.CONFIRMED_SERVICE
    return OrganisationStatus.MISMATCH if answer.known else OrganisationStatus.UNKNOWN


def _said(row: OrganisationCheck) -> Confirmation:
    return Confirmation(OrganisationStatus(row.status), tuple(row.mismatched))


def _answers(session: Session, application: Application) -> dict[str, OrganisationCheck]:
    rows = session.exec(select(OrganisationCheck).where(OrganisationCheck.application_id == application.id))
    return {row.party: row for row in rows}


def _digest(outer: Outer, claim: Claim) -> str:
    """What was asked about, so that it can be compared and not read."""
    return outer.vault.index(rfc8785.dumps(asdict(claim)).decode(), "organisation")


def _registered(session: Session, code: str) -> Registered | None:
    row = session.get(ReplicaEnterprise, code) if code else None
    if row is None:
        return None
    people = heads_named(str(row.facts.get("legal_representative", "")))
    return Registered(row.name, EnterpriseStatus(row.status), tuple((name, "") for name in people))


def heads_named(shown: str) -> tuple[str, ...]:
    """The people whom the public register names at the head of an enterprise; of an organisation its delegate."""
    return tuple(found.group(1) if (found := DELEGATE.search(one)) else one for one in shown.split("、") if one)
