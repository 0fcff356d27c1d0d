"""Rules on organisations that take part, on who signs for them, and on whether everybody named was entered."""

from __future__ import annotations

from core.content import OrganisationKind
from core.i18n import M_, N_
from core.rules.credit_code import GB_32100, wrong_code
from core.rules.field import REAL_NAME
from core.rules.finding import Fault, Said, Seen, Subject
from core.rules.references import REFERENCES, references
from core.rules.registry import rule
from core.rules.required import ASKS_FOR

AGENTS = N_("Regulations on the Registration of Market Entities, art. 18; Civil Code, arts. 165, 173")
OWN_RULES = frozenset({"capital", "organs", "contact"})
"""Sections whose own rules say who was not entered."""


@rule(
    "organisations.code",
    "parties",
    holds=N_("The numbers of all organisations are valid."),
    basis=GB_32100,
)
def codes(subject: Subject) -> Said:
    """Organisations abroad have numbers of their own registers."""
    given = {
        key: one.code
        for key, one in subject.content.organisations.items()
        if one.code and one.kind is not OrganisationKind.FOREIGN
    }
    for key, code in given.items():
        yield from wrong_code(f"organisations.{key}.code", code)
    if given:
        yield Seen({N_("organisations"): len(given)})


@rule("organisations.once", "parties", holds=N_("Every organisation is entered once."), basis=REAL_NAME)
def once(subject: Subject) -> Said:
    seen: dict[str, str] = {}
    for key, one in subject.content.organisations.items():
        if one.code and one.code in seen:
            text = M_(
                "{name} is entered twice, with one number. Keep one entry and choose it everywhere.",
                name=subject.name_of(seen[one.code]),
            )
            yield Fault(f"organisations.{key}.code", text)
        elif one.code:
            seen[one.code] = key
    if seen:
        yield Seen({N_("organisations"): len(seen)})


@rule("organisations.mandate", "parties", holds=N_("All mandates to sign are in force."), basis=AGENTS)
def mandates(subject: Subject) -> Said:
    today = subject.facts.today
    given = {key: one.mandate for key, one in subject.content.organisations.items() if one.mandate}
    for key, mandate in given.items():
        if mandate.until and mandate.until < today:
            text = M_(
                "The mandate ended on {day}. Give a new one, or let the representative sign.",
                day=mandate.until.isoformat(),
            )
            yield Fault(f"organisations.{key}.mandate.until", text)
    if given:
        yield Seen({N_("mandates"): len(given)})


def _register(section: str) -> None:
    @rule(
        f"{section}.known",
        section,
        holds=N_("Everybody named here is among the people and organisations entered."),
        basis=ASKS_FOR[section],
    )
    def known(subject: Subject) -> Said:
        named = list(references(subject.content, [section]))
        for one in named:
            if not subject.is_known(one.key, organisations=one.organisations):
                yield Fault(one.field, NOT_PEOPLE if not one.organisations else NOT_ENTERED)
        if named:
            yield Seen({N_("named"): len(named)})


NOT_PEOPLE = M_("This person is not among the people entered. Choose again.")
NOT_ENTERED = M_("Nobody of this name was entered. Choose again.")

for _section in REFERENCES:
    if _section not in OWN_RULES:
        _register(_section)
