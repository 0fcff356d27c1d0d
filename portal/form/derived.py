"""What follows from what was typed and so is never typed: totals, the front of a branch's name, the only legal form,
who chairs a cooperative's council.

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


def _led_by_its_chair(plain: Plain) -> None:
    """The chair of the council represents the cooperative (农民专业合作社法 第三十三条)."""
    organs = plain["organs"]
    council = len(organs["directors"]) > 1
    organs["chair"] = organs["legal_representative"] if council else ""


FOLLOWS: Mapping[Group, Mapping[str, Settle]] = {
    Group.PARTNERSHIP: {"capital": _sum},
    Group.COOPERATIVE: {"capital": _sum, "organs": _led_by_its_chair},
    Group.BRANCH: {"parent": _owned_by_parent},
    Group.FROM_ABROAD: {"origin": _owned_from_abroad},
    Group.OFFICE: {"origin": _owned_from_abroad},
}
"""What follows in a group, by the section that must be in the form for it."""


def settle(plain: Plain, procedure: Procedure) -> None:
    """Bring what follows up to date."""
    for section, follow in FOLLOWS.get(group_of(procedure.type), {}).items():
        if section in procedure.sections:
            follow(plain)
    forms = procedure.type.legal_forms
    if "name" in procedure.sections and len(forms) == 1:
        plain["name"]["legal_form"] = forms[0]
