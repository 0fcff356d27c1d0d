"""Fields of the form, each bound to a place of the content: label, help, value, autosave, what the checks say.

Text is saved a moment after typing stops. What is missing is shown once a field was left or its section was left,
not while the form is still blank; what is wrong is shown at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import wraps
from html import escape
from typing import Any, Concatenate, Literal, ParamSpec

import streamlit as st

from core import rules
from core.i18n import Message, Translate
from core.rules import Finding
from core.terms import Severity
from portal import ui
from portal.form import before
from portal.form.draft import NO_AMOUNT, NO_DAY, NO_NUMBER, Draft, section_of, touches
from portal.words import fen_of_wan, wan, yuan

P = ParamSpec("P")
Draw = Callable[Concatenate[Draft, str, P], None]

PAUSE = "600ms"
MOST_SAID = 8
"""So much is said below one field; nobody reads forty similar names."""
Parse = Callable[[Any], Any]
Take = Callable[[Draft, str], None]
"""What becomes of what was chosen from a list; empty when nothing is chosen any more."""
Kind = Literal["default", "email", "phone"]
# The framework has examples of its own for these, of other countries.
EXAMPLES: Mapping[str, str] = {"email": "name@example.cn", "phone": "13812345678"}


def field(draw: Draw[P]) -> Draw[P]:
    """A field: left out where the procedure does not ask for the place; with what the register says beside it."""

    @wraps(draw)
    def drawing(draft: Draft, place: str, /, *arguments: P.args, **options: P.kwargs) -> None:
        if draft.asks(place):
            with before.beside(draft, place):
                draw(draft, place, *arguments, **options)

    return drawing


def text(draft: Draft, place: str, *, limit: int = 200, kind: Kind = "default", alone: bool = False) -> None:
    """A line of text. `alone`: nothing else in the section shows it or depends on it."""
    _input(draft, place, str(draft.value(place) or ""), str.strip, limit=limit, kind=kind, alone=alone)


def identity(draft: Draft, place: str) -> None:
    """An identity number; its last X is a capital letter however it is typed."""
    _input(draft, place, str(draft.value(place) or ""), _capital, limit=18)


def amount(draft: Draft, place: str) -> None:
    """An amount: typed in ten thousand yuan, kept in fen, shown in yuan beneath."""
    _ = draft.services.translate
    fen = draft.value(place) or 0
    label = f"{words(draft, place)[0]} ({_('ten thousand yuan')})"
    shown = f"= {yuan(fen)} {escape(_('yuan'))}" if fen else ""
    _input(draft, place, wan(fen), _or(fen_of_wan, NO_AMOUNT), limit=20, placeholder="100", label=label, help_=shown)


def day(draft: Draft, place: str) -> None:
    """A date as 2030-12-31; other usual ways of writing it are understood."""
    value = draft.value(place)
    _input(draft, place, value.isoformat() if value else "", _or(read_day, NO_DAY), limit=12, placeholder="2030-12-31")


@field
def _input(
    draft: Draft,
    place: str,
    value: str,
    parse: Parse,
    *,
    limit: int,
    placeholder: str = "",
    kind: Kind = "default",
    alone: bool = False,
    label: str = "",
    help_: str | None = None,
) -> None:
    # The framework's own kind for e-mail keeps back what it finds wrong, and says so in English and to nobody's eyes.
    named, usual = words(draft, place)
    st.text_input(
        label or named,
        value=value,
        key=draft.key(place),
        max_chars=limit,
        placeholder=placeholder or EXAMPLES.get(kind),
        type="default" if kind == "email" else kind,
        autocomplete="email" if kind == "email" else None,
        icon=":material/mail:" if kind == "email" else None,
        live=PAUSE,
        on_change=_typed_alone if alone else _typed,
        args=(draft, place, parse),
    )
    below(draft, place, usual if help_ is None else help_, once=help_ is None)


@field
def choice(draft: Draft, place: str, options: Sequence[str], labels: Mapping[str, str], *, label: str = "") -> None:
    """One of a few, all in sight."""
    named, help_ = words(draft, place)
    value = draft.value(place)
    st.pills(
        label or named,
        list(options),
        format_func=wording(labels),
        default=value if value in options else None,
        key=draft.key(place),
        on_change=_picked,
        args=(draft, place, ""),
    )
    below(draft, place, help_)


@field
def several(draft: Draft, place: str, options: Sequence[str], labels: Mapping[str, str]) -> None:
    """Any of a few, all in sight."""
    named, help_ = words(draft, place)
    value = [one for one in draft.value(place) or () if one in options]
    st.pills(
        named,
        list(options),
        selection_mode="multi",
        format_func=wording(labels),
        default=value,
        key=draft.key(place),
        on_change=_picked,
        args=(draft, place, []),
    )
    below(draft, place, help_, deep=True)


@field
def pick(
    draft: Draft,
    place: str,
    options: Sequence[str],
    labels: Mapping[str, str],
    *,
    label: str = "",
    take: Take | None = None,
) -> None:
    """One of a longer list: kept at the place as it stands in the list, unless `take` says what comes of it."""
    _ = draft.services.translate
    shown, help_ = words(draft, place)
    value = str(draft.value(place) or "")
    st.selectbox(
        label or shown,
        list(options),
        index=list(options).index(value) if value in options else None,
        format_func=lambda one: labels.get(one, one),
        placeholder=_("Please choose"),
        filter_mode="contains" if len(options) > 12 else None,
        key=draft.key(place),
        on_change=_taken,
        args=(draft, place, take),
    )
    below(draft, place, help_)


@field
def long(draft: Draft, place: str, *, limit: int = 1000) -> None:
    """Text of several lines."""
    named, help_ = words(draft, place)
    st.text_area(
        named,
        value=str(draft.value(place) or ""),
        key=draft.key(place),
        max_chars=limit,
        height=96,
        on_change=_typed,
        args=(draft, place, str.strip),
    )
    below(draft, place, help_)


def number(draft: Draft, place: str, *, limit: int = 7) -> None:
    """A whole number."""
    value = draft.value(place) or 0
    _input(draft, place, str(value) if value else "", _or(_whole, NO_NUMBER), limit=limit, placeholder="0")


@field
def counted(draft: Draft, place: str, labels: Mapping[str, str]) -> None:
    """A number picked from a few."""
    named, help_ = words(draft, place)
    value = str(draft.value(place))
    st.pills(
        named,
        list(labels) if value in labels else [*labels, value],
        format_func=wording(labels),
        default=value,
        required=True,
        key=draft.key(place),
        on_change=_counted,
        args=(draft, place),
    )
    below(draft, place, help_)


def wording(labels: Mapping[str, str]) -> Callable[[str], str]:
    """How the options of pills are written, from their labels.

    The framework looks for an emoji in the first word of each option, which takes a third of a millisecond; a blank in
    front, which nobody sees, leaves it no word to look at.
    """
    return lambda one: f" {labels.get(one, one)}"


@field
def switch(draft: Draft, place: str) -> None:
    named, help_ = words(draft, place)
    st.checkbox(named, value=bool(draft.value(place)), key=draft.key(place), on_change=_picked, args=(draft, place, 0))
    below(draft, place, help_)


def below(draft: Draft, place: str, help_: str = "", *, deep: bool = False, once: bool = True) -> None:
    """Under a field: what an officer wrote of it, what the checks say, else its help.

    The same help is said `once` in a section, at the first person or member: read again under each it only gets in
    the way, of the reader and of the connection.
    """
    _ = draft.services.translate
    reasons, findings = draft.reasons(place, deep=deep), draft.findings(place, deep=deep)
    draft.shown.update((place, *(one.place for one in reasons), *(one.place for one in findings)))
    for reason in reasons:
        ui.note(reason.text, "bad", _("The officer asks:"))
    problem = draft.problems.get(place)
    said = [(one.severity, one.message.render(_)) for one in findings if _due(draft, place, one)]
    if not deep:
        said = shortened(said, _)
    if problem:  # what was typed was not kept, so the findings are of something else
        said = [(Severity.ERROR, problem.render(_))]
    if said:
        ui.findings(said)
    elif help_ and not (once and help_ in draft.helped):
        draft.helped.add(help_)
        ui.html(f'<p class="qc qc-help">{help_}</p>')


def shortened(said: list[tuple[Severity, str]], translate: Translate) -> list[tuple[Severity, str]]:
    """Of much that is said of one field (similar names, the nearest first): the beginning, and how much more."""
    _, more = translate, len(said) - MOST_SAID
    if more <= 0:
        return said
    return [*said[:MOST_SAID], (said[MOST_SAID][0], _("And {count} more of this kind.").format(count=more))]


def rest(draft: Draft, section: str) -> None:
    """At a section's end: what was said of places that have no field of their own there."""
    _ = draft.services.translate
    for reason in draft.reasons(section, deep=True):
        if reason.place not in draft.shown:
            ui.note(reason.text, "bad", _("The officer asks:"))
    left = [one for one in draft.findings(section, deep=True) if one.place not in draft.shown]
    due = [one for one in left if section in draft.seen or one.severity is Severity.WARNING]
    ui.findings((one.severity, f"{called(draft, one.place)}: {one.message.render(_)}") for one in due)


