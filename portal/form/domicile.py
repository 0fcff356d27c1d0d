"""Section “domicile”: region, address, right of use, and the uploaded proof of it."""

from __future__ import annotations

from core.content import PREMISES, Tenure
from portal import ui
from portal.form import fields, files, regions
from portal.form.draft import Draft
from portal.form.wording import words_of


def render(draft: Draft) -> None:
    _ = draft.services.translate
    regions.of_domicile(draft, "domicile.region_code")
    fields.text(draft, "domicile.address", limit=200, alone=True)
    fields.text(draft, "domicile.postcode", limit=6, alone=True)
    tenures = {value: _(text) for value, text in words_of(Tenure).items()}
    fields.choice(draft, "domicile.tenure", list(tenures), tenures)
    if draft.procedure.material(PREMISES):
        ui.section(_("Proof of the right to use the place"), _("Title deed, lease contract, or consent of the owner."))
        files.one(draft, PREMISES)
        fields.below(draft, "domicile.proof_upload")
