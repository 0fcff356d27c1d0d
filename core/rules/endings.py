"""Rules on winding up, pledges, new licences, moves, mergers and judgments."""

from __future__ import annotations

from datetime import date

from core.codes import is_within, region, region_name
from core.effects import identity
from core.i18n import M_, N_
from core.rules.capital import yuan
from core.rules.decisions import FUTURE, shares
from core.rules.finding import Fault, Said, Seen, Subject
from core.rules.registry import rule
from core.terms import Effect, Severity

WOUND_UP = N_("Company Law, arts. 232, 235; Regulations on the Registration of Market Entities, art. 32")
PLEDGE = N_("Civil Code, arts. 427, 443")
MIGRATION = N_("Regulations on the Registration of Market Entities, art. 27")
MERGER = N_("Company Law, arts. 220, 222")
NOTICE_AFTER_DECISION = 30


@rule("liquidation.head", "liquidation.head", holds=N_("The head is one of the liquidators."), basis=WOUND_UP)
def head(subject: Subject) -> Said:
    own = subject.content.liquidation
    if not own.head or not own.members:
        return
    if own.head not in own.members:
        yield Fault("liquidation.head", M_("The head must be one of the liquidators. Choose one of them."))
    yield Seen({N_("head"): subject.name_of(own.head)})


def _in_order(subject: Subject, days: dict[str, date | None]) -> Said:
    """Each day is no earlier than the one before it, and none lies in the future."""
    given = {place: day for place, day in days.items() if day is not None}
    latest = date.min
    for place, day in given.items():
        if day > subject.facts.today:
            yield Fault(place, FUTURE)
        elif day < latest:
            yield Fault(place, M_("This day comes before what must have happened first. Correct one of the days."))
        latest = max(latest, day)
    if given:
        yield Seen({N_("days"): " → ".join(day.isoformat() for day in given.values())})


@rule(
    "liquidation.order", "liquidation.since", holds=N_("The days of the winding up follow each other."), basis=WOUND_UP
)
def order(subject: Subject) -> Said:
    own = subject.content.liquidation
    days = {
        "liquidation.since": own.since,
        "liquidation.noticed": own.noticed,
        "liquidation.finished": own.finished,
    }
    return _in_order(subject, days)


@rule(
    "liquidation.notice",
    "liquidation.noticed",
    holds=N_("Creditors had the time that the law gives them."),
    basis=N_("Company Law, arts. 235, 239"),
)
def notice(subject: Subject) -> Said:
    """Before an ordinary cancellation; a simple one has a notice of its own."""
    days, noticed = subject.facts.procedure.creditor_days, subject.content.liquidation.noticed
    if not days or noticed is None:
        return
    waited = (subject.facts.today - noticed).days
    if waited < days:
        text = M_(
            "Creditors have {days} days after the notice; {waited} have passed. Apply later.",
            days=days,
            waited=max(0, waited),
        )
        yield Fault("liquidation.noticed", text)
    yield Seen({N_("days since the notice"): waited})


@rule("pledge.apart", "pledge.pledgee", holds=N_("Pledgor and pledgee are not the same."), basis=PLEDGE)
def apart(subject: Subject) -> Said:
    own = subject.content.pledge
    if not own.pledgor or not own.pledgee:
        return
    if own.pledgor == own.pledgee:
        yield Fault("pledge.pledgee", M_("Nobody can pledge to themselves. Choose whose claim is secured."))
    yield Seen({N_("pledgor"): subject.name_of(own.pledgor), N_("pledgee"): subject.name_of(own.pledgee)})


@rule("pledge.owned", "pledge.amount", holds=N_("The pledgor has the equity that is pledged."), basis=PLEDGE)
def owned(subject: Subject) -> Said:
    own, held = subject.content.pledge, shares(subject.before) or shares(subject.content)
    if not own.pledgor or not held or not subject.is_known(own.pledgor):
        return
    if not held[own.pledgor]:
        text = M_("{name} is no member. Choose among the members.", name=subject.name_of(own.pledgor))
        yield Fault("pledge.pledgor", text)
    elif own.amount > held[own.pledgor]:
        text = M_(
            "{name} has {held} yuan, but {amount} yuan are pledged. Correct the amount.",
            name=subject.name_of(own.pledgor),
            held=yuan(held[own.pledgor]),
            amount=yuan(own.amount),
        )
        yield Fault("pledge.amount", text)
    yield Seen({N_("held"): yuan(held[own.pledgor]), N_("pledged"): yuan(own.amount)})


