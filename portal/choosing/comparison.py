"""Types side by side: texts from the table of types, numbers from the catalogue (R03, R20). Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.catalogue import Procedure
from core.i18n import N_, Translate
from core.terms import MaterialSource
from portal.choosing.kinds import KINDS, Kind

COLUMNS = (
    N_("Who may found it"),
    N_("Who answers for debts"),
    N_("Capital"),
    N_("Who decides"),
    N_("Documents"),
    N_("Time"),
)
"""What the types are compared by, beside their names."""


@dataclass(frozen=True)
class Row:
    """One type: its name, a sentence, and a cell for each column."""

    entity_type: str
    name: str
    lead: str
    cells: tuple[str, ...]


def rows(setups: Iterable[Procedure], translate: Translate) -> list[Row]:
    """A row for each establishment, in the order given."""
    return [row(one, translate) for one in setups]


def row(setup: Procedure, translate: Translate) -> Row:
    """What is to be said of the type that a procedure establishes."""
    _, kind, limits = translate, KINDS.get(setup.entity_type), setup.type.limits

    def text(find: Callable[[Kind], str]) -> str:
        return _(find(kind)).format(min=limits.members_min, max=limits.members_max) if kind else ""

    cells = (
        text(lambda one: one.founders),
        text(lambda one: one.liability),
        text(lambda one: one.capital),
        text(lambda one: one.organs),
        documents(setup, _),
        time(setup, _),
    )
    return Row(setup.entity_type, _(setup.type.label_text), text(lambda one: one.lead), cells)


def documents(procedure: Procedure, translate: Translate) -> str:
    """How many documents are made here, and how many are to be brought at least."""
    made = [one for one in procedure.materials if one.source is MaterialSource.GENERATED and not one.when]
    brought = [one for one in procedure.materials if one.source is MaterialSource.UPLOADED and not one.when]
    return translate(N_("{made} made for you, {brought} to upload")).format(made=len(made), brought=len(brought))


def time(procedure: Procedure, translate: Translate) -> str:
    """How soon it is decided, by the clocks of the norm."""
    clocks = procedure.clocks
    soon = N_("On the spot, at most {days} working days") if clocks.on_the_spot else N_("At most {days} working days")
    return translate(soon).format(days=clocks.decide_working_days)
