"""Section “organs”: directors, supervisors, manager, legal representative, all picked from the people entered.

Which of them a type has says `core.rules.asked`; a company has all.
"""

from __future__ import annotations

from core.catalogue.groups import Group
from core.derived import derived
from core.rules.asked import offices
from portal import ui
from portal.form import generic
from portal.form.draft import Draft


def render(draft: Draft) -> None:
    _ = draft.services.translate
    for place in offices(draft.procedure.type):
        if place not in derived(draft.procedure):
            generic.field(draft, place)
    if draft.group is Group.COMPANY and len(draft.content.organs.directors) == 1:
        ui.paragraph(_("One director: the company has no board; the director does what a board would."), "qc-help")
    generic.hint(draft)
