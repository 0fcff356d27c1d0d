"""Public facts of enterprises as people read them: which there are, and what changed (R50).

The register's facts come from the inner zone by name; a type without a fact simply has no row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core import rules
from core.catalogue.kinds import entity_types
from core.i18n import Translate
from core.outer.inquiry import PublicChange
from core.terms import EnterpriseStatus, label
from portal.words import yuan

IN_LIST = tuple(name for name in rules.PUBLIC if name not in ("name", "uscc", "pledges", "status"))
"""The facts that stand in the list; the page shows the others elsewhere."""


def listed(facts: Mapping[str, Any], translate: Translate) -> list[tuple[str, str]]:
    """Names and values of the facts that an enterprise of its type has."""
    return [(called(name, facts, translate), said(name, facts[name], translate)) for name in IN_LIST if facts.get(name)]


def called(name: str, facts: Mapping[str, Any], translate: Translate) -> str:
    """What a fact is called for the enterprise's type."""
    of = entity_types().get(str(facts.get("entity_type", "")))
    return translate(rules.PUBLIC[name](of)) if name in rules.PUBLIC else name


def said(name: str, value: Any, translate: Translate) -> str:
    """A public fact as people read it; amounts are held in fen."""
    if not value:
        return "—"
    return SAYINGS[name](value, translate) if name in SAYINGS else str(value)


def change(one: PublicChange, facts: Mapping[str, Any], translate: Translate) -> str:
    """One thing that changed: “Name: old → new”."""
    before, after = said(one.name, one.before, translate), said(one.name, one.after, translate)
    return f"{called(one.name, facts, translate)}: {before} → {after}"


def _pledges(value: Any, translate: Translate) -> str:
    return "；".join(f"{one['number']} ({one['pledgor']} → {one['pledgee']}, {yuan(one['amount'])})" for one in value)


SAYINGS: Mapping[str, Callable[[Any, Translate], str]] = {
    "registered_capital": lambda value, translate: translate("{amount} yuan").format(amount=yuan(value)),
    "members": lambda value, _: "、".join(value),
    "parent": lambda value, _: f"{value['name']} ({value['uscc']})",
    "pledges": _pledges,
    "status": lambda value, translate: translate(label(EnterpriseStatus(value))),
}
