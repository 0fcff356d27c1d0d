"""A draft begun online at the counter: taken over by its code, handed back or submitted here (R04).

One writer at any time: the outer zone freezes the draft before it sends it, and goes on only when it was handed back.
The code is sent sealed and kept nowhere; whoever tries codes is stopped after a few.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from core import permissions, trace
from core.content import PREMISES, Content, Person
from core.errors import BadInput, ConditionNotMet, EnvelopeRejected, NotPossibleNow
from core.exchange import Envelope
from core.i18n import N_
from core.ids import new_id
from core.inner import choosing, entering, prefilling
from core.inner.context import Inner
from core.inner.counter_drafts import (
    Applicant,
    applicant_of,
    content_at,
    load_open,
    person_index,
    seal_applicant,
    seal_content,
    seen_people,
    trace_draft,
    with_party,
)
from core.inner.officers import OfficerView
from core.inner.steps import authorities_below
from core.inner.tables import (
    Authority,
    CounterClaim,
    CounterDraft,
    CounterScan,
    Enterprise,
    Officer,
    OfficerAttempt,
)
from core.names import title_of
from core.passwords import check_door
from core.permissions import Right, Thing
from core.terms import LABELS, Action, ClaimState, CounterState, IdentityStatus, Zone

CODE_LENGTH = 8
SHOWN_AT_MOST = 20
NOT_ONLINE = N_("the register does not name the applicant in this enterprise; finish the application here")


@dataclass(frozen=True)
class ClaimRow:
    """A draft that was asked for, and what came of it; `reason` is the identifier of a text."""

    id: str
    state: ClaimState
    reason: str
    officer: str
    draft_id: str
    asked_at: datetime


def claim(inner: Inner, officer: OfficerView, code: str) -> str:
    """Ask the outer zone for the draft under a code; returns the claim's identifier. The draft comes a moment later.

    Raises BadInput for what cannot be a code, TooManyTries.
    """
    permissions.require(officer.roles, Zone.INNER, Thing.COUNTER, Right.BEGIN)
    typed = "".join(code.upper().split()).replace("-", "")
    if len(typed) != CODE_LENGTH or not typed.isalnum() or not typed.isascii():
        raise BadInput(field_text=N_("Code"), reason_text=N_("it has eight letters and digits"))
    now, claim_id = inner.clock(), new_id()
    with inner.store.unit() as session:
        check_door(session, OfficerAttempt, f"claim:{officer.id}", now)
        session.add(
            CounterClaim(
                id=claim_id, officer_id=officer.id, authority_id=officer.authority_id, state=ClaimState.ASKED,
                asked_at=now,
            )
        )  # fmt: skip
        inner.exchange.post(
            session,
            stream=f"counter.{claim_id}",
            kind="counter",
            payload={
                "do": "claim",
                "claim": claim_id,
                "code": typed,
                "authorities": sorted(authorities_below(session, officer.authority_id)),
            },
            now=now,
        )
        trace.append(session, kind="counter.asked", subject=claim_id, actor=officer.id, data={}, now=now)
    return claim_id


def claims(inner: Inner, officer: OfficerView) -> list[ClaimRow]:
    """The officer's latest claims, latest first."""
    permissions.require(officer.roles, Zone.INNER, Thing.COUNTER, Right.VIEW)
    with inner.store.reading() as session:
        rows = session.exec(
            select(CounterClaim)
            .where(CounterClaim.officer_id == officer.id)
            .order_by(col(CounterClaim.asked_at).desc())
            .limit(SHOWN_AT_MOST)
        )
        return [
            ClaimRow(row.id, ClaimState(row.state), row.reason, officer.name, row.draft_id or "", row.asked_at)
            for row in rows
        ]


def hand_back(inner: Inner, officer: OfficerView, draft_id: str) -> None:
    """Give a draft back to the outer zone with what it has become; a second time is not possible.

    Raises NotPossibleNow for a draft that was begun here: there is nobody to hand it back to. Raises ConditionNotMet
    when it was filled in here from the register, for somebody who may not have the register's data online.
    """
    now = inner.clock()
    with inner.store.unit() as session:
        draft = load_open(session, officer, draft_id)
        if not draft.online:
            state = LABELS[CounterState][CounterState(draft.state)]
            raise NotPossibleNow(action_text=LABELS[Action][Action.HAND_BACK], status_text=state)
        content = content_at(inner, draft)
        register = _for_online(session, inner, draft, content)
        uploads = _uploads(session, inner, draft, content)
        draft.state, draft.updated_at = CounterState.HANDED_BACK, now
        _tell(
            session, inner, draft, "hand_back", content, now,
            {"revision": draft.revision, "paper": draft.paper, "uploads": uploads, "register": register},
        )  # fmt: skip
        trace_draft(session, "handed_back", draft.id, officer, {"revision": draft.revision}, now)


