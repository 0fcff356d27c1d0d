"""Rules on the registered capital and the members' contributions. Amounts are in fen."""

from __future__ import annotations

from datetime import date

from core.content import ContributionForm
from core.i18n import M_, N_
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
    basis=N_("Company Law, art. 42"),
)
def members(subject: Subject) -> Said:
    count, limits = len([key for key in subject.content.members if key]), subject.limits
    if not count:
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
    holds=N_("Every member is among the people entered and contributes once."),
    basis=N_("Company Law, art. 46"),
)
def parties(subject: Subject) -> Said:
    keys = [one.party for one in subject.content.capital.contributions]
    for number, key in enumerate(keys):
        place = f"capital.contributions.{number}.party"
        if key and key not in subject.content.parties:
            yield Fault(place, M_("This person is not among the people entered. Choose again."))
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
    years, today = subject.limits.contribution_years, subject.facts.today
    latest = add_years(today, years)
    days = [(number, one.due) for number, one in enumerate(subject.content.capital.contributions) if one.due]
    for number, day in days:
        place = f"capital.contributions.{number}.due"
        if day > latest:
            text = M_(
                "Contributions must be paid within {years} years of establishment. Choose a day up to {latest}.",
                years=years,
                latest=latest.isoformat(),
            )
            yield Fault(place, text)
        elif day < today:
            text = M_(
                "This day is past. Choose a day from {today} to {latest}.",
                today=today.isoformat(),
                latest=latest.isoformat(),
            )
            yield Fault(place, text)
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
