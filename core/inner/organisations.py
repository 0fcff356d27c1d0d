"""Organisations of a case, judged anew in this zone: by the register, by what the database said, by hand (R11, R12).

Of an enterprise that this register holds, name, status and representative (name and identity number) must be those of
the register's content; no other word counts then. Of any other organisation the legal-person database's answer counts,
which came with the submission, or an officer's, who looked at the proof. A case that was never looked at counts as
unconfirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import rfc8785
from sqlmodel import Session

from core import organisations, trace
from core.catalogue import EntityType, Procedure
from core.catalogue.kinds import entity_types
from core.content import SUBJECT_PROOF, Content
from core.content.text import UnsafeText, normalise_lines
from core.errors import BadInput, ConditionNotMet, Conflict, NotFound
from core.i18n import N_
from core.inner import entering
from core.inner.context import Inner
from core.inner.officers import OfficerView
from core.inner.steps import content_of, load, needs_met, procedure_of
from core.inner.tables import Case, Enterprise
from core.organisations import Confirmation, Registered, claim_of
from core.signatories import acting, head_keys
from core.terms import Action, EnterpriseStatus, OrganisationStatus, Status
from core.workflow import NEED_TEXTS, Need

BELIEVED = frozenset({OrganisationStatus.CONFIRMED_SERVICE, OrganisationStatus.MISMATCH, OrganisationStatus.UNKNOWN})
"""What the other zone may say in the database's name; that something is confirmed otherwise is decided here."""
DIFFERS_NOW = N_("the register says something else of an organisation now; look at the case again")
AGREES_NOT = N_("it differs from what this register holds; have the application completed")


@dataclass(frozen=True)
class OrganisationView:
    """An organisation of a case, for officers: where it stands, and who confirmed it on which grounds."""

    key: str
    name: str
    code: str
    representative: str
    found: Confirmation
    reference: str = ""
    officer: str = ""
    grounds: str = ""
    at: datetime | None = None


def examine(
    session: Session, inner: Inner, case: Case, content: Content, said: Mapping[str, Any]
) -> dict[str, Confirmation]:
    """Judge every organisation of a case that was received, and keep the result with the case. `said` is what the
    legal-person database answered in the outer zone, by key. What an officer confirmed before stays confirmed as long
    as the organisation's data are the same."""
    earlier = case.organisations or {}
    prior = entering.prior_of(session, inner, case)
    kept: dict[str, dict[str, Any]] = {}
    for key in organisations.concerned(content, procedure_of(case), prior):
        digest = _digest(inner, content, key)
        before = earlier.get(key, {})
        by_hand = before if (before.get("digest"), before.get("status")) == (digest, BY_HAND) else None
        word = by_hand or _believed(said.get(key))
        found = standing(session, inner, content, key, word, drill=case.drill)
        kept[key] = {**(by_hand or {}), "digest": digest, "reference": str(word.get("reference", "")), **_plain(found)}
    case.organisations = kept
    return {key: _confirmation(row) for key, row in kept.items()}


def at_counter(
    session: Session, inner: Inner, content: Content, procedure: Procedure, prior: Content | None, *, drill: bool
) -> dict[str, Confirmation]:
    """Where the organisations of a draft at the counter stand: the register's word, and what was brought."""
    keys = organisations.concerned(content, procedure, prior)
    return {key: standing(session, inner, content, key, {}, drill=drill) for key in keys}


def standing(
    session: Session, inner: Inner, content: Content, key: str, word: Mapping[str, Any], *, drill: bool
) -> Confirmation:
    """Where one organisation stands, by the register as it is now and by a word that was said of it."""
    claim = claim_of(content, key)
    said = _confirmation(word) if word else None
    uploaded = bool(content.uploaded(SUBJECT_PROOF))
    return organisations.standing(claim, _registered(session, inner, claim.code, drill), said, uploaded=uploaded)


