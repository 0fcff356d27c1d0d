"""Who may do what: one literal table, role × zone × thing × right. Pure; what is not listed is denied.

A right on a registration is an `Action` or VIEW; on other things one of the words below. Ownership (one's own
application, one's own authority) is checked where the thing is loaded; this table says what a role may do at all.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from core import workflow
from core.errors import NotPermitted
from core.terms import Action, Role, Status, Zone

VIEW = "view"


class Thing(StrEnum):
    REGISTRATION = "registration"
    ACCOUNT = "account"
    REGISTER = "register"
    IDENTITY = "identity"
    SETTINGS = "settings"
    DASHBOARD = "dashboard"
    TRACE = "trace"
    COUNTER = "counter"
    PAPER_LICENCE = "paper_licence"
    EVALUATION = "evaluation"
    PROGRAMME = "programme"


class Right(StrEnum):
    """Rights on things other than registrations."""

    VIEW = "view"
    BEGIN = "begin"
    EDIT = "edit"
    DECIDE = "decide"


Rule = tuple[Role, Zone, Thing, str]


def _registration(role: Role, zone: Zone, *rights: str) -> set[Rule]:
    return {(role, zone, Thing.REGISTRATION, right) for right in rights}


O, I, R, A = Zone.OUTER, Zone.INNER, Role, Action  # noqa: E741 - one letter each keeps the table a table

ALLOWED: frozenset[Rule] = frozenset(
    # the public: the register and verification, nothing else
    {(R.PUBLIC, O, Thing.REGISTER, Right.VIEW), (R.PUBLIC, O, Thing.ACCOUNT, Right.BEGIN)}
    # a registered user: the own account, and beginning an application
    | {
        (R.ACCOUNT, O, Thing.REGISTER, Right.VIEW),
        (R.ACCOUNT, O, Thing.ACCOUNT, Right.VIEW),
        (R.ACCOUNT, O, Thing.ACCOUNT, Right.EDIT),
        (R.ACCOUNT, O, Thing.REGISTRATION, Right.BEGIN),
    }
    # whoever began an application
    | _registration(
        R.APPLICANT, O, VIEW, A.SAVE, A.OPEN_SIGNING, A.REOPEN, A.SIGN, A.SUBMIT, A.REQUEST_WITHDRAWAL, A.WITHDRAW
    )
    # whoever must sign it
    | _registration(R.SIGNATORY, O, VIEW, A.SIGN)
    # officers; whoever takes applications at the counter decides none (A31)
    | _registration(R.COUNTER_OFFICER, I, VIEW)
    | _registration(R.EXAMINER, I, VIEW, A.ACCEPT, A.NOT_ACCEPT, A.TAKE, A.RETURN, A.PROPOSE)
    | _registration(R.APPROVER, I, VIEW, A.SEND_BACK, A.APPROVE, A.REFUSE)
    | {
        (R.EXAMINER, I, Thing.REGISTER, Right.VIEW),
        (R.APPROVER, I, Thing.REGISTER, Right.VIEW),
        (R.EXAMINER, I, Thing.TRACE, Right.VIEW),
        (R.APPROVER, I, Thing.TRACE, Right.VIEW),
        (R.IDENTITY_OFFICER, I, Thing.IDENTITY, Right.VIEW),
        (R.IDENTITY_OFFICER, I, Thing.IDENTITY, Right.DECIDE),
        (R.COUNTER_OFFICER, I, Thing.COUNTER, Right.VIEW),
        (R.COUNTER_OFFICER, I, Thing.COUNTER, Right.BEGIN),
        (R.COUNTER_OFFICER, I, Thing.COUNTER, Right.EDIT),
        (R.COUNTER_OFFICER, I, Thing.PAPER_LICENCE, Right.VIEW),
        (R.COUNTER_OFFICER, I, Thing.PAPER_LICENCE, Right.EDIT),
        (R.COUNTER_OFFICER, I, Thing.REGISTER, Right.VIEW),
        (R.MANAGER, I, Thing.DASHBOARD, Right.VIEW),
        # whoever only reads measures sees no cases, and no cell so small that it could point at a person
        (R.ANALYST, I, Thing.DASHBOARD, Right.VIEW),
        (R.MANAGER, I, Thing.EVALUATION, Right.VIEW),
        (R.MANAGER, I, Thing.EVALUATION, Right.EDIT),
        (R.MANAGER, I, Thing.REGISTER, Right.VIEW),
        (R.MANAGER, I, Thing.PROGRAMME, Right.VIEW),
        (R.PROGRAMME_OFFICER, I, Thing.PROGRAMME, Right.VIEW),
        (R.PROGRAMME_OFFICER, I, Thing.PROGRAMME, Right.EDIT),
        (R.ADMINISTRATOR, I, Thing.PROGRAMME, Right.VIEW),
        (R.ADMINISTRATOR, I, Thing.SETTINGS, Right.VIEW),
        (R.ADMINISTRATOR, I, Thing.SETTINGS, Right.EDIT),
        (R.ADMINISTRATOR, I, Thing.TRACE, Right.VIEW),
    }
    | _registration(R.MANAGER, I, VIEW)
    # the system itself: what follows from a decision, and what the other zone tells
    | _registration(R.SYSTEM, O, A.LAPSE, A.WITHDRAW, A.DECLINE_WITHDRAWAL, A.CLAIM, A.HAND_BACK)
    | _registration(R.SYSTEM, I, A.RECEIVE, A.ANNOUNCE, A.CLOSE_NOTICE, A.ISSUE, A.ARCHIVE, A.PUBLICISE, A.WITHDRAW)
    | _registration(R.SYSTEM, I, A.LAPSE)
)


def may(roles: Collection[Role], zone: Zone, thing: Thing, right: str) -> bool:
    """Whether any of the roles has the right. Deny by default."""
    return any((role, zone, thing, right) in ALLOWED for role in roles)


def require(roles: Collection[Role], zone: Zone, thing: Thing, right: str) -> None:
    """Raises NotPermitted when none of the roles has the right."""
    if not may(roles, zone, thing, right):
        raise NotPermitted()


def available_actions(
    zone: Zone, status: Status, roles: Collection[Role], holds: Collection[workflow.Need] = frozenset(workflow.Need)
) -> tuple[Action, ...]:
    """What somebody with these roles can do now; pages show exactly these."""
    return tuple(
        action
        for action in workflow.possible_actions(zone, status)
        if may(roles, zone, Thing.REGISTRATION, action)
        and all(need in holds for need in workflow.ALL_STEPS[zone][status, action].needs)
    )
