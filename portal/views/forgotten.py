"""Setting another password when it is forgotten: who one is, then the code that came by mail."""

from __future__ import annotations

from portal import components, ui
from portal.places import link
from portal.services import Services


def render(here: Services) -> None:
    _ = here.translate
    ui.heading(
        _("Forgotten password"),
        _("Say who you are, as you registered. If the data fit, a one-time code goes to your e-mail address."),
    )
    components.mount("forgotten", _, key="forgotten")
    ui.paragraph(
        _(
            "No code arrives, or you have no access to that e-mail address any more? "
            "Come to a registration counter with your document."
        )
    )
    link("sign-in", _("Sign in"))
