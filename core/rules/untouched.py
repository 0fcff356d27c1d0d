"""Rules on what an application about a registered enterprise leaves as the register has it.

Who must sign follows from the content. So nobody may stand in it as somebody whom the register does not name there,
unless the application is about just that: otherwise whoever fills it in could make themselves the representative, or a
member, who agrees.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.content import Content
from core.effects import differing, identity, left_alone, registered
from core.i18n import M_, N_
from core.rules.changes import CHANGES
from core.rules.fields import field_label
from core.rules.finding import Fault, Said, Seen, Subject
from core.rules.registry import rule

TOLD_ANEW = "liquidation."
"""An application that asks for the winding up tells how it went; who does it stays, once it was filed."""
LIQUIDATORS = frozenset({"liquidation.members", "liquidation.head"})


def _stay(subject: Subject, prior: Content) -> Iterable[str]:
    """The places that must be as the register has them."""
    asked = "liquidation" in subject.facts.procedure.sections
    for place in left_alone(subject.facts.procedure.changes):
        told = asked and place.startswith(TOLD_ANEW)
        if not told or (place in LIQUIDATORS and prior.liquidation.head):
            yield place


@rule("application.untouched", "application", holds=N_("All else is as the register has it."), basis=CHANGES)
def untouched(subject: Subject) -> Said:
    prior = subject.facts.prior
    if prior is None:
        return
    places = tuple(_stay(subject, prior))
    for place in differing(registered(prior), registered(subject.content), places, tell=identity):
        text = M_(
            "“{field_text}” is not as the register has it, and this application does not change it. Fill in from the "
            "register anew, or apply for that change, too.",
            field_text=field_label(place, subject.facts.procedure.type),
        )
        yield Fault(place, text)
    yield Seen({N_("places"): len(places)})


@rule("application.same_people", "application", holds=N_("Everybody is who the register says."), basis=CHANGES)
def same_people(subject: Subject) -> Said:
    """A party that comes from the register stays that party, also at the places that change."""
    prior, content = subject.facts.prior, subject.content
    if prior is None:
        return
    for key in (*prior.parties, *prior.organisations):
        if (key in content.parties or key in content.organisations) and identity(key, content) != identity(key, prior):
            text = M_(
                "The register has {name} here, with another number or code. Enter a different person or organisation "
                "anew, and choose them where they belong.",
                name=prior.name_of(key),
            )
            person = key in content.parties
            yield Fault(f"parties.{key}.identity_number" if person else f"organisations.{key}.code", text)
    yield Seen({N_("people"): len(prior.parties)})
