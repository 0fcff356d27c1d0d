"""What follows from what was typed and so is never typed: totals, the front of a branch's name, the only legal form.

Works on the content's plain form, after every change. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.catalogue import Procedure
from portal.choosing.kinds import Group, group_of

Plain = dict[str, Any]
Settle = Callable[[Plain], None]

SUMMED = frozenset({Group.PARTNERSHIP, Group.COOPERATIVE})
"""Groups whose capital is the sum of the contributions, and no number of its own."""


def _sum(plain: Plain) -> None:
    plain["capital"]["registered"] = sum(one.get("amount", 0) for one in plain["capital"]["contributions"])


def _owned_by_parent(plain: Plain) -> None:
    plain["name"]["owner"] = plain["parent"]["name"]


def _owned_from_abroad(plain: Plain) -> None:
    plain["name"]["owner"] = plain["origin"]["name"]


FOLLOWS: Mapping[Group, tuple[str, Settle]] = {
    **dict.fromkeys(SUMMED, ("capital", _sum)),
    Group.BRANCH: ("parent", _owned_by_parent),
    Group.FROM_ABROAD: ("origin", _owned_from_abroad),
    Group.OFFICE: ("origin", _owned_from_abroad),
}
"""What follows in a group, and the section that must be in the form for it."""


def settle(plain: Plain, procedure: Procedure) -> None:
    """Bring what follows up to date."""
    section, follow = FOLLOWS.get(group_of(procedure.type), ("", None))
    if follow and section in procedure.sections:
        follow(plain)
    forms = procedure.type.legal_forms
    if "name" in procedure.sections and len(forms) == 1:
        plain["name"]["legal_form"] = forms[0]
