"""What stands around every view: the head with its navigation, and the page as it is first sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup
from panel.template import Template

from core.i18n import LANGUAGES, N_
from core.inner.officers import OfficerView
from core.permissions import Right, Thing, may
from core.terms import Role, Zone
from officer.html import h, join
from officer.route import Route, to
from officer.view import link
from officer.words import Words

TEMPLATE = (Path(__file__).parent / "page.html").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Place:
    """An entry of the navigation, and what one must be allowed to see it."""

    label: str
    thing: Thing
    right: str
    within: tuple[str, ...] = ()


PLACES: Mapping[str, Place] = {
    "worklist": Place(N_("Worklist"), Thing.REGISTRATION, Right.VIEW, ("case",)),
    "counter": Place(N_("Counter service"), Thing.COUNTER, Right.VIEW, ("counter_draft", "counter_case")),
    "identity": Place(N_("Identity confirmations"), Thing.IDENTITY, Right.VIEW),
    "enterprises": Place(N_("Enterprises"), Thing.REGISTER, Right.VIEW, ("enterprise",)),
    "dashboard": Place(N_("Overview"), Thing.DASHBOARD, Right.VIEW),
    "e_processing": Place(N_("E-processing"), Thing.DASHBOARD, Right.VIEW),
    "rollout": Place(N_("Rollout"), Thing.PROGRAMME, Right.VIEW),
    "evaluation": Place(N_("Pilot evaluation"), Thing.EVALUATION, Right.VIEW),
    "trace": Place(N_("Trace and exchange"), Thing.TRACE, Right.VIEW),
    "settings": Place(N_("Settings"), Thing.SETTINGS, Right.VIEW),
}


def open_places(officer: OfficerView) -> tuple[str, ...]:
    """The places that this officer may enter, in order."""
    return tuple(name for name, place in PLACES.items() if may(officer.roles, Zone.INNER, place.thing, place.right))


def place_of(page: str) -> str:
    """The place that a page belongs to; empty when there is none."""
    return next((name for name, place in PLACES.items() if page == name or page in place.within), "")


def head(words: Words, officer: OfficerView, route: Route) -> Markup:
    """The head of the page: where one is, who one is, the language, and the way out."""
    entries = [
        h(
            "li",
            link(
                words(PLACES[name].label),
                to(name),
                aria_current="page" if route.page == name or route.page in PLACES[name].within else None,
            ),
        )
        for name in open_places(officer)
    ]
    roles = " · ".join(words.name(role) for role in Role if role in officer.roles)
    return h(
        "header",
        h("a", words(N_("Skip to the content")), href="#main", data_skip=True, cls="skip"),
        h("div", h("span", "全程", cls="mark", lang="zh-CN"), h("span", words(N_("Officers")), cls="sub"), cls="brand"),
        h("nav", h("ul", entries), aria_label=words(N_("Places"))),
        h(
            "div",
            _languages(words, route),
            h("div", h("b", officer.name), h("span", roles, title=roles), cls="who"),
            h(
                "form",
                h("button", words(N_("Sign out")), type="submit", cls="button quiet on-dark"),
                method="post",
                action="/sign-out",
                data_plain=True,
            ),
            cls="self",
        ),
        cls="top",
    )


def _languages(words: Words, route: Route) -> Markup:
    back = quote(f"/{route}")
    return h(
        "div",
        [
            h(
                "a",
                shown,
                href=f"/language?to={code}&back={back}",
                lang=Words(code).html_language,
                data_plain=True,
                aria_current="true" if code == words.language else None,
            )
            for code, shown in LANGUAGES.items()
        ],
        cls="languages",
        role="group",
        aria_label=words(N_("Language")),
    )


def shell(words: Words) -> Template:
    """The page as it is first sent; `top` and `body` are to be added to it."""
    template = Template(TEMPLATE)
    template.add_variable("html_language", words.html_language)
    template.add_variable("lost_text", words(N_("The connection to the server was lost.")))
    template.add_variable("reload_text", words(N_("Reload the page")))
    template.add_variable("loading_text", words(N_("Loading …")))
    return template


def farewell(words: Words) -> Markup:
    """What a page of an ended session shows while it leaves."""
    return h(
        "div",
        h("p", words(N_("Your session has ended. Please sign in again.")), cls="alert", role="alert"),
        h("p", h("a", words(N_("Sign in")), href="/sign-in", data_plain=True)),
        id="main",
        cls="view",
        tabindex="-1",
    )


def refusal(words: Words, text: str) -> Markup:
    return h(
        "div",
        join(h("h1", words(N_("This page cannot be shown"))), h("p", text, cls="alert", role="alert")),
        id="main",
        cls="view",
        tabindex="-1",
    )
