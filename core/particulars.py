"""What a content says, line by line, for people to read, and what differs between two of them (R22, R23, R50). Pure.

A line has its place, the identifier of its label, and pieces that are in no language yet: a page renders them for its
reader. Numbers of people are marked as such, so that they can be masked before anybody sees them (A40).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from core import rules
from core.catalogue import EntityType
from core.codes import region_name
from core.content import (
    Content,
    Contribution,
    ScopePhrase,
    Transfer,
)
from core.content.words import WORDS
from core.effects import KEPT
from core.i18n import N_
from core.masking import mask_identity, mask_phone
from core.names import title_of


class Kind(StrEnum):
    """How a piece is to be read: as it stands, as the identifier of a text, as fen, as a number of something."""

    TEXT = "text"
    WORD = "word"
    MONEY = "money"
    NUMBER = "number"
    YEARS = "years"
    DAY = "day"
    IDENTITY = "identity"
    PHONE = "phone"
    PRIVATE = "private"


@dataclass(frozen=True)
class Piece:
    kind: Kind
    value: str | int


Pieces = tuple[Piece, ...]


@dataclass(frozen=True)
class Line:
    """One thing that is said: where, under which label, what. Lines of two contents with one `key` are compared."""

    place: str
    label: str
    pieces: Pieces
    key: str


@dataclass(frozen=True)
class Reading:
    """A line that is not named yet; `called` is the place whose name it bears."""

    place: str
    pieces: Pieces
    called: str
    key: str


Reader = Callable[[Content], Iterator[Reading]]


@dataclass(frozen=True)
class Change:
    """What differs between two contents at a place; empty pieces where nothing was, or nothing is any more."""

    place: str
    label: str
    before: Pieces
    after: Pieces


MONEY = frozenset({"capital.registered", "foreign.total_investment", "pledge.amount", "pledge.claim"})
REGIONS = frozenset(
    {"name.division_code", "domicile.region_code", "migration.from_authority", "migration.to_authority"}
)
LEFT_OUT = frozenset({"domicile.proof_upload", "subject.version", "name.owner", "name.division_code"})
"""Places that say nothing to a reader, or nothing that another line does not say."""
SECTIONS = (*KEPT, "parties")


def lines(content: Content, sections: Iterable[str], of: EntityType | None) -> tuple[Line, ...]:
    """What a content says in these sections, in the words of a type of enterprise; what was left empty has no line."""
    found = (one for section in sections for one in READERS.get(section, _fields_of(section))(content))
    return tuple(Line(one.place, rules.field_label(one.called, of), one.pieces, one.key) for one in found if one.pieces)


def changes(before: Content, after: Content, of: EntityType | None) -> tuple[Change, ...]:
    """What differs in what the register keeps. People who have no part any more are not spoken of by themselves."""
    old = {line.key: line for line in lines(before, SECTIONS, of)}
    new = {line.key: line for line in lines(after, SECTIONS, of)}
    gone = [line for key, line in old.items() if key not in new and not key.startswith(("parties.", "organisations."))]
    found = [
        Change(line.place, line.label, old[key].pieces if key in old else (), line.pieces)
        for key, line in new.items()
        if key not in old or old[key].pieces != line.pieces
    ]
    found += [Change(line.place, line.label, line.pieces, ()) for line in gone]
    order = {section: number for number, section in enumerate((*SECTIONS, "organisations"))}
    return tuple(sorted(found, key=lambda change: order[change.place.partition(".")[0]]))


MASKS: Mapping[Kind, Callable[[str], str]] = {
    Kind.IDENTITY: mask_identity,
    Kind.PHONE: mask_phone,
    Kind.PRIVATE: lambda text: "*" * min(len(text), 8),
}


def masked(change: Change) -> Change:
    """The change without what only those may see who may see the case."""
    return replace(change, before=_masked(change.before), after=_masked(change.after))


def _masked(pieces: Pieces) -> Pieces:
    return tuple(replace(one, value=MASKS[one.kind](str(one.value))) if one.kind in MASKS else one for one in pieces)


def _line(place: str, pieces: Pieces, *, called: str = "", key: str = "") -> Reading:
    return Reading(place, pieces, called or place, key or place)


def _text(value: str, kind: Kind = Kind.TEXT) -> Pieces:
    return (Piece(kind, value),) if value else ()


def _money(fen: int) -> Pieces:
    return (Piece(Kind.MONEY, fen),) if fen else ()


def _day(day: date | None) -> Pieces:
    return (Piece(Kind.DAY, day.isoformat()),) if day else ()


def word(member: StrEnum) -> Piece:
    return Piece(Kind.WORD, WORDS[type(member)][member])


def _fields_of(section: str) -> Reader:
    """The lines of a section that has no reader of its own: one for each field."""

    def read(content: Content) -> Iterator[Reading]:
        part = getattr(content, section, None)
        for name in type(part).model_fields if part is not None else ():
            place = f"{section}.{name}"
            if place not in LEFT_OUT:
                yield _line(place, _pieces(content, place, getattr(part, name)))

    return read


def _pieces(content: Content, place: str, value: Any) -> Pieces:
    if isinstance(value, bool):
        return (Piece(Kind.WORD, N_("Yes") if value else N_("No")),)
    if isinstance(value, StrEnum):
        return (word(value),)
    if isinstance(value, int):
        return _money(value) if place in MONEY else (Piece(Kind.NUMBER, value),) if value else ()
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, str):
        return _text(f"{region_name(value)} ({value})" if value and place in REGIONS else _called(content, value))
    if isinstance(value, Mapping):
        return _text("；".join(f"{_called(content, one)}：{_called(content, other)}" for one, other in value.items()))
    if isinstance(value, tuple):
        words = tuple(word(one) for one in value if isinstance(one, StrEnum))
        return words or _text("、".join(_called(content, str(one)) for one in value if one))
    return ()


def _called(content: Content, text: str) -> str:
    """The name of the party with that key, or the text itself."""
    return content.name_of(text) or text


def _name(content: Content) -> Iterator[Reading]:
    yield _line("name", _text(title_of(content)))
    yield _line("name.trade_name", _text(content.name.trade_name))
    yield _line("name.industry_term", _text(content.name.industry_term) + _text(content.name.industry_code))


def _scope(content: Content) -> Iterator[Reading]:
    phrases: tuple[ScopePhrase, ...] = content.scope.phrases
    yield _line("scope.phrases", _text("；".join(f"{one.text} ({one.code})" for one in phrases)))


def _capital(content: Content) -> Iterator[Reading]:
    yield _line("capital.registered", _money(content.capital.registered))
    for number, one in enumerate(content.capital.contributions):
        yield _line(
            f"capital.contributions.{number}.amount",
            contribution(content, one),
            called="capital.contributions.0.party",
            key=f"capital.contributions.{content.name_of(one.party) or one.party}",
        )


def contribution(content: Content, one: Contribution) -> Pieces:
    """Who contributes how much, in what form, until when, and what of it is there."""
    there = (Piece(Kind.WORD, N_("paid so far:")), Piece(Kind.MONEY, one.paid)) if one.paid else ()
    return (*_text(content.name_of(one.party)), *_money(one.amount), word(one.form), *_day(one.due), *there)


def _transfer(content: Content) -> Iterator[Reading]:
    transfers: tuple[Transfer, ...] = content.transfer.transfers
    for number, one in enumerate(transfers):
        way = f"{content.name_of(one.giver)} → {content.name_of(one.taker)}"
        price = (Piece(Kind.WORD, N_("price:")), Piece(Kind.MONEY, one.price)) if one.price else ()
        yield _line(f"transfer.transfers.{number}", (*_text(way), *_money(one.amount), *price))
    yield _line("transfer.agreed", _day(content.transfer.agreed))


def _other(content: Content) -> Iterator[Reading]:
    other = content.other
    term = Piece(Kind.YEARS, other.term_years) if other.term_years else Piece(Kind.WORD, N_("Long-term"))
    yield _line("other.term_years", (term,))
    for line in _fields_of("other")(content):
        if line.place != "other.term_years":
            yield line


def _parties(content: Content) -> Iterator[Reading]:
    for key, one in content.parties.items():
        particulars = (
            *_text(one.name),
            *_text(one.identity_number, Kind.IDENTITY),
            *_text(one.phone, Kind.PHONE),
            *_text(one.email, Kind.PRIVATE),
            *_text(one.address, Kind.PRIVATE),
            *_text(one.nationality),
        )
        yield _line(f"parties.{key}.name", particulars, called="parties")
    for key, org in content.organisations.items():
        mandate = org.mandate
        signs = (Piece(Kind.WORD, N_("signed for by:")), *_text(content.name_of(org.signer))) if org.signer else ()
        until = _day(mandate.until) if mandate else ()
        particulars = (*_text(org.name), word(org.kind), *_text(org.code), *_text(org.country), *_text(org.address))
        yield _line(f"organisations.{key}.name", (*particulars, *signs, *until), called="organisations")


READERS: Mapping[str, Reader] = {
    "name": _name,
    "scope": _scope,
    "capital": _capital,
    "transfer": _transfer,
    "other": _other,
    "parties": _parties,
    "uploads": lambda content: iter(()),
}
"""Sections that are not read field by field."""
