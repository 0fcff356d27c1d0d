"""Section “organs”: directors, supervisors, manager, legal representative, all picked from the people entered.

Which of them a type has stands in one table; a company has all.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.catalogue.groups import Group
from portal import ui
from portal.form import generic
from portal.form.draft import Draft

USUAL = (
    "organs.directors", "organs.chair", "organs.manager", "organs.supervisors", "organs.legal_representative",
)  # fmt: skip
OFFICES: Mapping[Group, tuple[str, ...]] = {
    Group.LEGAL_PERSON: ("organs.legal_representative",),
    Group.COOPERATIVE: (
        "organs.directors", "organs.supervisors", "organs.manager", "organs.legal_representative",
    ),
}  # fmt: skip
"""The offices of a group of types that does not have a company's."""


def render(draft: Draft) -> None:
    _ = draft.services.translate
    for place in OFFICES.get(draft.group, USUAL):
        generic.field(draft, place)
    if draft.group is Group.COMPANY and len(draft.content.organs.directors) == 1:
        ui.paragraph(_("One director: the company has no board; the director does what a board would."), "qc-help")
    generic.hint(draft)