def _for_online(session: Session, inner: Inner, draft: CounterDraft, content: Content) -> dict[str, Any] | None:
    """What the register said of the enterprise when the draft was filled in from it; None for one that was not.

    An officer may fill in for an agent whom the register does not name; online, nobody gets its data that way.
    """
    if not draft.subject or not content.subject.version:
        return None
    known = entering.content_at(session, inner, draft.subject, draft.prior_version)
    person = applicant_of(inner, draft).person
    sure = draft.applicant["identity"] == IdentityStatus.CONFIRMED or person_index(inner, person) in seen_people(
        session, draft.id
    )
    if not sure or not prefilling.is_party(known, person.identity_number.upper()):
        raise ConditionNotMet(reason_text=NOT_ONLINE)
    row = session.get_one(Enterprise, draft.subject)
    choices = choosing.choices(session, inner, row, draft.procedure)
    return prefilling.register_says(row, draft.prior_version, known, choices, inner.clock())


def tell_submitted(session: Session, inner: Inner, draft: CounterDraft, content: Content, now: datetime) -> None:
    """Tell the outer zone what the draft became when it was submitted here; the case's steps follow in its stream."""
    assert draft.first_submitted_at is not None
    _tell(
        session, inner, draft, "submitted", content, now,
        {
            "first_submitted_at": draft.first_submitted_at.isoformat(),
            "drawn_up": draft.drawn_up,
            "uploads": _uploads(session, inner, draft, content),
        },
    )  # fmt: skip


def receive(session: Session, inner: Inner, envelope: Envelope) -> Mapping[str, Any]:
    """What the outer zone answers to a claim, in the transaction of the inbox row. Raises EnvelopeRejected."""
    payload = envelope.payload
    row = session.get(CounterClaim, payload["claim"])
    work = ANSWERS.get(str(payload["do"]))
    if row is None or work is None or envelope.stream != f"counter.{row.id}" or row.state != ClaimState.ASKED:
        raise EnvelopeRejected(reason_text=N_("it answers a question that was not asked here"))
    row.answered_at = inner.clock()
    return work(session, inner, row, payload)


def _refused(session: Session, inner: Inner, row: CounterClaim, payload: Mapping[str, Any]) -> dict[str, Any]:
    """No draft under the code: a try that counts, so that nobody goes through all codes."""
    now = inner.clock()
    row.state, row.reason = ClaimState.REFUSED, str(payload["reason"])
    session.add(OfficerAttempt(door=f"claim:{row.officer_id}", at=now))
    trace.append(session, kind="counter.refused", subject=row.id, actor="outer", data={}, now=now)
    return {"claim": row.id}


