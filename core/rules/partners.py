"""Rules on partnerships, sole proprietors, households and cooperatives."""

from __future__ import annotations

from collections.abc import Mapping

from core.content import OrganisationKind
from core.i18n import M_, N_, Message
from core.rules.finding import Fault, Said, Seen, Subject
from core.rules.organs import ADULT
from core.rules.registry import rule

LIMITED = "有限合伙"
PUBLIC = frozenset({OrganisationKind.STATE_BODY, OrganisationKind.INSTITUTION, OrganisationKind.ASSOCIATION})
FEW, MOST_ORGANISATIONS_PERCENT = 20, 5
NO_MEMBER = M_("This is none of the members. Choose one of them, or enter the contribution first.")


def _general(subject: Subject) -> list[str]:
    return [key for key in subject.content.members if key not in subject.content.partnership.limited]


@rule(
    "partnership.partners",
    "partnership",
    holds=N_("Limited and executive partners are among the partners."),
    basis=N_("Partnership Enterprise Law, arts. 14, 26, 61"),
)
def partners(subject: Subject) -> Said:
    content = subject.content
    for field, keys in (("limited", content.partnership.limited), ("executives", content.partnership.executives)):
        for key in keys:
            if subject.is_known(key) and content.members and key not in content.members:
                yield Fault(f"partnership.{field}", NO_MEMBER)
    if content.members:
        yield Seen({N_("partners"): len(content.members)})


@rule(
    "partnership.general",
    "partnership.limited",
    holds=N_("There are enough general partners."),
    basis=N_("Partnership Enterprise Law, arts. 14, 61"),
)
def general(subject: Subject) -> Said:
    if not subject.content.members:
        return
    count, least = len(_general(subject)), max(1, subject.limits.general_partners_min)
    if count < least:
        text = M_(
            "There are {count} general partners; at least {least} are needed. Make somebody a general partner.",
            count=count,
            least=least,
        )
        yield Fault("partnership.limited", text)
    yield Seen({N_("general partners"): count})


@rule(
    "partnership.form",
    "partnership.limited",
    holds=N_("The kinds of partners fit the form of the partnership."),
    basis=N_("Partnership Enterprise Law, arts. 2, 15, 56, 62, 75"),
)
def form(subject: Subject) -> Said:
    content = subject.content
    own = content.name.legal_form
    forms = subject.kind.legal_forms
    own = own if own in forms else forms[0]
    if not content.members:
        return
    if content.partnership.limited and LIMITED not in own:
        text = M_("Only a limited partnership has limited partners. Remove them here, or choose another form.")
        yield Fault("partnership.limited", text)
    elif not content.partnership.limited and LIMITED in own:
        text = M_("A limited partnership needs at least one limited partner. Choose who is liable to a limit.")
        yield Fault("partnership.limited", text)
    yield Seen({N_("legal form"): own})


@rule(
    "partnership.execution",
    "partnership.executives",
    holds=N_("Only general partners execute the business."),
    basis=N_("Partnership Enterprise Law, arts. 26, 67, 68"),
)
def execution(subject: Subject) -> Said:
    partnership = subject.content.partnership
    for key in partnership.executives:
        if key in partnership.limited:
            text = M_(
                "{name} is a limited partner and cannot execute the business. Choose a general partner.",
                name=subject.name_of(key),
            )
            yield Fault("partnership.executives", text)
    if partnership.executives:
        yield Seen({N_("executive partners"): len(partnership.executives)})


@rule(
    "partnership.delegates",
    "partnership.executives",
    holds=N_("Every organisation that executes the business has a delegate."),
    basis=N_("Partnership Enterprise Law, art. 26"),
)
def delegates(subject: Subject) -> Said:
    content = subject.content
    organisations = [key for key in content.partnership.executives if key in content.organisations]
    for key in organisations:
        if not content.partnership.delegates.get(key):
            text = M_(
                "{name} is an organisation: a person must act for it. Choose the delegate.", name=subject.name_of(key)
            )
            yield Fault(f"partnership.delegates.{key}", text)
    if organisations:
        yield Seen({N_("delegates"): len(organisations)})


