"""Which places of a section must hold something (R22).

One table by section; the rules on missing fields and the progress bar read it. A place that must exist only when
something else does (the chair of a board, say) is asked for only then. What depends on the procedure follows from what
the catalogue says of it and of its type, never from the type's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from core.catalogue import EntityType, Procedure
from core.content import Assets, Composition, Content, ReissueReason
from core.rules.references import references
from core.terms import Effect

Asked = Iterable[tuple[str, bool]]
"""Places that must hold something, each with whether it does."""
Ask = Callable[[Content, Procedure], Asked]

MEMBERS_SIGN_FOR = frozenset({"organs", "partnership"})
"""Sections that name the representative of an enterprise which has members."""
PAID_LATER = frozenset({"partnership"})
"""… and of one whose members say until when they pay though the law sets no limit."""


def represented_by(procedure: Procedure) -> str:
    """The section that names who represents such an enterprise."""
    return procedure.type.representative.partition(".")[0]


def has_members(procedure: Procedure) -> bool:
    """Whether several may contribute; a household, a sole proprietor or a branch only has a fund."""
    return represented_by(procedure) in MEMBERS_SIGN_FOR


def has_parent(procedure: Procedure) -> bool:
    """Whether an enterprise in China opens it; one from abroad is described as such, and names a head only."""
    return represented_by(procedure) == "parent"


def has_owner(content: Content, procedure: Procedure) -> bool:
    """Whether the name begins with that of the enterprise to which it belongs."""
    return represented_by(procedure) in {"parent", "origin"} or bool(content.parent.uscc or content.origin.name)


def all_of(section: str, *fields: str) -> Ask:
    """Fields of a section that must always hold something."""
    return lambda content, _: [
        (f"{section}.{field}", bool(getattr(getattr(content, section), field))) for field in fields
    ]


def _name(content: Content, procedure: Procedure) -> Asked:
    name = content.name
    if represented_by(procedure) == "household" and not name.trade_name:
        return  # a household may do without a name
    if has_owner(content, procedure):
        yield "name.owner", bool(name.owner)
    else:
        yield "name.division_code", bool(name.division_code)
        yield "name.trade_name", bool(name.trade_name)
        yield "name.industry_term", bool(name.industry_term)
    yield "name.legal_form", bool(name.legal_form)


def _parties(content: Content, procedure: Procedure) -> Asked:
    named = {one.key for one in references(content)}
    callable_ = {content.organs.legal_representative, content.contact.liaison, content.contact.finance_officer}
    for key, person in content.parties.items():
        if key in named:
            yield f"parties.{key}.name", bool(person.name)
            yield f"parties.{key}.identity_number", bool(person.identity_number)
            if key in callable_:
                yield f"parties.{key}.phone", bool(person.phone)
    for key, one in content.organisations.items():
        if key in named:
            yield f"organisations.{key}.name", bool(one.name)
            yield f"organisations.{key}.code", bool(one.code)
            yield f"organisations.{key}.representative", bool(one.representative)
            if one.mandate:
                yield f"organisations.{key}.mandate.agent", bool(one.mandate.agent)
                yield f"organisations.{key}.mandate.scope", bool(one.mandate.scope)
                yield f"organisations.{key}.mandate.until", one.mandate.until is not None


def _capital(content: Content, procedure: Procedure) -> Asked:
    capital = content.capital
    yield "capital.registered", capital.registered > 0
    if not has_members(procedure):
        return
    yield "capital.contributions", bool(capital.contributions)
    asks_when = procedure.type.limits.contribution_years > 0 or represented_by(procedure) in PAID_LATER
    for number, one in enumerate(capital.contributions):
        yield f"capital.contributions.{number}.party", bool(one.party)
        yield f"capital.contributions.{number}.amount", one.amount > 0
        if asks_when:
            yield f"capital.contributions.{number}.due", one.due is not None


OFFICES = ("organs.directors", "organs.chair", "organs.manager", "organs.supervisors", "organs.legal_representative")


def offices(kind: EntityType) -> tuple[str, ...]:
    """The offices that a type of enterprise has. Where the law asks for no directors, somebody represents it alone
    (企业法人法定代表人登记管理规定)."""
    return OFFICES if kind.limits.directors_min else ("organs.legal_representative",)


def _organs(content: Content, procedure: Procedure) -> Asked:
    organs = content.organs
    if procedure.type.limits.directors_min:
        yield "organs.directors", bool(organs.directors)
    if len(organs.directors) >= procedure.type.limits.board_min:
        yield "organs.chair", bool(organs.chair)
    yield "organs.legal_representative", bool(organs.legal_representative)


def _proprietor(content: Content, _: Procedure) -> Asked:
    yield "proprietor.investor", bool(content.proprietor.investor)
    if content.proprietor.assets is Assets.FAMILY:
        yield "proprietor.family", bool(content.proprietor.family)


def _household(content: Content, _: Procedure) -> Asked:
    yield "household.operator", bool(content.household.operator)
    if content.household.composition is Composition.FAMILY:
        yield "household.family", bool(content.household.family)


def _parent(content: Content, procedure: Procedure) -> Asked:
    """A branch of a foreign enterprise names that one elsewhere, and here its head only."""
    parent = content.parent
    if has_parent(procedure):
        yield "parent.uscc", bool(parent.uscc)
        yield "parent.name", bool(parent.name)
        yield "parent.representative", bool(parent.representative)
    yield "parent.head", bool(parent.head)


def _foreign(content: Content, procedure: Procedure) -> Asked:
    if has_members(procedure):
        yield "foreign.investors", bool(content.foreign.investors)
    yield "foreign.recipient", bool(content.foreign.recipient)


def _agent(content: Content, _: Procedure) -> Asked:
    if content.agent.agent:
        yield "agent.powers", bool(content.agent.powers)
        yield "agent.until", content.agent.until is not None


def _transfer(content: Content, _: Procedure) -> Asked:
    transfer = content.transfer
    for number, one in enumerate(transfer.transfers):
        yield f"transfer.transfers.{number}.giver", bool(one.giver)
        yield f"transfer.transfers.{number}.taker", bool(one.taker)
    if transfer.transfers:
        yield "transfer.agreed", transfer.agreed is not None


def _liquidation(content: Content, procedure: Procedure) -> Asked:
    liquidation = content.liquidation
    yield "liquidation.members", bool(liquidation.members)
    yield "liquidation.head", bool(liquidation.head)
    yield "liquidation.since", liquidation.since is not None
    if procedure.effect is Effect.CANCEL and not procedure.notice_days:
        if procedure.creditor_days:
            yield "liquidation.noticed", liquidation.noticed is not None
        yield "liquidation.finished", liquidation.finished is not None


def _pledge(content: Content, procedure: Procedure) -> Asked:
    pledge = content.pledge
    yield "pledge.pledgor", bool(pledge.pledgor)
    yield "pledge.pledgee", bool(pledge.pledgee)
    yield "pledge.amount", pledge.amount > 0
    if procedure.item == "SETUP":
        yield "pledge.claim", pledge.claim > 0
        yield "pledge.contract", bool(pledge.contract)
    else:
        yield "pledge.number", bool(pledge.number)
        yield "pledge.reason", bool(pledge.reason)


def _reissue(content: Content, _: Procedure) -> Asked:
    if content.reissue.reason is ReissueReason.LOST:
        yield "reissue.announced", content.reissue.announced is not None


def _merger(content: Content, _: Procedure) -> Asked:
    merger = content.merger
    yield "merger.others", bool(merger.others)
    yield "merger.decided", merger.decided is not None
    yield "merger.noticed", merger.noticed is not None


ASKED: Mapping[str, Ask] = {
    "name": _name,
    "domicile": all_of("domicile", "region_code", "address"),
    "scope": all_of("scope", "phrases"),
    "parties": _parties,
    "capital": _capital,
    "organs": _organs,
    "contact": all_of("contact", "phone", "liaison"),
    "partnership": all_of("partnership", "executives"),
    "proprietor": _proprietor,
    "household": _household,
    "cooperative": all_of("cooperative", "farmers"),
    "parent": _parent,
    "foreign": _foreign,
    "origin": all_of("origin", "name", "country", "address", "signatory"),
    "representatives": all_of("representatives", "chief", "until"),
    "subject": all_of("subject", "uscc", "name"),
    "agent": _agent,
    "resolution": all_of("resolution", "decided"),
    "transfer": _transfer,
    "liquidation": _liquidation,
    "pledge": _pledge,
    "reissue": _reissue,
    "migration": all_of("migration", "from_authority", "to_authority"),
    "merger": _merger,
    "judgment": all_of("judgment", "court", "number", "day", "version"),
}


def asked_for(section: str, content: Content, procedure: Procedure) -> dict[str, bool]:
    """The places of a section that must hold something, each with whether it does."""
    return dict(ASKED[section](content, procedure)) if section in ASKED else {}