def _taken(session: Session, inner: Inner, row: CounterClaim, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The draft came: it is this zone's until it is handed back."""
    now, draft_id = inner.clock(), str(payload["application"])
    if session.get(Authority, payload["authority"]) is None:
        raise EnvelopeRejected(reason_text=N_("it is for an authority that is not of this installation"))
    draft = session.get(CounterDraft, draft_id)
    if draft is not None and (not draft.online or draft.state == CounterState.OPEN):
        raise EnvelopeRejected(reason_text=N_("the counter has this draft already"))
    content = _begun(session, inner, payload)
    values = {
        "procedure": payload["procedure"],
        "subject": payload["subject"],
        "prior_version": content.subject.version,
        "state": CounterState.OPEN,
        "revision": payload["revision"],
        "round": payload["round"],
        "content_sealed": seal_content(inner, draft_id, content),
        "title": title_of(content),
        "applicant": _applicant(inner, draft_id, payload["applicant"]),
        "drawn_up": payload["drawn_up"],
        "first_submitted_at": _moment(payload["first_submitted_at"]),
        "updated_at": now,
    }
    if draft is None:
        draft = CounterDraft(
            id=draft_id, number=payload["number"], authority_id=payload["authority"], online=True, officers=[],
            drill=bool(payload["drill"]), created_at=now, **values,
        )  # fmt: skip
        session.add(draft)
    else:
        for name, value in values.items():
            setattr(draft, name, value)
        draft.printed = {}
    draft.claim_id = row.id
    draft.officers = sorted({*draft.officers, row.officer_id})
    session.flush()
    _keep_uploads(session, draft, payload["uploads"], row.officer_id, now)
    row.state, row.draft_id = ClaimState.TAKEN, draft_id
    officer = session.get_one(Officer, row.officer_id)
    trace.append(
        session, kind="counter.claimed", subject=draft_id, actor=officer.id,
        data={"claim": row.id, "revision": draft.revision}, now=now,
    )  # fmt: skip
    return {"application": draft_id}


def _begun(session: Session, inner: Inner, payload: Mapping[str, Any]) -> Content:
    """The draft's content; one about a registered enterprise that has not its data yet gets them from the register."""
    content, uscc = Content.model_validate(payload["content"]), str(payload["subject"])
    row = session.get(Enterprise, uscc) if uscc else None
    if uscc and row is None:
        raise EnvelopeRejected(reason_text=N_("it speaks of an enterprise that is not in the register"))
    if row is None or content.subject.version:
        return content
    known = entering.content_at(session, inner, uscc, row.current_version)
    fresh = prefilling.prefilled(known, uscc, row.current_version)
    for person in content.parties.values():
        fresh = with_party(fresh, person)
    return fresh


ANSWERS: Mapping[str, Callable[[Session, Inner, CounterClaim, Mapping[str, Any]], dict[str, Any]]] = {
    "claimed": _taken,
    "refused": _refused,
}


def _applicant(inner: Inner, draft_id: str, sent: Mapping[str, Any]) -> dict[str, Any]:
    person = Person(
        name=sent["name"], identity_number=sent["identity_number"], phone=sent["phone"], email=sent["email"]
    )
    return seal_applicant(inner, draft_id, Applicant(str(sent["ref"]), person), str(sent["identity"]))


def _keep_uploads(
    session: Session, draft: CounterDraft, uploads: list[dict[str, Any]], officer_id: str, now: datetime
) -> None:
    """What was uploaded online stands among the scans; scans of an earlier stay at the counter make room for it."""
    for old in session.exec(select(CounterScan).where(CounterScan.draft_id == draft.id)):
        session.delete(old)
    for one in uploads:
        session.add(
            CounterScan(
                id=new_id(), draft_id=draft.id, kind=one["purpose"], position=0, filename=one["filename"],
                media_type=one["media_type"], pages=one["pages"], file=one["file"], officer_id=officer_id, at=now,
            )
        )  # fmt: skip


def _uploads(session: Session, inner: Inner, draft: CounterDraft, content: Content) -> list[dict[str, Any]]:
    """The uploaded materials, one file each, as the outer zone keeps them."""
    rows = session.exec(
        select(CounterScan)
        .where(CounterScan.draft_id == draft.id, CounterScan.content_hash == "")
        .order_by(col(CounterScan.position))
    )
    by_kind: dict[str, list[CounterScan]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    found = []
    for kind, scans in by_kind.items():
        file = content.domicile.proof_upload if kind == PREMISES else content.uploads.get(kind, "")
        single = len(scans) == 1
        found.append(
            {
                "purpose": kind,
                "filename": scans[0].filename if single else f"{kind}.pdf",
                "media_type": scans[0].media_type if single else "application/pdf",
                "pages": sum(one.pages for one in scans),
                "file": file,
            }
        )
    return found


def _tell(
    session: Session, inner: Inner, draft: CounterDraft, do: str, content: Content, now: datetime,
    more: Mapping[str, Any],
) -> None:  # fmt: skip
    payload = {
        "do": do,
        "application": draft.id,
        "claim": draft.claim_id,
        "content": content.model_dump(mode="json"),
        **more,
    }
    files = sorted({str(one["file"]) for one in more["uploads"]})
    inner.exchange.post(
        session, stream=f"registration.{draft.id}", kind="counter", payload=payload, files=files, now=now
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
