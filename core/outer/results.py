"""What the inner zone tells: applied here exactly once, in order (A15), and passed on to the applicant.

Each handler runs in the transaction of the inbox row and returns what the receipt carries. Statuses are mirrored
"as of" the inner zone's moment; the steps that led to them are the inner zone's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from core import trace
from core.errors import EnvelopeRejected
from core.exchange import Envelope, Handler
from core.i18n import M_, N_, Message
from core.outer import counter, notices, objections, prefill
from core.outer.applications import note, title_of
from core.outer.context import Outer
from core.outer.drafts import owner_recipient
from core.outer.replica import forget_queued_name, mirror_enterprise, mirror_licence, mirror_version
from core.outer.tables import Account, Application, IdentityRequest
from core.terms import Action, IdentityStatus, Status, label
from core.workdays import end_of_day, last_day_before

LETTERS: Mapping[Status, tuple[str, str]] = {
    Status.RETURNED: (
        N_("Please complete your application: {title}"),
        N_(
            "Application {number} came back for completion. All that is missing is shown beside the fields. "
            "Submit it again by {last_day}; after that it ends."
        ),
    ),
    Status.NOT_ACCEPTED: (
        N_("Not accepted: {title}"),
        N_("Application {number} was not accepted. The grounds and the way to appeal are in the notice."),
    ),
    Status.REFUSED: (
        N_("Refused: {title}"),
        N_("Application {number} was refused. The grounds and the way to appeal are in the notice."),
    ),
    Status.ISSUED: (
        N_("Your licence is here: {title}"),
        N_("Application {number} was approved. The electronic licence can be downloaded now; it costs nothing."),
    ),
    Status.LAPSED: (
        N_("Ended: {title}"),
        N_("Application {number} was not completed in time and has ended. You can begin a new one at any time."),
    ),
    Status.WITHDRAWN: (N_("Withdrawn: {title}"), N_("Application {number} was withdrawn as you asked.")),
}
"""Steps of which the applicant is told by letter; the others are shown on the application's page."""

QUEUE_ENDS = frozenset({Status.NOT_ACCEPTED, Status.REFUSED, Status.WITHDRAWN, Status.LAPSED, Status.PUBLICISED})


def handlers(outer: Outer) -> dict[str, Handler]:
    """The table of what is understood from the inner zone."""

    def progress(session: Session, envelope: Envelope) -> Mapping[str, Any]:
        _require_stream(envelope, f"registration.{envelope.payload['application']}")
        return apply_progress(session, outer, envelope.payload)

    def identity(session: Session, envelope: Envelope) -> Mapping[str, Any]:
        _require_stream(envelope, f"identity.{envelope.payload['request']}")
        return apply_identity(session, outer, envelope.payload)

    def publicity(session: Session, envelope: Envelope) -> Mapping[str, Any]:
        _require_stream(envelope, f"register.{envelope.payload['enterprise']['uscc']}")
        return apply_publicity(session, envelope.payload)

    def prefilled(session: Session, envelope: Envelope) -> Mapping[str, Any]:
        _require_stream(envelope, f"registration.{envelope.payload['application']}")
        return prefill.apply(session, outer, envelope.payload)

    def notice(session: Session, envelope: Envelope) -> Mapping[str, Any]:
        _require_stream(envelope, f"register.{envelope.payload['uscc']}")
        return objections.apply_notice(session, envelope.payload)

    def at_counter(session: Session, envelope: Envelope) -> Mapping[str, Any]:
        return counter.apply(session, outer, envelope)

    return {
        "progress": progress,
        "identity": identity,
        "publicity": publicity,
        "prefilled": prefilled,
        "notice": notice,
        "counter": at_counter,
    }


def _require_stream(envelope: Envelope, stream: str) -> None:
    """A message speaks of the thing whose stream it came in; or it would evade that thing's order."""
    if envelope.stream != stream:
        raise EnvelopeRejected(reason_text=N_("it speaks of another case than its stream"))


def apply_progress(session: Session, outer: Outer, payload: Mapping[str, Any]) -> dict[str, Any]:
    """A step that the inner zone took with an application."""
    application = session.get(Application, payload["application"])
    if application is None:
        raise EnvelopeRejected(reason_text=N_("it speaks of an application that is not known here"))
    action, status = Action(payload["action"]), Status(payload["status"])
    as_of = datetime.fromisoformat(payload["at"])
    details = {key: payload[key] for key in ("trace", "grounds", "receipt") if key in payload}
    note(session, application, action, status, actor="inner", now=outer.clock(), data=details)
    application.status_as_of = as_of
    if status is Status.RETURNED:
        application.reasons = list(payload["reasons"])
        if "complete_by" in payload:  # an envelope from before there was a last day has none
            application.complete_by = end_of_day(date.fromisoformat(payload["complete_by"]))
        application.returned_content_sealed = application.content_sealed
        application.round += 1
    application.result = {**application.result, **payload.get("result", {})}
    if "licence" in payload:
        mirror_licence(session, {**payload["licence"], "trace": payload["trace"]}, as_of)
    if status in QUEUE_ENDS:
        forget_queued_name(session, application.id)
    if status in LETTERS:
        _tell(session, outer, application, status)
    return {"application": application.id, "status": status}


def apply_identity(session: Session, outer: Outer, payload: Mapping[str, Any]) -> dict[str, Any]:
    """An officer's decision on a manual identity confirmation."""
    request = session.get(IdentityRequest, payload["request"])
    if request is None:
        raise EnvelopeRejected(reason_text=N_("it answers a question that was not asked here"))
    now = outer.clock()
    request.answered_at, request.confirmed, request.grounds = now, bool(payload["confirmed"]), payload["grounds"]
    account = session.get_one(Account, request.account_id)
    account.identity_status = IdentityStatus.CONFIRMED if request.confirmed else IdentityStatus.REFUSED
    account.confirmed_at = now if request.confirmed else None
    trace.append(
        session,
        kind="account.identity_decided",
        subject=account.id,
        actor="inner",
        data={"confirmed": request.confirmed, "request": request.id},
        now=now,
    )
    letter = notices.Letter(
        subject=M_("Your identity was confirmed") if request.confirmed else M_("Your identity was not confirmed"),
        body=M_("You can sign and submit now.")
        if request.confirmed
        else M_("An officer could not confirm your identity: {grounds}", grounds=request.grounds),
        link="/account",
    )
    notices.tell(session, outer, notices.recipient(outer, account), letter, now)
    return {"account": account.id}


def apply_publicity(session: Session, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What the inner zone made public of an enterprise and its licences."""
    as_of = datetime.fromisoformat(payload["at"])
    mirror_enterprise(session, payload["enterprise"], as_of)
    if "made_by" in payload:  # an envelope from before the history was kept has none
        mirror_version(session, payload["enterprise"], payload["made_by"], as_of)
    for licence in payload["licences"]:
        mirror_licence(session, licence, as_of)
    return {"uscc": payload["enterprise"]["uscc"]}


def _tell(session: Session, outer: Outer, application: Application, status: Status) -> None:
    subject, body = LETTERS[status]
    last_day = last_day_before(application.complete_by) if application.complete_by else ""
    places = {
        "title": title_of(outer, application), "number": application.number, "status_text": label(status),
        "last_day": str(last_day),
    }  # fmt: skip
    letter = notices.Letter(
        subject=Message(subject, places),
        body=Message(body, places),
        link=f"/application?id={application.id}",
        application_id=application.id,
    )
    notices.tell(session, outer, owner_recipient(outer, session, application), letter, outer.clock())
