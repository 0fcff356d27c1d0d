"""The documents of exactly this application: where each comes from, who signs it, and how much each person signs (R20).

What the authority holds already is listed, too, so that nobody looks for it: it is not asked for again (R06).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from html import escape

from core.content import PREMISES
from core.i18n import N_, Translate
from core.outer.views import ApplicationView, MaterialView
from core.terms import MaterialSource, label
from portal import ui
from portal.form.draft import Draft

HEADINGS: Mapping[MaterialSource, str] = {
    MaterialSource.GENERATED: N_("Made from what you filled in"),
    MaterialSource.UPLOADED: N_("To be uploaded by you"),
    MaterialSource.HELD: N_("Not needed from you: the authority has it"),
}
STANDARD: Mapping[str, str] = {
    "charter": N_("Standard articles are made for this type, filled with what you entered."),
    "partnership_agreement": N_("A standard partnership agreement is made, filled with what you entered."),
}
"""Documents for which a standard text exists."""


def of_draft(draft: Draft) -> None:
    _ = draft.services.translate
    ui.section(_("The documents of this application"), _("Exactly these are needed in your situation."))
    listed(draft.view, _)


def listed(view: ApplicationView, translate: Translate) -> None:
    """All materials of an application, by where they come from; then how many signatures each person makes."""
    _ = translate
    for source in HEADINGS:
        _of(source, view, _)
    counts = signatures(view.materials)
    if counts:
        ui.html(
            f'<div class="qc qc-materials"><h3>{escape(_("Signatures by person"))}</h3><ul>'
            + "".join(
                f"<li><strong>{escape(name)}</strong> "
                f"<span>{escape(_('{count} signatures').format(count=count))}</span></li>"
                for name, count in counts.items()
            )
            + "</ul></div>"
        )


def held(view: ApplicationView, translate: Translate) -> None:
    """What the authority has already, beside the documents of a pack."""
    _of(MaterialSource.HELD, view, translate)


def _of(source: MaterialSource, view: ApplicationView, _: Translate) -> None:
    rows = [one for one in view.materials if one.source is source]
    if rows:
        items = "".join(_row(one, view, _) for one in rows)
        ui.html(f'<div class="qc qc-materials"><h3>{escape(_(HEADINGS[source]))}</h3><ol>{items}</ol></div>')


def signatures(materials: Iterable[MaterialView]) -> Mapping[str, int]:
    """How many signatures each person makes: one for each document and capacity."""
    signed = [one for one in materials if one.source is not MaterialSource.HELD]
    return Counter(name for one in signed for _role, name in one.signers if name)


def _row(one: MaterialView, view: ApplicationView, _: Translate) -> str:
    text = f"<strong>{escape(_(one.label_text))}</strong>"
    if one.kind in STANDARD:
        text += f" <span>{escape(_(STANDARD[one.kind]))}</span>"
    if one.note_text and one.source is not MaterialSource.GENERATED:
        text += f" <span>{escape(_(one.note_text))}</span>"
    if one.source is MaterialSource.UPLOADED:
        there = one.uploaded or (one.kind == PREMISES and bool(view.content.domicile.proof_upload))
        text += f" {ui.chip(_('is there') if there else _('still missing'), 'good' if there else 'urgent')}"
    who = _(", ").join(f"{name or '…'} ({_(label(role))})" for role, name in one.signers)
    if who and one.source is not MaterialSource.HELD:
        text += f"<span>{escape(_('Signed by: {who}').format(who=who))}</span>"
    return f"<li>{text}</li>"
