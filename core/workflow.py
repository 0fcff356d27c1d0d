"""The life of a registration: one literal table, status × action → step. Pure.

What is not in the table cannot happen. A step says where it leads, what must hold first and what it does to
the authority's clock. Steps of both zones stand together, because it is one life: the outer zone carries it from
draft to submission and mirrors the rest; the inner zone begins with receiving. A demand for completion (补正) is
made once and whole. `fold` recomputes a status from the actions taken, which tests and audits compare.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.errors import ConditionNotMet, NotPossibleNow
from core.i18n import N_
from core.terms import Action, Status, Zone, label


class Need(StrEnum):
    """What must hold before a step."""

    CHECKS_PASSED = "checks_passed"
    ALL_SIGNED = "all_signed"
    MANIFEST_SIGNED = "manifest_signed"
    IDENTITY_SETTLED = "identity_settled"
    NOT_RETURNED_BEFORE = "not_returned_before"
    GROUNDS_GIVEN = "grounds_given"
    OWN_CASE = "own_case"
    FOUR_EYES = "four_eyes"
    APPROVAL_PROPOSED = "approval_proposed"
    IDENTITIES_CONFIRMED = "identities_confirmed"
    NO_DRILL = "no_drill"
    NOT_THE_TAKER = "not_the_taker"
    NOTICE_OVER = "notice_over"
    REGISTER_UNCHANGED = "register_unchanged"
    ORGANISATIONS_CONFIRMED = "organisations_confirmed"


NEED_TEXTS: Mapping[Need, str] = {
    Need.CHECKS_PASSED: N_("some checks still show errors"),
    Need.ALL_SIGNED: N_("not everybody has signed yet"),
    Need.MANIFEST_SIGNED: N_("the list of documents has not been signed by the applicant yet"),
    Need.IDENTITY_SETTLED: N_("your identity is neither confirmed nor with an officer for confirmation"),
    Need.NOT_RETURNED_BEFORE: N_("completion was demanded before; it may be demanded only once"),
    Need.GROUNDS_GIVEN: N_("grounds must be given"),
    Need.OWN_CASE: N_("the case is in another officer's hands"),
    Need.FOUR_EYES: N_("the person who approves must not be the one who examined"),
    Need.APPROVAL_PROPOSED: N_("the examiner proposed refusal; send the case back if you see it otherwise"),
    Need.IDENTITIES_CONFIRMED: N_("the identity of a signatory still waits for confirmation by an officer"),
    Need.NO_DRILL: N_("a drill is never publicised"),
    Need.NOT_THE_TAKER: N_("whoever took the application at the counter must not decide it"),
    Need.NOTICE_OVER: N_("the public notice has not run its time yet"),
    Need.REGISTER_UNCHANGED: N_("the register has changed since the application was filled in; have it completed anew"),
    Need.ORGANISATIONS_CONFIRMED: N_("an organisation that takes part has not been confirmed yet"),
}


class Clock(StrEnum):
    """What a step does to the time that the authority has."""

    ACCEPTANCE_STARTS = "acceptance_starts"
    DECISION_STARTS = "decision_starts"
    STOPS = "stops"
    RESUMES = "resumes"
    ENDS = "ends"


@dataclass(frozen=True)
class Step:
    to: Status
    zone: Zone
    needs: tuple[Need, ...] = ()
    clock: Clock | None = None


def _outer(to: Status, *needs: Need) -> Step:
    return Step(to, Zone.OUTER, needs)


def _inner(to: Status, *needs: Need, clock: Clock | None = None) -> Step:
    return Step(to, Zone.INNER, needs, clock)


S, A, N = Status, Action, Need

STEPS: Mapping[tuple[Status, Action], Step] = {
    # the applicant's part, outer zone
    (S.DRAFT, A.SAVE): _outer(S.DRAFT),
    (S.DRAFT, A.OPEN_SIGNING): _outer(S.SIGNING, N.CHECKS_PASSED),
    (S.DRAFT, A.WITHDRAW): _outer(S.WITHDRAWN),
    (S.DRAFT, A.LAPSE): _outer(S.LAPSED),
    (S.SIGNING, A.SIGN): _outer(S.SIGNING),
    (S.SIGNING, A.REOPEN): _outer(S.DRAFT),
    (S.SIGNING, A.SUBMIT): _outer(S.SUBMITTED, N.IDENTITY_SETTLED, N.ALL_SIGNED, N.MANIFEST_SIGNED),
    (S.SIGNING, A.WITHDRAW): _outer(S.WITHDRAWN),
    # the authority's part, inner zone
    (S.SUBMITTED, A.RECEIVE): _inner(S.RECEIVED, clock=Clock.ACCEPTANCE_STARTS),
    (S.RECEIVED, A.ACCEPT): _inner(S.ACCEPTED, N.NOT_THE_TAKER, clock=Clock.DECISION_STARTS),
    (S.RECEIVED, A.NOT_ACCEPT): _inner(S.NOT_ACCEPTED, N.NOT_THE_TAKER, N.GROUNDS_GIVEN, clock=Clock.ENDS),
    (S.RECEIVED, A.WITHDRAW): _inner(S.WITHDRAWN, clock=Clock.ENDS),
    (S.ACCEPTED, A.ANNOUNCE): _inner(S.ANNOUNCED, clock=Clock.STOPS),
    (S.ACCEPTED, A.TAKE): _inner(S.EXAMINING, N.NOT_THE_TAKER, N.NOTICE_OVER),
    (S.ACCEPTED, A.WITHDRAW): _inner(S.WITHDRAWN, clock=Clock.ENDS),
    (S.ANNOUNCED, A.CLOSE_NOTICE): _inner(S.ACCEPTED, N.NOTICE_OVER, clock=Clock.RESUMES),
    (S.ANNOUNCED, A.WITHDRAW): _inner(S.WITHDRAWN, clock=Clock.ENDS),
    (S.EXAMINING, A.RETURN): _inner(S.RETURNED, N.OWN_CASE, N.NOT_RETURNED_BEFORE, N.GROUNDS_GIVEN, clock=Clock.STOPS),
    (S.EXAMINING, A.PROPOSE): _inner(S.PROPOSED, N.OWN_CASE),
    (S.EXAMINING, A.WITHDRAW): _inner(S.WITHDRAWN, clock=Clock.ENDS),
    (S.RETURNED, A.RECEIVE): _inner(S.EXAMINING, clock=Clock.RESUMES),
    (S.RETURNED, A.WITHDRAW): _inner(S.WITHDRAWN, clock=Clock.ENDS),
    (S.RETURNED, A.LAPSE): _inner(S.LAPSED, clock=Clock.ENDS),
    (S.PROPOSED, A.SEND_BACK): _inner(S.EXAMINING, N.FOUR_EYES, N.GROUNDS_GIVEN),
    (S.PROPOSED, A.APPROVE): _inner(
        S.APPROVED,
        N.NOT_THE_TAKER,
        N.FOUR_EYES,
        N.APPROVAL_PROPOSED,
        N.IDENTITIES_CONFIRMED,
        N.ORGANISATIONS_CONFIRMED,
        N.REGISTER_UNCHANGED,
        clock=Clock.ENDS,
    ),
    (S.PROPOSED, A.REFUSE): _inner(S.REFUSED, N.NOT_THE_TAKER, N.FOUR_EYES, N.GROUNDS_GIVEN, clock=Clock.ENDS),
    (S.PROPOSED, A.WITHDRAW): _inner(S.WITHDRAWN, clock=Clock.ENDS),
    (S.APPROVED, A.ISSUE): _inner(S.ISSUED),
    (S.ISSUED, A.ARCHIVE): _inner(S.ARCHIVED),
    (S.ARCHIVED, A.PUBLICISE): _inner(S.PUBLICISED, N.NO_DRILL),
}

# A returned application is edited and signed anew in the outer zone, or lapses there when its time is over; withdrawing
# after submission is asked for there and ordered against the decisions in the inner zone. So these steps exist on the
# outer side only.
OUTER_STEPS: Mapping[tuple[Status, Action], Step] = {
    (S.RETURNED, A.SAVE): _outer(S.RETURNED),
    (S.RETURNED, A.OPEN_SIGNING): _outer(S.SIGNING, N.CHECKS_PASSED),
    (S.RETURNED, A.LAPSE): _outer(S.LAPSED),
    (S.SIGNING, A.LAPSE): _outer(S.LAPSED),
    (S.SUBMITTED, A.REQUEST_WITHDRAWAL): _outer(S.WITHDRAWAL_REQUESTED),
    (S.RECEIVED, A.REQUEST_WITHDRAWAL): _outer(S.WITHDRAWAL_REQUESTED),
    (S.ACCEPTED, A.REQUEST_WITHDRAWAL): _outer(S.WITHDRAWAL_REQUESTED),
    (S.ANNOUNCED, A.REQUEST_WITHDRAWAL): _outer(S.WITHDRAWAL_REQUESTED),
    (S.EXAMINING, A.REQUEST_WITHDRAWAL): _outer(S.WITHDRAWAL_REQUESTED),
    (S.RETURNED, A.REQUEST_WITHDRAWAL): _outer(S.WITHDRAWAL_REQUESTED),
    (S.PROPOSED, A.REQUEST_WITHDRAWAL): _outer(S.WITHDRAWAL_REQUESTED),
    # An officer at the counter takes a draft over by its code and hands it back; meanwhile it is only read here.
    (S.DRAFT, A.CLAIM): _outer(S.DRAFT),
    (S.SIGNING, A.CLAIM): _outer(S.DRAFT),
    (S.RETURNED, A.CLAIM): _outer(S.RETURNED),
    (S.DRAFT, A.HAND_BACK): _outer(S.DRAFT),
    (S.RETURNED, A.HAND_BACK): _outer(S.RETURNED),
    (S.WITHDRAWAL_REQUESTED, A.WITHDRAW): _outer(S.WITHDRAWN),
    (S.WITHDRAWAL_REQUESTED, A.DECLINE_WITHDRAWAL): _outer(S.RECEIVED),
}

FINAL: frozenset[Status] = frozenset({S.NOT_ACCEPTED, S.REFUSED, S.WITHDRAWN, S.LAPSED, S.PUBLICISED})
"""Statuses that nothing leaves (a drill, and what is no entry of the register, ends with archived)."""

ALL_STEPS: Mapping[Zone, Mapping[tuple[Status, Action], Step]] = {
    Zone.OUTER: {**{key: step for key, step in STEPS.items() if step.zone is Zone.OUTER}, **OUTER_STEPS},
    Zone.INNER: {key: step for key, step in STEPS.items() if step.zone is Zone.INNER},
}


def step(zone: Zone, status: Status, action: Action, holds: Collection[Need] = frozenset(Need)) -> Step:
    """The step that `action` makes from `status` in a zone.

    `holds` are the needs that are met. Raises NotPossibleNow when the table has no such step, ConditionNotMet
    for the first need that does not hold.
    """
    found = ALL_STEPS[zone].get((status, action))
    if found is None:
        raise NotPossibleNow(action_text=label(action), status_text=label(status))
    for need in found.needs:
        if need not in holds:
            raise ConditionNotMet(reason_text=NEED_TEXTS[need])
    return found


def possible_actions(zone: Zone, status: Status) -> tuple[Action, ...]:
    """What the table allows from a status in a zone, in the table's order."""
    return tuple(action for (from_, action) in ALL_STEPS[zone] if from_ is status)


def fold(zone: Zone, start: Status, actions: Iterable[Action]) -> Status:
    """The status that the actions lead to. Raises NotPossibleNow for an impossible sequence."""
    status = start
    for action in actions:
        status = step(zone, status, action).to
    return status