def confirm(inner: Inner, officer: OfficerView, case_id: str, party: str, grounds: str, key: str) -> None:
    """Confirm an organisation by hand, on what its proof shows. The same key again does nothing.

    Raises BadInput without grounds, NotFound, Conflict when it is confirmed already, ConditionNotMet for another
    officer's case and for an enterprise of which this register says otherwise.
    """
    words = _words(grounds)
    now = inner.clock()
    with inner.store.unit() as session:
        case = load(session, officer, case_id, Action.PROPOSE)
        kept = dict(case.organisations or {})
        if party not in kept:
            raise NotFound()
        if kept[party].get("key") == key:
            return
        if case.status != Status.EXAMINING or Need.OWN_CASE not in needs_met(session, case, officer):
            raise ConditionNotMet(reason_text=NEED_TEXTS[Need.OWN_CASE])
        content = content_of(inner, case)
        found = standing(session, inner, content, party, kept[party], drill=case.drill)
        if found.settled:
            raise Conflict()
        if _registered(session, inner, claim_of(content, party).code, case.drill) and found.mismatched:
            raise ConditionNotMet(reason_text=AGREES_NOT)
        kept[party] = {
            **kept[party], **_plain(Confirmation(BY_HAND)), "officer": officer.name, "officer_id": officer.id,
            "grounds": words, "key": key, "at": now.isoformat(),
        }  # fmt: skip
        case.organisations, case.version, case.updated_at = kept, case.version + 1, now
        trace.append(
            session, kind="organisation.confirmed", subject=case.id, actor=officer.id,
            data={"party": party, "round": case.round}, now=now,
        )  # fmt: skip


def check_still(session: Session, inner: Inner, case: Case) -> None:
    """Raises ConditionNotMet when the register has come to say something else since the case was received."""
    content = content_of(inner, case)
    for key, row in (case.organisations or {}).items():
        if _confirmation(row).settled and not standing(session, inner, content, key, row, drill=case.drill).settled:
            raise ConditionNotMet(reason_text=DIFFERS_NOW)


def of_case(inner: Inner, officer: OfficerView, case_id: str) -> tuple[OrganisationView, ...]:
    """The organisations of a case for an officer who may see it. Raises NotFound, NotPermitted."""
    with inner.store.reading() as session:
        return views(session, inner, load(session, officer, case_id))


def views(session: Session, inner: Inner, case: Case) -> tuple[OrganisationView, ...]:
    """The organisations of a case as they stand now."""
    content = content_of(inner, case) if case.organisations else Content()
    return tuple(_view(session, inner, case, content, key, row) for key, row in (case.organisations or {}).items())


def _view(
    session: Session, inner: Inner, case: Case, content: Content, key: str, row: Mapping[str, Any]
) -> OrganisationView:
    claim, at = claim_of(content, key), row.get("at")
    return OrganisationView(
        key, claim.name, claim.code, claim.representative,
        standing(session, inner, content, key, row, drill=case.drill),
        reference=str(row.get("reference", "")), officer=str(row.get("officer", "")),
        grounds=str(row.get("grounds", "")), at=datetime.fromisoformat(at) if at else None,
    )  # fmt: skip


BY_HAND = OrganisationStatus.CONFIRMED_BY_HAND


def _believed(word: object) -> Mapping[str, Any]:
    """What the other zone says of the database's answer; nothing where it says what it cannot know."""
    if not isinstance(word, Mapping) or word.get("status") not in BELIEVED:
        return {}
    wrong = word.get("mismatched")
    mismatched = [one for one in organisations.ASKED if isinstance(wrong, list) and one in wrong]
    return {"status": word["status"], "mismatched": mismatched, "reference": word.get("reference", "")}


def _plain(found: Confirmation) -> dict[str, Any]:
    return {"status": found.status, "mismatched": list(found.mismatched), "registered": found.registered}


def _confirmation(row: Mapping[str, Any]) -> Confirmation:
    mismatched = tuple(str(one) for one in row.get("mismatched", ()))
    return Confirmation(OrganisationStatus(row["status"]), mismatched, str(row.get("registered", "")))


def _registered(session: Session, inner: Inner, code: str, drill: bool) -> Registered | None:
    """What the register holds now of the enterprise with that code; a drill's enterprise exists for drills only."""
    row = session.get(Enterprise, code) if code else None
    if row is None or (row.drill and not drill):
        return None
    content = entering.content_at(session, inner, row.uscc, row.current_version)
    people = [content.party(key) for key in people_at_the_head(content, entity_types()[row.entity_type])]
    return Registered(row.name, EnterpriseStatus(row.status), tuple((one.name, one.identity_number) for one in people))


def people_at_the_head(content: Content, entity: EntityType) -> tuple[str, ...]:
    """Keys of the people at the head of an enterprise; of an organisation among them its delegate."""
    return tuple(key for key in acting(content, head_keys(content, entity)) if key in content.parties)


def _digest(inner: Inner, content: Content, key: str) -> str:
    claim = rfc8785.dumps(asdict(claim_of(content, key))).decode()
    return inner.vault.index(claim, "organisation")


def _words(grounds: str) -> str:
    try:
        words = normalise_lines(grounds)[:2000]
    except UnsafeText as error:
        raise BadInput(
            field_text=N_("Grounds"), reason_text=N_("it holds an invisible or control character")
        ) from error
    if not words:
        raise BadInput(field_text=N_("Grounds"), reason_text=N_("say what the decision rests on"))
    return words
