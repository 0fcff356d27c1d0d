"""Who signs in which capacity: one table from roles to people of the content (R14, A18).

An organisation signs through the person entitled to: its representative, or the one with its mandate. Each person
signs a document once in each capacity, for however many parties. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from core.catalogue import EntityType, Material, Procedure
from core.content import Content, value_at
from core.terms import SignatoryRole

FORM = "application_form"


@dataclass(frozen=True)
class Signatory:
    """A person (key) who signs in a role, and the party (key) for which; both are the same for a person's own part."""

    role: SignatoryRole
    person: str
    party: str


Find = Callable[[Content, Procedure], Iterable[str]]
"""Keys of the parties (people or organisations) that have a role."""


def _members(content: Content, _: Procedure) -> Iterable[str]:
    return content.members


def _agreeing(content: Content, _: Procedure) -> Iterable[str]:
    return content.resolution.agreed or content.members


def _represents(content: Content, procedure: Procedure) -> Iterable[str]:
    """Whoever represents the enterprise; one person stands for it where several could."""
    return acting(content, _keys_at(content, procedure.type.representative))[:1]


def heads(content: Content, of: EntityType) -> tuple[str, ...]:
    """Names of those whom register and licence show at the head of an enterprise; a partner's delegate beside it."""
    return with_delegates(content, head_keys(content, of))


def head_keys(content: Content, of: EntityType) -> tuple[str, ...]:
    """Keys of those at the head of an enterprise: they also stand for it where it takes part in another's business."""
    return _keys_at(content, of.head or of.representative)


def _keys_at(content: Content, place: str) -> tuple[str, ...]:
    found = value_at(content, place)
    return tuple(str(key) for key in (found if isinstance(found, tuple) else (found,)) if key)


def acting(content: Content, keys: Iterable[str]) -> tuple[str, ...]:
    """Who acts for parties: an organisation's delegate in a partnership, everybody else in person."""
    return tuple(content.partnership.delegates.get(key) or key for key in keys)


def with_delegates(content: Content, keys: Iterable[str]) -> tuple[str, ...]:
    """Names of parties, an organisation with the delegate who acts for it in a partnership."""
    delegates = {key: content.partnership.delegates.get(key, "") for key in keys}
    return tuple(
        f"{content.name_of(key)}（委派代表：{content.name_of(delegate)}）" if delegate else content.name_of(key)
        for key, delegate in delegates.items()
    )


def _executives(content: Content, _: Procedure) -> Iterable[str]:
    return acting(content, content.partnership.executives)


def _family(content: Content, _: Procedure) -> Iterable[str]:
    return (*content.proprietor.family, *content.household.family)


R = SignatoryRole
ROLES: Mapping[SignatoryRole, Find] = {
    R.LEGAL_REPRESENTATIVE: lambda content, _: (content.organs.legal_representative,),
    R.INCOMING_REPRESENTATIVE: lambda content, _: (content.organs.legal_representative,),
    R.MEMBER: _members,
    R.SOLE_MEMBER: _members,
    R.STATE_FUNDER: _members,
    R.PROMOTER: _members,
    R.PARTNER: _members,
    R.FOUNDER: _members,
    R.CONTRIBUTING_MEMBER: _members,
    R.CONTRIBUTOR: _members,
    R.MEMBERS_TWO_THIRDS: _agreeing,
    R.MEMBERS_BY_CHARTER: _agreeing,
    R.MEETING_CHAIR: lambda content, _: (content.resolution.chair or content.organs.chair,),
    R.DIRECTOR_PRESENT: lambda content, _: content.resolution.directors_present or content.organs.directors,
    R.DIRECTOR: lambda content, _: content.organs.directors,
    R.EXECUTIVE_PARTNER: _executives,
    R.INVESTOR: lambda content, _: (content.proprietor.investor,),
    R.FAMILY_MEMBER: _family,
    R.PARENT_REPRESENTATIVE: lambda content, _: (content.parent.representative,),
    R.LIQUIDATION_HEAD: lambda content, _: (content.liquidation.head,),
    R.LIQUIDATOR: lambda content, _: content.liquidation.members or (content.liquidation.head,),
    R.TRANSFEROR: lambda content, _: [one.giver for one in content.transfer.transfers],
    R.TRANSFEREE: lambda content, _: [one.taker for one in content.transfer.transfers],
    R.FOREIGN_SIGNATORY: lambda content, _: (content.origin.signatory,),
    R.FOREIGN_INVESTOR: lambda content, _: content.foreign.investors,
    R.SERVICE_RECIPIENT: lambda content, _: (content.foreign.recipient,),
    R.OPERATOR: lambda content, _: (content.household.operator,),
    R.PLEDGOR: lambda content, _: (content.pledge.pledgor,),
    R.PLEDGEE: lambda content, _: (content.pledge.pledgee,),
    R.TARGET_COMPANY: _represents,
    R.ENTITY: _represents,
    R.AGENT: lambda content, _: (content.agent.agent,),
}


def signatories(material: Material, content: Content, procedure: Procedure) -> tuple[Signatory, ...]:
    """Everybody who must sign a material, role by role as the norm lists them. Nobody is listed without a key."""
    return tuple(one for role in material.signers for one in _of(role, content, procedure))


def signed_for(
    material: Material, content: Content, procedure: Procedure
) -> Mapping[tuple[SignatoryRole, str], tuple[str, ...]]:
    """For which parties (keys) each signature of a material is made, by role and person: one may stand for several."""
    found: dict[tuple[SignatoryRole, str], list[str]] = {}
    for role in material.signers:
        for person, party in _pairs(role, content, procedure):
            if person and party not in found.setdefault((role, person), []):
                found[role, person].append(party)
    return {place: tuple(parties) for place, parties in found.items()}


def _of(role: SignatoryRole, content: Content, procedure: Procedure) -> Iterable[Signatory]:
    found: dict[str, Signatory] = {}
    for person, party in _pairs(role, content, procedure):
        if person:
            found.setdefault(person, Signatory(role, person, party))
    return found.values()


def _pairs(role: SignatoryRole, content: Content, procedure: Procedure) -> Iterable[tuple[str, str]]:
    """Who signs in a role (person), and for whom (party)."""
    if role is R.CERTIFIER:
        return [(one.person, one.party) for one in certifiers(content, procedure)]
    if role is R.ORGANISATION_REPRESENTATIVE:  # a mandate is signed by whoever gives it, never by its agent
        return [(content.organisation(key).representative, key) for key in mandated(content, procedure)]
    return [(content.signer(party), party) for party in ROLES[role](content, procedure)]


def certifiers(content: Content, procedure: Procedure) -> tuple[Signatory, ...]:
    """Who certifies that copies agree with the originals: the first of those who sign the application form."""
    form = procedure.material(FORM)
    roles = form.signers if form else ()
    found = [one for role in roles if role is not R.CERTIFIER for one in _of(role, content, procedure)]
    return tuple(found[:1])


def mandated(content: Content, procedure: Procedure) -> tuple[str, ...]:
    """Keys of the organisations for which somebody with a mandate signs in this procedure."""
    roles = {role for material in procedure.materials for role in material.signers} & set(ROLES)
    named = {party for role in roles for party in ROLES[role](content, procedure)}
    return tuple(
        key for key, one in content.organisations.items() if key in named and one.mandate and one.mandate.agent
    )
