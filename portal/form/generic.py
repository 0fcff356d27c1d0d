"""A section drawn from the content's model alone: its fields in order, each by its shape (R21).

Most sections need nothing else, and a section that a new type brings needs no code. Which people may be picked at a
place, which places are drawn otherwise, and which fields are shown only together with another, stand in literal tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import chain

from core.choices import asks_pledge
from core.content import Assets, Composition, Content, ReissueReason, value_at
from core.i18n import Translate
from core.terms import Effect
from portal import ui
from portal.form import fields, picked
from portal.form.draft import Draft
from portal.form.parties import names
from portal.form.shape import Shape, fields_of, slot
from portal.form.wording import words_of

Find = Callable[[Content], Iterable[str]]


def _members(content: Content) -> Iterable[str]:
    return content.members


def _everybody(content: Content) -> Iterable[str]:
    return chain(content.parties, content.organisations)


def _farmers(content: Content) -> Iterable[str]:
    return [one for one in content.members if one in content.parties]


CANDIDATES: Mapping[str, Find] = {
    "organs.chair": lambda content: content.organs.directors,
    "partnership.limited": _members,
    "partnership.executives": lambda content: [
        one for one in content.members if one not in content.partnership.limited
    ],
    "cooperative.farmers": _farmers,
    "foreign.investors": _members,
    "foreign.recipient": _everybody,
    "resolution.directors_present": lambda content: content.organs.directors,
    "resolution.agreed": _members,
    "liquidation.members": _everybody,
    "liquidation.head": lambda content: content.liquidation.members,
    "pledge.pledgor": lambda content: content.members or _everybody(content),
    "pledge.pledgee": _everybody,
    "merger.others": lambda content: content.organisations,
    "proprietor.family": lambda content: [one for one in content.parties if one != content.proprietor.investor],
    "household.family": lambda content: [one for one in content.parties if one != content.household.operator],
    "representatives.others": lambda content: [one for one in content.parties if one != content.representatives.chief],
}
"""Who may be picked at a place; anybody of the people where nothing is said."""

BY_PLACE: Mapping[str, Callable[[Draft, str], None]] = {picked.PLEDGE: picked.pledge, picked.CHANGE: picked.change}
"""Places that are drawn otherwise than their shape says."""

SHOWN_WHEN: Mapping[str, Callable[[Draft], bool]] = {
    "organs.chair": lambda draft: len(draft.content.organs.directors) > 1,
    "proprietor.family": lambda draft: draft.content.proprietor.assets is Assets.FAMILY,
    "household.family": lambda draft: draft.content.household.composition is Composition.FAMILY,
    "agent.powers": lambda draft: bool(draft.content.agent.agent),
    "agent.until": lambda draft: bool(draft.content.agent.agent),
    "reissue.announced": lambda draft: draft.content.reissue.reason is ReissueReason.LOST,
    "liquidation.head": lambda draft: bool(draft.content.liquidation.members),
    "resolution.directors_present": lambda draft: len(draft.content.organs.directors) > 1,
    "resolution.agreed": lambda draft: len(draft.content.members) > 1,
    "foreign.investors": lambda draft: bool(draft.content.members),
    "pledge.number": lambda draft: asks_pledge(draft.procedure),
    "pledge.reason": lambda draft: asks_pledge(draft.procedure),
    "liquidation.noticed": lambda draft: not draft.procedure.notice_days,
    "liquidation.finished": lambda draft: draft.procedure.effect is Effect.CANCEL and not draft.procedure.notice_days,
}
"""Fields that are asked for only together with another; all others always."""

KINDS_OF_TEXT: Mapping[str, fields.Kind] = {"contact.phone": "phone", "contact.email": "email"}


def section(name: str) -> Callable[[Draft], None]:
    """A renderer of a section that has no needs of its own."""
    return partial(render, name=name)


def render(draft: Draft, *, name: str) -> None:
    places = fields_of(name)
    for place in places:
        field(draft, place)
    if any(slot(place).shape in (Shape.PARTY, Shape.PARTIES) for place in places):
        hint(draft)


def field(draft: Draft, place: str) -> None:
    """One place, when it is asked for."""
    if place not in SHOWN_WHEN or SHOWN_WHEN[place](draft):
        BY_PLACE.get(place, DRAWN[slot(place).shape])(draft, place)


def hint(draft: Draft) -> None:
    """Where somebody comes from who cannot be picked yet."""
    _ = draft.services.translate
    if "parties" in draft.procedure.sections:
        ui.paragraph(_("Someone is missing here? Enter them under “People and organisations” first."), "qc-help")


def candidates(content: Content, place: str, translate: Translate) -> Mapping[str, str]:
    """Who may be picked at a place, by key; whoever stands there already is among them."""
    found = CANDIDATES[place](content) if place in CANDIDATES else content.parties
    held = value_at(content, place) or ()
    return names(content, translate, [*found, *((held,) if isinstance(held, str) else held)])


def _party(draft: Draft, place: str) -> None:
    known = candidates(draft.content, place, draft.services.translate)
    fields.choice(draft, place, list(known), known)


def _parties(draft: Draft, place: str) -> None:
    known = candidates(draft.content, place, draft.services.translate)
    fields.several(draft, place, list(known), known)


def _choice(draft: Draft, place: str) -> None:
    known = words_of(type(slot(place).words[0]))
    _ = draft.services.translate
    fields.choice(draft, place, list(known), {key: _(text) for key, text in known.items()})


def _nothing(draft: Draft, place: str) -> None:
    """What has fields within needs a renderer of its own; here only what is said of it stands."""
    fields.below(draft, place, deep=True)


def _text(draft: Draft, place: str) -> None:
    fields.text(draft, place, kind=KINDS_OF_TEXT.get(place, "default"), alone=True)


DRAWN: Mapping[Shape, Callable[[Draft, str], None]] = {
    Shape.TEXT: _text,
    Shape.LONG: fields.long,
    Shape.AMOUNT: fields.amount,
    Shape.NUMBER: fields.number,
    Shape.DAY: fields.day,
    Shape.FLAG: fields.switch,
    Shape.CHOICE: _choice,
    Shape.PARTY: _party,
    Shape.PARTIES: _parties,
    Shape.OTHER: _nothing,
}
