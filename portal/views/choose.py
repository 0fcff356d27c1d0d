"""“What do you want to do?”: from plain words to the right type and business, then the form (R03, R22).

What was chosen so far stands in the address, so that going back, reloading and sending the address to somebody work:
`do` (the wish), `type` (a type to be set up), `code` (a registered enterprise), and the answers to the questions.
Nobody needs to be signed in before something is begun.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from core import catalogue
from core.catalogue import Procedure
from core.errors import NotFound
from core.i18n import Translate
from core.outer import drafts, inquiry
from core.outer.inquiry import PublicEnterprise
from core.terms import Business, label
from core.workdays import day_in_china
from portal import ui
from portal.choosing import comparison
from portal.choosing.kinds import QUESTIONS, WHAT, Answers, narrowed, open_questions, ordered
from portal.choosing.wishes import FOUNDING, SEVERAL, WISHES, Wish, combined, grouped, plain
from portal.places import address, go
from portal.services import Services

DO, TYPE, CODE = "do", "type", "code"


def render(here: Services) -> None:
    asked = st.query_params
    wish = next((one for one in Wish if one == asked.get(DO)), None)
    if asked.get(CODE):
        existing(here, asked[CODE], wish)
    elif asked.get(TYPE):
        one_type(here, asked[TYPE], wish or Wish.SETUP)
    elif wish in FOUNDING:
        types(here, wish)
    elif wish:
        which(here, wish)
    else:
        wishes(here.translate)


def turn(**params: str) -> None:
    """Another step of the page; what is not named is forgotten."""
    st.query_params.from_dict(params)


def back(here: Services, **params: str) -> None:
    _ = here.translate
    st.button(f"← {_('Back')}", key="choose_back", type="tertiary", on_click=turn, kwargs=params)


def wishes(_: Translate) -> None:
    ui.heading(_("What do you want to do?"), _("Choose what comes nearest; you can always go back."), view="choose")
    with st.container(key="qc_wishes"):
        for wish, option in WISHES.items():
            st.button(
                f"**{_(option.title)}**  \n{_(option.text)}",
                key=f"wish_{wish}",
                on_click=turn,
                kwargs={DO: str(wish)},
                width="stretch",
            )


# --- before there is an enterprise


def types(here: Services, wish: Wish) -> None:
    """The questions that narrow the types, and those that are left side by side."""
    _ = here.translate
    ui.heading(_(WISHES[wish].title), _("A few questions show which types suit you. Skip what you do not know."),
               view="types")  # fmt: skip
    found = {one.entity_type: one for one in offered(here, wish)}
    answers = {WHAT: "new", **{key: value for key, value in st.query_params.items() if key in QUESTIONS}}
    for name, words in open_questions(found, answers).items():
        question(here, name, words, answers)
    left = narrowed(ordered(found), {name: answers[name] for name in open_questions(found, answers) if name in answers})
    ui.section(_("Types that fit: {count}").format(count=len(left)), _("Choose one to see what it needs."))
    compare([setup_of(here, one, found) for one in left], wish, _)
    back(here)


def question(here: Services, name: str, words: Sequence[str], answers: Answers) -> None:
    _, asked, key = here.translate, QUESTIONS[name], f"ask_{name}"
    st.pills(
        _(asked.text),
        list(words),
        format_func=lambda one: f" {_(asked.answers[one])}",
        default=answers.get(name) if answers.get(name) in words else None,
        required=name == WHAT,
        key=key,
        on_change=answer,
        args=(name, key),
    )


def answer(name: str, key: str) -> None:
    """Keep an answer in the address; those to later questions stand or fall with it."""
    value = st.session_state[key]
    order = list(QUESTIONS)
    kept = {
        one: held
        for one, held in st.query_params.to_dict().items()
        if one not in QUESTIONS or order.index(one) < order.index(name)
    }
    st.query_params.from_dict({**kept, **({name: value} if value else {})})
    for later in order[order.index(name) + 1 :]:
        st.session_state.pop(f"ask_{later}", None)


def compare(setups: Sequence[Procedure], wish: Wish, _: Translate) -> None:
    """A table; on a phone each row becomes a card."""
    head = "".join(f'<th role="columnheader" scope="col">{escape(_(one))}</th>' for one in comparison.COLUMNS)
    body = "".join(
        f'<tr role="row"><th role="rowheader" scope="row">'
        f'<a href="{escape(address("choose", do=wish, type=one.entity_type))}">{escape(one.name)}</a>'
        f"<span>{escape(one.lead)}</span></th>"
        + "".join(
            f'<td role="cell"><span class="qc-cell-name" aria-hidden="true">{escape(_(name))}</span>'
            f"<span>{escape(text) or '—'}</span></td>"
            for name, text in zip(comparison.COLUMNS, one.cells, strict=True)
        )
        + "</tr>"
        for one in comparison.rows(setups, _)
    )
    ui.html(
        f'<table class="qc qc-compare" role="table" aria-label="{escape(_("Types side by side"))}">'
        f'<thead role="rowgroup">'
        f'<tr role="row"><th role="columnheader" scope="col">{escape(_("Type"))}</th>{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def one_type(here: Services, entity_type: str, wish: Wish) -> None:
    """What a type needs, and the way to begin."""
    _ = here.translate
    found = [one for one in offered(here, wish) if one.entity_type == entity_type]
    if not found:
        raise NotFound()
    shown = comparison.row(setup_of(here, entity_type, {}), _)
    ui.heading(shown.name, shown.lead, view=f"type-{entity_type}")
    ui.facts(zip((_(one) for one in comparison.COLUMNS), shown.cells, strict=True))
    for one in found:
        title, help_ = plain(one)
        with st.container(border=True, key=f"qc_open_{one.id.replace('.', '_')}"):
            ui.section(title.render(_), _(help_) if help_ else "")
            needs(one, _)
            if st.button(_("Begin"), type="primary", key=f"begin_{one.id}"):
                begin(here, one.id)
    back(here, do=str(wish))


def needs(procedure: Procedure, _: Translate) -> None:
    """The documents by where they come from; those asked for only sometimes are marked."""
    names: dict[str, list[str]] = {}
    for one in procedure.materials:
        sometimes = f" ({_('in some cases')})" if one.when else ""
        names.setdefault(one.source, []).append(_(one.label_text) + sometimes)
    words = {
        "generated": _("Made for you from what you fill in"),
        "uploaded": _("You upload"),
        "held": _("Not needed: the authority has it"),
    }
    ui.html("".join(
        f'<div class="qc qc-needs"><h3>{escape(words[source])}</h3><ul>'
        + "".join(f"<li>{escape(one)}</li>" for one in names[source]) + "</ul></div>"
        for source in words if source in names
    ))  # fmt: skip


def offered(here: Services, wish: Wish) -> list[Procedure]:
    """What the wish leads to for enterprises that are not registered yet."""
    businesses = WISHES[wish].businesses
    every = catalogue.load().open_on(day_in_china(here.outer.clock()))
    return [one for one in every if one.business in businesses and not one.is_about_existing]


def setup_of(here: Services, entity_type: str, found: Mapping[str, Procedure]) -> Procedure:
    """By what a type is compared: its establishment, else what is at hand."""
    every = catalogue.load().open_on(day_in_china(here.outer.clock()))
    setups = (
        one for one in every if one.entity_type == entity_type and one.business is Business.ESTABLISHMENT
    )  # fmt: skip
    return next(setups, None) or found[entity_type]


# --- with an enterprise that is registered


def which(here: Services, wish: Wish) -> None:
    """Which enterprise: one of one's own, or found in the register."""
    _ = here.translate
    ui.heading(_(WISHES[wish].title), _("Which enterprise is it?"), view="which")
    mine = drafts.my_enterprises(here.outer, here.account) if here.account else []
    if mine:
        ui.section(_("Yours"))
        with st.container(key="qc_mine"):
            for one in mine:
                pick(f"**{one.name}**  \n{one.uscc} · {_(label(one.status))}", one.uscc, wish)
        ui.section(_("Another one"))
    text = st.text_input(_("Name or code"), key="which_text", type="search", live="400ms",
                         placeholder=_("Part of the name, or the unified social credit code"))  # fmt: skip
    if len(text.strip()) > 1:
        found = inquiry.search(here.outer, text)
        with st.container(key="qc_found"):
            for other in found[:10]:
                pick(f"**{other.name}**  \n{other.uscc} · {_(label(other.status))}", other.uscc, wish)
        if not found:
            ui.note(_("No enterprise of that name or code is in the register."))
    back(here)


