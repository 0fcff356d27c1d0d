"""Rules on agents, resolutions and transfers of shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from core.content import Content
from core.i18n import M_, N_
from core.rules.asked import represented_by
from core.rules.capital import yuan
from core.rules.finding import Fault, Said, Seen, Subject
from core.rules.organisations import AGENTS
from core.rules.registry import rule
from core.situation import asked
from core.terms import Severity

FUTURE = M_("This day lies in the future. Enter a day that has come.")
WEIGHTY = frozenset(
    {
        "charter",
        "charter_amendment",
        "capital_resolution",
        "dissolution_resolution",
        "merger_document",
        "cooperative_resolution",
    }
)
"""Materials that show that something is decided for which two thirds are needed (公司法第六十六条)."""


@rule("agent.until", "agent.until", holds=N_("The authorisation is in force."), basis=AGENTS)
def agent_until(subject: Subject) -> Said:
    agent = subject.content.agent
    if not agent.agent or agent.until is None:
        return
    if agent.until < subject.facts.today:
        text = M_("The authorisation ended on {day}. Choose a later day.", day=agent.until.isoformat())
        yield Fault("agent.until", text)
    yield Seen({N_("until"): agent.until.isoformat()})


@rule(
    "resolution.day",
    "resolution.decided",
    holds=N_("The decision has been taken."),
    basis=N_("Company Law, arts. 59, 66"),
)
def day(subject: Subject) -> Said:
    decided = subject.content.resolution.decided
    if decided is None:
        return
    if decided > subject.facts.today:
        yield Fault("resolution.decided", FUTURE)
    yield Seen({N_("decided on"): decided.isoformat()})


@rule(
    "resolution.directors",
    "resolution.directors_present",
    holds=N_("More than half of the directors were present."),
    basis=N_("Company Law, arts. 73, 124"),
)
def directors(subject: Subject) -> Said:
    present = set(subject.content.resolution.directors_present)
    board = {*subject.before.organs.directors, *subject.content.organs.directors}
    seats = len(set(subject.before.organs.directors or subject.content.organs.directors))
    if not present or not board:
        return
    for key in sorted(present - board):
        if subject.is_known(key):
            text = M_("{name} is no director. Choose among the directors.", name=subject.name_of(key))
            yield Fault("resolution.directors_present", text)
    if len(present & board) * 2 <= seats:
        text = M_(
            "{present} of {seats} directors were present; more than half must be.",
            present=len(present & board),
            seats=seats,
        )
        yield Fault("resolution.directors_present", text)
    yield Seen({N_("directors present"): len(present)})


@rule(
    "resolution.votes",
    "resolution.agreed",
    holds=N_("Enough members agreed."),
    basis=N_("Company Law, arts. 65, 66, 116; Partnership Enterprise Law, art. 31"),
)
def votes(subject: Subject) -> Said:
    """By contributions, of partnerships and cooperatives by heads; the articles may provide otherwise."""
    agreed = subject.content.resolution.agreed
    weights = _weights(subject)
    if not agreed or not weights:
        return
    for key in agreed:
        if key not in weights and subject.is_known(key):
            text = M_("{name} is no member. Choose among the members.", name=subject.name_of(key))
            yield Fault("resolution.agreed", text)
    total, own = sum(weights.values()), sum(weights.get(key, 0) for key in set(agreed))
    weighty = bool(WEIGHTY & {one.kind for one in asked(subject.facts.procedure, subject.content, subject.facts.prior)})
    if represented_by(subject.facts.procedure) == "partnership":
        enough, needed = own == total, 100
    else:
        enough, needed = (own * 3 >= total * 2, 67) if weighty else (own * 2 > total, 51)
    if not enough:
        text = M_(
            "Those who agreed have {percent} % of the votes; {needed} % are needed. If the articles provide otherwise, "
            "say so under “Further decisions”.",
            percent=own * 100 // total,
            needed=needed,
        )
        severity = Severity.WARNING if subject.content.resolution.text else Severity.ERROR
        yield Fault("resolution.agreed", text, severity=severity)
    yield Seen({N_("percent of the votes"): own * 100 // total})


def _weights(subject: Subject) -> Mapping[str, int]:
    """The votes of those who decide: the members whom the register has, or those of a new enterprise."""
    content = subject.before if subject.before.members else subject.content
    by_heads = represented_by(subject.facts.procedure) == "partnership" or subject.limits.farmers_percent
    return dict.fromkeys(content.members, 1) if by_heads else shares(content)


def shares(content: Content) -> Counter[str]:
    """What each member contributes, in fen."""
    found: Counter[str] = Counter()
    for one in content.capital.contributions:
        if one.party:
            found[one.party] += one.amount
    return found


@rule(
    "transfer.day",
    "transfer.agreed",
    holds=N_("The transfer has been agreed on."),
    basis=N_("Company Law, arts. 84, 86"),
)
def transfer_day(subject: Subject) -> Said:
    agreed = subject.content.transfer.agreed
    if agreed is None:
        return
    if agreed > subject.facts.today:
        yield Fault("transfer.agreed", FUTURE)
    yield Seen({N_("agreed on"): agreed.isoformat()})


@rule(
    "transfer.apart",
    "transfer.transfers",
    holds=N_("Nobody transfers to themselves."),
    basis=N_("Company Law, art. 84"),
)
def transfer_apart(subject: Subject) -> Said:
    transfers = subject.content.transfer.transfers
    for number, one in enumerate(transfers):
        if one.giver and one.giver == one.taker:
            yield Fault(f"transfer.transfers.{number}.taker", M_("Giver and taker are the same. Choose another."))
    if transfers:
        yield Seen({N_("transfers"): len(transfers)})


@rule(
    "transfer.owned",
    "transfer.transfers",
    holds=N_("Whoever gives has what is given."),
    basis=N_("Company Law, art. 84"),
)
def transfer_owned(subject: Subject) -> Said:
    """What a sole proprietor gives is the whole enterprise."""
    before, transfers = subject.before, subject.content.transfer.transfers
    owned = shares(before) or Counter({before.proprietor.investor: before.capital.registered})
    if not transfers or not any(owned.values()):
        return
    given: Counter[str] = Counter()
    for number, one in enumerate(transfers):
        given[one.giver] += one.amount
        if one.giver and subject.is_known(one.giver) and not owned[one.giver]:
            text = M_("{name} has no share in the register. Choose who has one.", name=subject.name_of(one.giver))
            yield Fault(f"transfer.transfers.{number}.giver", text)
        elif one.giver and given[one.giver] > owned[one.giver]:
            text = M_(
                "{name} has {owned} yuan, but gives {given} yuan. Correct the amount.",
                name=subject.name_of(one.giver),
                owned=yuan(owned[one.giver]),
                given=yuan(given[one.giver]),
            )
            yield Fault(f"transfer.transfers.{number}.amount", text)
    yield Seen({N_("transferred"): yuan(sum(given.values()))})


@rule(
    "transfer.sum",
    "transfer.transfers",
    holds=N_("After the transfers everybody has the share that stands with the members."),
    basis=N_("Company Law, arts. 86, 87"),
)
def transfer_sum(subject: Subject) -> Said:
    """Only where the whole stays the same: an increase or decrease beside it moves shares as well."""
    before, after = shares(subject.before), shares(subject.content)
    transfers = subject.content.transfer.transfers
    if not transfers or not before or not after or sum(before.values()) != sum(after.values()):
        return
    moved = Counter(before)
    for one in transfers:
        moved[one.giver] -= one.amount
        moved[one.taker] += one.amount
    for key in sorted({*moved, *after}):
        if moved[key] != after[key]:
            text = M_(
                "After the transfers {name} has {moved} yuan, but {share} yuan stand with the members. Correct one.",
                name=subject.name_of(key),
                moved=yuan(moved[key]),
                share=yuan(after[key]),
            )
            yield Fault("transfer.transfers", text)
    yield Seen({N_("transferred"): yuan(sum(one.amount for one in transfers))})


@rule(
    "transfer.refusal",
    "transfer.transfers",
    holds=N_("No share goes to somebody from outside."),
    basis=N_("Company Law, art. 84"),
)
def refusal(subject: Subject) -> Said:
    """The other members have the right of first refusal, which they exercise within thirty days."""
    before, transfers = shares(subject.before), subject.content.transfer.transfers
    if len(before) < 2 or not transfers:
        return
    for number, one in enumerate(transfers):
        if one.taker and one.taker not in before:
            text = M_(
                "{name} comes from outside. The other members must have been told and have had 30 days to take the "
                "share themselves.",
                name=subject.name_of(one.taker),
            )
            yield Fault(f"transfer.transfers.{number}.taker", text, severity=Severity.WARNING)
    yield Seen({N_("transfers"): len(transfers)})