@rule("pledge.registered", "pledge.number", holds=N_("The register has this pledge."), basis=PLEDGE)
def pledge_registered(subject: Subject) -> Said:
    """Only a pledge of this enterprise's equity is changed or released, and only by those who agreed on it."""
    own, known = subject.content.pledge, subject.facts.pledges
    if not own.number or known is None:
        return
    there = known.get(own.number)
    if there is None:
        text = M_("The register has no such pledge of this enterprise's equity. Take the number from the notice.")
        yield Fault("pledge.number", text)
        return
    releases = subject.facts.procedure.effect is Effect.RELEASE_PLEDGE
    for place, key, name, who in (
        ("pledge.pledgor", own.pledgor, there.pledgor, there.pledgor_identity),
        ("pledge.pledgee", own.pledgee, there.pledgee, there.pledgee_identity),
    ):
        if key and (subject.name_of(key) != name or (who and identity(key, subject.content) != who)):
            text = M_("The pledge was registered for {name}. Choose who is registered.", name=name)
            yield Fault(place, text, severity=Severity.ERROR if releases else Severity.WARNING)
    yield Seen({N_("pledge"): own.number})


@rule(
    "reissue.announced",
    "reissue.announced",
    holds=N_("The loss has been announced."),
    basis=N_("Rules for Implementing the Regulations on the Registration of Market Entities, art. 65"),
)
def announced(subject: Subject) -> Said:
    return _in_order(subject, {"reissue.announced": subject.content.reissue.announced})


@rule(
    "migration.apart", "migration.to_authority", holds=N_("The enterprise moves to another authority."), basis=MIGRATION
)
def migration_apart(subject: Subject) -> Said:
    own = subject.content.migration
    for field, place in (("from_authority", own.from_authority), ("to_authority", own.to_authority)):
        if place and region(place) is None:
            yield Fault(f"migration.{field}", M_("There is no such place. Choose one from the list."))
    if own.from_authority and own.from_authority == own.to_authority:
        text = M_("Both are the same authority. A move within its area is a change of domicile.")
        yield Fault("migration.to_authority", text)
    if own.from_authority and own.to_authority:
        yield Seen({N_("from"): region_name(own.from_authority), N_("to"): region_name(own.to_authority)})


@rule(
    "migration.domicile",
    "migration.to_authority",
    holds=N_("The new domicile lies in the new authority's area."),
    basis=MIGRATION,
)
def migration_domicile(subject: Subject) -> Said:
    code, to = subject.content.domicile.region_code, subject.content.migration.to_authority
    if not code or region(to) is None:
        return
    if not is_within(code, to):
        text = M_(
            "{place} is not in the area of this authority, {area}. Apply to the authority there.",
            place=region_name(code) or code,
            area=region_name(to),
        )
        yield Fault("domicile.region_code", text)
    yield Seen({N_("region"): region_name(code)})


@rule("merger.order", "merger.decided", holds=N_("The days of the merger follow each other."), basis=MERGER)
def merger_order(subject: Subject) -> Said:
    own = subject.content.merger
    return _in_order(subject, {"merger.decided": own.decided, "merger.noticed": own.noticed})


@rule("merger.notice", "merger.noticed", holds=N_("Creditors were told in time and had their time."), basis=MERGER)
def merger_notice(subject: Subject) -> Said:
    own = subject.content.merger
    if own.decided is None or own.noticed is None or own.noticed < own.decided:
        return
    waited, days = (subject.facts.today - own.noticed).days, subject.facts.procedure.creditor_days
    if waited < days:
        text = M_(
            "Creditors have {days} days after the notice; {waited} have passed. Apply later.",
            days=days,
            waited=max(0, waited),
        )
        yield Fault("merger.noticed", text)
    elif (own.noticed - own.decided).days > NOTICE_AFTER_DECISION:
        text = M_("The notice must come within {days} days of the decision; it came later.", days=NOTICE_AFTER_DECISION)
        yield Fault("merger.noticed", text, severity=Severity.WARNING)
    yield Seen({N_("days since the notice"): waited})


@rule(
    "merger.others",
    "merger.others",
    holds=N_("The other companies are organisations, each named once."),
    basis=MERGER,
)
def merger_others(subject: Subject) -> Said:
    own = subject.content.merger.others
    for place, key in enumerate(own):
        if key in subject.content.parties:
            yield Fault("merger.others", M_("{name} is a person. Choose a company.", name=subject.name_of(key)))
        elif key in own[:place]:
            text = M_("{name} stands here twice. Remove one.", name=subject.name_of(key))
            yield Fault("merger.others", text)
    if own:
        yield Seen({N_("companies"): len(own)})


@rule(
    "judgment.day",
    "judgment.day",
    holds=N_("The judgment has been given."),
    basis=N_("Company Law, art. 28"),
)
def judged(subject: Subject) -> Said:
    return _in_order(subject, {"judgment.day": subject.content.judgment.day})


@rule(
    "judgment.version",
    "judgment.version",
    holds=N_("The entry to be revoked is a change that the register has."),
    basis=N_("Company Law, art. 28"),
)
def judged_version(subject: Subject) -> Said:
    """The first version is the establishment, which is no change."""
    own, current = subject.content.judgment.version, subject.facts.current_version
    if current is None:
        return
    if current == 1:
        yield Fault("judgment.version", M_("The register holds no change of this enterprise that could be revoked."))
    elif not 1 < own <= current:
        text = M_(
            "The register has no change with this number. Choose one of versions 2 to {current}.", current=current
        )
        yield Fault("judgment.version", text)
    yield Seen({N_("version"): own})
