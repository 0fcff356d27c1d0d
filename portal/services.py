"""What a page or a route of the portal works with.

`Services` is put together anew for every rerun and every request: the zone's use cases' context, who is asking
(looked up again each time, so that a revoked session ends at once), and the reader's language. The portal's process
holds one `Outer`, laid here at start by `portal_app`.
"""

from __future__ import annotations

import gc
from dataclasses import dataclass

from core.i18n import DEFAULT_LANGUAGE, LANGUAGES, Translate, translator
from core.outer import accounts
from core.outer.accounts import AccountView
from core.outer.context import Outer

SESSION_COOKIE = "qc_session"
LANGUAGE_COOKIE = "qc_language"

# Python's own numbers suit small programs. A full collection walks all that hundreds of open pages hold, and stops
# every one of them for a third of a second; what a rerun leaves behind is found by the collections of the young.
COLLECT_YOUNG, COLLECT_MIDDLE, COLLECT_ALL = 10_000, 10, 100

_installed: list[Outer] = []


@dataclass(frozen=True)
class Services:
    outer: Outer
    account: AccountView | None
    language: str
    translate: Translate
    token: str = ""


def install(outer: Outer) -> None:
    """Lay down the zone's context that pages and routes of this process work with."""
    _installed[:] = [outer]


def settle() -> None:
    """Before people come: leave what was loaded at start out of all later collections, and make full ones rare."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_YOUNG, COLLECT_MIDDLE, COLLECT_ALL)


def installed() -> Outer:
    return _installed[0]


def language_of(wish: str | None) -> str:
    """A language we have; Chinese when nothing, or something else, is wished."""
    return wish if wish and wish in LANGUAGES else DEFAULT_LANGUAGE


def services(token: str | None, language: str | None) -> Services:
    """Services for the holder of a session cookie (or nobody), in a language."""
    outer = installed()
    chosen = language_of(language)
    return Services(outer, accounts.who(outer, token), chosen, translator(chosen), token or "")
