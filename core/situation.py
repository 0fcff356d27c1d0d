"""Which material a situation asks for: the norm's conditions, each registered once (R06, R20).

A material of the catalogue names a condition; `asked` gives those that apply to a content. What the content shows is
found out from it; what only the applicant knows is a `Circumstance`, asked for where a procedure's material depends on
it. “a | b” holds when either does, “a & b” when both do, “not a” when it does not. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.catalogue import Material, Procedure
from core.catalogue.industries import Permit, phrase
from core.content import SUBJECT_PROOF, Assets, Circumstance, Composition, Content, ContributionForm, ReissueReason
from core.signatories import mandated
from core.terms import Effect, MaterialSource


@dataclass(frozen=True)
class Situation:
    """A content, what the register says of the enterprise beforehand (None where there is none), and the procedure."""

    content: Content
    prior: Content | None
    procedure: Procedure

    @property
    def before(self) -> Content:
        return self.prior or Content()


Condition = Callable[[Situation], bool]


def _partners(content: Content) -> set[tuple[str, str]]:
    """Members by name and number: keys may differ between two contents."""
    return {_who(content, key) for key in content.members if key}


def _who(content: Content, key: str) -> tuple[str, str]:
    if key in content.organisations:
        return content.organisations[key].name, content.organisations[key].code
    return content.party(key).name, content.party(key).identity_number


def _declared(circumstance: Circumstance) -> Condition:
    return lambda situation: circumstance in situation.content.situation.circumstances


CONDITIONS: Mapping[str, Condition] = {
    **{circumstance.value: _declared(circumstance) for circumstance in Circumstance},
    "mandated": lambda it: bool(mandated(it.content, it.procedure)),
    "agent": lambda it: bool(it.content.agent.agent),
    "permit_before": lambda it: any(
        found.permit is Permit.BEFORE for one in it.content.scope.phrases if (found := phrase(one.text)) is not None
    ),
    "organisations": lambda it: any(key in it.content.organisations for key in it.content.members),
    "labour": lambda it: any(one.form is ContributionForm.LABOUR for one in it.content.capital.contributions),
    "some_executives": lambda it: 0 < len(it.content.partnership.executives) < len(it.content.members),
    "organisation_executes": lambda it: any(
        key in it.content.organisations for key in it.content.partnership.executives
    ),
    "family_assets": lambda it: (
        it.content.proprietor.assets is Assets.FAMILY or it.content.household.composition is Composition.FAMILY
    ),
    "to_outsiders": lambda it: any(
        _who(it.content, one.taker) not in _partners(it.before) for one in it.content.transfer.transfers if one.taker
    ),
    "joined": lambda it: bool(_partners(it.content) - _partners(it.before)),
    "left": lambda it: bool(_partners(it.before) - _partners(it.content)),
    "transferred": lambda it: bool(it.content.transfer.transfers),
    "restricted": lambda it: it.content.foreign.restricted,
    "pledge_organisations": lambda it: any(
        key in it.content.organisations for key in (it.content.pledge.pledgor, it.content.pledge.pledgee)
    ),
    "lost": lambda it: it.content.reissue.reason is ReissueReason.LOST,
}


def holds(when: str, situation: Situation) -> bool:
    """Whether a condition as the catalogue writes it holds. Raises KeyError for one that is not registered."""
    if "|" in when:
        return any(holds(one, situation) for one in when.split("|"))
    return all(_holds(one.strip(), situation) for one in when.split("&") if one.strip())


def _holds(one: str, situation: Situation) -> bool:
    name = one.removeprefix("not ")
    return CONDITIONS[name](situation) == (name == one)


def authority_afterwards(procedure: Procedure, content: Content, own: str) -> str:
    """The authority in whose area the enterprise will be: after a move the one chosen, else the present one, `own`."""
    moves = procedure.effect is Effect.MIGRATE
    return (content.migration.to_authority if moves else "") or own


def asked(procedure: Procedure, content: Content, prior: Content | None) -> tuple[Material, ...]:
    """The materials that apply, what is held among them."""
    situation = Situation(content, prior, procedure)
    return tuple(material for material in procedure.materials if holds(material.when, situation))


def pack(procedure: Procedure, content: Content, prior: Content | None) -> tuple[Material, ...]:
    """The materials that become documents of the pack: generated or uploaded.

    The proof of organisations that nobody uploaded becomes none: whether one is needed says the rule on uploads, which
    knows what the register holds.
    """
    return tuple(
        one
        for one in asked(procedure, content, prior)
        if one.source is not MaterialSource.HELD and (one.kind != SUBJECT_PROOF or content.uploaded(SUBJECT_PROOF))
    )


def circumstances(procedure: Procedure) -> tuple[Circumstance, ...]:
    """What an applicant must be asked, because a material of the procedure depends on it."""
    named = {name for one in procedure.materials for name in re.findall(r"\w+", one.when)}
    return tuple(one for one in Circumstance if one.value in named)