def _due(draft: Draft, place: str, finding: Finding) -> bool:
    """Whether a finding is to be shown yet: not of what nobody has come to."""
    return bool(draft.value(place)) or section_of(place) in draft.seen or place in draft.seen


def words(draft: Draft, place: str) -> tuple[str, str]:
    """Label of a place, and its help with the law that asks for it, as markup."""
    _ = draft.services.translate
    help_ = rules.field_help(place, draft.procedure.type)
    basis = rules.field_basis(place, draft.procedure.type)
    cited = f" <cite>{escape(_(basis))}</cite>" if basis else ""
    return called(draft, place), f"{escape(_(help_))}{cited}" if help_ else ""


def called(draft: Draft, place: str) -> str:
    """What a place is called for this type of enterprise."""
    return draft.services.translate(rules.field_label(place, draft.procedure.type))


@touches
def _typed(draft: Draft, place: str, parse: Parse) -> None:
    _take(draft, place, parse)


def _typed_alone(draft: Draft, place: str, parse: Parse) -> None:
    """Most fields: as long as the checks say the same, the section stays as it is, with what was typed in it."""
    before = _said(draft, place)
    _take(draft, place, parse)
    draft.draw(section=_said(draft, place) != before)


def _said(draft: Draft, place: str) -> object:
    """What is said in a field's section, and whether it is due yet beside the field itself."""
    due = [_due(draft, place, one) for one in draft.findings(place)]
    return dict(draft.problems), draft.findings(section_of(place), deep=True), due


