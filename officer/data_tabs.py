"""Which data a page shows, as tabs below its title; that they are simulated is said plainly."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from analytics.sources import TITLES, Source
from core.i18n import N_
from officer.html import h, join
from officer.route import Route
from officer.view import link
from officer.words import Words

SIMULATED = N_("These data are simulated (“quancheng simulate”). They say nothing about real authorities.")


def data_tabs(words: Words, page: str, there: Sequence[Source], shown: Source) -> Markup | None:
    """Nothing where there is only one's own."""
    if len(there) == 1:
        return None
    tabs = [
        link(words(TITLES[one]), str(Route(page, {"data": one.value})), aria_current="page" if one is shown else None)
        for one in there
    ]
    return join(
        h("nav", tabs, cls="tabs", aria_label=words(N_("Data"))),
        h("p", words(SIMULATED), cls="notice") if shown is Source.SIMULATED else None,
    )
