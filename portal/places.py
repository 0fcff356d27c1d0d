"""The portal's addresses, and going from one to another.

One literal table: path, title, and whether it needs a signed-in person. Links move within the open session; only
language, signing in and signing out load the page anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from core.i18n import N_

_PAGES = "quancheng.pages"


@dataclass(frozen=True)
class Place:
    title: str
    personal: bool = False


PLACES: Mapping[str, Place] = {
    "": Place(N_("Home")),
    "choose": Place(N_("What do you want to do?")),
    "register": Place(N_("Public register")),
    "enterprise": Place(N_("Enterprise")),
    "notices": Place(N_("Public notices")),
    "verify": Place(N_("Verify a licence")),
    "help": Place(N_("Help")),
    "sign-in": Place(N_("Sign in")),
    "forgotten": Place(N_("Forgotten password")),
    "sign-up": Place(N_("Register as a user")),
    "applications": Place(N_("My applications"), personal=True),
    "application": Place(N_("Application"), personal=True),
    "sign": Place(N_("Sign documents"), personal=True),
    "inbox": Place(N_("Inbox"), personal=True),
    "account": Place(N_("My account"), personal=True),
}
PATHS = frozenset(PLACES)


def pages(render: Callable[[str], None], translate: Callable[[str], str]) -> dict[str, st.Page]:
    """The framework's pages for the table, remembered for links during this rerun."""
    made = {
        path: st.Page(_named(path, render), title=translate(place.title), url_path=path, default=not path)
        for path, place in PLACES.items()
    }
    st.session_state[_PAGES] = made
    return made


def _named(path: str, render: Callable[[str], None]) -> Callable[[], None]:
    def page() -> None:
        render(path)

    page.__name__ = path.replace("-", "_") or "home"
    return page


def link(path: str, label: str, **params: str) -> None:
    """A link to another page of the portal."""
    known: Mapping[str, st.Page] = st.session_state.get(_PAGES, {})
    if path in known:
        st.page_link(known[path], label=label, query_params=params or None)
    else:  # a page under test stands alone
        st.link_button(label, address(path, **params))


def go(path: str, **params: str) -> None:
    """Go to another page now."""
    st.switch_page(st.session_state[_PAGES][path], query_params=params or None)


def address(path: str, **params: str) -> str:
    return f"/{path}" + (f"?{urlencode(params)}" if params else "")