def _take(draft: Draft, place: str, parse: Parse) -> None:
    typed = st.session_state[draft.key(place)]
    draft.seen.add(place)
    try:
        value = parse(typed)
    except Refused as refused:
        draft.problems[place] = refused.message
        return
    draft.put(place, value)


@touches
def _picked(draft: Draft, place: str, empty: Any) -> None:
    value = st.session_state[draft.key(place)]
    draft.seen.add(place)
    draft.put(place, empty if value is None else value)


@touches
def _taken(draft: Draft, place: str, take: Take | None) -> None:
    chosen = st.session_state[draft.key(place)] or ""
    draft.seen.add(place)
    if take is None:
        draft.put(place, chosen)
    else:
        take(draft, chosen)


@touches
def _counted(draft: Draft, place: str) -> None:
    draft.put(place, int(st.session_state[draft.key(place)]))


class Refused(ValueError):
    """What was typed cannot be read; the message says how it is written."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message.text)


def _or(parse: Callable[[str], Any], complaint: str) -> Parse:
    def parse_or_refuse(typed: Any) -> Any:
        try:
            return parse(typed)
        except ValueError as error:
            raise Refused(Message(complaint)) from error

    return parse_or_refuse


def _whole(typed: str) -> int:
    bare = typed.strip().replace(",", "")
    if not bare:
        return 0
    if not bare.isdecimal():
        raise ValueError(typed)
    return int(bare)


def _capital(typed: str) -> str:
    return typed.strip().upper()


def read_day(typed: str) -> str | None:
    bare = typed.strip().rstrip("日일. ")
    for mark in "年月년월/. ":
        bare = bare.replace(mark, "-")
    parts = [part for part in bare.split("-") if part]
    if not parts:
        return None
    if len(parts) == 1 and len(bare) == 8:
        parts = [bare[:4], bare[4:6], bare[6:]]
    if len(parts) != 3:
        raise ValueError(typed)
    return date(int(parts[0]), int(parts[1]), int(parts[2])).isoformat()
