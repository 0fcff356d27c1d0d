"""What surrounds every page: who is asking, the language, the header, the page, the footer.

The session is looked up at every rerun, so that a revoked one ends with the next touch. A personal page is shown to
nobody who is not signed in; whoever comes without goes to the sign-in page and from there to where they wanted.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from html import escape
from urllib.parse import quote

import streamlit as st

from core.errors import QuanchengError
from core.i18n import LANGUAGES, translator
from core.outer import accounts
from portal import ui, views
from portal.places import PLACES, address, link, pages
from portal.services import LANGUAGE_COOKIE, SESSION_COOKIE, Services, language_of, services

View = Callable[[Services], None]

VIEWS: Mapping[str, View] = {
    "": views.home.render,
    "choose": views.choose.render,
    "register": views.register.render,
    "enterprise": views.enterprise.render,
    "notices": views.notices.render,
    "verify": views.verify.render,
    "help": views.help.render,
    "sign-in": views.sign_in.render,
    "forgotten": views.forgotten.render,
    "sign-up": views.sign_up.render,
    "applications": views.applications.render,
    "application": views.application.render,
    "sign": views.sign.render,
    "inbox": views.inbox.render,
    "account": views.account.render,
}


def run() -> None:
    cookies = st.context.cookies
    here = services(cookies.get(SESSION_COOKIE), cookies.get(LANGUAGE_COOKIE))
    _ = here.translate
    st.set_page_config(page_title=_("Quancheng · Enterprise registration online"), layout="centered")

    def render(path: str) -> None:
        with st.container(key="qc_page"):
            show(path, here)

    page = st.navigation(list(pages(render, _).values()), position="hidden")
    header(here, page.url_path)
    page.run()
    footer(here)


def show(path: str, here: Services) -> None:
    """One page; a use case's refusal becomes a sentence on it."""
    if PLACES[path].personal and here.account is None:
        views.sign_in.ask(here, address(path, **st.query_params.to_dict()))
        return
    try:
        VIEWS[path](here)
    except QuanchengError as error:
        _ = here.translate
        ui.failure(error, _)
        link("", _("To the home page"))


def failed(error: Exception) -> bool:
    """What a person sees when a page breaks: one sentence, and no detail; the detail is in the log."""
    logging.getLogger(__name__).error("a page broke", exc_info=error)
    translate = translator(language_of(st.context.cookies.get(LANGUAGE_COOKIE)))
    ui.failure(error if isinstance(error, QuanchengError) else QuanchengError(), translate)
    return True


def header(here: Services, path: str) -> None:
    _ = here.translate
    target = quote(address(path, **st.query_params.to_dict()), safe="/")
    languages = "".join(
        f'<a href="/language/{code}?next={escape(target)}" lang="{code[:2]}" hreflang="{code[:2]}"'
        f"{' aria-current=true' if code == here.language else ''}>{name}</a>"
        for code, name in LANGUAGES.items()
    )
    with st.container(key="qc_header"):
        ui.html(
            f'<div class="qc qc-brandbar"><a class="qc-brand" href="/"><img src="/assets/emblem.svg" alt="" width="34" '
            f'height="34"><span><strong>{escape(_("Quancheng"))}</strong>'
            f"<small>{escape(_('Enterprise registration online'))}</small></span></a>"
            f'<nav class="qc-languages" aria-label="{escape(_("Language"))}">{languages}</nav></div>'
        )
        with st.container(key="qc_nav", horizontal=True, gap="small"):
            menu(here)


def menu(here: Services) -> None:
    _ = here.translate
    link("", _("Home"))
    if here.account is None:
        link("register", _("Public register"))
        link("verify", _("Verify a licence"))
        link("sign-in", _("Sign in"))
        return
    unread = sum(not letter.read for letter in accounts.messages(here.outer, here.account))
    link("applications", _("My applications"))
    link("inbox", f"{_('Inbox')} ({unread})" if unread else _("Inbox"))
    link("account", _("My account"))
    link("register", _("Public register"))
    link("verify", _("Verify a licence"))


def footer(here: Services) -> None:
    _ = here.translate
    with st.container(key="qc_footer"):
        ui.html(
            f'<div class="qc qc-footer"><p>{escape(_("Registration costs nothing, at any step."))} '
            f"{escape(_('You may also come to a registration counter at any time.'))}</p>"
            f'<p><a href="/help">{escape(_("Help"))}</a> · <a href="/register">{escape(_("Public register"))}</a> · '
            f'<a href="/notices">{escape(_("Public notices"))}</a> · '
            f'<a href="/verify">{escape(_("Verify a licence"))}</a></p></div>'
        )