@rule(
    "partnership.public",
    "partnership.executives",
    holds=N_("No state body or charity answers without limit."),
    basis=N_("Partnership Enterprise Law, art. 3"),
)
def public(subject: Subject) -> Said:
    organisations = subject.content.organisations
    there = [key for key in _general(subject) if key in organisations]
    for key in there:
        if organisations[key].kind in PUBLIC:
            text = M_(
                "State bodies, public institutions and associations cannot be general partners. Make {name} a limited "
                "partner, or choose somebody else.",
                name=subject.name_of(key),
            )
            yield Fault("partnership.limited", text)
    if there:
        yield Seen({N_("organisations"): len(there)})


@rule(
    "partnership.capacity",
    "partnership.limited",
    holds=N_("All general partners are of age."),
    basis=N_("Partnership Enterprise Law, art. 14"),
)
def capacity(subject: Subject) -> Said:
    there = [key for key in _general(subject) if key in subject.residents]
    for key in there:
        age = subject.residents[key].age(subject.facts.today)
        if age < ADULT:
            text = M_(
                "{name} is {age}. Whoever answers without limit must be of age; choose somebody else.",
                name=subject.name_of(key),
                age=age,
            )
            yield Fault("partnership.limited", text)
    if there:
        yield Seen({N_("general partners"): len(there)})


RUN_BY: Mapping[str, tuple[str, str]] = {
    "proprietor": ("investor", N_("Sole Proprietorship Enterprise Law, arts. 2, 8, 16, 18")),
    "household": (
        "operator",
        N_("Regulations on the Promotion of the Development of Individual Businesses, arts. 2, 6"),
    ),
}
"""Enterprises of one person: the field that names the person, and the law."""


def _register(section: str, person: str, basis: str) -> None:
    @rule(f"{section}.family", section, holds=N_("The family members are others, each named once."), basis=basis)
    def family(subject: Subject) -> Said:
        own = getattr(subject.content, section)
        for key in own.family:
            if key == getattr(own, person):
                yield Fault(f"{section}.family", M_("{name} runs the business already.", name=subject.name_of(key)))
        if len(set(own.family)) < len(own.family):
            yield Fault(f"{section}.family", TWICE)
        if own.family:
            yield Seen({N_("family members"): len(own.family)})


TWICE: Message = M_("Somebody stands here twice. Remove one.")

for _section, (_person, _basis) in RUN_BY.items():
    _register(_section, _person, _basis)


@rule(
    "cooperative.farmers",
    "cooperative.farmers",
    holds=N_("Enough members are farmers."),
    basis=N_("Farmers' Professional Cooperatives Law, art. 20"),
)
def farmers(subject: Subject) -> Said:
    members, own = subject.content.members, subject.content.cooperative.farmers
    if not members or not own:
        return
    for key in own:
        if subject.is_known(key, organisations=False) and key not in members:
            yield Fault("cooperative.farmers", NO_MEMBER)
    count, percent = len(set(own) & set(members)), subject.limits.farmers_percent
    if count * 100 < percent * len(members):
        text = M_(
            "{farmers} of {count} members are farmers; at least {percent} % must be. Take in more farmers.",
            farmers=count,
            count=len(members),
            percent=percent,
        )
        yield Fault("cooperative.farmers", text)
    yield Seen({N_("farmers"): count, N_("members"): len(members)})


@rule(
    "cooperative.organisations",
    "capital.contributions",
    holds=N_("Not too many members are organisations."),
    basis=N_("Farmers' Professional Cooperatives Law, art. 20"),
)
def organisations(subject: Subject) -> Said:
    """One among twenty members or fewer, five in a hundred of more."""
    members = subject.content.members
    if not subject.limits.farmers_percent or not members:
        return
    count = sum(key in subject.content.organisations for key in members)
    most = 1 if len(members) <= FEW else len(members) * MOST_ORGANISATIONS_PERCENT // 100
    if count > most:
        text = M_(
            "{count} members are organisations; among {members} members there may be {most}.",
            count=count,
            members=len(members),
            most=most,
        )
        yield Fault("capital.contributions", text)
    yield Seen({N_("organisations"): count})
