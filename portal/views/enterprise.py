"""One enterprise as the public register shows it, with its licences and the place of their issue in the trace."""

from __future__ import annotations

import streamlit as st

from core.i18n import N_
from core.outer import inquiry
from core.terms import label
from portal import ui
from portal.places import link
from portal.services import Services
from portal.words import moment, yuan

# What the register publishes of an enterprise, in the order in which it is shown.
SHOWN = (
    ("entity_type_label", N_("Type")),
    ("legal_representative", N_("Legal representative")),
    ("registered_capital", N_("Registered capital (yuan)")),
    ("established", N_("Date of establishment")),
    ("term", N_("Term")),
    ("domicile", N_("Domicile")),
    ("scope", N_("Business scope")),
    ("authority", N_("Registration authority")),
)


def render(here: Services) -> None:
    _ = here.translate
    found = inquiry.enterprise(here.outer, st.query_params.get("code", ""))
    ui.heading(found.name, found.uscc)
    ui.html(f'<p class="qc">{ui.chip(_(label(found.status)), "good" if found.status == "existing" else "ended")}</p>')
    ui.facts((_(name), shown(key, found.facts[key])) for key, name in SHOWN if found.facts.get(key))
    if found.licences:
        ui.section(_("Licences"))
    for licence in found.licences:
        index = licence.trace.get("index")
        ui.facts(
            (
                (_("Serial"), licence.serial),
                (_("Version"), str(licence.version)),
                (_("Status"), _(label(licence.status))),
                (_("SHA-256 of the file"), licence.sha256),
                (_("Entry in the trace"), "" if index is None else str(index)),
            )
        )
    ui.paragraph(_("As of {at}").format(at=moment(found.as_of)), "qc-help")
    link("verify", _("Verify a licence"), code=found.uscc)
    link("register", _("Search again"))


def shown(key: str, value: object) -> str:
    """A public fact as people read it; amounts are held in fen."""
    return yuan(value) if key == "registered_capital" and isinstance(value, int) else str(value)