def pick(text: str, uscc: str, wish: Wish) -> None:
    st.button(text, key=f"which_{uscc}", on_click=turn, kwargs={DO: str(wish), CODE: uscc}, width="stretch")


def existing(here: Services, code: str, wish: Wish | None) -> None:
    """The businesses open to an enterprise now: what was wished for first, everything else on demand."""
    _ = here.translate
    found = inquiry.enterprise(here.outer, code)
    entity_type = str(found.facts.get("entity_type", ""))
    ui.heading(found.name, f"{found.uscc} · {_(label(found.status))}", view=f"open-{found.uscc}")
    able = catalogue.load().open_for(entity_type, found.status, day_in_china(here.outer.clock()))
    groups = grouped(able, wish)
    if not groups:
        ui.note(_("Nothing of this kind is open to the enterprise now: {status}.").format(
            status=_(label(found.status))), "warning")  # fmt: skip
    for business, procedures in groups.items():
        ui.section(_(label(business)), _(SEVERAL[business]) if business in SEVERAL else "")
        if business in SEVERAL:
            several(here, found, entity_type, procedures)
        else:
            each(here, found, procedures)
    if wish and len(grouped(able, None)) > len(groups):
        st.button(_("Show everything that is open to it"), key="show_all", on_click=turn, kwargs={CODE: code})
    back(here, **({DO: str(wish)} if wish else {}))


def several(here: Services, found: PublicEnterprise, entity_type: str, procedures: Sequence[Procedure]) -> None:
    """Several items ticked at once become one application."""
    _, business = here.translate, procedures[0].business
    with st.container(border=True, key=f"qc_several_{business}"):
        chosen = [
            one for one in procedures if st.checkbox(plain(one)[0].render(_), key=f"item_{found.uscc}_{one.id}")
        ]  # fmt: skip
        begun = st.button(
            _("Begin"), type="primary", key=f"begin_{business}", disabled=not chosen
        )  # fmt: skip
    if begun and chosen:
        begin(here, combined(entity_type, chosen), found.uscc)


def each(here: Services, found: PublicEnterprise, procedures: Sequence[Procedure]) -> None:
    _ = here.translate
    with st.container(key=f"qc_each_{procedures[0].business}"):
        for one in procedures:
            title, help_ = plain(one)
            text = f"**{title.render(_)}**" + (f"  \n{_(help_)}" if help_ else "")
            if st.button(text, key=f"begin_{one.id}", width="stretch"):
                begin(here, one.id, found.uscc)


def begin(here: Services, procedure_id: str, uscc: str = "") -> None:
    """The form, filled with what is known already; whoever is not signed in comes back here afterwards."""
    if here.account is None:
        go("sign-in", next=address("choose", **st.query_params.to_dict()))
        return
    go("application", id=drafts.begin(here.outer, here.account, procedure_id, uscc=uscc))
