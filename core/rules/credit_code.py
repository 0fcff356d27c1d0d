"""One check for every place that holds a unified social credit code (GB 32100-2015)."""

from __future__ import annotations

from core.codes import CodeInvalid, check_uscc
from core.i18n import M_, N_
from core.rules.finding import Fault, Said

GB_32100 = N_("Unified social credit code GB 32100-2015")


def wrong_code(place: str, code: str) -> Said:
    """A fault at the place when the code cannot be right; nothing otherwise."""
    try:
        check_uscc(code)
    except CodeInvalid as wrong:
        text = M_(
            "The unified social credit code cannot be right: {reason_text}. Compare it with the licence.",
            reason_text=wrong.params["reason_text"],
        )
        yield Fault(place, text)
