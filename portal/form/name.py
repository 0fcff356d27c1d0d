"""Section “name”: composed from its parts, compared with the register and the queue while one types (R22)."""

from __future__ import annotations

from html import escape

from core import catalogue, names
from core.names import Likeness
from portal import ui
from portal.form import fields, regions
from portal.form.draft import Draft

SHOWN = 5


def render(draft: Draft) -> None:
    _ = draft.services.translate
    regions.of_name(draft, "name.division_code")
    fields.text(draft, "name.trade_name", limit=30)
    regions.industry_term(draft, "name.industry_term")
    regions.industry(draft, "name.industry_code")
    procedure = catalogue.load().procedure(draft.view.procedure, draft.services.outer.clock().date())
    fields.choice(draft, "name.legal_form", procedure.type.legal_forms, {})
    composed(draft)


def composed(draft: Draft) -> None:
    """The whole name, and how it compares."""
    _, name = draft.services.translate, draft.content.name
    full = names.compose(name)
    ui.html(
        f'<div class="qc qc-composed"><span>{escape(_("The name will be"))}</span>'
        f'<strong lang="zh">{escape(full) or "—"}</strong></div>'
    )
    if name.trade_name:
        compare(draft)


def compare(draft: Draft) -> None:
    """Words that a name must not hold, and names that are identical or similar."""
    _ = draft.services.translate
    found = draft.similar_names()
    near = [one for one in found.verdicts if one.likeness is not Likeness.DISTINCT]
    for one in near[:SHOWN]:
        ui.note(one.message.render(_), "bad" if one.likeness is Likeness.IDENTICAL else "warning")
    if not near:
        ui.note(_("No identical or similar name was found. The authority has the last word."), "good")
