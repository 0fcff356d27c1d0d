"""Section “partnership”: who is liable without limit, who runs it, and who acts for an organisation that does."""

from __future__ import annotations

from portal.form import fields, generic, parties
from portal.form.draft import Draft

ALL_ARE_GENERAL = frozenset({"GP", "SGP"})
"""Types without limited partners."""


def render(draft: Draft) -> None:
    content, _ = draft.content, draft.services.translate
    if draft.procedure.entity_type not in ALL_ARE_GENERAL:
        generic.field(draft, "partnership.limited")
    generic.field(draft, "partnership.executives")
    people = parties.names(content, _)
    for key in content.partnership.executives:
        if key in content.organisations:
            label = _("Acts for {name}").format(name=content.name_of(key))
            fields.choice(draft, f"partnership.delegates.{key}", list(people), people, label=label)
    generic.hint(draft)
