"""Where a content refers to people and organisations: one table from sections to places (R14).

Rules read from here who has a part in an application, and whether everybody named was entered. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from core.content import Content


@dataclass(frozen=True)
class Reference:
    """A key that stands at a place, and whether an organisation may stand there, too."""

    place: str
    key: str
    organisations: bool = False

    @property
    def field(self) -> str:
        """`organs.directors.1` → `organs.directors`: several are picked in one field."""
        head, _, last = self.place.rpartition(".")
        return head if last.isdigit() else self.place


Refer = Callable[[Content], Iterable[Reference]]


def _each(place: str, keys: Iterable[str], organisations: bool = False) -> Iterator[Reference]:
    return (Reference(f"{place}.{number}", key, organisations) for number, key in enumerate(keys))


def _organisations(content: Content) -> Iterator[Reference]:
    for key, one in content.organisations.items():
        yield Reference(f"organisations.{key}.representative", one.representative)
        if one.mandate:
            yield Reference(f"organisations.{key}.mandate.agent", one.mandate.agent)


def _capital(content: Content) -> Iterator[Reference]:
    for number, one in enumerate(content.capital.contributions):
        yield Reference(f"capital.contributions.{number}.party", one.party, organisations=True)


def _organs(content: Content) -> Iterator[Reference]:
    organs = content.organs
    yield from _each("organs.directors", organs.directors)
    yield Reference("organs.chair", organs.chair)
    yield from _each("organs.supervisors", organs.supervisors)
    yield Reference("organs.manager", organs.manager)
    yield Reference("organs.legal_representative", organs.legal_representative)


def _contact(content: Content) -> Iterator[Reference]:
    yield Reference("contact.liaison", content.contact.liaison)
    yield Reference("contact.finance_officer", content.contact.finance_officer)


def _partnership(content: Content) -> Iterator[Reference]:
    partnership = content.partnership
    yield from _each("partnership.limited", partnership.limited, organisations=True)
    yield from _each("partnership.executives", partnership.executives, organisations=True)
    for key, person in partnership.delegates.items():
        yield Reference(f"partnership.delegates.{key}", person)


def _transfer(content: Content) -> Iterator[Reference]:
    for number, one in enumerate(content.transfer.transfers):
        yield Reference(f"transfer.transfers.{number}.giver", one.giver, organisations=True)
        yield Reference(f"transfer.transfers.{number}.taker", one.taker, organisations=True)


def _resolution(content: Content) -> Iterator[Reference]:
    resolution = content.resolution
    yield Reference("resolution.chair", resolution.chair)
    yield from _each("resolution.directors_present", resolution.directors_present)
    yield from _each("resolution.agreed", resolution.agreed, organisations=True)


def _liquidation(content: Content) -> Iterator[Reference]:
    yield from _each("liquidation.members", content.liquidation.members, organisations=True)
    yield Reference("liquidation.head", content.liquidation.head, organisations=True)


def _pledge(content: Content) -> Iterator[Reference]:
    yield Reference("pledge.pledgor", content.pledge.pledgor, organisations=True)
    yield Reference("pledge.pledgee", content.pledge.pledgee, organisations=True)


def _foreign(content: Content) -> Iterator[Reference]:
    yield from _each("foreign.investors", content.foreign.investors, organisations=True)
    yield Reference("foreign.recipient", content.foreign.recipient, organisations=True)


def _proprietor(content: Content) -> Iterator[Reference]:
    yield Reference("proprietor.investor", content.proprietor.investor)
    yield from _each("proprietor.family", content.proprietor.family)


def _household(content: Content) -> Iterator[Reference]:
    yield Reference("household.operator", content.household.operator)
    yield from _each("household.family", content.household.family)


def _parent(content: Content) -> Iterator[Reference]:
    yield Reference("parent.representative", content.parent.representative)
    yield Reference("parent.head", content.parent.head)


def _representatives(content: Content) -> Iterator[Reference]:
    yield Reference("representatives.chief", content.representatives.chief)
    yield from _each("representatives.others", content.representatives.others)


REFERENCES: Mapping[str, Refer] = {
    "parties": _organisations,
    "capital": _capital,
    "organs": _organs,
    "contact": _contact,
    "partnership": _partnership,
    "proprietor": _proprietor,
    "household": _household,
    "cooperative": lambda content: _each("cooperative.farmers", content.cooperative.farmers),
    "parent": _parent,
    "foreign": _foreign,
    "origin": lambda content: [Reference("origin.signatory", content.origin.signatory)],
    "representatives": _representatives,
    "agent": lambda content: [Reference("agent.agent", content.agent.agent)],
    "resolution": _resolution,
    "transfer": _transfer,
    "liquidation": _liquidation,
    "pledge": _pledge,
    "merger": lambda content: _each("merger.others", content.merger.others, organisations=True),
}


def references(content: Content, sections: Iterable[str] = tuple(REFERENCES)) -> Iterator[Reference]:
    """Every place that names somebody, section by section; places still empty are left out."""
    for section in sections:
        if section in REFERENCES:
            yield from (one for one in REFERENCES[section](content) if one.key)
