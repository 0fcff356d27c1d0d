"""Section “parent”: the enterprise that opens the branch, found in the register, and who heads the branch."""

from __future__ import annotations

from typing import Any

from core.outer.inquiry import PublicEnterprise
from core.rules.asked import has_parent
from portal import ui
from portal.form import fields, generic, lookup
from portal.form.draft import Draft, touches


def render(draft: Draft) -> None:
    if has_parent(draft.procedure):
        _opener(draft)
    generic.field(draft, "parent.head")
    generic.hint(draft)


def _opener(draft: Draft) -> None:
    _ = draft.services.translate
    if draft.asks("parent.uscc"):
        lookup.find(draft, "parent.find", take_over)
    fields.text(draft, "parent.uscc", limit=18)
    fields.text(draft, "parent.name", limit=200)
    fields.text(draft, "parent.address", limit=200, alone=True)
    generic.field(draft, "parent.representative")
    if registered := draft.registered_representative:
        ui.paragraph(_("In the register: {name}").format(name=registered), "qc-help")


@touches
def take_over(draft: Draft, found: PublicEnterprise) -> None:
    """Name, code, type and address stand in the register; who represents it is picked among the people by name."""
    represents = str(found.facts.get("legal_representative", ""))
    known = [key for key, person in draft.content.parties.items() if person.name == represents]
    draft.registered_representative = represents

    def alter(plain: dict[str, Any]) -> None:
        parent = plain["parent"]
        parent.update(
            uscc=found.uscc,
            name=found.name,
            entity_type=str(found.facts.get("entity_type", "")),
            address=str(found.facts.get("domicile", "")),
        )
        parent["representative"] = parent["representative"] or next(iter(known), "")

    draft.change("parent", alter)
    draft.renew()
