"""Section “name”: composed from its parts, compared with the register and the queue while one types (R22)."""

from __future__ import annotations

from html import escape

from core import catalogue
from portal import ui
from portal.form import fields, regions
from portal.form.draft import Draft


def render(draft: Draft) -> None:
    _ = draft.services.translate
    regions.of_name(draft, "name.division_code")
    fields.text(draft, "name.trade_name", limit=30, alone=True)
    regions.industry_term(draft, "name.industry_term")
    regions.industry(draft, "name.industry_code")
    procedure = catalogue.load().procedure(draft.view.procedure, draft.services.outer.clock().date())
    fields.choice(draft, "name.legal_form", procedure.type.legal_forms, {})


def composed(draft: Draft, full: str, distinct: bool) -> None:
    """The whole name, above its parts, and that none is like it; what is wrong with it stands beside the field."""
    _ = draft.services.translate
    ui.html(
        f'<div class="qc qc-composed"><span>{escape(_("The name will be"))}</span>'
        f'<strong lang="zh">{escape(full) or "—"}</strong></div>'
    )
    if distinct:
        ui.note(_("No identical or similar name was found. The authority has the last word."), "good")
