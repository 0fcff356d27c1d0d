"""What only the register can name, for an application to pick from instead of typing it (R06, R22). Pure.

The inner zone tells it with the enterprise's data, and only what the procedure asks for: the pledges in force, or the
changes that can be revoked. What was not told is None, which is not the same as there being none. How a thing to pick
is called reads the same online and at the counter.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from pydantic import Field

from core.catalogue import Procedure
from core.catalogue.kinds import business_title
from core.content import Content, Organisation, Person, PledgeSection
from core.content.parties import Section, free_key
from core.effects import identity
from core.i18n import N_, Translate
from core.rules.capital import yuan
from core.terms import Effect

Party = TypeVar("Party")

NO_PLEDGE = N_(
    "No pledge of this enterprise's equity is in force, so there is none to change or to end. A new one is registered "
    "by “Pledge shares”."
)
NO_CHANGE = N_("The register holds no change of this enterprise that could be revoked.")


class HeldPledge(Section):
    """A pledge in force, registered on the day `since`: its terms, and who its parties are, by the keys in them.

    Of the parties it says who they are, not how they are reached or who acts for them.
    """

    since: date
    pledge: PledgeSection
    parties: Mapping[str, Person] = Field(default_factory=dict)
    organisations: Mapping[str, Organisation] = Field(default_factory=dict)

    @property
    def content(self) -> Content:
        """The pledge as an application would say it."""
        return Content(pledge=self.pledge, parties=self.parties, organisations=self.organisations)


class MadeChange(Section):
    """A version of the register that a change made: on which day, by which procedure of which edition."""

    version: int
    day: date
    procedure: str
    edition: str


class Choices(Section):
    """`pledges` in the order of registration, `changes` with the newest first."""

    pledges: tuple[HeldPledge, ...] | None = None
    changes: tuple[MadeChange, ...] | None = None


def asks_pledge(procedure: Procedure) -> bool:
    """Whether a procedure is about a pledge that is registered already."""
    return "pledge" in procedure.sections and procedure.item != "SETUP"


def asks_change(procedure: Procedure) -> bool:
    """Whether a procedure is about a change that the register holds."""
    return procedure.effect is Effect.RESTORE


def line_of_pledge(one: HeldPledge, translate: Translate) -> str:
    """Number, from whom to whom, how much."""
    _, said = translate, one.content
    parties = f"{said.name_of(one.pledge.pledgor)} → {said.name_of(one.pledge.pledgee)}"
    return f"{one.pledge.number} · {parties} · {yuan(one.pledge.amount)} {_('yuan')}"


def line_of_change(one: MadeChange, translate: Translate) -> str:
    """Version, day, what the business was."""
    _, title = translate, business_title(one.procedure, one.edition)
    version = _("Version {version}").format(version=one.version)
    return " · ".join((version, one.day.isoformat(), title.render(_) if title else one.procedure))


def with_pledge(content: Content, held: HeldPledge) -> Content:
    """The content with the pledge as the register has it; why it is changed or ends stays as it was written.

    Parties whom the content knows already are referred to; the others are added.
    """
    known = {identity(key, content): key for key in (*content.parties, *content.organisations)}
    taken, keys = {*content.parties, *content.organisations}, dict[str, str]()
    for key in (*held.parties, *held.organisations):
        keys[key] = known.get(identity(key, held.content)) or free_key("o" if key in held.organisations else "p", taken)
        taken.add(keys[key])
    pledge = held.pledge.model_copy(
        update={
            "pledgor": keys.get(held.pledge.pledgor, ""),
            "pledgee": keys.get(held.pledge.pledgee, ""),
            "reason": content.pledge.reason,
        }
    )
    return content.model_copy(
        update={
            "pledge": pledge,
            "parties": _joined(content.parties, {keys[key]: one for key, one in held.parties.items()}),
            "organisations": _joined(
                content.organisations, {keys[key]: one for key, one in held.organisations.items()}
            ),
        }
    )


def _joined(first: Mapping[str, Party], second: Mapping[str, Party]) -> Mapping[str, Party]:
    """Both, where the first has its say of whom both name."""
    return {**first, **{key: one for key, one in second.items() if key not in first}}
