"""Rules on the registered capital and the members' contributions. Amounts are in fen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core.content import Content, ContributionForm, IdentityDocument, OrganisationKind
from core.i18n import M_, N_
from core.rules.asked import has_members, represented_by
from core.rules.finding import Fault, Said, Seen, Subject
from core.rules.registry import rule
from core.terms import Severity

FEN = 100
REMARKABLE = 100_000_000 * FEN
"""From this registered capital on, the officer looks whether it is plausible."""


@rule(
    "capital.members",
    "capital.contributions",
    holds=N_("The number of members is as the law allows."),
    basis=N_("Company Law, arts. 42, 92; Partnership Enterprise Law, arts. 14, 61"),
)
def members(subject: Subject) -> Said:
    count, limits = len([key for key in subject.content.members if key]), subject.limits
    if not count or not has_members(subject.facts.procedure):
        return
    if not limits.members_min <= count <= limits.members_max:
        text = M_(
            "There are {count} members; the law allows {least} to {most}.",
            count=count,
            least=limits.members_min,
            most=limits.members_max,
        )
        yield Fault("capital.contributions", text)
    yield Seen({N_("members"): count})


@rule(
    "capital.parties",
    "capital.contributions",
    holds=N_("Every member is among the people and organisations entered and contributes once."),
    basis=N_("Company Law, art. 46"),
)
def parties(subject: Subject) -> Said:
    keys = [one.party for one in subject.content.capital.contributions]
    for number, key in enumerate(keys):
        place = f"capital.contributions.{number}.party"
        if key and not subject.is_known(key):
            yield Fault(place, M_("Nobody of this name was entered. Choose again."))
        elif key and key in keys[:number]:
            text = M_("{name} stands here twice. Enter one contribution for each member.", name=subject.name_of(key))
            yield Fault(place, text)
    if any(keys):
        yield Seen({N_("members"): len(keys)})


@rule(
    "capital.sum",
    "capital.registered",
    holds=N_("The contributions add up to the registered capital."),
    basis=N_("Company Law, art. 47"),
)
def adds_up(subject: Subject) -> Said:
    capital = subject.content.capital
    total = sum(one.amount for one in capital.contributions)
    if not capital.registered or not capital.contributions or not all(one.amount for one in capital.contributions):
        return  # what is missing is said where it is missing
    evidence = {N_("registered capital"): yuan(capital.registered), N_("sum of contributions"): yuan(total)}
    if total != capital.registered:
        text = M_(
            "The contributions make {total} yuan, the registered capital is {registered} yuan: {difference} yuan "
            "apart. Change one of them.",
            total=yuan(total),
            registered=yuan(capital.registered),
            difference=yuan(abs(total - capital.registered)),
        )
        yield Fault("capital.registered", text, evidence)
    yield Seen(evidence)


@rule(
    "capital.due",
    "capital.contributions",
    holds=N_("All contributions are due within the time that the law allows."),
    basis=N_("Company Law, art. 47"),
)
def due(subject: Subject) -> Said:
    """Days that the register has already are not judged again, nor those of what is paid."""
    years, today = subject.limits.contribution_years, subject.facts.today
    latest = add_years(today, years)
    registered = {(one.party, one.due) for one in subject.before.capital.contributions}
    days = [
        (number, one.due)
        for number, one in enumerate(subject.content.capital.contributions)
        if one.due and (one.party, one.due) not in registered and (one.paid < one.amount or not one.amount)
    ]
    for number, day in days:
        place = f"capital.contributions.{number}.due"
        if years and day > latest:
            text = M_(
                "Contributions must be paid within {years} years of establishment. Choose a day up to {latest}.",
                years=years,
                latest=latest.isoformat(),
            )
            yield Fault(place, text)
        elif day < today:
            yield Fault(place, M_("This day is past. Choose a day from {today} on.", today=today.isoformat()))
    if days:
        yield Seen({N_("latest day"): max(day for _, day in days).isoformat()})


@rule(
    "capital.in_kind",
    "capital.contributions",
    holds=N_("Contributions other than money are described."),
    basis=N_("Company Law, art. 48"),
)
def in_kind(subject: Subject) -> Said:
    others = [
        number
        for number, one in enumerate(subject.content.capital.contributions)
        if one.form is not ContributionForm.MONEY
    ]
    if others and not subject.content.other.remarks:
        for number in others:
            text = M_("Property must be valued. Say under “Remarks” what it is and how it was valued.")
            yield Fault(f"capital.contributions.{number}.form", text, severity=Severity.WARNING)
    if others:
        yield Seen({N_("contributions"): len(others)})


@rule(
    "capital.plausible",
    "capital.registered",
    holds=N_("The registered capital is not remarkably high."),
    basis=N_("State Council provisions on the registration of registered capital (2024)"),
)
def plausible(subject: Subject) -> Said:
    registered = subject.content.capital.registered
    if registered >= REMARKABLE:
        text = M_(
            "{amount} yuan is remarkably high. Members are liable for what they subscribe; make sure.",
            amount=yuan(registered),
        )
        yield Fault("capital.registered", text, severity=Severity.WARNING)
    if registered:
        yield Seen({N_("registered capital"): yuan(registered)})


@rule(
    "capital.minors",
    "capital.contributions",
    holds=N_("All members are of age."),
    basis=N_("Civil Code, arts. 17 to 20"),
)
def minors(subject: Subject) -> Said:
    known = [key for key in subject.content.members if key in subject.residents]
    for number, one in enumerate(subject.content.capital.contributions):
        if one.party in known and subject.residents[one.party].age(subject.facts.today) < 18:
            text = M_(
                "{name} is under 18: a guardian acts and signs. Apply at the counter.", name=subject.name_of(one.party)
            )
            yield Fault(f"capital.contributions.{number}.party", text, severity=Severity.WARNING)
    if known:
        yield Seen({N_("members"): len(known)})


@rule(
    "capital.labour",
    "capital.contributions",
    holds=N_("Nobody contributes labour who may not."),
    basis=N_("Company Law, art. 48; Partnership Enterprise Law, arts. 16, 64"),
)
def labour(subject: Subject) -> Said:
    """General partners alone may contribute labour."""
    content = subject.content
    allowed = represented_by(subject.facts.procedure) == "partnership"
    for number, one in enumerate(content.capital.contributions):
        if one.form is ContributionForm.LABOUR and (not allowed or one.party in content.partnership.limited):
            text = M_("Only general partners of a partnership may contribute labour. Choose another form.")
            yield Fault(f"capital.contributions.{number}.form", text)
    if content.capital.contributions:
        yield Seen({N_("contributions"): len(content.capital.contributions)})


@rule(
    "capital.paid",
    "capital.contributions",
    holds=N_("Nobody paid more than was subscribed."),
    basis=N_("Regulations on the Registration of Market Entities, art. 9"),
)
def paid(subject: Subject) -> Said:
    contributions = subject.content.capital.contributions
    for number, one in enumerate(contributions):
        if one.amount and one.paid > one.amount:
            text = M_(
                "{paid} yuan are paid, but only {amount} yuan subscribed. Correct one of them.",
                paid=yuan(one.paid),
                amount=yuan(one.amount),
            )
            yield Fault(f"capital.contributions.{number}.paid", text)
    if any(one.paid for one in contributions):
        yield Seen({N_("paid"): yuan(sum(one.paid for one in contributions))})


@rule(
    "capital.kinds",
    "capital.contributions",
    holds=N_("All members are of the kind that such an enterprise may have."),
    basis=N_("Company Law, arts. 168, 169; Regulations on the Registration of Market Entities, art. 12"),
)
def kinds(subject: Subject) -> Said:
    allowed, content = subject.limits.member_kinds, subject.content
    known = [key for key in content.members if subject.is_known(key)]
    if not allowed or not known:
        return
    for number, one in enumerate(content.capital.contributions):
        own = content.organisations[one.party].kind if one.party in content.organisations else "person"
        if one.party in known and own not in allowed:
            text = M_(
                "{name} cannot be a member of such an enterprise, for members are to be: {kinds_text}. Choose another.",
                name=subject.name_of(one.party),
                kinds_text="\n".join(MEMBER_KINDS[kind] for kind in allowed),
            )
            yield Fault(f"capital.contributions.{number}.party", text)
    yield Seen({N_("members"): len(known)})


@rule(
    "capital.domiciled",
    "capital.contributions",
    holds=N_("At least half of the promoters live in China."),
    basis=N_("Company Law, art. 92"),
)
def domiciled(subject: Subject) -> Said:
    known = [key for key in subject.content.members if subject.is_known(key)]
    percent = subject.limits.domiciled_percent
    if not percent or not known:
        return
    here = [key for key in known if is_domestic(subject.content, key)]
    if len(here) * 100 < percent * len(known):
        text = M_(
            "Only {here} of {count} promoters have their domicile in China; {percent} % are needed.",
            here=len(here),
            count=len(known),
            percent=percent,
        )
        yield Fault("capital.contributions", text)
    yield Seen({N_("promoters in China"): len(here)})


MEMBER_KINDS: Mapping[str, str] = {
    "person": N_("people"),
    OrganisationKind.ENTERPRISE: N_("enterprises"),
    OrganisationKind.INSTITUTION: N_("public institutions"),
    OrganisationKind.ASSOCIATION: N_("associations"),
    OrganisationKind.STATE_BODY: N_("state bodies"),
    OrganisationKind.COLLECTIVE: N_("collectives"),
    OrganisationKind.FOREIGN: N_("foreign enterprises"),
}
DOMESTIC = frozenset({IdentityDocument.RESIDENT_ID, IdentityDocument.PERMANENT_RESIDENCE})


def is_domestic(content: Content, key: str) -> bool:
    """Whether a party has its domicile in China, as far as its kind or its identity document shows."""
    if key in content.organisations:
        return content.organisations[key].kind is not OrganisationKind.FOREIGN
    return content.party(key).document in DOMESTIC


def add_years(day: date, years: int) -> date:
    """The same day years later; 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def yuan(fen: int) -> str:
    """An amount for reading: 1,000,000 or 1,000,000.50."""
    whole, rest = divmod(fen, FEN)
    return f"{whole:,}.{rest:02d}" if rest else f"{whole:,}"
