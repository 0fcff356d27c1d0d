"""Section “partnership”: who is liable without limit, who runs it, and who acts for an organisation that does."""

from __future__ import annotations

from core.catalogue.kinds import forms_after
from portal.form import fields, generic, parties
from portal.form.draft import Draft

LIMITED = "有限"
"""What the form of a partnership says that has limited partners."""


def render(draft: Draft) -> None:
    content, _ = draft.content, draft.services.translate
    if any(LIMITED in form for form in forms_after(draft.procedure)):
        generic.field(draft, "partnership.limited")
    generic.field(draft, "partnership.executives")
    people = parties.names(content, _)
    for key in content.partnership.executives:
        if key in content.organisations:
            label = _("Acts for {name}").format(name=content.name_of(key))
            fields.choice(draft, f"partnership.delegates.{key}", list(people), people, label=label)
    generic.hint(draft)
