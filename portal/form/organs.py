"""Section “organs”: directors, supervisors, manager, legal representative, all picked from the people entered."""

from __future__ import annotations

from core.content import Content
from core.i18n import Translate
from portal import ui
from portal.form import fields, parties
from portal.form.draft import Draft


def render(draft: Draft) -> None:
    content, names = draft.content, parties.names(draft.content, draft.services.translate)
    fields.several(draft, "organs.directors", list(names), names)
    if len(content.organs.directors) > 1:
        fields.choice(draft, "organs.chair", content.organs.directors, names)
    fields.choice(draft, "organs.manager", list(names), names)
    fields.several(draft, "organs.supervisors", list(names), names)
    fields.choice(draft, "organs.legal_representative", list(names), names)
    hint(content, draft.services.translate)


def hint(content: Content, translate: Translate) -> None:
    _ = translate
    if len(content.organs.directors) == 1:
        ui.paragraph(_("One director: the company has no board; the director does what a board would."), "qc-help")
    ui.paragraph(_("Someone is missing here? Enter the person under “People” first."), "qc-help")
